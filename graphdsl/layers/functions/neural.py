"""Losses, normalisation and attention as functions."""

from __future__ import annotations

from typing import Any

from graphdsl.diagnostics.operations import (
    CannotBroadcast,
    SizesDiffer,
    UnfitArgument,
    WrongRank,
    count_axes,
)
from graphdsl.layers.base import Reject, Result
from graphdsl.layers.functions.arithmetic import EPSILON, OVER_AXES
from graphdsl.layers.functions.dims import axis_of, unlike
from graphdsl.layers.functions.elementwise import along
from graphdsl.layers.functions.parameters import (
    AXIS_KIND,
    BINARY,
    FIRST_AXIS,
    INT,
    LAST_AXIS,
    NO,
    NUMBER,
    TENSOR,
    TENSOR_OR_NONE,
    YES,
    Given,
    Table,
    family,
    needed,
    shape_of,
    tensor_in,
    typed,
    value,
)
from graphdsl.layers.functions.promotion import FLOATX, promote
from graphdsl.layers.kinds import Bool, Int, OneOf, Optional, PositiveInt
from graphdsl.layers.shapes import label
from graphdsl.layers.tensors import Dim, Shape, TensorType, shape_text


def same_shapes(a: Shape, b: Shape, names: tuple[str, str]) -> None:
    """Rejects shapes that Keras takes as different."""
    if len(a) != len(b):
        sizes = (count_axes(len(a)), count_axes(len(b)))
    else:
        clash = [(x, y) for x, y in zip(a, b, strict=True) if unlike(x, y)]
        if not clash:
            return
        sizes = (label(clash[0][0]), label(clash[0][1]))
    left, right, rule = shape_text(a), shape_text(b), "the two shapes have to be the same"
    raise Reject(CannotBroadcast(left=left, right=right, sizes=sizes, rule=rule), names[1])


def binary_crossentropy(target: Given, output: Given, **_: Any) -> Result:
    """A loss for each element."""
    guess = tensor_in(output, "output")
    same_shapes(shape_of(tensor_in(target, "target")), shape_of(guess), ("target", "output"))
    return guess


def categorical_crossentropy(target: Given, output: Given, **_: Any) -> Result:
    """A loss for each row of classes, which Keras takes to be the last axis."""
    guess = tensor_in(output, "output")
    shape = shape_of(guess)
    same_shapes(shape_of(tensor_in(target, "target")), shape, ("target", "output"))
    axis_of(-1, len(shape))
    return guess.with_shape(shape[:-1])


def sparse_categorical_crossentropy(target: Given, output: Given, axis: int, **_: Any) -> Result:
    """A loss for each number of a class."""
    guess = tensor_in(output, "output")
    shape = shape_of(guess)
    at = axis_of(axis, len(shape))
    rest = (*shape[:at], *shape[at + 1 :])
    labels = shape_of(tensor_in(target, "target"))
    if len(labels) == len(shape) and labels[-1] == 1:
        labels = labels[:-1]
    same_shapes(labels, rest, ("target", "output"))
    return guess.with_shape(rest)


def batch_normalization(
    x: Given,
    mean: Given,
    variance: Given,
    axis: int,
    offset: Given | None,
    scale: Given | None,
    **_: Any,
) -> Result:
    """Statistics are vectors as long as the axis; Keras wants `scale` where there is `offset`."""
    given = tensor_in(x, "x")
    shape = shape_of(given)
    size = shape[axis_of(axis, len(shape))]
    vectors = {"mean": mean, "variance": variance, "offset": offset, "scale": scale}
    if offset is None and scale is None:
        vectors = {"mean": mean, "variance": variance}
    elif offset is None:
        del vectors["offset"]
    for name, vector in vectors.items():
        _vector(tensor_in(vector, name), name, size)
    return given


def _vector(given: TensorType, name: str, size: Dim) -> None:
    shape = shape_of(given)
    if len(shape) != 1:
        raise Reject(WrongRank(operand=name, rank=len(shape), needs="1"), name)
    if unlike(shape[0], size):
        what = f"`{name}` and the axis of `x`"
        raise Reject(SizesDiffer(left=label(shape[0]), right=label(size), what=what), name)


def normalized(x: Given, **_: Any) -> Result:
    """Shape and dtype stay."""
    return tensor_in(x, "x")


def unit_norm(x: Given, axis: Any, **_: Any) -> Result:
    """As `float32`, which Keras says whatever came in."""
    along(x, axis)
    return tensor_in(x, "x").with_dtype(FLOATX)


def polar(abs_: Given, angle: Given) -> Result:
    """Complex numbers, which Keras takes for `float32` while it builds."""
    return TensorType(shape_of(tensor_in(abs_, "abs_")), FLOATX)


def psnr(x1: Given, x2: Given, max_val: float) -> Result:
    """One number."""
    a, b = shape_of(tensor_in(x1, "x1")), shape_of(tensor_in(x2, "x2"))
    if len(a) != len(b):
        raise Reject(WrongRank(operand="x2", rank=len(b), needs=str(len(a))), "x2")
    return TensorType((), FLOATX)


def attention(
    query: Given, key: Given, value: Given, attn_logits_soft_cap: float | None, **_: Any
) -> Result:
    """Keras gives the shape of the query."""
    if attn_logits_soft_cap is not None:
        why = "works on TPUs with JAX only"
        raise Reject(UnfitArgument(argument="attn_logits_soft_cap", why=why))
    asked = tensor_in(query, "query")
    others = (tensor_in(key, "key").dtype, tensor_in(value, "value").dtype)
    return asked.with_dtype(promote(asked.dtype, *others))


def ctc_loss(
    target: Given, output: Given, target_length: Given, output_length: Given, **_: Any
) -> Result:
    """A loss for each sample."""
    operands = {
        "target": target,
        "output": output,
        "target_length": target_length,
        "output_length": output_length,
    }
    first: dict[str, Dim] = {}
    for name, operand in operands.items():
        shape = shape_of(tensor_in(operand, name))
        axis_of(0, len(shape))
        first[name] = shape[0]
    for a, b in (("target", "output"), ("target_length", "target"), ("output_length", "output")):
        if unlike(first[a], first[b]):
            what = f"the first axes of `{a}` and `{b}`"
            raise Reject(SizesDiffer(left=label(first[a]), right=label(first[b]), what=what), a)
    return TensorType((first["target"],), promote(typed(output).dtype, "float32"))


def ctc_decode(
    inputs: Given, sequence_lengths: Given, strategy: str, top_paths: int, **_: Any
) -> Result:
    """The best paths, and how likely they are."""
    given = tensor_in(inputs, "inputs")
    shape = shape_of(given)
    axis_of(1, len(shape))
    paths = 1 if strategy == "greedy" else top_paths
    scores = TensorType((shape[0], paths), promote(given.dtype, "float32"))
    return TensorType((paths, shape[0], shape[1]), "int32"), scores


LOGITS = {"target": TENSOR, "output": TENSOR, "from_logits": NO}
NORM_AXES = {"axis": value(AXIS_KIND, -1), "epsilon": EPSILON}

NEURAL: Table = {
    **family(LOGITS, binary_crossentropy, "binary_crossentropy"),
    **family({**LOGITS, "axis": LAST_AXIS}, categorical_crossentropy, "categorical_crossentropy"),
    **family(
        {**LOGITS, "axis": LAST_AXIS},
        sparse_categorical_crossentropy,
        "sparse_categorical_crossentropy",
    ),
    **family(
        {
            "x": TENSOR,
            "mean": TENSOR,
            "variance": TENSOR,
            "axis": needed(INT),
            "offset": TENSOR_OR_NONE,
            "scale": TENSOR_OR_NONE,
            "epsilon": value(NUMBER, 0.001),
        },
        batch_normalization,
        "batch_normalization",
    ),
    **family(
        {"x": TENSOR, "gamma": TENSOR_OR_NONE, "beta": TENSOR_OR_NONE, **NORM_AXES},
        normalized,
        "layer_normalization",
    ),
    **family({"x": TENSOR, "scale": TENSOR_OR_NONE, **NORM_AXES}, normalized, "rms_normalization"),
    **family(
        {**OVER_AXES, "order": value(PositiveInt(), 2), "epsilon": EPSILON},
        unit_norm,
        "normalize",
    ),
    **family({"abs_": TENSOR, "angle": TENSOR}, polar, "polar"),
    **family({**BINARY, "max_val": needed(NUMBER)}, psnr, "psnr"),
    **family(
        {
            "query": TENSOR,
            "key": TENSOR,
            "value": TENSOR,
            "bias": TENSOR_OR_NONE,
            "mask": TENSOR_OR_NONE,
            "scale": value(Optional(NUMBER), None),
            "is_causal": NO,
            "flash_attention": value(Optional(Bool()), None),
            "attn_logits_soft_cap": value(Optional(NUMBER), None),
        },
        attention,
        "dot_product_attention",
    ),
    **family(
        {
            "target": TENSOR,
            "output": TENSOR,
            "target_length": TENSOR,
            "output_length": TENSOR,
            "mask_index": FIRST_AXIS,
        },
        ctc_loss,
        "ctc_loss",
    ),
    **family(
        {
            "inputs": TENSOR,
            "sequence_lengths": TENSOR,
            "strategy": value(OneOf("greedy", "beam_search"), "greedy"),
            "beam_width": value(PositiveInt(), 100),
            "top_paths": value(PositiveInt(), 1),
            "merge_repeated": YES,
            "mask_index": value(Int(), 0),
        },
        ctc_decode,
        "ctc_decode",
    ),
}
