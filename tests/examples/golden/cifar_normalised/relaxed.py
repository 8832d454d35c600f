"""The model `relaxed`, built with Keras."""

import keras
from keras import layers, ops


def minmax(x):
    low = ops.min(x, axis=(1, 2, 3), keepdims=True)
    high = ops.max(x, axis=(1, 2, 3), keepdims=True)
    return (x - low) / (high - low + 1e-6)


def quantised(x, decimals):
    coarse = ops.clip(ops.round(x, decimals), 0.1, 1.0)
    return x + ops.stop_gradient(coarse - x)


def convolutions(x, filters, *, name):
    x = layers.Conv2D(
        filters, 3, padding="same", activation="relu", name=f"{name}_conv2d"
    )(x)
    return layers.MaxPooling2D(name=f"{name}_max_pooling2d")(x)


def build_relaxed() -> keras.Model:
    """The model `relaxed`: from `image` to `label`."""
    image = keras.Input(shape=(32, 32, 3), name="image")
    x = minmax(image)
    x = quantised(x, 1)
    x = convolutions(x, 32, name="convolutions")
    x = ops.sigmoid(x)
    x = quantised(x, 2)
    x = convolutions(x, 64, name="convolutions_1")

    # head label
    x = layers.Flatten(name="label_flatten")(x)
    label = layers.Dense(10, activation="softmax", name="label")(x)

    model = keras.Model(image, label, name="relaxed")
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


if __name__ == "__main__":
    build_relaxed().summary()
