"""Texts for the lints: by code those that yield it, and those that come near and yield none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Cases(NamedTuple):
    """Bodies of a model `m`, or whole texts, which begin with `model`, `block` or `layer`."""

    told: Mapping[str, str]
    silent: Mapping[str, str]


CASES: Mapping[str, Cases] = {
    "GDL316": Cases(
        told={
            "two inputs": """
                input x: [8]
                input y: [8]
                [x, y] -> Concatenate(axis = 0)
            """,
            "counted from the end": """
                input x: [8]
                y = Dense(8)
                [x, y] -> Concatenate(axis = -2)
            """,
            "a softmax": "input x: [8]; Dense(4) -> Softmax(axis = 0)",
            "a function": "input x: [8]; y = Dense(8); concatenate([x, y]) -> Dense(3)",
            "a softmax as a function": "input x: [8]; Dense(4) -> softmax(axis = 0)",
        },
        silent={
            "the axis of a vector": "input x: [8]; y = Dense(8); [x, y] -> Concatenate(axis = 1)",
            "the default": "input x: [8]; y = Dense(8); [x, y] -> Concatenate -> Softmax",
            "constants": """
                input x: [8]
                _ + mean(concatenate([ones((1, 8)), zeros((1, 8))]), axis = 0)
            """,
            "another axis": "input x: [8, 3]; Softmax(axis = 1)",
        },
    ),
    "GDL407": Cases(
        told={
            "behind a convolution": """
                input image: [32, 32, 3]
                Conv2D(16, 3) -> BatchNormalization -> ReLU
            """,
            "behind a dense layer in a line of its own": """
                input x: [8]
                Dense(4, activation = linear)
                # It shifts by itself.
                BatchNormalization
            """,
            "said to be true": """
                input x: [8, 3]
                Conv1D(4, 3, use_bias = true) -> BatchNormalization
            """,
            "with a pooling between": """
                input image: [32, 32, 3]
                SeparableConv2D(16, 3) -> MaxPooling2D -> BatchNormalization
            """,
            "in an alias without arguments": """
                layer Narrow = Dense(4)
                model m {
                    input x: [8]
                    Narrow -> BatchNormalization -> Narrow
                }
            """,
            "channels first": """
                input image: [3, 32, 32]
                Conv2D(16, 3, data_format = channels_first) -> BatchNormalization(axis = 1)
            """,
            "in a block that is used several times": """
                block unit(size) { Dense(size) -> BatchNormalization -> ReLU }
                model m {
                    input x: [8]
                    unit(4) -> unit(5)
                }
            """,
            "in a model that is used twice": """
                model part {
                    input x: [8]
                    Dense(8) -> BatchNormalization
                }
                model m {
                    input x: [8]
                    part -> part
                }
            """,
            "by place": "input x: [8]; Dense(4, none, true) -> BatchNormalization",
            "with an activation that is a parameter": """
                model m(act = linear) {
                    input x: [8]
                    Dense(4, act) -> BatchNormalization
                }
            """,
            "depending on a parameter": """
                model m(normal = true) {
                    input x: [8]
                    Dense(4)
                    if normal { BatchNormalization }
                }
            """,
        },
        silent={
            "without bias": "input x: [8]; Dense(4, use_bias = false) -> BatchNormalization",
            "with an activation": "input x: [8]; Dense(4, relu) -> BatchNormalization",
            "an activation between": "input x: [8]; Dense(4) -> ReLU -> BatchNormalization",
            "dropout between": "input x: [8]; Dense(4) -> Dropout(0.5) -> BatchNormalization",
            "read by something else": """
                input x: [8]
                Dense(4) as plain
                BatchNormalization
                [_, plain] -> Concatenate
            """,
            "over another axis": "input x: [6, 8]; Dense(4) -> BatchNormalization(axis = 1)",
            "frozen normalisation": "input x: [8]; Dense(4) -> frozen BatchNormalization",
            "frozen layer": "input x: [8]; frozen Dense(4) -> BatchNormalization",
            "layer normalisation": "input x: [8]; Dense(4) -> LayerNormalization",
            "renormalisation": "input x: [8]; Dense(4) -> BatchNormalization(renorm = true)",
            "a penalty on what it gives": """
                input x: [8]
                Dense(4, activity_regularizer = l2) -> BatchNormalization
            """,
            "shared normalisation": """
                input x: [8]
                shared norm = BatchNormalization
                a = Dense(4) -> norm
                b = Dense(4) -> norm
                [a, b] -> Add
            """,
            "frozen as a whole": """
                block unit { Dense(4) -> BatchNormalization }
                model m {
                    input x: [8]
                    frozen unit
                }
            """,
        },
    ),
    "GDL520": Cases(
        told={
            "one channel with several": """
                input x: [8, 4]
                short = Dense(1)
                [_, short] -> Add
            """,
            "an operator": """
                input x: [8, 4]
                short = Dense(1)
                _ + short
            """,
            "fewer dimensions": """
                input x: [4]
                input y: [8, 4]
                [x, y] -> Average
            """,
            "the batch against an axis": """
                input x: [4]
                input s: float32[]
                x -> Dense(1) as y
                y - s
            """,
            "a product with fewer dimensions as an operator": """
                input x: [8, 4]
                GlobalAveragePooling1D -> Dense(4, sigmoid) as gate
                x * gate
            """,
            "a sequence of single numbers beside its features": """
                input x: [8]
                Reshape((8, 1)) as steps
                LSTM(4, return_sequences = true)
                [_, steps] -> Add
            """,
            "centred along another axis": """
                input x: [8, 4]
                value = Dense(1)
                value + (x - mean(x, axis = 1, keepdims = true))
            """,
            "two that are both repeated": """
                input x: [8, 1]
                input y: [1, 6]
                [x, y] -> Multiply
            """,
        },
        silent={
            "equal shapes": "input x: [8, 4]; y = Dense(4); [_, y] -> Add",
            "a gate over channels": """
                input image: [8, 8, 4]
                gate = GlobalAveragePooling2D(keepdims = true) -> Conv2D(4, 1, activation = sigmoid)
                [_, gate] -> Multiply
            """,
            "a gate of fewer dimensions": """
                input image: [8, 8, 4]
                gate = GlobalAveragePooling2D -> Dense(4, sigmoid)
                [_, gate] -> Multiply
            """,
            "a mask of one channel": """
                input image: [8, 8, 4]
                mask = Conv2D(1, 1, activation = sigmoid)
                _ * mask
            """,
            "a number for each channel": """
                input image: [8, 8, 4]
                context = GlobalAveragePooling2D(keepdims = true) -> Conv2D(4, 1)
                [_, context] -> Add
            """,
            "a reduction that keeps its axis": """
                input x: [8, 4]
                _ - mean(_, axis = -1, keepdims = true)
            """,
            "an index": "input x: [8, 4]; _ + x[:, :, :1]",
            "a reshape for this alone": """
                input x: [8, 4]
                input bias: [4]
                bias -> Reshape((1, 4)) as row
                [x, row] -> Add
            """,
            "a constant": "input x: [8, 4]; _ + ones((8, 1))",
            "a value beside advantages that are centred": """
                input state: [8]
                value = state -> Dense(1)
                advantage = state -> Dense(4)
                value + (advantage - mean(advantage, axis = -1, keepdims = true))
            """,
            "a value beside advantages that are centred behind it": """
                input state: [8]
                value = state -> Dense(1)
                advantage = state -> Dense(4)
                value + advantage - mean(advantage, axis = -1, keepdims = true)
            """,
            "a value beside advantages that are centred, as a layer": """
                input state: [8]
                value = state -> Dense(1)
                advantage = state -> Dense(4)
                centred = advantage - max(advantage, axis = 1, keepdims = true)
                [value, centred] -> Add
            """,
            "a number of the whole batch": "input x: [8, 4]; _ - mean(_)",
        },
    ),
    "GDL521": Cases(
        told={
            "pooled and upsampled": """
                input image: [?, ?, 3]
                small = MaxPooling2D -> UpSampling2D
                [_, small] -> Concatenate
            """,
            "two levels": """
                input image: [?, ?, 3]
                Conv2D(8, 3, padding = same) as first
                MaxPooling2D -> Conv2D(8, 3, padding = same) as second
                MaxPooling2D -> UpSampling2D
                [_, second] -> Concatenate -> UpSampling2D
                [_, first] -> Concatenate
            """,
            "pooled and strided": """
                input image: [?, ?, 3]
                branch pooled { MaxPooling2D }
                branch strided { Conv2D(3, 3, strides = 2, padding = same) }
                [pooled, strided] -> Add
            """,
            "never": """
                input text: [?, 8]
                branch narrow { Conv1D(8, 3) }
                branch wide { Conv1D(8, 5) }
                narrow + wide
            """,
            "odd sizes": """
                input text: [?, 8]
                a = Conv1D(8, 3, strides = 2) -> Conv1DTranspose(8, 3, strides = 2)
                [_, a] -> Add
            """,
            "in a model of its own and as a step": """
                model part {
                    input x: [?, 3]
                    y = AveragePooling1D(2) -> UpSampling1D
                    [_, y] -> Maximum
                }
                model m {
                    input x: [64, 3]
                    part -> Dense(2)
                }
            """,
        },
        silent={
            "sizes that are known": """
                input image: [64, 64, 3]
                small = MaxPooling2D -> UpSampling2D
                [_, small] -> Concatenate
            """,
            "equal computations": """
                input image: [?, ?, 3]
                a = Conv2D(8, 3) -> MaxPooling2D
                b = Conv2D(8, 3) -> AveragePooling2D(2)
                [a, b] -> Concatenate
            """,
            "other computations of one size": """
                input text: [?, 8]
                a = Conv1D(8, 5)
                b = Conv1D(8, 3) -> Conv1D(8, 3)
                [a, b] -> Add
            """,
            "two inputs": """
                input left: [?, 8]
                input right: [?, 8]
                [left, right] -> Add
            """,
            "along the axis that differs": """
                input text: [?, 8]
                a = MaxPooling1D
                [_, a] -> Concatenate(axis = 1)
            """,
            "a pooling that leaves the size": """
                input image: [?, ?, 3]
                a = MaxPooling2D(3, strides = 1, padding = same)
                [_, a] -> Concatenate
            """,
            "joined with a fixed size": """
                input image: [?, ?, 3]
                input other: [64, 64, 3]
                [image, other] -> Add
            """,
        },
    ),
    "GDL620": Cases(
        told={
            "logits and a softmax": """
                input x: [8]
                head y (loss = CategoricalCrossentropy(from_logits = true)) { Dense(4, softmax) }
            """,
            "logits and a sigmoid in `train`": """
                input x: [8]
                Dense(1) -> Activation(sigmoid) as y
                output y
                train { loss = BinaryCrossentropy(from_logits = true) }
            """,
            "linear with categories": """
                input x: [8]
                head y (loss = categorical_crossentropy) { Dense(4) }
            """,
            "linear with numbers of classes": """
                input x: [8]
                head a (loss = mse) { Dense(1) }
                head b (loss = SparseCategoricalCrossentropy()) {
                    Dense(4) -> Reshape((1, 4)) -> Identity
                }
            """,
            "linear and binary, by its short name": """
                input x: [8]
                head y (loss = bce) { Dense(1, activation = none) }
            """,
            "a softmax as a function": """
                input x: [8]
                Dense(4)
                softmax(_)
                head y (loss = SparseCategoricalCrossentropy(from_logits = true)) { _ }
            """,
            "in a model": """
                model scores { input x: [8]; Dense(4) }
                model m {
                    input x: [8]
                    head y (loss = sparse_categorical_crossentropy) { scores }
                }
            """,
            "for each step in time": """
                input x: [6, 8]
                head y (loss = sparse_categorical_crossentropy) { TimeDistributed(Dense(4)) }
            """,
        },
        silent={
            "logits of a linear layer": """
                input x: [8]
                head y (loss = CategoricalCrossentropy(from_logits = true)) { Dense(4) }
            """,
            "probabilities": """
                input x: [8]
                head y (loss = CategoricalCrossentropy(label_smoothing = 0.1)) { Dense(4, softmax) }
            """,
            "a vote": """
                input x: [8]
                a = Dense(4, softmax)
                b = Dense(4, softmax)
                0.5 * a + 0.5 * b
                head y (loss = categorical_crossentropy) { _ }
            """,
            "a softmax in a layer": """
                input x: [8]
                head y (loss = categorical_crossentropy) { Dense(4) -> Softmax }
            """,
            "log probabilities as logits": """
                input x: [8]
                head y (loss = CategoricalCrossentropy(from_logits = true)) {
                    Dense(4, log_softmax)
                }
            """,
            "another loss": "input x: [8]; head y (loss = mse) { Dense(4) }",
            "a softmax over another axis": """
                input x: [6, 8]
                Dense(4) -> Softmax(axis = 1)
                head y (loss = CategoricalCrossentropy(from_logits = true)) { _ }
            """,
        },
    ),
    "GDL621": Cases(
        told={
            "as an argument": "input x: [8]; Dense(1, softmax)",
            "as a layer": "input x: [8]; Dense(1) -> Softmax",
            "as a function": "input x: [8]; Dense(1); softmax(_)",
            "with a crossentropy": """
                input x: [8]
                head y (loss = categorical_crossentropy) { Dense(1, activation = softmax) }
            """,
            "with yes or no": """
                input x: [8]
                head y (loss = BinaryCrossentropy(from_logits = true)) { Dense(1, softmax) }
            """,
            "over the wrong axis of scores": """
                input x: [6, 8]
                scores = Dense(1, softmax)
                _ * scores
            """,
            "its logarithm": "input x: [8]; Dense(1) -> Activation(log_softmax)",
        },
        silent={
            "over two": "input x: [8]; Dense(2, softmax)",
            "a sigmoid": "input x: [8]; Dense(1, sigmoid)",
            "over the steps": "input x: [6, 8]; scores = Dense(1) -> Softmax(axis = 1); _ * scores",
            "a function over the steps": "input x: [6, 8]; Dense(1); softmax(_, axis = 1)",
            "over several axes": "input x: [6, 8]; Dense(1) -> Softmax(axis = [1, 2])",
        },
    ),
    "GDL622": Cases(
        told={
            "a sigmoid and categories": """
                input x: [8]
                head y (loss = categorical_crossentropy) { Dense(4, sigmoid) }
            """,
            "a softmax and yes or no": """
                input x: [8]
                head y (loss = binary_crossentropy) { Dense(4, softmax) }
            """,
            "a relu": """
                input x: [8]
                head y (loss = SparseCategoricalCrossentropy()) { Dense(4) -> ReLU }
            """,
            "a tanh": "input x: [8]; head y (loss = binary_crossentropy) { Dense(1, tanh) }",
            "a relu behind logits": """
                input x: [8]
                head y (loss = BinaryCrossentropy(from_logits = true)) { Dense(1, relu) }
            """,
            "a tanh behind logits": """
                input x: [8]
                head y (loss = CategoricalCrossentropy(from_logits = true)) { Dense(4, tanh) }
            """,
            "hinge and a sigmoid": "input x: [8]; head y (loss = hinge) { Dense(1, sigmoid) }",
            "a squared hinge and a relu": """
                input x: [8]
                head y (loss = SquaredHinge()) { Dense(1) -> ReLU }
            """,
            "counts below 0": "input x: [8]; head y (loss = poisson) { Dense(1) }",
            "in `train` for one of two": """
                input x: [8]
                a = Dense(4, sigmoid)
                b = Dense(1)
                output a, b
                train { loss = {a: sparse_categorical_crossentropy, b: mse} }
            """,
            "without `from_logits` to say": """
                input x: [8]
                head y (loss = CategoricalGeneralizedCrossEntropy()) { Dense(4) }
            """,
        },
        silent={
            "a sigmoid and yes or no": """
                input x: [8]
                head y (loss = binary_crossentropy) { Dense(4, sigmoid) }
            """,
            "counts": "input x: [8]; head y (loss = poisson) { Dense(1, softplus) }",
            "a number that is not negative": "input x: [8]; head y (loss = mse) { Dense(1, relu) }",
            "positive shares": """
                input x: [8]
                head y (loss = categorical_crossentropy) { Dense(4, exponential) }
            """,
            "a sum of heads": """
                input x: [8]
                a = Dense(4, sigmoid)
                b = Dense(4, sigmoid)
                head y (loss = categorical_crossentropy) { [a, b] -> Average }
            """,
            "a hard sigmoid": "input x: [8]; head y (loss = bce) { Dense(1, hard_sigmoid) }",
        },
    ),
    "GDL623": Cases(
        told={
            "one category": """
                input x: [8]
                head y (loss = categorical_crossentropy) { Dense(1) }
            """,
            "one class with a sigmoid": """
                input x: [8]
                head y (loss = sparse_categorical_crossentropy) { Dense(1, sigmoid) }
            """,
            "an angle": "input x: [8]; head y (loss = CosineSimilarity()) { Dense(1) }",
            "one channel": """
                input image: [8, 8, 3]
                head mask (loss = SparseCategoricalCrossentropy(from_logits = true)) {
                    Conv2D(1, 3)
                }
            """,
            "a name of it in `train`": """
                input x: [8]
                Dense(1) as y
                y * 2
                train { loss = CategoricalFocalCrossentropy }
            """,
        },
        silent={
            "yes or no": "input x: [8]; head y (loss = bce) { Dense(1, sigmoid) }",
            "two classes": """
                input x: [8]
                head y (loss = sparse_categorical_crossentropy) { Dense(2, softmax) }
            """,
            "a number": "input x: [8]; head y (loss = mae) { Dense(1) }",
            "a direction": "input x: [8]; head y (loss = cosine_similarity) { Dense(3) }",
            "over another axis": """
                input x: [6, 8]
                head y (loss = CosineSimilarity(axis = 1)) { Dense(1) }
            """,
        },
    ),
    "GDL624": Cases(
        told={
            "in heads": """
                input x: [8]
                head a (loss = mse, weight = 200) { Dense(1) }
                head b (loss = mse, weight = 2) { Dense(1) }
            """,
            "beside one that is not weighed": """
                input x: [8]
                head a (loss = mse) { Dense(1) }
                head b (loss = mse, weight = 0.001) { Dense(1) }
            """,
            "in `train`": """
                input x: [8]
                a = Dense(1)
                b = Dense(1)
                output a, b
                train {
                    loss = mse
                    loss_weights = {a: 1e6, b: 1}
                }
            """,
            "an auxiliary output": """
                input x: [8]
                aux early (loss = mse, weight = 0.01) { Dense(1) }
                head late (loss = mse, weight = 1) { Dense(1) }
            """,
        },
        silent={
            "less": """
                input x: [8]
                head a (loss = mse, weight = 99) { Dense(1) }
                head b (loss = mse) { Dense(1) }
            """,
            "nothing": """
                input x: [8]
                head a (loss = mse, weight = 0) { Dense(1) }
                head b (loss = mse, weight = 50) { Dense(1) }
            """,
            "one output": "input x: [8]; head a (loss = mse, weight = 1000) { Dense(1) }",
            "all alike": """
                input x: [8]
                head a (loss = mse, weight = 1000) { Dense(1) }
                head b (loss = mse, weight = 1000) { Dense(1) }
            """,
        },
    ),
    "GDL625": Cases(
        told={
            "a plain output": """
                input x: [8]
                z = Dense(3)
                head y (loss = mse) { Dense(1) }
                output z
            """,
            "a head": """
                input x: [8]
                head a (loss = mse) { Dense(1) }
                head b { Dense(2) }
            """,
            "beside `train`": """
                input x: [8]
                a = Dense(1)
                b = Dense(1)
                output a, b
                train {
                    optimizer = Adam
                    loss = {a: mse}
                }
            """,
            "weights behind what is trained": """
                input x: [8]
                Dense(4, relu) as features
                head y (loss = mse) { Dense(1) }
                best = features -> Dense(3) -> ReLU
                output best
            """,
        },
        silent={
            "a value on the way": """
                input x: [8]
                Dense(4, relu) as features
                head y (loss = mse) { Dense(1) }
                output features
            """,
            "made of a trained output": """
                input x: [8]
                head y (loss = sparse_categorical_crossentropy) { Dense(3, softmax) }
                best = argmax(y, axis = -1)
                output best
            """,
            "measured": """
                input x: [8]
                head a (loss = mse) { Dense(1) }
                head b (metrics = [mae]) { Dense(1) }
            """,
            "nothing is trained": "input x: [8]; a = Dense(1); b = Dense(2); output a, b",
            "all have one": """
                input x: [8]
                a = Dense(1)
                b = Dense(1)
                output a, b
                train { loss = mse }
            """,
            "frozen weights": """
                input x: [8]
                probe = frozen Dense(2, kernel_initializer = Orthogonal(seed = 1))
                head y (loss = mse) { Dense(1) }
                output probe
            """,
        },
    ),
    "GDL626": Cases(
        told={
            "a segment": """
                input image: [32, 32, 3]
                frozen stem { Conv2D(8, 3) -> ReLU -> Conv2D(8, 3) }
                GlobalAveragePooling2D
                head y (loss = mse) { Dense(1) }
            """,
            "a step": "input x: [8]; frozen Dense(4); head y (loss = mse) { Dense(1) }",
            "a shared layer": """
                input x: [6, 8]
                frozen shared reader = LSTM(4)
                reader
                head y (loss = mse) { Dense(1) }
            """,
            "a model that nothing trains": """
                model features { input x: [8]; Dense(4, relu) }
                model m {
                    input x: [8]
                    frozen features
                    head y (loss = mse) { Dense(1) }
                }
            """,
            "a block": """
                block features { Dense(4, relu) -> Dense(4) }
                model m {
                    input x: [8]
                    frozen features
                    head y (loss = mse) { Dense(1) }
                }
            """,
            "inside a model": """
                model features { input x: [8]; frozen stem { Dense(4) }; Dense(2) }
                model m {
                    input x: [8]
                    features
                    head y (loss = mse) { Dense(1) }
                }
            """,
            "random by name": """
                input x: [8]
                Dense(4, kernel_initializer = he_normal, trainable = false)
                head y (loss = mse) { Dense(1) }
            """,
        },
        silent={
            "without weights": """
                input x: [8, 4]
                frozen stem { Flatten -> ReLU }
                head y (loss = mse) { Dense(1) }
            """,
            "trained nowhere in the text": "input x: [8]; frozen Dense(4); Dense(1)",
            "a model that is trained by itself": """
                model features {
                    input x: [8]
                    head y (loss = mse) { Dense(4) }
                }
                model m {
                    input x: [8]
                    frozen features  # gdl: allow GDL609
                    head y (loss = mse) { Dense(1) }
                }
            """,
            "a fixed kernel": """
                input image: [8, 8, 1]
                frozen Conv2D(1, 3, kernel_initializer = Constant(0.111), use_bias = false)
                Flatten
                head y (loss = mse) { Dense(1) }
            """,
            "a random projection that can be repeated": """
                input x: [8]
                frozen Dense(64, kernel_initializer = RandomNormal(seed = 3))
                head y (loss = mse) { Dense(1) }
            """,
            "nothing frozen": "input x: [8]; stem { Dense(4) }; head y (loss = mse) { Dense(1) }",
        },
    ),
    "GDL627": Cases(
        told={
            "in a segment": "input x: [8]; frozen stem { Dense(4) -> Dropout(0.2) }; Dense(1)",
            "a step": "input x: [8]; frozen GaussianNoise(0.1); Dense(1)",
            "of a recurrent layer": "input x: [6, 8]; frozen LSTM(4, dropout = 0.3); Dense(1)",
            "of attention": """
                input x: [6, 8]
                frozen stage look { (_, _) -> MultiHeadAttention(2, 4, dropout = 0.1) }
                Dense(1)
            """,
            "in a model": """
                model part { input x: [8]; Dense(4) -> Dropout(0.5) }
                model m {
                    input x: [8]
                    frozen part
                    Dense(1)
                }
            """,
            "in a block": """
                block part(rate) { Dense(4) -> Dropout(rate) }
                model m {
                    input x: [8]
                    frozen part(0.5)
                    Dense(1)
                }
            """,
        },
        silent={
            "behind it": "input x: [8]; frozen stem { Dense(4) }; Dropout(0.2); Dense(1)",
            "with a rate of 0": "input x: [8]; frozen stem { Dense(4) -> Dropout(0) }; Dense(1)",
            "batch normalisation": "input x: [8]; frozen stem { BatchNormalization }; Dense(1)",
            "a recurrent layer": "input x: [6, 8]; frozen LSTM(4); Dense(1)",
            "without effect": "input x: [8]; Dense(1)",
        },
    ),
}
