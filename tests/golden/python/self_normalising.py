"""The model `self_normalising`, built with Keras."""

import keras
from keras import layers


def build_self_normalising() -> keras.Model:
    """The model `self_normalising`: from `image` to `digit`."""
    image = keras.Input(shape=(28, 28), name="image")
    x = layers.Flatten(name="flatten")(image)
    for i in range(20):
        x = layers.Dense(
            100,
            activation="selu",
            kernel_initializer="lecun_normal",
            name=f"dense_{i}" if i else "dense",
        )(x)
    x = layers.AlphaDropout(0.1, name="alpha_dropout")(x)

    # head digit
    digit = layers.Dense(10, activation="softmax", name="digit")(x)

    model = keras.Model(image, digit, name="self_normalising")
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.001),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


if __name__ == "__main__":
    build_self_normalising().summary()
