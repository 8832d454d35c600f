"""The model `attention`, built with Keras."""

import keras
from keras import layers


def attend(q, kv, m, heads, rate, *, name):
    x = layers.MultiHeadAttention(heads, 8, name=f"{name}_multi_head_attention")(
        q, kv, attention_mask=m
    )
    attended = layers.Dropout(rate, name=f"{name}_attended")(x)
    x = layers.Add(name=f"{name}_add")([q, attended])
    return layers.LayerNormalization(epsilon=1e-6, name=f"{name}_layer_normalization")(
        x
    )


def feed(inputs, *, name):
    x = layers.Dense(64, activation="gelu", name=f"{name}_dense")(inputs)
    x = layers.Dense(16, name=f"{name}_dense_1")(x)
    x = layers.Add(name=f"{name}_add")([x, inputs])
    return layers.LayerNormalization(epsilon=1e-6, name=f"{name}_layer_normalization")(
        x
    )


def layer_pair(x, memory, m, heads, *, name):
    x = attend(x, x, m, heads, rate=0.1, name=f"{name}_attend")
    x = attend(x, memory, m, heads, rate=0.2, name=f"{name}_attend_1")
    return feed(x, name=f"{name}_feed")


def build_attention() -> keras.Model:
    """The model `attention`: from `tokens`, `memory` and `m` to `dense`."""
    tokens = keras.Input(shape=(6, 16), name="tokens")
    memory = keras.Input(shape=(6, 16), name="memory")
    m = keras.Input(shape=(6, 6), dtype="bool", name="m")
    one = layer_pair(tokens, memory, m, 2, name="one")
    x = layer_pair(one, memory, m, 4, name="two")
    x = x[:, 0]
    x = layers.Dense(3, name="dense")(x)
    return keras.Model([tokens, memory, m], x, name="attention")


if __name__ == "__main__":
    build_attention().summary()
