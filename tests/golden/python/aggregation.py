"""The model `aggregation`, built with Keras."""

import keras
from keras import layers


def learner(x, *, name):
    x = layers.Dense(64, activation="relu", name=f"{name}_dense")(x)
    x = layers.Dense(128, activation="relu", name=f"{name}_dense_1")(x)

    # head digit
    return layers.Dense(10, activation="softmax", name=f"{name}_digit")(x)


def build_aggregation() -> keras.Model:
    """The model `aggregation`."""
    image = keras.Input(shape=(28, 28), name="image")

    # stem
    x = layers.Flatten(name="stem_flatten")(image)

    outputs = {
        f"learner_{i}_digit": learner(x, name=f"learner_{i}") for i in range(1, 4)
    }

    model = keras.Model(image, outputs, name="aggregation")
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),
        loss={name: "sparse_categorical_crossentropy" for name in outputs},
        metrics={name: ["accuracy"] for name in outputs},
    )
    return model


if __name__ == "__main__":
    build_aggregation().summary()
