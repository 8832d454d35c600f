"""The model `sentiment`, built with Keras."""

import keras
from keras import layers, ops


def transformer(x, *, name):
    attended = layers.MultiHeadAttention(2, 32, name=f"{name}_multi_head_attention")(
        x, x
    )
    attended = layers.Dropout(0.1, name=f"{name}_attended")(attended)
    x = layers.Add(name=f"{name}_add")([x, attended])
    x = layers.LayerNormalization(epsilon=1e-6, name=f"{name}_layer_normalization")(x)
    changed = layers.Dense(32, activation="relu", name=f"{name}_dense")(x)
    changed = layers.Dense(32, name=f"{name}_dense_1")(changed)
    changed = layers.Dropout(0.1, name=f"{name}_changed")(changed)
    x = layers.Add(name=f"{name}_add_1")([x, changed])
    return layers.LayerNormalization(
        epsilon=1e-6, name=f"{name}_layer_normalization_1"
    )(x)


def build_sentiment() -> keras.Model:
    """The model `sentiment`: from `tokens` to `friendly`."""
    tokens = keras.Input(shape=(200,), dtype="int32", name="tokens")
    x = ops.cumsum(ops.ones_like(tokens), axis=1) - 1
    word_vectors = layers.Embedding(20000, 32, name="word_vectors")(tokens)
    place_vectors = layers.Embedding(200, 32, name="place_vectors")(x)
    x = layers.Add(name="add")([word_vectors, place_vectors])
    x = transformer(x, name="transformer")

    # head friendly
    x = layers.GlobalAveragePooling1D(name="friendly_global_average_pooling1d")(x)
    x = layers.Dropout(0.1, name="friendly_dropout")(x)
    x = layers.Dense(20, activation="relu", name="friendly_dense")(x)
    friendly = layers.Dense(1, activation="sigmoid", name="friendly")(x)

    model = keras.Model(tokens, friendly, name="sentiment")
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model


if __name__ == "__main__":
    build_sentiment().summary()
