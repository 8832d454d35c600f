"""The model `regularised_mlp`, built with Keras."""

import keras
from keras import layers


def build_regularised_mlp() -> keras.Model:
    """The model `regularised_mlp`: from `image` to `digit`."""
    image = keras.Input(shape=(28, 28), name="image")
    x = layers.Flatten(name="flatten")(image)
    x = layers.Dense(
        300,
        activation="elu",
        kernel_initializer="he_normal",
        kernel_regularizer=keras.regularizers.L1L2(l1=1e-5, l2=0.0001),
        name="dense",
    )(x)
    x = layers.Dense(
        100,
        activation="elu",
        kernel_initializer="he_normal",
        kernel_regularizer=keras.regularizers.L1L2(l1=1e-5, l2=0.0001),
        name="dense_1",
    )(x)

    # head digit
    digit = layers.Dense(
        10,
        activation="softmax",
        kernel_initializer="glorot_uniform",
        kernel_regularizer=keras.regularizers.L1L2(l1=1e-5, l2=0.0001),
        name="digit",
    )(x)

    model = keras.Model(image, digit, name="regularised_mlp")
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


if __name__ == "__main__":
    build_regularised_mlp().summary()
