"""The model `batch_normalised_mlp`, built with Keras."""

import keras
from keras import layers


def build_batch_normalised_mlp() -> keras.Model:
    """The model `batch_normalised_mlp`: from `image` to `digit`."""
    image = keras.Input(shape=(28, 28), name="image")
    x = layers.Flatten(name="flatten")(image)
    x = layers.BatchNormalization(name="batch_normalization")(x)
    x = layers.Dense(300, use_bias=False, kernel_initializer="he_normal", name="dense")(
        x
    )
    x = layers.BatchNormalization(name="batch_normalization_1")(x)
    x = layers.Activation("elu", name="activation")(x)
    x = layers.Dense(
        100, use_bias=False, kernel_initializer="he_normal", name="dense_1"
    )(x)
    x = layers.BatchNormalization(name="batch_normalization_2")(x)
    x = layers.Activation("elu", name="activation_1")(x)

    # head digit
    digit = layers.Dense(10, activation="softmax", name="digit")(x)

    model = keras.Model(image, digit, name="batch_normalised_mlp")
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


if __name__ == "__main__":
    build_batch_normalised_mlp().summary()
