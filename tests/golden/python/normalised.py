"""The model `normalised`, built with Keras."""

import keras
from keras import layers


def convolutions(x, filters, *, name):
    x = layers.Conv2D(
        filters, 3, padding="same", activation="relu", name=f"{name}_conv2d"
    )(x)
    x = layers.Conv2D(
        filters, 3, padding="same", activation="relu", name=f"{name}_conv2d_1"
    )(x)
    return layers.MaxPooling2D(name=f"{name}_max_pooling2d")(x)


def build_normalised() -> keras.Model:
    """The model `normalised`: from `image` to `early`, `middle`, `late` and `label`."""
    image = keras.Input(shape=(32, 32, 3), name="image")

    # low
    x = convolutions(image, 16, name="low_convolutions")

    # auxiliary head early
    early = layers.BatchNormalization(name="early_batch_normalization")(x)
    early = layers.GlobalAveragePooling2D(name="early_global_average_pooling2d")(early)
    early = layers.Dense(10, activation="softmax", name="early")(early)

    # mid
    x = convolutions(x, 32, name="mid_convolutions")

    # auxiliary head middle
    middle = layers.BatchNormalization(name="middle_batch_normalization")(x)
    middle = layers.GlobalAveragePooling2D(name="middle_global_average_pooling2d")(
        middle
    )
    middle = layers.Dense(10, activation="softmax", name="middle")(middle)

    # high
    x = convolutions(x, 64, name="high_convolutions")

    # auxiliary head late
    late = layers.BatchNormalization(name="late_batch_normalization")(x)
    late = layers.GlobalAveragePooling2D(name="late_global_average_pooling2d")(late)
    late = layers.Dense(10, activation="softmax", name="late")(late)

    # top
    x = convolutions(x, 128, name="top_convolutions")

    # head label
    x = layers.BatchNormalization(name="label_batch_normalization")(x)
    x = layers.GlobalAveragePooling2D(name="label_global_average_pooling2d")(x)
    label = layers.Dense(10, activation="softmax", name="label")(x)

    model = keras.Model(
        image,
        {"early": early, "middle": middle, "late": late, "label": label},
        name="normalised",
    )
    model.compile(
        optimizer="adam",
        loss={
            "early": "sparse_categorical_crossentropy",
            "middle": "sparse_categorical_crossentropy",
            "late": "sparse_categorical_crossentropy",
            "label": "sparse_categorical_crossentropy",
        },
        loss_weights={"early": 0.1, "middle": 0.2, "late": 0.3, "label": 1.0},
        metrics={"label": ["accuracy"]},
    )
    return model


if __name__ == "__main__":
    build_normalised().summary()
