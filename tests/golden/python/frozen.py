"""The model `frozen_stem`, built with Keras."""

import keras
from keras import layers


def conv(x, filters, *, name):
    x = layers.Conv2D(filters, 3, name=f"{name}_conv2d")(x)
    x = layers.BatchNormalization(name=f"{name}_batch_normalization")(x)
    return layers.ReLU(name=f"{name}_re_lu")(x)


def build_frozen_stem() -> keras.Model:
    """The model `frozen_stem`: from `image` to `label` and `other`."""
    image = keras.Input(shape=(32, 32, 3), name="image")

    # stem (frozen)
    x = conv(image, 8, name="stem_conv")
    x = conv(x, 16, name="stem_conv_1")
    x = conv(x, 32, name="stem_conv_2")
    x = layers.GlobalAveragePooling2D(name="stem_global_average_pooling2d")(x)

    x = layers.Dense(16, name="code")(x)
    first = layers.Dense(4, name="frozen_words")(x)

    # heads
    label = layers.Dense(2, name="label")(first)
    other = layers.Dense(2, name="other")(first)

    model = keras.Model(image, {"label": label, "other": other}, name="frozen_stem")
    for layer in model.layers:
        if layer.name.startswith("stem_"):
            layer.trainable = False
    model.get_layer("code").trainable = False
    model.compile(optimizer="rmsprop", loss={"label": "mse", "other": "mse"})
    return model


if __name__ == "__main__":
    build_frozen_stem().summary()
