"""The model `states`, built with Keras."""

import keras
from keras import layers


def reading(x, units, *, name):
    y, a, (b, c) = layers.RNN(
        [layers.GRUCell(units), layers.LSTMCell(4)],
        return_state=True,
        name=f"{name}_rnn",
    )(x)
    return layers.Concatenate(name=f"{name}_concatenate")([y, a, b, c])


def reading_2(x, *, name):
    y, (a, b), c = layers.RNN(
        [layers.LSTMCell(4), layers.GRUCell(8)], return_state=True, name=f"{name}_rnn"
    )(x)
    return layers.Concatenate(name=f"{name}_concatenate")([y, a, b, c])


def build_states() -> keras.Model:
    """The model `states`: from `words`, `step`, `a`, `b` and `c` to `concatenate`."""
    words = keras.Input(shape=(5, 4), name="words")
    step = keras.Input(shape=(4,), name="step")
    a = keras.Input(shape=(8,), name="a")
    b = keras.Input(shape=(4,), name="b")
    c = keras.Input(shape=(4,), name="c")
    deep = reading(words, 8, name="deep")
    flat = reading(words, 6, name="flat")
    other = reading_2(words, name="other")
    started = layers.RNN([layers.GRUCell(8), layers.LSTMCell(4)], name="started")(
        words, initial_state=[a, [b, c]]
    )
    o, (h, i_), j, (k, l_), m = layers.Bidirectional(
        layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], return_state=True),
        name="around",
    )(words)
    lone, (p, q) = layers.RNN([layers.LSTMCell(3)], return_state=True, name="rnn")(
        words
    )
    plain, r, s = layers.LSTM(3, return_state=True, name="lstm")(words)
    t, (u, v) = layers.LSTMCell(4, name="lstm_cell")(step, [b, c])
    w, (x_2,) = layers.GRUCell(8, name="gru_cell")(step, [a])
    y, z = layers.GRUCell(8, name="gru_cell_1")(step, a)
    all_, (g, (d, e)) = layers.StackedRNNCells(
        [layers.GRUCell(8), layers.LSTMCell(4)], name="stacked_rnn_cells"
    )(step, [a, [b, c]])
    first = layers.Concatenate(name="first")(
        [deep, flat, other, started, o, h, i_, j, k, l_, m, lone, p, q]
    )
    second = layers.Concatenate(name="second")(
        [plain, r, s, t, u, v, w, x_2, y, z, all_, g, d, e]
    )
    x = layers.Concatenate(name="concatenate")([first, second])
    return keras.Model([words, step, a, b, c], x, name="states")


if __name__ == "__main__":
    build_states().summary()
