"""The model `outside`, built with Keras."""

import keras

# Not part of Keras: write where it comes from in place of custom_layers.
from custom_layers import Gate, MyNorm
from keras import layers


def build_outside() -> keras.Model:
    """The model `outside`: from `x` to `y`."""
    inputs = keras.Input(shape=(8,), name="x")
    x = layers.Dense(4, name="dense")(inputs)
    x = MyNorm(axis=-1, name="my_norm")(x)
    x = Gate(units=3, name="gate")(x)
    x = MyNorm(axis=1, name="my_norm_1")(x)

    # head y
    y = layers.Dense(1, name="y")(x)

    return keras.Model(inputs, y, name="outside")


if __name__ == "__main__":
    build_outside().summary()
