"""The model `augmented_classifier`, built with Keras."""

import keras
from keras import layers


def build_augmented_classifier() -> keras.Model:
    """The model `augmented_classifier`: from `photo` to `flower`."""
    photo = keras.Input(shape=(180, 180, 3), dtype="uint8", name="photo")

    # augmentation
    x = layers.RandomFlip("horizontal", name="augmentation_random_flip")(photo)
    x = layers.RandomRotation(0.1, name="augmentation_random_rotation")(x)
    x = layers.RandomZoom(height_factor=0.1, name="augmentation_random_zoom")(x)

    x = layers.Rescaling(0.00392156862745098, name="rescaling")(x)
    x = layers.Conv2D(16, 3, padding="same", activation="relu", name="conv2d")(x)
    x = layers.MaxPooling2D(name="max_pooling2d")(x)
    x = layers.Conv2D(32, 3, padding="same", activation="relu", name="conv2d_1")(x)
    x = layers.MaxPooling2D(name="max_pooling2d_1")(x)
    x = layers.Conv2D(64, 3, padding="same", activation="relu", name="conv2d_2")(x)
    x = layers.MaxPooling2D(name="max_pooling2d_2")(x)
    x = layers.Dropout(0.2, name="dropout")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(128, activation="relu", name="dense")(x)

    # head flower
    flower = layers.Dense(5, name="flower")(x)

    model = keras.Model(photo, flower, name="augmented_classifier")
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


if __name__ == "__main__":
    build_augmented_classifier().summary()
