"""The model `residual_tower`, built with Keras."""

import keras
from keras import layers


def unit(x, filters, stride=1, *, name):
    shortcut = x
    if stride != 1:
        shortcut = layers.Conv2D(
            filters * 4, 1, strides=stride, name=f"{name}_shortcut"
        )(x)
    x = layers.Conv2D(filters, 1, activation="relu", name=f"{name}_conv2d")(x)
    x = layers.Conv2D(
        filters,
        3,
        strides=stride,
        padding="same",
        activation="relu",
        name=f"{name}_conv2d_1",
    )(x)
    x = layers.Conv2D(filters * 4, 1, name=f"{name}_conv2d_2")(x)
    x = layers.BatchNormalization(name=f"{name}_batch_normalization")(x)
    x = layers.Add(name=f"{name}_add")([x, shortcut])
    return layers.ReLU(name=f"{name}_re_lu")(x)


def tower(x, filters, *, name):
    x = unit(x, filters, stride=2, name=f"{name}_unit")
    x = unit(x, filters, name=f"{name}_unit_1")
    return unit(x, filters, name=f"{name}_unit_2")


def build_residual_tower() -> keras.Model:
    """The model `residual_tower`: from `image` to `label`."""
    image = keras.Input(shape=(32, 32, 3), name="image")

    # stem
    x = layers.Conv2D(32, 7, padding="same", name="stem_conv2d")(image)
    x = layers.MaxPooling2D(2, name="stem_max_pooling2d")(x)

    x = tower(x, 8, name="tower")
    x = tower(x, 16, name="tower_1")
    for i in range(1, 5):
        x = unit(x, 16, name=f"last{i}")

    # head label
    x = layers.GlobalAveragePooling2D(name="label_global_average_pooling2d")(x)
    label = layers.Dense(5, activation="softmax", name="label")(x)

    model = keras.Model(image, label, name="residual_tower")
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy")
    return model


if __name__ == "__main__":
    build_residual_tower().summary()
