"""The model `separable_convolutions`, built with Keras."""

import keras
from keras import layers


def build_separable_convolutions() -> keras.Model:
    """The model `separable_convolutions`: from `image` to `label`."""
    image = keras.Input(shape=(64, 64, 3), name="image")

    # stem
    x = layers.SeparableConv2D(32, 3, activation="relu", name="stem_separable_conv2d")(
        image
    )

    x = layers.SeparableConv2D(
        64, 3, padding="same", activation="relu", name="separable_conv2d"
    )(x)
    x = layers.SeparableConv2D(
        64, 3, padding="same", activation="relu", name="separable_conv2d_1"
    )(x)
    x = layers.MaxPooling2D(name="max_pooling2d")(x)
    x = layers.SeparableConv2D(
        128, 3, padding="same", activation="relu", name="separable_conv2d_2"
    )(x)
    x = layers.SeparableConv2D(
        128, 3, padding="same", activation="relu", name="separable_conv2d_3"
    )(x)
    x = layers.MaxPooling2D(name="max_pooling2d_1")(x)
    x = layers.GlobalAveragePooling2D(name="global_average_pooling2d")(x)
    x = layers.Dense(32, activation="relu", name="dense")(x)

    # head label
    label = layers.Dense(10, activation="softmax", name="label")(x)

    model = keras.Model(image, label, name="separable_convolutions")
    model.compile(
        optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"]
    )
    return model


if __name__ == "__main__":
    build_separable_convolutions().summary()
