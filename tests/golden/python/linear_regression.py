"""The model `linear_regression`, built with Keras."""

import keras
from keras import layers


def build_linear_regression() -> keras.Model:
    """The model `linear_regression`: from `x` to `y`."""
    inputs = keras.Input(shape=(1,), name="x")

    # head y
    y = layers.Dense(1, name="y")(inputs)

    model = keras.Model(inputs, y, name="linear_regression")
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss="mse")
    return model


if __name__ == "__main__":
    build_linear_regression().summary()
