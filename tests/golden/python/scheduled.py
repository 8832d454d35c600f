"""The model `scheduled`, built with Keras."""

import keras
from keras import layers


def hidden(x, *, name):
    x = layers.Dense(64, activation="relu", name=f"{name}_dense")(x)
    return layers.Dense(64, activation="relu", name=f"{name}_dense_1")(x)


def build_scheduled() -> keras.Model:
    """The model `scheduled`: from `features` to `label`."""
    features = keras.Input(shape=(20,), name="features")
    x = hidden(features, name="hidden")

    # head label
    label = layers.Dense(3, activation="softmax", name="label")(x)

    model = keras.Model(features, label, name="scheduled")
    model.compile(
        optimizer=keras.optimizers.Adam(
            learning_rate=keras.optimizers.schedules.ExponentialDecay(
                initial_learning_rate=0.01, decay_steps=1000, decay_rate=0.9
            )
        ),
        loss="sparse_categorical_crossentropy",
    )
    return model


if __name__ == "__main__":
    build_scheduled().summary()
