"""Models written with Keras, of every kind that functional models come in."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers, ops

MODELS = {}


def model(function):
    MODELS[function.__name__] = function
    return function


@model
def plain():
    x = keras.Input((8,), name="x")
    y = layers.Dense(4, "relu", kernel_initializer="he_normal", kernel_regularizer="l2")(x)
    y = layers.BatchNormalization(momentum=0.9)(y)
    return keras.Model(x, layers.Dense(1, use_bias=False, name="y")(y), name="plain")


@model
def several_inputs():
    a, b = keras.Input((4,), name="a"), keras.Input((6,), dtype="float64", name="b")
    c = keras.Input((), dtype="int32", name="c")
    joined = layers.Concatenate()([a, b, layers.Embedding(5, 2)(c)])
    return keras.Model([c, a, b], layers.Dense(2)(joined))


@model
def inputs_and_outputs_as_dicts():
    b, a = keras.Input((4,), name="b"), keras.Input((4,), name="a")
    minus = layers.Subtract()([a, b])
    out = {"z": layers.Dense(1, name="z")(minus), "c": layers.Dense(2, name="c")(minus)}
    return keras.Model({"b": b, "a": a}, out)


@model
def keys_other_than_names():
    x = keras.Input((3,))
    return keras.Model(x, {"up": layers.Dense(2, name="first")(x), "down": layers.ReLU()(x)})


@model
def one_output_in_a_list():
    x = keras.Input((3,))
    return keras.Model([x], [layers.Dense(2)(x)])


@model
def outputs_in_each_other():
    x = keras.Input((3,), name="x")
    a, b = layers.Dense(2, name="a")(x), layers.Dense(2, name="b")(x)
    return keras.Model(x, {"pair": [a, b], "more": {"a b": a, "in": x}, "none": []})


@model
def one_output_under_a_key():
    x = keras.Input((3,))
    return keras.Model(x, {"answer": layers.Dense(2, name="last")(x)})


@model
def one_operation_at_the_end():
    x = keras.Input((3,))
    return keras.Model(x, ops.softmax(layers.Dense(2)(x)))


@model
def the_later_call_of_a_shared_layer():
    x = keras.Input((3,))
    again = layers.Dense(3, name="again")
    return keras.Model(x, again(again(x)))


@model
def a_model_that_gives_a_list():
    x = keras.Input((3,), name="x")
    inner = keras.Model(x, {"one": [layers.Dense(2)(x), x * 2], "two": layers.Dense(1)(x)})
    y = keras.Input((3,), name="y")
    found = inner(y)
    return keras.Model(y, [found["one"][1], layers.Dense(2)(found["two"]), found["one"][0]])


@model
def shared():
    a, b = keras.Input((4,)), keras.Input((4,))
    encode = layers.Dense(3, "tanh", name="encode")
    twice = encode(layers.Dense(4)(encode_again(encode, a)))
    return keras.Model([a, b], [layers.Dot(1)([encode(a), encode(b)]), twice])


def encode_again(encode, a):
    return encode(a) * 2


@model
def one_layer_gives_two_outputs():
    a, b = keras.Input((4,)), keras.Input((4,))
    layer = layers.Dense(3)
    return keras.Model([a, b], [layer(a), layer(b)])


@model
def nested():
    x = keras.Input((4,), name="x")
    inner = keras.Model(x, [layers.Dense(3)(x), layers.Dense(2)(x)], name="inner")
    y = keras.Input((4,), name="y")
    one, two = inner(y)
    three, _ = inner(layers.Dense(4, name="between")(y))
    middle = keras.Model(y, layers.Concatenate()([one, two, three]), name="middle")
    z = keras.Input((4,), name="z")
    return keras.Model(z, layers.Dense(1)(middle(z)))


@model
def nested_with_dicts():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    both = layers.Add()([a, b])
    out = {"sum": layers.Dense(2, name="sum")(both), "half": layers.Dense(4, name="half")(a)}
    inner = keras.Model({"b": b, "a": a}, out, name="inner")
    x, y = keras.Input((3,), name="x"), keras.Input((3,), name="y")
    found = inner({"a": x, "b": y})
    again = inner({"b": layers.ReLU()(x), "a": y})
    return keras.Model([x, y], [found["sum"], layers.Dense(1)(again["half"])])


@model
def called_by_names():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    inner = keras.Model([b, a], layers.Subtract()([a, b]))
    x, y = keras.Input((3,)), keras.Input((3,))
    return keras.Model([x, y], layers.Dense(1)(inner({"a": x, "b": y})))


@model
def nested_at_the_end():
    x = keras.Input((3,))
    inner = keras.Model(x, [layers.Dense(1)(x), layers.Dense(2)(x)], name="end")
    y = keras.Input((3,))
    return keras.Model(y, inner(layers.Dense(3)(y)))


@model
def sequential():
    return keras.Sequential(
        [keras.Input((6, 1)), layers.Conv1D(4, 3), layers.Flatten(), layers.Dense(2)], name="chain"
    )


@model
def sequential_built_late():
    made = keras.Sequential([layers.Dense(3), layers.Dropout(0.5), layers.Dense(2)])
    made.build((None, 4))
    return made


@model
def sequential_inside():
    x = keras.Input((4, 4, 3))
    stem = keras.Sequential([layers.Conv2D(2, 3), layers.ReLU(), layers.Flatten()], name="stem")
    deeper = keras.Sequential([stem, keras.Sequential([layers.Dense(2)], name="last")])
    return keras.Model(x, layers.Dense(1)(deeper(x)))


@model
def operations():
    x = keras.Input((4, 6), name="x")
    a = (x - ops.mean(x, axis=(1, 2), keepdims=True)) / (ops.std(x, axis=-1, keepdims=True) + 1e-3)
    b = ops.clip(ops.round(a, 2), -1.0, 1.0) ** 2
    c = ops.where(b > 0.5, b, 0.25) * -a
    d = ops.concatenate([c[:, 1:, ::2], c[:, :-1, None, 1::2][:, :, 0]], axis=-1)
    e = ops.einsum("bij,bkj->bik", d, d)
    f = ops.pad(ops.reshape(e, (-1, 9)), ((0, 0), (1, 2)), constant_values=3)
    g = ops.take(f, [0, 2, 1], axis=1) + ops.cast(ops.argmax(f, axis=1)[:, None], "float32")
    low, high = ops.split(f, [4], axis=1)
    h = ops.sum(ops.softmax(low), axis=1, keepdims=True) + ops.max(high, axis=1, keepdims=True)
    return keras.Model(x, layers.Dense(2)(ops.stack([g, ops.tile(h, (1, 3))], axis=2)))


@model
def constants():
    x = keras.Input((3,))
    y = x + np.arange(3, dtype="float32")
    y = ops.multiply(y, ops.convert_to_tensor([[1.0, 0.5, -2.0]]))
    y = ops.where(np.array([True, False, True]), y, x)
    y = 2.0 - ops.matmul(y, np.eye(3, dtype="float32"))
    return keras.Model(x, layers.Dense(1)(ops.einsum("bi,j->bj", y, np.ones(4, "float32"))))


@model
def outputs_of_operations():
    x = keras.Input((3,), name="x")
    y = layers.Dense(3)(x)
    return keras.Model(x, [y * 2, ops.sum(y, axis=1), y])


@model
def keyword_tensors():
    q, kv = keras.Input((5, 8), name="q"), keras.Input((7, 8), name="kv")
    m = keras.Input((5, 7), dtype="bool", name="m")
    first = layers.MultiHeadAttention(2, 4, name="first")
    y, scores = first(q, kv, attention_mask=m, return_attention_scores=True)
    z = layers.MultiHeadAttention(2, 4, value_dim=3)(query=y, value=y, key=q, use_causal_mask=True)
    z = layers.GroupQueryAttention(4, 4, 2)(z, kv)
    return keras.Model([q, kv, m], [z, ops.mean(scores, axis=1)])


@model
def states():
    x = keras.Input((None, 3), name="x")
    y, h, c = layers.LSTM(4, return_sequences=True, return_state=True)(x)
    y = layers.LSTM(4, return_sequences=True)(y, initial_state=[h, c])
    y, s = layers.GRU(4, return_state=True, reset_after=False)(y, initial_state=h)
    out = layers.Bidirectional(layers.LSTM(2, return_state=True, name="walk"))(x)
    return keras.Model(x, layers.Concatenate()([y, s, *out]))


@model
def cells():
    x = keras.Input((5, 3))
    y = layers.RNN(layers.LSTMCell(4, unit_forget_bias=False), return_sequences=True)(x)
    y = layers.RNN([layers.GRUCell(3), layers.SimpleRNNCell(2, "relu")])(y)
    return keras.Model(x, layers.Dense(1)(y))


@model
def both_directions():
    x = keras.Input((5, 3))
    y = layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="sum")(x)
    back = layers.LSTM(3, activation="relu", go_backwards=True)
    y = layers.Bidirectional(layers.LSTM(3), backward_layer=back, name="both")(y)
    return keras.Model(x, layers.Dense(2)(y))


@model
def two_ways_to_go():
    x = keras.Input((5, 3))
    one, two = layers.Bidirectional(layers.SimpleRNN(2), merge_mode=None)(x)
    return keras.Model(x, layers.Subtract()([one, two]))


@model
def wrapped():
    x = keras.Input((5, 8, 8, 1))
    look = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.Flatten()])
    y = layers.TimeDistributed(look)(x)
    y = layers.TimeDistributed(layers.Dense(4, "relu"))(y)
    y = layers.TimeDistributed(layers.TimeDistributed(layers.ReLU()))(y[..., None])[..., 0]
    return keras.Model(x, layers.LSTM(3)(y))


@model
def masked():
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    y = layers.Embedding(6, 4, mask_zero=True)(tokens)
    y = layers.Dropout(0.1)(layers.Dense(4)(y))
    y = layers.LSTM(3, return_sequences=True)(y)
    y = layers.Bidirectional(layers.GRU(2, return_sequences=True))(y)
    y = layers.LayerNormalization()(y)
    return keras.Model(tokens, layers.Dense(1)(layers.GlobalAveragePooling1D()(y)))


@model
def masked_values():
    x = keras.Input((5, 3))
    y = layers.Masking(mask_value=-1.0)(x)
    y = layers.SimpleRNN(4, return_sequences=True)(y)
    y = layers.Attention()([y, y])
    return keras.Model(x, layers.GlobalAveragePooling1D()(y))


@model
def masks_of_attention():
    tokens, others = keras.Input((4,), dtype="int32"), keras.Input((6,), dtype="int32")
    embed = layers.Embedding(6, 8, mask_zero=True)
    q, kv = embed(tokens), embed(others)
    y = layers.MultiHeadAttention(2, 4)(q, kv)
    y = layers.Add()([q, y])
    y = layers.Attention(use_scale=True)([y, kv])
    return keras.Model([tokens, others], layers.GlobalAveragePooling1D()(y))


@model
def given_masks():
    x, m = keras.Input((5, 3)), keras.Input((5,), dtype="bool", name="m")
    y = layers.LSTM(3, return_sequences=True)(x, mask=m)
    y = layers.GRU(2)(y, mask=ops.logical_not(m))
    return keras.Model([x, m], y)


@model
def mask_of_another():
    a, b = keras.Input((4,), dtype="int32"), keras.Input((4,), dtype="int32")
    embed = layers.Embedding(6, 3, mask_zero=True)
    y = layers.LSTM(2)(embed(a), mask=ops.not_equal(b, 0))
    return keras.Model([a, b], y)


@model
def mixed_precision():
    x = keras.Input((8, 8, 3))
    y = layers.Conv2D(4, 3, dtype="mixed_float16")(x)
    y = layers.BatchNormalization(dtype=keras.DTypePolicy("mixed_float16"))(y)
    y = layers.GlobalAveragePooling2D(dtype="float16")(y)
    return keras.Model(x, layers.Dense(2, dtype="float32")(y))


@model
def frozen():
    x = keras.Input((4,))
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.BatchNormalization()])
    inner.trainable = False
    y = inner(x)
    part = keras.Sequential([keras.Input((3,)), layers.Dense(2, name="still"), layers.Dense(2)])
    part.get_layer("still").trainable = False
    y = layers.Dense(3, trainable=False)(part(y))
    return keras.Model(x, layers.Dense(1)(y))


@model
def frozen_as_a_whole():
    x = keras.Input((4,))
    made = keras.Model(x, layers.Dense(1)(layers.BatchNormalization()(x)))
    made.trainable = False
    return made


@model
def every_object():
    x = keras.Input((8, 8, 3))
    y = layers.Conv2D(
        4,
        (3, 1),
        strides=(2, 1),
        padding="same",
        activation=layers.LeakyReLU(negative_slope=0.1),
        kernel_initializer=keras.initializers.VarianceScaling(2.0, mode="fan_out", seed=3),
        bias_initializer=keras.initializers.Constant(0.5),
        kernel_regularizer=keras.regularizers.L1L2(1e-4, 1e-3),
        kernel_constraint=keras.constraints.MaxNorm(3),
        activity_regularizer=keras.regularizers.L2(),
    )(x)
    y = layers.MaxPooling2D()(layers.ZeroPadding2D(((1, 0), (2, 2)))(y))
    y = layers.AveragePooling2D(2, strides=1)(layers.ZeroPadding2D(1)(y))
    y = layers.Activation(keras.activations.gelu)(layers.UpSampling2D((1, 2))(y))
    y = layers.Conv2DTranspose(2, 3, 2, output_padding=1, dilation_rate=1)(y)
    y = layers.SeparableConv2D(2, 3, depthwise_initializer="ones")(y)
    y = layers.Reshape((-1, 2))(layers.Cropping2D(((0, 1), (1, 1)))(y))
    y = layers.Permute((2, 1))(y)
    y = layers.EinsumDense("abc,cd->abd", output_shape=(2, 3), bias_axes="d")(y)
    return keras.Model(x, layers.SpectralNormalization(layers.Dense(2))(layers.Flatten()(y)))


@model
def preprocessing():
    image, word = keras.Input((8, 8, 3)), keras.Input((), dtype="string", name="word")
    y = layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0])(image)
    y = layers.Rescaling([0.5, 1.0, 2.0], offset=0.1)(layers.Resizing(4, 4)(y))
    w = layers.StringLookup(vocabulary=["red", "green"], output_mode="one_hot")(word)
    t = layers.TextVectorization(vocabulary=["red", "blue"], output_sequence_length=2)(word)
    h = layers.Hashing(4, dtype="int64")(word)
    t = ops.cast(t, "float32") + ops.cast(h[:, None], "float32")
    return keras.Model([image, word], layers.Concatenate()([layers.Flatten()(y), w, t]))


@model
def names_that_no_text_has():
    x = keras.Input((3,), name="an input.1")
    y = layers.Dense(2, name="stage-1.dense 1")(x)
    return keras.Model(x, layers.ReLU(name="ende:ß")(y * 2), name="model-1.0")


@model
def an_input_as_output():
    x = keras.Input((3,), name="x")
    return keras.Model(x, [layers.Dense(1)(x), x])


@model
def results_that_nobody_reads():
    x = keras.Input((4, 3))
    y, _, _ = layers.LSTM(2, return_state=True)(x)
    values, _ = ops.top_k(y, 1)
    _, last = ops.unstack(x[:, :2], 2, axis=1)
    return keras.Model(x, layers.Concatenate()([values, last]))
