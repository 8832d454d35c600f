"""The model `picked`, built with Keras."""

import keras
from keras import layers


def build_pair(*, name) -> keras.Model:
    """The model `pair`: from `image` to `near` and `far`."""
    image = keras.Input(shape=(4,), name="image")
    x = layers.Dense(4, activation="relu", name="dense")(image)

    # heads
    near = layers.Dense(4, name="near")(x)
    far = layers.Dense(4, name="far")(x)

    return keras.Model(image, {"near": near, "far": far}, name=name)


def leaf(x, *, name):
    x = layers.Dense(4, name=f"{name}_dense")(x)
    return layers.BatchNormalization(name=f"{name}_batch_normalization")(x)


def twice(x, *, name):
    pair = build_pair(name=f"{name}_pair")(x)
    return layers.Add(name=f"{name}_add")([pair["near"], pair["far"]])


def build_picked() -> keras.Model:
    """The model `picked`: from `image` to `kind` and `f`."""
    image = keras.Input(shape=(4,), name="image")
    x = leaf(image, name="leaf")
    pair = build_pair(name="pair")(x)
    reader = build_pair(name="reader")
    reader_2 = reader(pair["far"])
    reader_1 = reader(reader_2["far"])
    g = leaf(pair["far"], name="g")
    h = leaf(reader_1["far"], name="h")
    i_ = leaf(g, name="i")
    end_dense = layers.Dense(3, name="end_dense")
    end_batch_normalization = layers.BatchNormalization(name="end_batch_normalization")

    def leaf_2(x):
        x = end_dense(x)
        return end_batch_normalization(x)

    end = leaf_2(reader_2["near"])
    x = layers.Dense(4, name="dense")(end)
    end_1 = leaf_2(x)
    x = twice(reader_1["near"], name="t")
    u = twice(x, name="u")
    x = layers.Concatenate(name="concatenate")([pair["near"], g, h, i_, end, end_1, u])

    # head kind
    kind = layers.Dense(2, name="kind")(x)

    f = layers.Identity(name="f")(reader_1["far"])

    return keras.Model(image, {"kind": kind, "f": f}, name="picked")


if __name__ == "__main__":
    build_picked().summary()
