"""The model `pair`, built with Keras."""

import keras
from keras import layers


def build_tower(units, activation, *, name) -> keras.Model:
    """The model `tower`: from `pixels` to `code`."""
    pixels = keras.Input(shape=(12,), name="pixels")
    x = layers.Dense(units, activation=activation, name="dense")(pixels)
    code = layers.Dense(4, name="code")(x)
    return keras.Model(pixels, code, name=name)


def build_pair() -> keras.Model:
    """The model `pair`: from `left` and `right` to `same`."""
    left = keras.Input(shape=(12,), name="left")
    right = keras.Input(shape=(12,), name="right")
    a = build_tower(8, activation="relu", name="a")(left)
    b = build_tower(16, activation="relu", name="b")(right)
    reader = build_tower(8, activation="tanh", name="reader")
    c = reader(left)
    d = reader(right)
    x = layers.Concatenate(name="concatenate")([a, b, c, d])

    # head same
    same = layers.Dense(1, activation="sigmoid", name="same")(x)

    model = keras.Model([left, right], same, name="pair")
    model.compile(optimizer="rmsprop", loss="binary_crossentropy")
    return model


if __name__ == "__main__":
    build_pair().summary()
