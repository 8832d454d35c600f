"""The model `branches`, built with Keras."""

import keras
from keras import layers


def tower(x, filters, kernel, *, name):
    return layers.Conv2D(
        filters, kernel, padding="same", activation="relu", name=f"{name}_conv2d"
    )(x)


def expert(x, width, *, name):
    x = layers.Dense(width, activation="relu", name=f"{name}_dense")(x)
    return layers.Dense(6, name=f"{name}_dense_1")(x)


def mixed(x, width, *, name):
    tower_1 = tower(x, width, kernel=1, name=f"{name}_tower_1")
    tower_2 = tower(x, width, kernel=3, name=f"{name}_tower_2")
    tower_3 = tower(x, width, kernel=5, name=f"{name}_tower_3")
    tower_4 = tower(x, width, kernel=7, name=f"{name}_tower_4")

    # branch pooled
    pooled = layers.AveragePooling2D(
        3, strides=1, padding="same", name=f"{name}_pooled_average_pooling2d"
    )(x)
    pooled = layers.Conv2D(width, 1, name=f"{name}_pooled_conv2d")(pooled)

    return layers.Concatenate(name=f"{name}_concatenate")(
        [tower_1, tower_2, tower_3, tower_4, pooled]
    )


def build_branches() -> keras.Model:
    """The model `branches`: from `image` to `kind`."""
    image = keras.Input(shape=(16, 16, 3), name="image")

    # stem
    x = layers.Conv2D(8, 3, padding="same", name="stem_conv2d")(image)

    x = mixed(x, 4, name="mixed")
    x = mixed(x, 8, name="mixed_1")
    x = layers.GlobalAveragePooling2D(name="global_average_pooling2d")(x)
    experts = [
        expert(x, width, name=f"expert_{i}")
        for i, width in enumerate((8, 16, 32), start=1)
    ]
    x = layers.Average(name="average")(experts)

    # head kind
    kind = layers.Dense(3, activation="softmax", name="kind")(x)

    return keras.Model(image, kind, name="branches")


if __name__ == "__main__":
    build_branches().summary()
