"""The model `unet`, built with Keras."""

import keras
from keras import layers


def convolutions(x, filters, *, name):
    x = layers.Conv2D(
        filters, 3, padding="same", activation="relu", name=f"{name}_conv2d"
    )(x)
    return layers.Conv2D(
        filters, 3, padding="same", activation="relu", name=f"{name}_conv2d_1"
    )(x)


def up(coarse, detail, filters, *, name):
    grown = layers.Conv2DTranspose(
        filters, 2, strides=2, padding="same", name=f"{name}_grown"
    )(coarse)
    x = layers.Concatenate(name=f"{name}_concatenate")([grown, detail])
    return convolutions(x, filters, name=f"{name}_convolutions")


def build_unet() -> keras.Model:
    """The model `unet`: from `image` to `mask`."""
    image = keras.Input(shape=(128, 128, 3), name="image")

    # down_1
    down_1_detail = convolutions(image, 16, name="down_1_detail")
    x = layers.MaxPooling2D(name="down_1_max_pooling2d")(down_1_detail)

    # down_2
    down_2_detail = convolutions(x, 32, name="down_2_detail")
    x = layers.MaxPooling2D(name="down_2_max_pooling2d")(down_2_detail)

    # down_3
    down_3_detail = convolutions(x, 64, name="down_3_detail")
    x = layers.MaxPooling2D(name="down_3_max_pooling2d")(down_3_detail)

    # bottom
    x = convolutions(x, 128, name="bottom_convolutions")
    x = layers.Dropout(0.3, name="bottom_dropout")(x)

    # stages
    x = up(x, down_3_detail, 64, name="up_3_up")
    x = up(x, down_2_detail, 32, name="up_2_up")
    x = up(x, down_1_detail, 16, name="up_1_up")

    # head mask
    mask = layers.Conv2D(3, 1, activation="softmax", name="mask")(x)

    model = keras.Model(image, mask, name="unet")
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


if __name__ == "__main__":
    build_unet().summary()
