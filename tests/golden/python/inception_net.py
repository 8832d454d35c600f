"""The model `inception_net`, built with Keras."""

import keras
from keras import layers


def inception(x, filters, *, name):
    # branch point
    point = layers.Conv2D(
        filters, 1, padding="same", activation="relu", name=f"{name}_point_conv2d"
    )(x)

    # branch small
    small = layers.Conv2D(
        filters, 1, padding="same", activation="relu", name=f"{name}_small_conv2d"
    )(x)
    small = layers.Conv2D(
        filters, 3, padding="same", activation="relu", name=f"{name}_small_conv2d_1"
    )(small)

    # branch large
    large = layers.Conv2D(
        filters, 1, padding="same", activation="relu", name=f"{name}_large_conv2d"
    )(x)
    large = layers.Conv2D(
        filters, 5, padding="same", activation="relu", name=f"{name}_large_conv2d_1"
    )(large)

    # branch pooled
    pooled = layers.MaxPooling2D(
        3, strides=1, padding="same", name=f"{name}_pooled_max_pooling2d"
    )(x)
    pooled = layers.Conv2D(
        filters, 1, padding="same", activation="relu", name=f"{name}_pooled_conv2d"
    )(pooled)

    return layers.Concatenate(name=f"{name}_concatenate")([point, small, large, pooled])


def build_inception_net() -> keras.Model:
    """The model `inception_net`: from `image` to `label`."""
    image = keras.Input(shape=(64, 64, 3), name="image")

    # stem
    x = layers.Conv2D(
        32, 3, strides=2, padding="same", activation="relu", name="stem_conv2d"
    )(image)

    x = inception(x, 16, name="inception")
    x = layers.MaxPooling2D(name="max_pooling2d")(x)
    x = inception(x, 32, name="inception_1")
    x = layers.MaxPooling2D(name="max_pooling2d_1")(x)

    # head label
    x = layers.GlobalAveragePooling2D(name="label_global_average_pooling2d")(x)
    label = layers.Dense(10, activation="softmax", name="label")(x)

    model = keras.Model(image, label, name="inception_net")
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


if __name__ == "__main__":
    build_inception_net().summary()
