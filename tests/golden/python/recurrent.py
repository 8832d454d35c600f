"""The model `recurrent`, built with Keras."""

import keras
from keras import layers


def build_recurrent() -> keras.Model:
    """The model `recurrent`: from `words` and `answer` to `as_words` and `y`."""
    words = keras.Input(shape=(None,), dtype="int32", name="words")
    answer = keras.Input(shape=(None,), dtype="int32", name="answer")
    table = layers.Embedding(50, 8, mask_zero=True, name="table")
    x = table(words)
    x = layers.Bidirectional(
        layers.LSTM(6, return_sequences=True), name="bidirectional"
    )(x)
    y, state = layers.GRU(6, return_state=True, name="gru")(x)
    x = table(answer)
    start = layers.GRU(6, return_sequences=True, name="start")(x)
    x = layers.GRU(6, return_sequences=True, name="gru_1")(start, initial_state=state)
    x = layers.RNN(
        [layers.LSTMCell(5), layers.LSTMCell(4)], return_sequences=True, name="rnn"
    )(x)
    as_words = layers.TimeDistributed(
        layers.Dense(7, activation="softmax"), name="as_words"
    )(x)
    y_2 = layers.Identity(name="y")(y)
    return keras.Model(
        [words, answer], {"as_words": as_words, "y": y_2}, name="recurrent"
    )


if __name__ == "__main__":
    build_recurrent().summary()
