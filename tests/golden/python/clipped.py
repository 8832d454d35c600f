"""The model `clipped`, built with Keras."""

import keras
from keras import layers


def hidden(x, *, name):
    x = layers.Dense(64, activation="relu", name=f"{name}_dense")(x)
    return layers.Dense(64, activation="relu", name=f"{name}_dense_1")(x)


def build_clipped() -> keras.Model:
    """The model `clipped`: from `features` to `label`."""
    features = keras.Input(shape=(20,), name="features")
    x = hidden(features, name="hidden")

    # head label
    label = layers.Dense(3, activation="softmax", name="label")(x)

    model = keras.Model(features, label, name="clipped")
    model.compile(
        optimizer=keras.optimizers.RMSprop(learning_rate=0.001, rho=0.9, clipnorm=1.0),
        loss="sparse_categorical_crossentropy",
    )
    return model


if __name__ == "__main__":
    build_clipped().summary()
