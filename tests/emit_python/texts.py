"""Models for golden files, each a page of the language."""

from __future__ import annotations

RESIDUAL = """
block unit(filters, stride = 1) {
    if stride != 1 { shortcut = Conv2D(filters * 4, 1, strides = stride) } else { shortcut = _ }
    Conv2D(filters, 1, activation = relu)
    Conv2D(filters, 3, strides = stride, padding = same, activation = relu)
    Conv2D(filters * 4, 1) -> BatchNormalization
    [_, shortcut] -> Add
    ReLU
}
block tower(filters, depth) {
    unit(filters, stride = 2)
    repeat depth { unit(filters) }
}
model residual_tower {
    input image: [32, 32, 3]
    stem { Conv2D(32, 7, padding = same) -> MaxPooling2D(2) }
    tower(8, depth = 2)
    tower(16, depth = 2)
    for i in 1..4 { unit(16, name = "last{i}") }
    head label (loss = categorical_crossentropy) { GlobalAveragePooling2D -> Dense(5, softmax) }
}
"""

BRANCHES = """
block mixed(width) {
    branch tower[kernel in [1, 3, 5, 7]] {
        Conv2D(width, kernel, padding = same, activation = relu)
    }
    branch pooled { AveragePooling2D(3, strides = 1, padding = same) -> Conv2D(width, 1) }
    [tower_1, tower_2, tower_3, tower_4, pooled] -> Concatenate
}
model branches {
    input image: [16, 16, 3]
    stem { Conv2D(8, 3, padding = same) }
    mixed(4)
    mixed(8)
    GlobalAveragePooling2D
    branch expert[width in [8, 16, 32]] { Dense(width, relu) -> Dense(6) }
    expert -> Average
    head kind { Dense(3, softmax) }
}
"""

NESTED = """
model tower(width, activation = relu) {
    input pixels: [12]
    Dense(width, activation) -> Dense(4) as code
}
model pair {
    input left: [12]
    input right: [12]
    left -> tower(8) as a
    right -> tower(16) as b
    shared reader = tower(8, tanh)
    left -> reader as c
    right -> reader as d
    [a, b, c, d] -> Concatenate
    head same (loss = binary_crossentropy) { Dense(1, sigmoid) }
}
"""

FROZEN = """
block conv(filters) { Conv2D(filters, 3) -> BatchNormalization -> ReLU }
model frozen_stem {
    input image: [32, 32, 3]
    frozen stem { conv(8) -> conv(16) -> conv(32) -> GlobalAveragePooling2D }
    frozen Dense(16) as code
    shared frozen_words = Dense(4)
    code -> frozen_words as first
    head label (loss = mse) { Dense(2) }
    head other (loss = mse) { first -> Dense(2) }
}
"""

EXPRESSIONS = """
block minmax { (_ - min(_)) / (max(_) - min(_)) }
block coarse(decimals = 1) { clip(round(_, decimals), 0.1, 1.0) }
model expressions {
    input sequence: [10, 8]
    input scale: [8]
    sequence -> minmax -> coarse -> coarse(2) as scaled
    last = scaled[:, -1]
    a = last -> Dense(4)
    b = scale -> Dense(4)
    c = -abs(a) ** 2 + 2 ** b % 3
    vote = 0.5 * a + 0.3 * b + 0.2 * c
    far = (a + b) * (a - b) / (a * b + 1.0) - maximum(a, b) * minimum(a, b) / (c + 1.0)
    both = concatenate([vote, far[..., 1:]], axis = -1)
    both -> Dense(3)
}
"""

RECURRENT = """
model recurrent {
    input words: int32[?]
    input answer: int32[?]
    shared table = Embedding(50, 8, mask_zero = true)
    words -> table -> Bidirectional(LSTM(6, return_sequences = true))
    GRU(6, return_state = true) as y, state
    answer -> table -> GRU(6, return_sequences = true) as start
    (start, initial_state = state) -> GRU(6, return_sequences = true)
    RNN([LSTMCell(5), LSTMCell(4)], return_sequences = true)
    TimeDistributed(Dense(7, softmax))
    as_words = _
    output as_words, y
}
"""

ATTENTION = """
block attend(heads, width, rate = 0.1) {
    input q
    input kv
    input m
    (q, kv, attention_mask = m) -> MultiHeadAttention(heads, width) -> Dropout(rate) as attended
    [q, attended] -> Add -> LayerNormalization(epsilon = 1e-6)
}
block feed(width) {
    skip = _
    Dense(width * 4, gelu) -> Dense(width)
    [_, skip] -> Add -> LayerNormalization(epsilon = 1e-6)
}
block layer_pair(heads) {
    input x
    input memory
    input m
    (x, x, m) -> attend(heads, 8)
    (_, memory, m) -> attend(heads, 8, rate = 0.2)
    feed(16)
}
model attention {
    input tokens: [6, 16]
    input memory: [6, 16]
    input m: bool[6, 6]
    (tokens, memory, m) -> layer_pair(2) as one
    (one, memory, m) -> layer_pair(4) as two
    two[:, 0] -> Dense(3)
}
"""

SHARED_BLOCK = """
block encode(width) { Dense(width, relu) -> Dropout(0.1) -> Dense(4) }
model twins {
    input left: [8]
    input right: [8]
    shared encoder = encode(16)
    left -> encoder as a
    right -> encoder as b
    distance = abs(a - b)
    head same (loss = binary_crossentropy) { distance -> Dense(1, sigmoid) }
}
"""

TRAINED = """
model trained {
    input photo: [8, 8, 3]
    input age: [1]
    photo -> Flatten -> Dense(16, relu) as seen
    [seen, age] -> Concatenate
    stage trunk { Dense(16, relu) -> Dense(16, relu) }
    aux early (loss = mse, weight = 0.3) from seen { Dense(1) }
    head income (loss = Huber(delta = 2.0), weight = 1, metrics = [mae, RootMeanSquaredError]) {
        Dense(1)
    }
    head gender (loss = binary_crossentropy, weight = 10, metrics = [accuracy]) {
        Dense(1, sigmoid)
    }
    train {
        optimizer = SGD(
            ExponentialDecay(1e-2, decay_steps = 100, decay_rate = 0.9),
            momentum = 0.9, nesterov = true, clipnorm = 1.0
        )
        steps_per_execution = 4
    }
}
"""

EXTERN = """
extern layer MyNorm(axis = -1)
extern layer Gate(units)
model outside {
    input x: [8]
    Dense(4) -> MyNorm -> Gate(3) -> MyNorm(axis = 1)
    head y { Dense(1) }
}
"""

NAMES = """
model awkward_names {
    input class: [4]
    input layers: [4]
    class -> Dense(4, name = "1_conv") as first
    layers -> Dense(4, name = "x-y") as keras
    Dense(4, name = "stage-1.fc") as lambda
    let same = 3
    [first, keras, lambda] -> Concatenate
    Dense(same, name = "2nd.size>1") as print
    Dense(2, name = "def") as l
    output print, l
}
"""

LOOPS = """
block step(width) { Dense(width, relu) -> LayerNormalization }
model loops {
    input features: [8]
    for i in 0..3 { step(8, name = "same{i}") }
    for i in 1..4 { step(8 * i, name = "wide{i}") }
    for i in 1..3 { Dense(4, name = "fc{i}") -> Dropout(0.25 * i, name = "drop{i}") }
    repeat 9 { Dense(4) }
    repeat 2 { Dense(5) }
    Dense(2)
}
"""

MASK = """
block widen(width, scale = false) {
    if scale { Rescaling(0.1, offset = 1.0) }
    Dense(width)
    if width > 8 { Dropout(0.5) }
}
model conditions {
    input features: [8]
    widen(4)
    widen(6, scale = true)
    widen(8)
    widen(16)
    head y { Dense(1) }
}
"""

STATES = """
block reading(cells) {
    RNN(cells, return_state = true) as y, a, b, c
    [y, a, b, c] -> Concatenate
}
model states {
    input words: [5, 4]
    input step: [4]
    input a: [8]
    input b: [4]
    input c: [4]
    words -> reading([GRUCell(8), LSTMCell(4)]) as deep
    words -> reading([GRUCell(6), LSTMCell(4)]) as flat
    words -> reading([LSTMCell(4), GRUCell(8)]) as other
    (words, initial_state = [a, [b, c]]) -> RNN([GRUCell(8), LSTMCell(4)]) as started
    shared around = Bidirectional(RNN([LSTMCell(3), GRUCell(2)], return_state = true))
    words -> around as o, h, i, j, k, l, m
    words -> RNN([LSTMCell(3)], return_state = true) as lone, p, q
    words -> LSTM(3, return_state = true) as plain, r, s
    (step, [b, c]) -> LSTMCell(4) as t, u, v
    (step, [a]) -> GRUCell(8) as w, x
    (step, a) -> GRUCell(8) as y, z
    (step, [a, [b, c]]) -> StackedRNNCells([GRUCell(8), LSTMCell(4)]) as all, g, d, e
    [deep, flat, other, started, o, h, i, j, k, l, m, lone, p, q] -> Concatenate as first
    [plain, r, s, t, u, v, w, x, y, z, all, g, d, e] -> Concatenate as second
    [first, second] -> Concatenate
}
"""

PICKED = """
block leaf(units) { Dense(units) -> BatchNormalization }
model pair {
    input image: [4]
    Dense(4, relu)
    head near { Dense(4) }
    head far { Dense(4) }
}
block twice { _ -> pair as n, f; [n, f] -> Add }
model picked {
    input image: [4]
    _ -> leaf(4) -> pair as a, b
    shared reader = pair
    b -> reader as c, d
    d -> reader as e, f
    b -> leaf(4) as g
    f -> leaf(4) as h
    g -> leaf(4) as i
    shared end = leaf(3)
    c -> end as j
    j -> Dense(4) -> end as k
    e -> twice as t
    t -> twice as u
    [a, g, h, i, j, k, u] -> Concatenate
    head kind { Dense(2) }
    output f
}
"""

TEXTS = {
    "loops": LOOPS,
    "conditions": MASK,
    "residual": RESIDUAL,
    "branches": BRANCHES,
    "nested": NESTED,
    "frozen": FROZEN,
    "expressions": EXPRESSIONS,
    "recurrent": RECURRENT,
    "attention": ATTENTION,
    "shared_block": SHARED_BLOCK,
    "trained": TRAINED,
    "extern": EXTERN,
    "names": NAMES,
    "states": STATES,
    "picked": PICKED,
}
"""By name, a text whose last model is emitted."""
