"""The model `loops`, built with Keras."""

import keras
from keras import layers


def step(x, width, *, name):
    x = layers.Dense(width, activation="relu", name=f"{name}_dense")(x)
    return layers.LayerNormalization(name=f"{name}_layer_normalization")(x)


def build_loops() -> keras.Model:
    """The model `loops`: from `features` to `dense_11`."""
    features = keras.Input(shape=(8,), name="features")
    x = features
    for i in range(4):
        x = step(x, 8, name=f"same{i}")
    for i, width in enumerate((8, 16, 24, 32), start=1):
        x = step(x, width, name=f"wide{i}")
    for i, rate in enumerate((0.25, 0.5, 0.75), start=1):
        x = layers.Dense(4, name=f"fc{i}")(x)
        x = layers.Dropout(rate, name=f"drop{i}")(x)
    for i in range(9):
        x = layers.Dense(4, name=f"dense_{i}" if i else "dense")(x)
    x = layers.Dense(5, name="dense_9")(x)
    x = layers.Dense(5, name="dense_10")(x)
    x = layers.Dense(2, name="dense_11")(x)
    return keras.Model(features, x, name="loops")


if __name__ == "__main__":
    build_loops().summary()
