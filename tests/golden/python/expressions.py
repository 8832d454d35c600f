"""The model `expressions`, built with Keras."""

import keras
from keras import layers, ops


def minmax(x):
    return (x - ops.min(x)) / (ops.max(x) - ops.min(x))


def coarse(x, decimals):
    return ops.clip(ops.round(x, decimals), 0.1, 1.0)


def build_expressions() -> keras.Model:
    """The model `expressions`: from `sequence` and `scale` to `dense`."""
    sequence = keras.Input(shape=(10, 8), name="sequence")
    scale = keras.Input(shape=(8,), name="scale")
    x = minmax(sequence)
    x = coarse(x, 1)
    x = coarse(x, 2)
    x = x[:, -1]
    a = layers.Dense(4, name="a")(x)
    b = layers.Dense(4, name="b")(scale)
    c = -(ops.abs(a) ** 2) + 2**b % 3
    vote = 0.5 * a + 0.3 * b + 0.2 * c
    true_divide = (a + b) * (a - b) / (a * b + 1.0)
    x = ops.maximum(a, b) * ops.minimum(a, b) / (c + 1.0)
    far = true_divide - x
    x = ops.concatenate([vote, far[..., 1:]], axis=-1)
    x = layers.Dense(3, name="dense")(x)
    return keras.Model([sequence, scale], x, name="expressions")


if __name__ == "__main__":
    build_expressions().summary()
