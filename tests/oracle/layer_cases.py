"""Strategies: random arguments and operands for each layer, most of them fine, some not."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from graphdsl.graph.values import Object
from graphdsl.layers import kinds as k
from graphdsl.layers.base import REQUIRED, Layer
from graphdsl.layers.tensors import BATCH, Dim, Sym, TensorType

from .values import of_kind

PLAIN_FAMILIES = (
    "core",
    "einsum",
    "activations",
    "convolutional",
    "transposed",
    "depthwise",
    "pooling",
    "normalization",
    "regularization",
    "reshaping",
    "merging",
)
"""Layers whose calls take tensors and give one, and whose arguments stand for themselves."""

UNKNOWN_SIZES = (Sym("n"), Sym("m"))
SIZES = st.sampled_from([1, 2, 3, 4, 4, 6, 6, 8, 9, *UNKNOWN_SIZES])
KNOWN = st.sampled_from([1, 2, 3, 4, 4, 6, 6, 8, 9])
DTYPES = st.sampled_from(
    ["float32"] * 14
    + ["float16", "float64", "bfloat16", "int32", "int32", "uint8", "bool", "string"]
)
POLICIES = st.sampled_from(
    [None] * 8
    + [
        "float16",
        "float64",
        "bfloat16",
        "mixed_float16",
        Object("DTypePolicy", {"name": "mixed_bfloat16"}),
    ]
)
INITIALIZERS = [
    "zeros",
    "he_normal",
    "glorot_uniform",
    Object("HeNormal", {"seed": 1}),
    "normal",
    "Ones",
]
NOT_OF_KIND: tuple[tuple[type[k.Kind], list[Any]], ...] = (
    (k.Int, [0, -1, "bogus", 2.5, None, [1]]),
    (k.Sizes, [0, -1, "bogus", (1, 2, 3, 4, 5), (0,), None]),
    (k.OneOf, ["bogus", 3]),
    (k.Initializer, ["bogus"]),
    (k.Regularizer, ["bogus"]),
    (k.Constraint, ["bogus"]),
    (k.Activation, ["bogus"]),
)


def core(kind: k.Kind) -> k.Kind:
    return core(kind.kind) if isinstance(kind, k.Optional) else kind


@cache
def good(kind: k.Kind) -> st.SearchStrategy[Any]:
    """Values that a kind admits, and that Keras takes for weights of any rank."""
    match core(kind):
        case k.Initializer():
            return st.sampled_from(INITIALIZERS)
        case k.Regularizer():
            return st.sampled_from([None, "l2", Object("L1", {"l1": 0.1})])
        case k.Constraint():
            return st.sampled_from([None, "non_neg", Object("MaxNorm", {"max_value": 2})])
        case k.Activation():
            return st.sampled_from([None, "relu", "tanh", "swish", "linear"])
        case k.AnyValue():
            return st.none()
        case _:
            return of_kind(kind)


@cache
def bad(kind: k.Kind) -> st.SearchStrategy[Any] | None:
    """Values that a kind does not admit, where Keras looks."""
    for known, values in NOT_OF_KIND:
        if isinstance(core(kind), known):
            wrong = [v for v in values if not kind.admits(v)]
            return st.sampled_from(wrong) if wrong else None
    return None


@st.composite
def arguments(
    draw: st.DrawFn, cls: type[Layer], **special: st.SearchStrategy[Any]
) -> dict[str, Any]:
    """Arguments by keyword; `special` has strategies for some of them."""
    args: dict[str, Any] = {}
    spoilt = draw(st.integers(0, 9)) == 0
    kept = {"seed", "groups"}
    for name, declared in cls.args.items():
        if name not in kept and declared.default is not REQUIRED and draw(st.integers(0, 2)):
            continue
        if name in special and (name in kept or draw(st.integers(0, 15))):
            args[name] = draw(special[name])
            continue
        wrong = bad(declared.kind)
        if spoilt and wrong is not None:
            args[name], spoilt = draw(wrong), False
        else:
            args[name] = draw(good(declared.kind))
    if "dtype" in {*cls.args, *cls.common}:
        args["dtype"] = draw(POLICIES)
    if "trainable" in cls.common and draw(st.integers(0, 5)) == 0:
        args["autocast"] = draw(st.booleans())
    if spoilt and draw(st.booleans()):
        args["bogus"] = 3
    return args


@st.composite
def tensors(
    draw: st.DrawFn, dims: int | None = None, last: st.SearchStrategy[Dim] = KNOWN
) -> TensorType:
    """A tensor with `dims` dimensions besides the batch, now and then with another number."""
    rank = draw(st.integers(0, 4)) if dims is None or draw(st.integers(0, 9)) == 0 else dims
    sizes = draw(st.lists(SIZES, min_size=rank, max_size=rank))
    if sizes and draw(st.integers(0, 7)):
        sizes[-1] = draw(last)
    if draw(st.integers(0, 2)):
        sizes = [draw(KNOWN) if isinstance(s, Sym) else s for s in sizes]
    return TensorType((BATCH, *sizes), draw(DTYPES))


def dims_of(cls: type[Layer]) -> int | None:
    """The number of dimensions that a layer works on, where it is always the same."""
    space = getattr(cls, "space", None)
    return (
        space + 1
        if space is not None
        else getattr(cls, "dims", 0) + 1
        if hasattr(cls, "dims")
        else {"RepeatVector": 1}.get(cls.__name__)
    )


@st.composite
def one_tensor(draw: st.DrawFn, cls: type[Layer]) -> tuple[dict[str, Any], dict[str, Any]]:
    args = draw(arguments(cls, **special(cls)))
    name = next(iter(cls.operands))
    operands: dict[str, Any] = {name: draw(tensors(dims_of(cls)))}
    if "reverse" in cls.operands and draw(st.booleans()):
        operands["reverse"] = draw(st.booleans())
    return args, operands


@st.composite
def permuted(draw: st.DrawFn, cls: type[Layer]) -> tuple[dict[str, Any], dict[str, Any]]:
    args = draw(arguments(cls, **special(cls)))
    dims = len(args["dims"]) if isinstance(args["dims"], (list, tuple)) else 2
    return args, {"inputs": draw(tensors(dims))}


@st.composite
def reshaped(draw: st.DrawFn, cls: type[Layer]) -> tuple[dict[str, Any], dict[str, Any]]:
    args, given = draw(arguments(cls, **special(cls))), draw(tensors())
    if draw(st.booleans()):
        target = [d if isinstance(d, int) else -1 for d in draw(st.permutations(given.shape[1:]))]
        if target and draw(st.booleans()):
            target[draw(st.integers(0, len(target) - 1))] = draw(st.sampled_from([-1, -1, None]))
        args["target_shape"] = tuple(target)
    return args, {"inputs": given}


@st.composite
def several_tensors(draw: st.DrawFn, cls: type[Layer]) -> tuple[dict[str, Any], dict[str, Any]]:
    first = draw(tensors(draw(st.integers(0, 4))))
    count = 2 if draw(st.integers(0, 3)) else draw(st.integers(1, 4))
    inputs = [first]
    for _ in range(count - 1):
        shape = list(first.shape or ())
        how = draw(st.integers(0, 7))
        if how == 0 and len(shape) > 1:
            del shape[1]
        elif how < 4 and len(shape) > 1:
            shape[draw(st.integers(1, len(shape) - 1))] = draw(SIZES)
        dtype = first.dtype if draw(st.integers(0, 3)) else draw(DTYPES)
        inputs.append(TensorType(tuple(shape), dtype))
    return draw(arguments(cls, **special(cls))), {"inputs": inputs}


EQUATIONS = [
    ("ab,bc->ac", [4, (4,), (4, 2), (None,)], None),
    ("abc,cd->abd", [(None, 4), (3, 4), 4], "d"),
    ("abc,cde->abde", [(None, 4, 2)], "de"),
    ("abc,bcd->abd", [(4, 2), (None, 2)], "bd"),
    ("...x,xy->...y", [4, (4,), (3, 4)], "y"),
    ("ab...,bc->ac...", [4, (4,)], "c"),
    ("abc,acd->abd", [(3, 4)], None),
    ("ab,cd->ad", [4], None),
    ("ab,bc", [4], None),
    ("ab,bc->ad", [4], None),
    ("abc,cd->adb", [(4, 3), (4, None)], "z"),
]


@st.composite
def einsum(draw: st.DrawFn, cls: type[Layer]) -> tuple[dict[str, Any], dict[str, Any]]:
    equation, shapes, axes = draw(st.sampled_from(EQUATIONS))
    args = draw(
        arguments(
            cls,
            equation=st.just(equation),
            output_shape=st.sampled_from(shapes),
            bias_axes=st.sampled_from([None, axes]),
        )
    )
    named = len(equation.split(",")[0].replace(".", "")) - (0 if equation.startswith("...") else 1)
    dims = named + (draw(st.integers(0, 2)) if "..." in equation else 0)
    return args, {"inputs": draw(tensors(dims))}


AXIS = st.sampled_from([-1, -1, -1, 1, 2, -2, 0, 3, 7, -5])
AXES = st.one_of(AXIS, st.lists(AXIS, min_size=1, max_size=2))
SPECIAL: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "Reshape": {
        "target_shape": st.one_of(
            st.permutations([-1, 2, 2]).map(tuple),
            st.lists(st.sampled_from([1, 2, 3, 4, 8, -1, -1, None, -2]), max_size=3),
        )
    },
    "Permute": {
        "dims": st.one_of(
            st.integers(0, 3).flatmap(lambda n: st.permutations(range(1, n + 1))),
            st.sampled_from([(1, 3), (0, 1), (2, 2), (1.5,), 3]),
        )
    },
    "BatchNormalization": {
        "axis": AXIS,
        "renorm": st.booleans(),
        "renorm_clipping": st.sampled_from(
            [
                None,
                None,
                {"rmax": 2.0, "rmin": 1.0},
                {"rmax": 1.0, "rmin": 2.0},
                {"dmax": -1},
                {"x": 1},
            ]
        ),
    },
    "LayerNormalization": {"axis": AXES},
    "RMSNormalization": {"axis": AXES},
    "UnitNormalization": {"axis": AXES},
    "Softmax": {"axis": AXES},
    "GroupNormalization": {
        "axis": AXIS,
        "groups": st.sampled_from([1, 1, 1, 2, 2, -1, -1, 3, 32, 0]),
    },
    "PReLU": {"shared_axes": st.sampled_from([None, None, 1, [1, 2], [3], -1, 0])},
    "Concatenate": {"axis": AXIS},
    "Dot": {
        "axes": st.one_of(
            AXIS, st.sampled_from([(1, 1), (2, 1), (-1, 1), (1, 2), (1, 2, 3), (0, 0), (2, -1)])
        )
    },
    "Masking": {"mask_value": st.sampled_from([0.0, -1, 2.5, True])},
    "Embedding": {"weights": st.none()},
    "UpSampling2D": {
        "interpolation": st.sampled_from(
            ["nearest", "bilinear", "bicubic", "area", "lanczos3", "LANCZOS5", "bogus"]
        )
    },
}


def small(n: int, *sizes: int) -> st.SearchStrategy[Any]:
    """One of `sizes` for all axes, or one for each."""
    each = st.sampled_from(sizes)
    return st.one_of(each, st.lists(each, min_size=n, max_size=n).map(tuple))


def convolution(space: int, *names: str) -> dict[str, st.SearchStrategy[Any]]:
    """Windows that mostly fit into the inputs."""
    found = {
        "kernel_size": small(space, 1, 2, 3, 3),
        "strides": small(space, 1, 1, 1, 2),
        "dilation_rate": small(space, 1, 1, 1, 1, 2),
        "filters": st.sampled_from([2, 4, 6, 6]),
        "groups": st.sampled_from([1] * 8 + [2, 3, 0]),
        "pool_size": small(space, 1, 2, 2, 3),
        "output_padding": st.one_of(st.none(), small(space, 0, 0, 1)),
    }
    return {name: strategy for name, strategy in found.items() if name in names}


def special(cls: type[Layer]) -> dict[str, st.SearchStrategy[Any]]:
    """Strategies for the arguments that have to fit each other or the input."""
    found = SPECIAL.get(cls.__name__, {})
    if "seed" in cls.args:
        # Where the rate is 0, Keras does not look at the seed.
        found = {**found, "seed": st.sampled_from([None, 0, 7, -1])}
    space = getattr(cls, "space", None)
    if space is None:
        return found
    windowed = convolution(space, *cls.args)
    if "pool_size" in cls.args:
        windowed["strides"] = st.one_of(st.none(), windowed["strides"])
    return {**found, **windowed}


def cases(cls: type[Layer]) -> st.SearchStrategy[tuple[dict[str, Any], dict[str, Any]]]:
    """Random calls of one layer."""
    own = {"EinsumDense": einsum, "Permute": permuted, "Reshape": reshaped}.get(cls.__name__)
    if own is not None:
        return own(cls)
    takes = next(iter(cls.operands.values())).takes
    return several_tensors(cls) if takes == "tensors" else one_tensor(cls)
