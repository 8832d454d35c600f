"""The model `normalised`, built with Keras."""

import keras
from keras import layers, ops


def minmax(x):
    low = ops.min(x, axis=(1, 2, 3), keepdims=True)
    high = ops.max(x, axis=(1, 2, 3), keepdims=True)
    return (x - low) / (high - low + 1e-6)


def convolutions(x, filters, *, name):
    x = layers.Conv2D(
        filters, 3, padding="same", activation="relu", name=f"{name}_conv2d"
    )(x)
    return layers.MaxPooling2D(name=f"{name}_max_pooling2d")(x)


def build_normalised() -> keras.Model:
    """The model `normalised`: from `image` to `label`."""
    image = keras.Input(shape=(32, 32, 3), name="image")
    x = minmax(image)
    x = convolutions(x, 32, name="convolutions")
    x = convolutions(x, 64, name="convolutions_1")

    # head label
    x = layers.Flatten(name="label_flatten")(x)
    label = layers.Dense(10, activation="softmax", name="label")(x)

    model = keras.Model(image, label, name="normalised")
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


if __name__ == "__main__":
    build_normalised().summary()
