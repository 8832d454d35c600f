"""Functions of TensorFlow in models of Keras 2, and the functions of `keras.ops` for them.

Only those are here whose meaning is the same for all tensors of floating point; what else they may
be given is told one by one, and any other value refuses the call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias, cast

from graphdsl.saved.written import TENSOR, Json

Arguments: TypeAlias = dict[str, Json]


class Unsure(Exception):  # noqa: N818 - the file is odd, not the program
    """Raised where the meaning of a call is not certain; its text is the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What stands for a function of TensorFlow."""

    name: str
    """Of the function in `keras.ops`, or of a layer."""
    takes: Mapping[str, str] = field(default_factory=dict[str, str])
    """The arguments behind the first one: TensorFlow's name, and ours."""
    fixed: Mapping[str, Json] = field(default_factory=dict[str, Json])
    """What is given to ours where TensorFlow has another default."""
    silent: Mapping[str, Json] = field(default_factory=dict[str, Json])
    """Arguments that ours lacks, with the value that says nothing."""
    change: Callable[[Arguments], Arguments] | None = None
    """Makes further arguments of ours of them."""


def _unary(names: str, **others: str) -> dict[str, Counterpart]:
    """Functions of one tensor that are called alike, and others."""
    called_alike = {name.rpartition(".")[2]: name for name in names.split()}
    return {
        **{symbol: Counterpart(name) for name, symbol in called_alike.items()},
        **{symbol.replace("__", "."): Counterpart(name) for symbol, name in others.items()},
    }


def _binary(names: str, **others: str) -> dict[str, Counterpart]:
    """Functions of two tensors that are called alike, and others."""
    found = {name: name for name in names.split()} | others
    return {f"math.{symbol}": Counterpart(name, {"y": "x2"}) for symbol, name in found.items()}


def _reductions(names: str, **others: str) -> dict[str, Counterpart]:
    """Functions over axes that are called alike, and others."""
    found = {name: name for name in names.split()} | others
    takes = {"axis": "axis", "keepdims": "keepdims"}
    return {f"math.reduce_{symbol}": Counterpart(name, takes) for symbol, name in found.items()}


def _sections(given: Arguments) -> Arguments:
    """Sizes of parts, of which ours takes the places between them."""
    sizes = given.get("indices_or_sections")
    if not isinstance(sizes, list):
        return given
    places, last = list[int](), 0
    for size in cast("list[Json]", sizes)[:-1]:
        if not isinstance(size, int) or size < 0:
            raise Unsure("has parts whose sizes are not told")
        places.append(last := last + size)
    return {**given, "indices_or_sections": places}


def _both(given: Arguments) -> Arguments:
    """With its condition alone, TensorFlow gives the places where it holds."""
    if given.get("x1") is None or given.get("x2") is None:
        raise Unsure("is called with a condition alone")
    return given


def _mode(given: Arguments) -> Arguments:
    mode = str(given.get("mode") or "constant").lower()
    found = {**given, "mode": mode}
    if mode != "constant" or found.get("constant_values") == 0:
        found.pop("constant_values", None)
    return found


def _epsilon(given: Arguments) -> Arguments:
    """TensorFlow bounds the square of the length by it, and ours the length."""
    epsilon = given.get("epsilon", 1e-12)
    if not isinstance(epsilon, (int, float)) or epsilon <= 0:
        raise Unsure("has an `epsilon` that is no number")
    found = {**given, "epsilon": epsilon**0.5}
    if not isinstance(found.get("axis"), (int, list)):
        raise Unsure("takes the length over all axes at once")
    return found


def _key(given: Arguments) -> Arguments:
    """An index: slices are objects with a start, a stop and a step."""
    key = given.get("key")
    items = cast("list[Json]", key) if isinstance(key, list) else [key]
    found = [_slice(item) for item in items]
    return {**given, "key": found if isinstance(key, list) else found[0]}


def _slice(item: Json) -> Json:
    if not isinstance(item, dict):
        return item
    given = cast("dict[str, Json]", item)
    if given.keys() == {"start", "stop", "step"}:
        return {"class_name": "__slice__", "config": given}
    if given.get("class_name") in ("__ellipsis__", "__slice__"):
        return given
    raise Unsure("is called with an index that is no constant")


def holds_tensor(written: Json) -> bool:
    """Whether a tensor stands in a value."""
    if isinstance(written, dict):
        given = cast("dict[str, Json]", written)
        return given.get("class_name") == TENSOR or any(map(holds_tensor, given.values()))
    return isinstance(written, list) and any(map(holds_tensor, cast("list[Json]", written)))


_AXIS = {"axis": "axis"}
FUNCTIONS: Final[Mapping[str, Counterpart]] = {
    **_unary(
        "math.exp math.expm1 math.log math.log1p math.sqrt math.rsqrt math.square "
        "math.sigmoid math.tanh math.sin math.cos math.tan math.floor math.ceil math.round "
        "math.sign math.negative math.reciprocal math.erf math.softplus math.logical_not "
        "nn.relu nn.relu6 nn.selu nn.elu nn.softsign nn.silu",
        math__abs="absolute",
        nn__sigmoid="sigmoid",
        nn__tanh="tanh",
        nn__softplus="softplus",
        stop_gradient="stop_gradient",
        identity="Identity",
        ones_like="ones_like",
        zeros_like="zeros_like",
    ),
    **_binary(
        "add subtract multiply maximum minimum greater less greater_equal less_equal equal "
        "not_equal mod logical_and logical_or logical_xor divide_no_nan",
        divide="true_divide",
        truediv="true_divide",
        floordiv="floor_divide",
        floormod="mod",
        pow="power",
    ),
    **_reductions(
        "sum max min prod any all std logsumexp",
        mean="mean",
        variance="var",
    ),
    "nn.swish": Counterpart("silu", silent={"beta": 1.0}),
    "nn.leaky_relu": Counterpart("leaky_relu", {"alpha": "negative_slope"}),
    "nn.gelu": Counterpart("gelu", {"approximate": "approximate"}, {"approximate": False}),
    "nn.softmax": Counterpart("softmax", _AXIS, {"axis": -1}),
    "nn.log_softmax": Counterpart("log_softmax", _AXIS, {"axis": -1}),
    "math.l2_normalize": Counterpart("normalize", _AXIS | {"epsilon": "epsilon"}, change=_epsilon),
    "math.cumsum": Counterpart(
        "cumsum", _AXIS, {"axis": 0}, {"exclusive": False, "reverse": False}
    ),
    "concat": Counterpart("concatenate", _AXIS),
    "stack": Counterpart("stack", _AXIS),
    "unstack": Counterpart("unstack", _AXIS | {"num": "num"}),
    "split": Counterpart(
        "split",
        _AXIS | {"num_or_size_splits": "indices_or_sections"},
        silent={"num": None},
        change=_sections,
    ),
    "reshape": Counterpart("reshape", {"shape": "newshape"}),
    "broadcast_to": Counterpart("broadcast_to", {"shape": "shape"}),
    "cast": Counterpart("cast", {"dtype": "dtype"}),
    "expand_dims": Counterpart("expand_dims", _AXIS),
    "squeeze": Counterpart("squeeze", _AXIS, silent={"squeeze_dims": None}),
    "transpose": Counterpart("transpose", {"perm": "axes"}, silent={"conjugate": False}),
    "tile": Counterpart("tile", {"multiples": "repeats"}),
    "repeat": Counterpart("repeat", _AXIS | {"repeats": "repeats"}),
    "reverse": Counterpart("flip", _AXIS),
    "roll": Counterpart("roll", _AXIS | {"shift": "shift"}),
    "where": Counterpart("where", {"x": "x1", "y": "x2"}, change=_both),
    "clip_by_value": Counterpart("clip", {"clip_value_min": "x_min", "clip_value_max": "x_max"}),
    "gather": Counterpart("take", _AXIS | {"indices": "indices"}, {"axis": 0}, {"batch_dims": 0}),
    "linalg.matmul": Counterpart(
        "matmul",
        {"b": "x2"},
        silent={
            **dict.fromkeys(("transpose_a", "transpose_b", "adjoint_a", "adjoint_b"), False),
            **dict.fromkeys(("a_is_sparse", "b_is_sparse", "grad_a", "grad_b"), False),
            "output_type": None,
        },
    ),
    "one_hot": Counterpart(
        "one_hot",
        _AXIS | {"depth": "num_classes", "dtype": "dtype"},
        {"axis": -1, "dtype": "float32"},
        {"on_value": None, "off_value": None},
    ),
    "pad": Counterpart(
        "pad",
        {"paddings": "pad_width", "mode": "mode", "constant_values": "constant_values"},
        change=_mode,
    ),
    "image.resize": Counterpart(
        "image.resize",
        {"size": "size", "method": "interpolation", "antialias": "antialias"},
        silent={"preserve_aspect_ratio": False},
    ),
    "__operators__.getitem": Counterpart("get_item", {"slice_spec": "key"}, change=_key),
}
"""By the name that TensorFlow has for the function, without the `tf.` in front."""
OTHER_NAMES: Final[Mapping[str, str]] = {
    **{f"__operators__.{name}": f"math.{name}" for name in ("add", "subtract", "multiply")},
    **{f"compat.v1.{name}": name for name in ("gather", "pad", "squeeze", "transpose")},
    "__operators__.eq": "math.equal",
    "__operators__.ne": "math.not_equal",
    "linalg.l2_normalize": "math.l2_normalize",
    "nn.l2_normalize": "math.l2_normalize",
}
"""Further names that TensorFlow has for them."""
