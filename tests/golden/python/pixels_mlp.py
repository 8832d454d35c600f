"""The model `pixels_mlp`, built with Keras."""

import keras
from keras import layers


def build_pixels_mlp() -> keras.Model:
    """The model `pixels_mlp`: from `pixels` to `digit`."""
    pixels = keras.Input(shape=(784,), name="pixels")
    x = layers.Dense(512, activation="relu", name="dense")(pixels)
    x = layers.Dense(128, activation="relu", name="dense_1")(x)

    # head digit
    digit = layers.Dense(10, activation="softmax", name="digit")(x)

    model = keras.Model(pixels, digit, name="pixels_mlp")
    model.compile(
        optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"]
    )
    return model


if __name__ == "__main__":
    build_pixels_mlp().summary()
