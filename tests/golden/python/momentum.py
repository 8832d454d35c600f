"""The model `momentum`, built with Keras."""

import keras
from keras import layers


def hidden(x, *, name):
    x = layers.Dense(64, activation="relu", name=f"{name}_dense")(x)
    return layers.Dense(64, activation="relu", name=f"{name}_dense_1")(x)


def build_momentum() -> keras.Model:
    """The model `momentum`: from `features` to `label`."""
    features = keras.Input(shape=(20,), name="features")
    x = hidden(features, name="hidden")

    # head label
    label = layers.Dense(3, activation="softmax", name="label")(x)

    model = keras.Model(features, label, name="momentum")
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.9),
        loss="sparse_categorical_crossentropy",
    )
    return model


if __name__ == "__main__":
    build_momentum().summary()
