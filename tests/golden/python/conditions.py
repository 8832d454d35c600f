"""The model `conditions`, built with Keras."""

import keras
from keras import layers


def widen(x, width, scale=False, *, name):
    if scale:
        x = layers.Rescaling(0.1, offset=1.0, name=f"{name}_rescaling")(x)
    return layers.Dense(width, name=f"{name}_dense")(x)


def widen_2(x, *, name):
    x = layers.Dense(16, name=f"{name}_dense")(x)
    return layers.Dropout(0.5, name=f"{name}_dropout")(x)


def build_conditions() -> keras.Model:
    """The model `conditions`: from `features` to `y`."""
    features = keras.Input(shape=(8,), name="features")
    x = widen(features, 4, name="widen")
    x = widen(x, 6, scale=True, name="widen_1")
    x = widen(x, 8, name="widen_2")
    x = widen_2(x, name="widen_3")

    # head y
    y = layers.Dense(1, name="y")(x)

    return keras.Model(features, y, name="conditions")


if __name__ == "__main__":
    build_conditions().summary()
