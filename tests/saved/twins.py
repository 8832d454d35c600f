"""Models that Keras 2 and Keras 3 make with the same words, for files of both to be compared.

`k` is the module, `tf_keras` or `keras`, and `o` the functions on tensors in it: those of
TensorFlow in Keras 2, which stand in its files as layers, and `keras.ops` in Keras 3.
"""

from __future__ import annotations


def plain(k, o):
    x = k.Input((4,), name="x")
    y = k.layers.Dense(8, "relu", name="hidden")(x)
    y = k.layers.Dropout(0.5, name="drop")(y)
    y = k.layers.BatchNormalization(axis=1, name="norm")(y)
    return k.Model(x, k.layers.Dense(2, "softmax", name="out")(y), name="plain")


def shared(k, o):
    a, b = k.Input((4,), name="a"), k.Input((4,), name="b")
    same = k.layers.Dense(3, kernel_regularizer=k.regularizers.L2(0.5), name="same")
    both = k.layers.Concatenate(name="both")([same(a), same(b)])
    out = k.layers.Dense(1, name="out", kernel_initializer="he_normal", trainable=False)(both)
    return k.Model([a, b], [out, same(a)], name="shared")


def nested(k, o):
    x = k.Input((4,), name="inner_x")
    wide, deep = k.layers.Dense(5, name="wide")(x), k.layers.Dense(6, name="deep")(x)
    inner = k.Model(x, [wide, deep], name="inner")
    tail = k.Sequential(
        [k.Input((5,), name="tail_x"), k.layers.Dense(4, name="tail_a")], name="tail"
    )
    a, b = k.Input((4,), name="a"), k.Input((4,), name="b")
    one, other = inner(a), inner(b)
    sum_ = k.layers.Add(name="sum")([tail(one[0]), tail(other[0])])
    again = inner(sum_)
    return k.Model([a, b], [again[1], tail(again[0]), other[1]], name="nested")


def ends_in_model(k, o):
    inner_x = k.Input((4,), name="inner_x")
    inner = k.Model(inner_x, k.layers.Dense(2, name="d")(inner_x), name="inner")
    x = k.Input((4,), name="x")
    return k.Model(x, inner(x), name="ends_in_model")


def dicts(k, o):
    a, b = k.Input((4,), name="a"), k.Input((3,), name="b")
    c = k.layers.Concatenate(name="c")([a, b])
    out = {"z": k.layers.Dense(1, name="z")(c), "y": k.layers.Dense(2, name="y")(c)}
    return k.Model({"a": a, "b": b}, out, name="dicts")


def sequential(k, o):
    layers = [
        k.Input((7,), dtype="int32", name="words"),
        k.layers.Embedding(20, 6, name="embed"),
        k.layers.Conv1D(8, 3, padding="causal", dilation_rate=2, name="conv"),
        k.layers.GlobalMaxPooling1D(name="pool"),
        k.layers.Dense(1, "sigmoid", name="out"),
    ]
    return k.Sequential(layers, name="sequential")


def recurrent(k, o):
    x = k.Input((None, 5), name="x")
    h, c = k.Input((6,), name="h"), k.Input((6,), name="c")
    y, h1, c1 = k.layers.LSTM(6, return_sequences=True, return_state=True, name="lstm")(
        x, initial_state=[h, c]
    )
    z = k.layers.GRU(6, name="gru")(y, initial_state=h1)
    both = k.layers.Bidirectional(k.layers.LSTM(3, dropout=0.1), merge_mode="ave", name="both")(y)
    cells = k.layers.RNN([k.layers.LSTMCell(4), k.layers.GRUCell(3)], name="cells")(y)
    each = k.layers.TimeDistributed(k.layers.Dense(2), name="each")(y)
    old = k.layers.GRU(3, reset_after=False, name="old")(each)
    simple = k.layers.SimpleRNN(2, go_backwards=True, name="simple")(y)
    return k.Model([x, h, c], [z, both, cells, old, simple, c1], name="recurrent")


def attention(k, o):
    q, v = k.Input((5, 8), name="q"), k.Input((6, 8), name="v")
    several = k.layers.MultiHeadAttention(2, 4, name="several")(q, value=v)
    scores = k.layers.MultiHeadAttention(2, 4, name="scores")
    out, weights = scores(q, value=v, return_attention_scores=True)
    plain_ = k.layers.Attention(name="plain")([q, v])
    causal = k.layers.Attention(name="causal")([q, q], use_causal_mask=True)
    added = k.layers.AdditiveAttention(name="added")([q, v])
    norm = k.layers.LayerNormalization(2, 1e-5, name="norm")(several)
    return k.Model([q, v], [norm, out, weights, plain_, causal, added], name="attention")


def lookups(k, o):
    words, numbers = k.Input((1,), dtype="string", name="words"), k.Input((3,), name="numbers")
    index = k.layers.StringLookup(vocabulary=["a", "b"], name="index")(words)
    found = [
        k.layers.CategoryEncoding(4, name="encoded")(index),
        k.layers.Hashing(5, name="hashed")(words),
        k.layers.Discretization([0.0, 1.0], name="steps")(numbers),
        k.layers.TextVectorization(vocabulary=["u"], output_sequence_length=4, name="text")(words),
        k.layers.IntegerLookup(vocabulary=[3, 4], name="again")(index),
        k.layers.HashedCrossing(6, name="crossed")((words, words)),
    ]
    return k.Model([words, numbers], found, name="lookups")


def both_ways(k, o):
    x, states = k.Input((5, 3), name="x"), [k.Input((4,), name=f"h{n}") for n in range(4)]
    lstm = k.layers.LSTM(4, return_state=True, unroll=True)
    y = k.layers.Bidirectional(lstm, name="both")(x, initial_state=states)
    back = k.layers.GRU(2, go_backwards=True, activation="relu")
    z = k.layers.Bidirectional(k.layers.GRU(2), backward_layer=back, name="two")(x)
    return k.Model([x, *states], [*y, z], name="both_ways")


def frozen_inside(k, o):
    a = k.Input((3,), name="a")
    norm = k.layers.BatchNormalization(axis=1, name="norm")
    inner = k.Model(a, norm(k.layers.Dense(2, name="dense")(a)), name="inner")
    inner.trainable = False
    x, rows = k.Input((3,), name="x"), k.Input((5, 3), name="rows")
    out = k.layers.Dense(1, activity_regularizer="l1", name="out")(inner(x, training=False))
    each = k.layers.TimeDistributed(inner, name="each")(rows)
    return k.Model([x, rows], [out, each], name="frozen_inside")


def masked(k, o):
    words = k.Input((None,), dtype="int32", name="words")
    y = k.layers.Embedding(9, 4, mask_zero=True, name="embed")(words)
    y = k.layers.LSTM(3, return_sequences=True, name="first")(y)
    y = k.layers.Masking(0.5, name="masking")(y)
    return k.Model(words, k.layers.GRU(3, name="second")(y), name="masked")


def images(k, o):
    x = k.Input((32, 32, 3), name="x")
    y = k.layers.Rescaling(1 / 255, name="scale")(x)
    y = k.layers.RandomFlip("horizontal", name="flip")(y)
    y = k.layers.RandomRotation(0.1, name="turn")(y)
    y = k.layers.RandomZoom(0.2, name="zoom")(y)
    y = k.layers.Resizing(24, 24, name="resize")(y)
    y = k.layers.ZeroPadding2D(((1, 0), (1, 0)), name="pad")(y)
    y = k.layers.Conv2D(8, 3, strides=2, use_bias=False, name="conv")(y)
    y = k.layers.BatchNormalization(axis=3, momentum=0.9, epsilon=1e-3, name="bn")(y)
    y = k.layers.ReLU(6.0, name="relu6")(y)
    y = k.layers.DepthwiseConv2D(3, padding="same", name="depth")(y)
    y = k.layers.SeparableConv2D(8, 3, padding="same", name="separable")(y)
    y = k.layers.SpatialDropout2D(0.3, name="spatial")(y)
    y = k.layers.MaxPooling2D(name="pool")(y)
    y = k.layers.Conv2DTranspose(4, 2, strides=2, name="up")(y)
    y = k.layers.UpSampling2D(2, interpolation="bilinear", name="larger")(y)
    y = k.layers.Cropping2D(1, name="crop")(y)
    y = k.layers.PReLU(shared_axes=[1, 2], name="prelu")(y)
    y = k.layers.ELU(0.5, name="elu")(y)
    y = k.layers.Softmax(name="soft")(y)
    y = k.layers.GlobalAveragePooling2D(keepdims=True, name="mean")(y)
    y = k.layers.Flatten(name="flat")(y)
    y = k.layers.Reshape((2, 2), name="shape")(y)
    y = k.layers.Permute((2, 1), name="swap")(y)
    y = k.layers.GaussianNoise(0.1, name="noise")(y)
    y = k.layers.ActivityRegularization(l2=0.1, name="small")(y)
    y = k.layers.Activation("softmax", name="act")(y)
    return k.Model(x, k.layers.Dot(1, name="dot")([y, y]), name="images")


def several_kinds(k, o):
    x, y = k.Input((6, 4), name="x"), k.Input((6, 4), name="y")
    merged = [
        getattr(k.layers, cls)(name=cls.lower())([x, y])
        for cls in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
    ]
    z = k.layers.concatenate(merged, axis=1, name="all")
    z = k.layers.Conv1DTranspose(3, 2, name="c1t")(z)
    z = k.layers.GroupNormalization(3, name="group")(z)
    z = k.layers.UnitNormalization(name="unit")(z)
    z = k.layers.AveragePooling1D(2, name="avg")(z)
    z = k.layers.SpatialDropout1D(0.1, name="sd")(z)
    z = k.layers.EinsumDense("abc,cd->abd", output_shape=(None, 5), bias_axes="d", name="ein")(z)
    z = k.layers.GaussianDropout(0.2, name="gd")(z)
    z = k.layers.RepeatVector(2, name="twice")(k.layers.GlobalMaxPooling1D(name="gmp")(z))
    z = k.layers.ConvLSTM1D(2, 1, recurrent_activation="sigmoid", name="cl")(
        k.layers.Reshape((2, 5, 1), name="r")(z)
    )
    return k.Model(
        [x, y], k.layers.Normalization(mean=1.0, variance=2.0, name="n")(z), name="kinds"
    )


def trained(k, o):
    model = plain(k, o)
    model.compile(
        k.optimizers.Adam(0.01, beta_1=0.8, clipnorm=1.0),
        k.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy", k.metrics.SparseTopKCategoricalAccuracy(k=2, name="top")],
    )
    return model


def trained_several(k, o):
    model = shared(k, o)
    rate = k.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
    model.compile(
        k.optimizers.SGD(rate, momentum=0.9),
        {"out": "mse", "same": "mae"},
        loss_weights={"out": 0.5, "same": 1.0},
        metrics={"out": ["mae"]},
    )
    return model


def operators(k, o):
    x, y = k.Input((4,), name="x"), k.Input((4,), name="y")
    found = [x + y, x - 1.0, 1.0 - x, x * y, x / 2.0, x**2.0, -x, x[:, 1:3], x[:, 0], x[..., None]]
    found += [2.0 / y, x[:, ::2], x[:, -1:]]
    return k.Model([x, y], found, name="operators")


def functions(k, o):
    x, y = k.Input((4, 6), name="x"), k.Input((4, 6), name="y")
    return k.Model([x, y], o(x, y), name="functions")


def of_keras(ops):
    """The functions of `keras.ops` for those of `of_tensorflow`."""

    def made(x, y):
        return [
            *(ops.relu(x), ops.relu6(x), ops.sigmoid(x), ops.tanh(x), ops.softmax(x, axis=1)),
            *(ops.gelu(x, approximate=False), ops.silu(x), ops.leaky_relu(x, 0.1), ops.elu(x)),
            *(ops.exp(x), ops.log(x), ops.sqrt(x), ops.square(x), ops.abs(x), ops.softplus(x)),
            *(ops.mean(x, axis=1), ops.sum(x, axis=(1, 2)), ops.max(x, axis=-1, keepdims=True)),
            *(ops.min(x, axis=1), ops.prod(x, axis=2), ops.std(x, axis=1), ops.var(x, axis=1)),
            *(ops.maximum(x, y), ops.minimum(x, 0.5), ops.power(x, 3.0), ops.true_divide(x, y)),
            *(ops.concatenate([x, y], axis=1), ops.stack([x, y], axis=1), ops.cast(x, "float16")),
            *(ops.reshape(x, (-1, 24)), ops.transpose(x, (0, 2, 1)), ops.expand_dims(x, 1)),
            *(ops.squeeze(ops.expand_dims(x, 1), 1), ops.tile(x, (1, 2, 1)), ops.flip(x, [1])),
            *(ops.clip(x, 0.0, 6.0), ops.where(ops.greater(x, y), x, y), ops.zeros_like(x)),
            *(ops.matmul(x, ops.transpose(y, (0, 2, 1))), ops.take(x, [0, 2], axis=1)),
            *(*ops.split(x, 3, axis=2), *ops.split(x, [1, 3], axis=2), *ops.unstack(x, axis=1)),
            *(
                ops.pad(x, [[0, 0], [1, 1], [0, 2]]),
                ops.pad(x, [[0, 0], [1, 1], [0, 2]], "reflect"),
            ),
            *(ops.normalize(x, axis=-1, epsilon=1e-12**0.5), ops.cumsum(x, axis=1)),
            *(ops.one_hot(ops.cast(x, "int32"), 5), ops.stop_gradient(x), ops.logsumexp(x, axis=1)),
            ops.image.resize(ops.expand_dims(x, -1), (8, 8), "nearest"),
        ]

    return made


def of_tensorflow(tf):
    """The same functions as TensorFlow calls them."""

    def made(x, y):
        m = tf.math
        return [
            *(tf.nn.relu(x), tf.nn.relu6(x), tf.sigmoid(x), tf.tanh(x), tf.nn.softmax(x, axis=1)),
            *(tf.nn.gelu(x), tf.nn.silu(x), tf.nn.leaky_relu(x, 0.1), tf.nn.elu(x)),
            *(tf.exp(x), m.log(x), tf.sqrt(x), tf.square(x), tf.abs(x), m.softplus(x)),
            *(tf.reduce_mean(x, 1), tf.reduce_sum(x, [1, 2]), tf.reduce_max(x, -1, True)),
            *(tf.reduce_min(x, 1), tf.reduce_prod(x, 2), m.reduce_std(x, 1)),
            *(m.reduce_variance(x, 1), tf.maximum(x, y), tf.minimum(x, 0.5), tf.pow(x, 3.0)),
            *(tf.divide(x, y), tf.concat([x, y], 1), tf.stack([x, y], axis=1)),
            *(tf.cast(x, tf.float16), tf.reshape(x, (-1, 24)), tf.transpose(x, (0, 2, 1))),
            *(tf.expand_dims(x, 1), tf.squeeze(tf.expand_dims(x, 1), 1), tf.tile(x, (1, 2, 1))),
            *(tf.reverse(x, [1]), tf.clip_by_value(x, 0.0, 6.0), tf.where(x > y, x, y)),
            *(tf.zeros_like(x), tf.matmul(x, tf.transpose(y, (0, 2, 1)))),
            *(tf.gather(x, [0, 2], axis=1), *tf.split(x, 3, axis=2), *tf.split(x, [1, 2, 3], 2)),
            *(*tf.unstack(x, axis=1), tf.pad(x, [[0, 0], [1, 1], [0, 2]])),
            *(tf.pad(x, [[0, 0], [1, 1], [0, 2]], "REFLECT"), m.l2_normalize(x, axis=-1)),
            *(tf.cumsum(x, axis=1), tf.one_hot(tf.cast(x, tf.int32), 5), tf.stop_gradient(x)),
            tf.reduce_logsumexp(x, 1),
            tf.image.resize(tf.expand_dims(x, -1), (8, 8), "nearest"),
        ]

    return made


TWINS = {
    made.__name__: made
    for made in (
        *(plain, shared, nested, ends_in_model, dicts, sequential, recurrent, attention, masked),
        *(lookups, both_ways, frozen_inside),
        *(images, several_kinds, trained, trained_several, operators, functions),
    )
}
