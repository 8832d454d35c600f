"""Small models of every kind that diagrams and summaries must show well."""

from __future__ import annotations

from graphdsl.check.types import Types
from graphdsl.graph import Graph, Layer, Object, Ref
from tests.emit.builders import Builder, tensor

Made = tuple[Graph, Types]


def aggregation() -> Made:
    """Three learners on one stem, each with a head."""
    b = Builder("aggregation")
    image = b.input("image", [28, 28])
    b.segment("stem", "stem", frozen=False)
    stem = b.layer("Flatten", [image], [784])
    for i in (1, 2, 3):
        b.segment(f"learner_{i}", "branch", copy_of="learner")
        x = b.layer("Dense", [stem], [64], units=64, activation="relu", weights=[[784, 64], [64]])
        x = b.layer("Dense", [x], [128], units=128, activation="relu", weights=[[64, 128], [128]])
        b.segment(f"learner_{i}.digit", "head")
        x = b.layer(
            "Dense",
            [x],
            [10],
            units=10,
            activation="softmax",
            weights=[[128, 10], [10]],
            name=f"learner_{i}_digit",
        )
        b.output(
            f"learner_{i}_digit",
            x,
            loss="sparse_categorical_crossentropy",
            metrics=("accuracy",),
        )
    return b.done()


def conv(
    b: Builder, x: Ref, shape: list[int], filters: int, size: int, depth: int, **args: object
) -> Ref:
    """A convolution with `same` padding."""
    return b.layer(
        "Conv2D",
        [x],
        [*shape, filters],
        filters=filters,
        kernel_size=size,
        padding="same",
        weights=[[size, size, depth, filters], [filters]],
        **args,  # type: ignore[arg-type]
    )


def inception() -> Made:
    """Four branches side by side, joined."""
    b = Builder("inception_module")
    x = b.input("features", [28, 28, 192])
    s = [28, 28]
    b.segment("one", "branch")
    one = conv(b, x, s, 64, 1, 192, activation="relu")
    b.segment("three", "branch")
    y = conv(b, x, s, 96, 1, 192, activation="relu")
    three = conv(b, y, s, 128, 3, 96, activation="relu")
    b.segment("five", "branch")
    y = conv(b, x, s, 16, 1, 192, activation="relu")
    five = conv(b, y, s, 32, 5, 16, activation="relu")
    b.segment("pool", "branch")
    y = b.layer("MaxPooling2D", [x], [28, 28, 192], pool_size=3, strides=1, padding="same")
    pool = conv(b, y, s, 32, 1, 192, activation="relu")
    b.here = ""
    out = b.layer("Concatenate", [[one, three, five, pool]], [28, 28, 256], axis=-1)
    b.output("concatenate", out)
    return b.done()


def residual() -> Made:
    """Uses of a block, one with a projection, below a frozen stem."""
    b = Builder("residual_net")
    x = b.input("image", [32, 32, 3])
    b.segment("stem", "stem", frozen=True)
    x = conv(b, x, [32, 32], 64, 3, 3, use_bias=False)
    x = b.layer("BatchNormalization", [x], [32, 32, 64], weights=[[64]] * 2, fixed=[[64]] * 2)
    x = b.layer("ReLU", [x], [32, 32, 64])
    depth, side = 64, 32
    for i, (filters, stride) in enumerate(((64, 1), (128, 2)), start=1):
        b.here = ""
        b.segment(
            f"residual_{i}",
            "block",
            template="residual",
            args={"filters": filters, "stride": stride},
        )
        side //= stride
        s = [side, side]
        short = x
        if stride > 1:
            short = conv(b, x, s, filters, 1, depth, strides=stride)
        y = conv(b, x, s, filters, 3, depth, strides=stride)
        y = b.layer(
            "BatchNormalization", [y], [*s, filters], weights=[[filters]] * 2, fixed=[[filters]] * 2
        )
        y = b.layer("ReLU", [y], [*s, filters])
        y = conv(b, y, s, filters, 3, filters)
        y = b.layer(
            "BatchNormalization", [y], [*s, filters], weights=[[filters]] * 2, fixed=[[filters]] * 2
        )
        y = b.layer("Add", [[y, short]], [*s, filters])
        x = b.layer("ReLU", [y], [*s, filters])
        depth = filters
    b.segment("kind", "head")
    x = b.layer("GlobalAveragePooling2D", [x], [depth])
    x = b.layer(
        "Dense", [x], [10], units=10, activation="softmax", weights=[[depth, 10], [10]], name="kind"
    )
    b.output(
        "kind",
        x,
        loss="categorical_crossentropy",
        weight=1.0,
        metrics=("accuracy", "top_k_categorical_accuracy"),
    )
    return b.done()


def siamese() -> Made:
    """One LSTM called on two inputs."""
    b = Builder("siamese")
    left = b.input("tweet_a", [280, 256])
    right = b.input("tweet_b", [280, 256])
    lstm = {"units": 64}
    a = b.layer(
        "LSTM", [left], [64], name="encoder", weights=[[256, 256], [64, 256], [256]], **lstm
    )
    c = b.call("encoder", [right], [64])
    x = b.layer("Concatenate", [[a, c]], [128], axis=-1)
    b.segment("same", "head")
    x = b.layer(
        "Dense", [x], [1], units=1, activation="sigmoid", weights=[[128, 1], [1]], name="same"
    )
    b.output("same", x, loss="binary_crossentropy", metrics=("accuracy",))
    return b.done()


def unet() -> Made:
    """Skips from each level of the way down to the same level of the way up."""
    b = Builder("unet")
    x = b.input("scan", [128, 128, 1])
    skips: list[tuple[Ref, int, int]] = []
    side, depth = 128, 1
    for level, filters in enumerate((16, 32), start=1):
        b.segment(f"down_{level}", "stage")
        x = conv(b, x, [side, side], filters, 3, depth, activation="relu")
        x = conv(b, x, [side, side], filters, 3, filters, activation="relu")
        skips.append((x, side, filters))
        side, depth = side // 2, filters
        x = b.layer("MaxPooling2D", [x], [side, side, filters])
    b.segment("bottom", "stage")
    x = conv(b, x, [side, side], 64, 3, depth, activation="relu")
    depth = 64
    for level, (skip, side, filters) in reversed(list(enumerate(skips, start=1))):
        b.segment(f"up_{level}", "stage")
        x = b.layer(
            "Conv2DTranspose",
            [x],
            [side, side, filters],
            filters=filters,
            kernel_size=2,
            strides=2,
            weights=[[2, 2, filters, depth], [filters]],
        )
        x = b.layer("Concatenate", [[x, skip]], [side, side, 2 * filters])
        x = conv(b, x, [side, side], filters, 3, 2 * filters, activation="relu")
        depth = filters
    b.segment("mask", "head")
    x = b.layer(
        "Conv2D",
        [x],
        [128, 128, 1],
        filters=1,
        kernel_size=1,
        activation="sigmoid",
        weights=[[1, 1, 16, 1], [1]],
        name="mask",
    )
    b.output("mask", x, loss=Object("Dice"), metrics=(Object("MeanIoU", {"num_classes": 2}),))
    return b.done()


def transformer() -> Made:
    """Attention with named operands, several results, and arithmetic."""
    b = Builder("transformer_block")
    t = b.input("tokens", [None], "int32")
    x = b.layer(
        "Embedding",
        [t],
        [None, 64],
        input_dim=20000,
        output_dim=64,
        mask_zero=True,
        weights=[[20000, 64]],
    )
    mask = b.op("not_equal", [t, 0], tensor([None], "bool"))
    b.segment("encoder_1", "block", template="encoder", args={"heads": 4, "width": 64})
    n = b.layer("LayerNormalization", [x], [None, 64], epsilon=1e-6, weights=[[64], [64]])
    att, scores = (
        b.layer(
            "MultiHeadAttention",
            [n, n],
            [tensor([None, 64]), tensor([4, None, None])],
            kwargs={"key_mask": mask, "return_attention_scores": True, "use_causal_mask": True},
            num_heads=4,
            key_dim=16,
            dropout=0.1,
            weights=[[64, 4, 16]] * 4,
            results=("attended", "scores"),
        ),
        None,
    )
    x = b.layer("Add", [[x, att]], [None, 64])
    y = b.layer("LayerNormalization", [x], [None, 64], epsilon=1e-6, weights=[[64], [64]])
    y = b.layer("Dense", [y], [None, 256], units=256, activation="gelu", weights=[[64, 256], [256]])
    y = b.layer("Dense", [y], [None, 64], units=64, weights=[[256, 64], [64]])
    y = b.layer("Dropout", [y], [None, 64], rate=0.1)
    x = b.layer("Add", [[x, y]], [None, 64])
    b.here = ""
    last = b.op("getitem", [x, (slice(None), -1)], [64])
    b.segment("topic", "head")
    x = b.layer(
        "Dense",
        [last],
        [20],
        units=20,
        activation="softmax",
        weights=[[64, 20], [20]],
        name="topic",
    )
    b.output("topic", x, loss="sparse_categorical_crossentropy")
    b.segment("heat", "aux")
    h = b.op("mean", [Ref(att.node, 1)], [])
    b.output("heat", h, loss="mse", weight=0.3, aux=True)
    del scores
    return b.done()


def answering() -> Made:
    """Two texts, a bidirectional LSTM over each, a state handed on."""
    b = Builder("question_answering")
    text = b.input("text", [None], "int32")
    question = b.input("question", [None], "int32")
    b.segment("reading", "branch")
    x = b.layer(
        "Embedding", [text], [None, 64], input_dim=10000, output_dim=64, weights=[[10000, 64]]
    )
    x = b.layer(
        "Bidirectional",
        [x],
        [64],
        layer=Layer("", "layer", "LSTM", {"units": 32}),
        merge_mode="concat",
        weights=[[64, 128], [32, 128], [128]] * 2,
    )
    b.segment("asking", "branch")
    y = b.layer(
        "Embedding",
        [question],
        [None, 32],
        input_dim=10000,
        output_dim=32,
        frozen=True,
        weights=[[10000, 32]],
    )
    y = b.layer(
        "LSTM",
        [y],
        [tensor([16]), tensor([16]), tensor([16])],
        units=16,
        return_state=True,
        weights=[[32, 64], [16, 64], [64]],
        results=("y", "h", "c"),
    )
    b.here = ""
    z = b.layer("Concatenate", [[x, y]], [80], axis=-1)
    z = b.layer(
        "LSTM",
        [z],
        [16],
        units=16,
        kwargs={"initial_state": [Ref(y.node, 1), Ref(y.node, 2)]},
        weights=None,
    )
    b.segment("answer", "head")
    z = b.layer(
        "Dense",
        [z],
        [500],
        units=500,
        activation="softmax",
        weights=[[16, 500], [500]],
        name="answer",
    )
    b.output("answer", z, loss="categorical_crossentropy", weight=0.25, metrics=("accuracy",))
    return b.done()


def nested() -> Made:
    """A model used as a layer, twice, with arithmetic on what it gives."""
    inner = Builder("tower")
    x = inner.input("image", [64, 64, 3])
    x = inner.layer(
        "Conv2D", [x], [62, 62, 8], filters=8, kernel_size=3, weights=[[3, 3, 3, 8], [8]]
    )
    x = inner.layer("Flatten", [x], [30752])
    x = inner.layer("Dense", [x], [16], units=16, weights=[[30752, 16], [16]])
    inner.output("dense", x)
    tower = inner.done()
    b = Builder("vote")
    left = b.input("left", [64, 64, 3])
    right = b.input("right", [64, 64, 3])
    a = b.layer("tower", [left], [16], name="eye", kind="model", graph=tower, frozen=True)
    c = b.call("eye", [right], [16])
    half = b.op("multiply", [0.5, a], [16])
    third = b.op("divide", [c, 3], [16])
    mixed = b.op("subtract", [half, third], [16])
    mine = b.layer("MyNorm", [mixed], None, kind="extern", axis=-1, weights=None)
    b.output("mynorm", mine)
    return b.done()


def unusual() -> Made:
    """Names that try to be markup, escapes and control characters."""
    b = Builder('<script>alert("m")</script>')
    x = b.input('in<b>&"\\N', [4])
    b.segment("s\\G</TD>", "branch")
    x = b.layer(
        "Dense",
        [x],
        [4],
        units=4,
        name="a\\N</svg><script>x</script>\x00\x1b\u202e",
        weights=[[4, 4]],
    )
    b.output("]]><!--", x, loss="<&>")
    return b.done()


MODELS = {
    make.__name__: make
    for make in (
        aggregation,
        inception,
        residual,
        siamese,
        unet,
        transformer,
        answering,
        nested,
        unusual,
    )
}
