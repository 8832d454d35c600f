"""The model `siamese`, built with Keras."""

import keras
from keras import layers


def build_siamese() -> keras.Model:
    """The model `siamese`: from `left` and `right` to `same`."""
    left = keras.Input(shape=(140, 256), name="left")
    right = keras.Input(shape=(140, 256), name="right")
    reader = layers.LSTM(64, name="reader")
    first = reader(left)
    second = reader(right)
    x = layers.Concatenate(name="concatenate")([first, second])

    # head same
    same = layers.Dense(1, activation="sigmoid", name="same")(x)

    model = keras.Model([left, right], same, name="siamese")
    model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
    return model


if __name__ == "__main__":
    build_siamese().summary()
