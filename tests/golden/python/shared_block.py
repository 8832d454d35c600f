"""The model `twins`, built with Keras."""

import keras
from keras import layers, ops


def build_twins() -> keras.Model:
    """The model `twins`: from `left` and `right` to `same`."""
    left = keras.Input(shape=(8,), name="left")
    right = keras.Input(shape=(8,), name="right")
    encoder_dense = layers.Dense(16, activation="relu", name="encoder_dense")
    encoder_dropout = layers.Dropout(0.1, name="encoder_dropout")
    encoder_dense_1 = layers.Dense(4, name="encoder_dense_1")

    def encode(x):
        x = encoder_dense(x)
        x = encoder_dropout(x)
        return encoder_dense_1(x)

    encoder = encode(left)
    encoder_1 = encode(right)
    x = ops.abs(encoder - encoder_1)

    # head same
    same = layers.Dense(1, activation="sigmoid", name="same")(x)

    model = keras.Model([left, right], same, name="twins")
    model.compile(optimizer="rmsprop", loss="binary_crossentropy")
    return model


if __name__ == "__main__":
    build_twins().summary()
