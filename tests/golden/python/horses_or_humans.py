"""The model `horses_or_humans`, built with Keras."""

import keras
from keras import layers


def build_horses_or_humans() -> keras.Model:
    """The model `horses_or_humans`: from `photo` to `human`."""
    photo = keras.Input(shape=(300, 300, 3), name="photo")
    x = photo
    for i, filters in enumerate((16, 32, 64, 64, 64)):
        x = layers.Conv2D(
            filters, 3, activation="relu", name=f"conv2d_{i}" if i else "conv2d"
        )(x)
        x = layers.MaxPooling2D(name=f"max_pooling2d_{i}" if i else "max_pooling2d")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(512, activation="relu", name="dense")(x)

    # head human
    human = layers.Dense(1, activation="sigmoid", name="human")(x)

    model = keras.Model(photo, human, name="horses_or_humans")
    model.compile(
        optimizer=keras.optimizers.RMSprop(learning_rate=0.001),
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    return model


if __name__ == "__main__":
    build_horses_or_humans().summary()
