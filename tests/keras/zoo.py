"""Models of every kind that the language can say, each with a loss, as graphs."""

from __future__ import annotations

from graphdsl.graph import Object, Ref
from tests.keras.handmade import Draft, dense, layer_value, tower

SPARSE = "sparse_categorical_crossentropy"
ADAM = {"optimizer": Object("Adam", {"learning_rate": 1e-3})}


def perceptron():
    d = Draft("perceptron")
    x = d.input("pixels", 8)
    x = d.chain(x, ("fc", "Dense", dense(16, "relu")), ("drop", "Dropout", {"rate": 0.5}))
    out = d.add("digit", "Dense", x, units=4, activation="softmax")
    d.output("digit", out, loss=SPARSE, metrics=("accuracy",))
    return d.graph(ADAM)


def aggregation():
    d = Draft("aggregation")
    x = d.add("stem_flatten", "Flatten", d.input("image", 6, 6))
    for number in (1, 2, 3):
        learner = f"learner_{number}"
        d.segment(learner, "branch", copy_of="learner")
        head = d.segment(f"{learner}.digit", "head")
        y = d.add(f"{learner}_dense", "Dense", x, segment=learner, **dense(8, "relu"))
        y = d.add(f"{learner}_digit", "Dense", y, segment=head, **dense(4, "softmax"))
        d.output(f"{learner}_digit", y, loss=SPARSE, metrics=("accuracy",), segment=head)
    return d.graph(ADAM)


def auxiliary():
    d = Draft("auxiliary")
    x = d.add("fc1", "Dense", d.input("x", 8), **dense(8, "relu"))
    d.segment("early", "aux")
    early = d.add("early_bn", "BatchNormalization", x, segment="early")
    early = d.add("early", "Dense", early, segment="early", **dense(4, "softmax"))
    x = d.add("fc2", "Dense", x, **dense(8, "relu"))
    d.output("early", early, loss=SPARSE, weight=0.3, aux=True, segment="early")
    d.output("final", d.add("final", "Dense", x, **dense(4, "softmax")), loss=SPARSE)
    return d.graph()


def question_answering():
    d = Draft("question_answering")
    read = {}
    for text in ("text", "question"):
        x = d.input(text, None, dtype="int32")
        x = d.add(f"{text}_embedding", "Embedding", x, input_dim=20, output_dim=4, mask_zero=True)
        read[text] = d.add(f"{text}_lstm", "LSTM", x, units=3)
    x = d.add("both", "Concatenate", [read["text"], read["question"]], axis=-1)
    d.output("answer", d.add("answer", "Dense", x, **dense(7, "softmax")), loss=SPARSE)
    return d.graph({"optimizer": "rmsprop"})


def social():
    d = Draft("social")
    x = d.add("posts_embedding", "Embedding", d.input("posts", 5, dtype="int32"), input_dim=9,
              output_dim=4)  # fmt: skip
    x = d.add("pool", "GlobalAveragePooling1D", x)
    d.output("age", d.add("age", "Dense", x, units=1), loss="mse", weight=0.25, metrics=("mae",))
    income = d.add("income", "Dense", x, units=10, activation="softmax")
    d.output("income", income, loss="categorical_crossentropy", weight=1, metrics=("accuracy",))
    gender = d.add("gender", "Dense", x, units=1, activation="sigmoid")
    auc = Object("AUC")
    d.output("gender", gender, loss="binary_crossentropy", weight=10, metrics=("accuracy", auc))
    schedule = Object("ExponentialDecay", {"initial_learning_rate": 0.01, "decay_steps": 10,
                                           "decay_rate": 0.9})  # fmt: skip
    momentum = {"learning_rate": schedule, "momentum": 0.9, "nesterov": True, "clipnorm": 1.0}
    return d.graph({"optimizer": Object("SGD", momentum)})


def siamese():
    d = Draft("siamese")
    left, right = d.input("left", 5, 4), d.input("right", 5, 4)
    d.layer("encoder", "LSTM", units=3)
    a, b = d.call("encoder", left), d.call("encoder", right, name="encoder_1")
    x = d.add("pair", "Concatenate", [a, b])
    d.output("same", d.add("same", "Dense", x, **dense(1, "sigmoid")), loss="binary_crossentropy")
    d.output("left_code", a)
    d.output("right_code", b)
    return d.graph(ADAM)


def regularized():
    d = Draft("regularized")
    x = d.add(
        "fc", "Dense", d.input("x", 8), units=8, activation="elu",
        kernel_initializer=Object("HeNormal", {"seed": 1}),
        kernel_regularizer=Object("L1L2", {"l1": 1e-4, "l2": 1e-4}),
        bias_constraint=Object("MaxNorm", {"max_value": 2}),
    )  # fmt: skip
    huber = Object("Huber", {"delta": 2.0})
    d.output("y", d.add("y", "Dense", x, units=1), loss=huber, metrics=("mae", Object("R2Score")))
    return d.graph(ADAM)


def expressions():
    """Min-max normalisation, coarse values, slices, functions with several results."""
    d = Draft("expressions")
    x = d.input("x", 4, 6)
    low = d.function("low", "min", x, axis=[1, 2], keepdims=True)
    spread = d.function("spread", "subtract", d.function("high", "max", x), low)
    scaled = d.function("scaled", "divide", d.function("shifted", "subtract", x, low), spread)
    coarse = d.function("coarse", "clip", d.function("rounded", "round", scaled, 1), 0.1, 1.0)
    d.function("halves", "split", coarse, 2, axis=2)
    last = d.function("last", "get_item", Ref("halves", 1), (slice(None), -1, slice(0, 3, 2)))
    wide = d.function("wide", "get_item", Ref("halves", 0), (..., 1, None))
    size = d.function("size", "linalg.norm", d.function("flat", "reshape", wide, (-1, 4)), axis=-1,
                      keepdims=True)  # fmt: skip
    joined = d.function("joined", "concatenate", [last, size], axis=-1)
    deviation = d.function("deviation", "std", joined, axis=-1, keepdims=True)
    sum_ = d.function("vote", "add", d.add("y", "Dense", joined, units=1), deviation)
    d.output("vote", sum_, loss="mse")
    return d.graph(ADAM)


def nested():
    d = Draft("nested")
    a, b = d.input("a", 4), d.input("b", 4)
    pair = tower("pair", inputs=("second", "first"), outputs=("wide", "code"))
    d.layer("eyes", "pair", "model", graph=pair)
    d.call("eyes", a, b)
    d.call("eyes", name="eyes_1", first=a, second=b)
    fresh = d.model("fresh", tower("tower"), a)
    joined = d.add("joined", "Concatenate", [Ref("eyes", 1), Ref("eyes_1", 0), fresh])
    d.output("y", d.add("y", "Dense", joined, units=1), loss="mse")
    d.output("code", Ref("eyes", 1), loss="mse", weight=0.5)
    d.output("again", Ref("eyes_1", 1))
    return d.graph(ADAM)


def wrapped():
    d = Draft("wrapped")
    x = d.input("x", 5, 4)
    x = d.add("both", "Bidirectional", x, layer=layer_value("LSTM", units=3, return_sequences=True))
    x = d.add("each", "TimeDistributed", x, layer=layer_value("Dense", units=4))
    x = d.add("towers", "TimeDistributed", x, layer=layer_value("tower", graph=tower()))
    cells = [layer_value("LSTMCell", units=3), layer_value("LSTMCell", units=2)]
    x = d.add("stacked", "RNN", x, cell=cells)
    d.output("y", d.add("y", "Dense", x, units=1), loss="mse")
    return d.graph(ADAM)


def transformer():
    d = Draft("transformer")
    tokens = d.input("tokens", 6, dtype="int32")
    mask = d.input("mask", 6, 6, dtype="bool")
    x = d.add("embedding", "Embedding", tokens, input_dim=20, output_dim=8, frozen=True)
    d.layer("attention", "MultiHeadAttention", num_heads=2, key_dim=4)
    heads = d.call("attention", x, x, attention_mask=mask)
    x = d.add("normal", "LayerNormalization", d.function("residual", "add", x, heads))
    last = d.function("last", "get_item", x, (slice(None), -1))
    d.output("word", d.add("word", "Dense", last, units=20), loss=Object(
        "SparseCategoricalCrossentropy", {"from_logits": True}))  # fmt: skip
    return d.graph({"optimizer": "adamw"})


def recurrent_states():
    d = Draft("recurrent_states")
    question, answer = d.input("question", 5, 4), d.input("answer", 3, 4)
    d.layer("reader", "LSTM", units=3, return_state=True)
    d.call("reader", question, results=("y", "h", "c"))
    d.layer("writer", "LSTM", units=3, return_sequences=True)
    x = d.call("writer", answer, initial_state=[Ref("reader", 1), Ref("reader", 2)])
    d.output("words", d.add("words", "Dense", x, units=2), loss="mse")
    d.output("state", Ref("reader", 2))
    return d.graph(ADAM)


def outputs_of_every_kind():
    """Through an input, twice of one tensor, by an operation, by a layer of another name."""
    d = Draft("outputs_of_every_kind")
    x = d.input("x", 4)
    shared = d.add("shared", "Dense", x, units=3)
    d.output("x", x)
    d.output("plain", shared)
    d.output("shared", shared, loss="mse")
    d.output("squared", d.function("squared", "square", shared), loss="mae", weight=2)
    d.output("copy", x)
    return d.graph()


def words():
    d = Draft("words")
    word = d.input("word", dtype="string")
    x = d.add("lookup", "StringLookup", word, vocabulary=["red", "green", "blue"])
    x = d.add("embedding", "Embedding", x, input_dim=4, output_dim=3)
    d.output("warm", d.add("warm", "Dense", x, **dense(1, "sigmoid")), loss="binary_crossentropy")
    return d.graph(ADAM)


ZOO = {
    graph.__name__: graph
    for graph in (
        perceptron,
        aggregation,
        auxiliary,
        question_answering,
        social,
        siamese,
        regularized,
        expressions,
        nested,
        wrapped,
        transformer,
        recurrent_states,
        outputs_of_every_kind,
        words,
    )
}
