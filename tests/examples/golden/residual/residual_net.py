"""The model `residual_net`, built with Keras."""

import keras
from keras import layers


def residual(x, filters, stride=1, *, name):
    shortcut = x
    if stride != 1:
        shortcut = layers.Conv2D(filters, 1, strides=stride, name=f"{name}_shortcut")(x)
    x = layers.Conv2D(
        filters,
        3,
        strides=stride,
        padding="same",
        use_bias=False,
        name=f"{name}_conv2d",
    )(x)
    x = layers.BatchNormalization(name=f"{name}_batch_normalization")(x)
    x = layers.ReLU(name=f"{name}_re_lu")(x)
    x = layers.Conv2D(
        filters, 3, padding="same", use_bias=False, name=f"{name}_conv2d_1"
    )(x)
    x = layers.BatchNormalization(name=f"{name}_batch_normalization_1")(x)
    x = layers.Add(name=f"{name}_add")([x, shortcut])
    return layers.ReLU(name=f"{name}_re_lu_1")(x)


def build_residual_net() -> keras.Model:
    """The model `residual_net`: from `image` to `label`."""
    image = keras.Input(shape=(32, 32, 3), name="image")

    # stem
    x = layers.Conv2D(16, 3, padding="same", activation="relu", name="stem_conv2d")(
        image
    )

    x = residual(x, 16, name="residual")
    x = residual(x, 16, name="residual_1")
    x = residual(x, 32, stride=2, name="residual_2")
    x = residual(x, 32, name="residual_3")
    x = residual(x, 64, stride=2, name="residual_4")
    x = residual(x, 64, name="residual_5")

    # head label
    x = layers.GlobalAveragePooling2D(name="label_global_average_pooling2d")(x)
    label = layers.Dense(10, activation="softmax", name="label")(x)

    model = keras.Model(image, label, name="residual_net")
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


if __name__ == "__main__":
    build_residual_net().summary()
