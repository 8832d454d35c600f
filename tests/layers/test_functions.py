"""What the tensor functions say without Keras: labels of sizes, unknown things, messages."""

from __future__ import annotations

from typing import Any

import pytest

from graphdsl.graph.values import UNKNOWN
from graphdsl.layers.base import Reject
from graphdsl.layers.functions.table import FUNCTIONS
from graphdsl.layers.tensors import ANYTHING, BATCH, Dim, Sym, TensorType

N = Sym("n")


def f(*shape: Dim) -> TensorType:
    return TensorType((BATCH, *shape))


@pytest.mark.parametrize(
    ("name", "bound", "expected"),
    [
        ("reshape", {"x": f(4, 6), "newshape": (-1, 24)}, f(24)),
        ("reshape", {"x": f(N, 6), "newshape": (-1, 6)}, None),
        ("get_item", {"x": f(N, 6), "key": (slice(None), slice(None), 0)}, f(N)),
        ("add", {"x1": f(N, 6), "x2": f(N, 1)}, f(N, 6)),
        ("add", {"x1": f(4), "x2": 2}, f(4)),
        ("concatenate", {"xs": [f(N, 2), f(N, 3)], "axis": -1}, f(N, 5)),
        ("transpose", {"x": f(N, 6), "axes": (0, 2, 1)}, f(6, N)),
        ("matmul", {"x1": f(4, N), "x2": f(N, 3)}, f(4, 3)),
        ("einsum", {"subscripts": "bij,bjk->bik", "operands": [f(4, N), f(N, 3)]}, f(4, 3)),
        ("mean", {"x": f(N, 6), "axis": -1, "keepdims": True}, f(N, 1)),
        ("expand_dims", {"x": f(N), "axis": -1}, f(N, 1)),
    ],
)
def test_sizes_keep_their_labels(name: str, bound: dict[str, Any], expected: Any) -> None:
    found = FUNCTIONS[name].infer(**bound)
    if expected is None:
        assert isinstance(found, TensorType)
        assert found.shape is not None
        assert found.shape[1:] == (6,)
        assert found.shape[0] not in (BATCH, N)
    else:
        assert found == expected


def test_equal_computations_stay_equal() -> None:
    half = FUNCTIONS["get_item"]
    key = (slice(None), slice(None, None, 2))
    assert half.infer(x=f(N, 3), key=key) == half.infer(x=f(N, 3), key=key)


@pytest.mark.parametrize("x", [ANYTHING, UNKNOWN, [f(3), ANYTHING], {"a": UNKNOWN}])
def test_what_is_unknown_stays_so(x: Any) -> None:
    assert FUNCTIONS["add"].infer(x1=x, x2=f(3)) == ANYTHING


def message(name: str, **bound: Any) -> str:
    with pytest.raises(Reject) as caught:
        FUNCTIONS[name].infer(**bound)
    found = caught.value.diagnostic
    return " | ".join(filter(None, (found.message(), found.label(), found.help())))


MESSAGES = {
    "add": (
        {"x1": f(4, 3), "x2": f(5, 3)},
        "`add` cannot bring the shapes [4, 3] and [5, 3] together | 4 meets 5 | "
        "counted from the last axis, sizes must be equal, or one of them 1",
    ),
    "sum": (
        {"x": f(4), "axis": 2},
        "`sum` is asked for axis 2 of a tensor with 2 axes | here axes go from -2 to 1; "
        "in tensor functions the batch counts, as axis 0",
    ),
    "mean": (
        {"x": f(4), "axis": (1, -1)},
        "`mean` is given one axis twice, as 1 and -1 | "
        "name each axis once; a negative axis counts from the end",
    ),
    "reshape": (
        {"x": TensorType((4, 6)), "newshape": (5, -1)},
        "`reshape` cannot make (5, -1) of (4, 6): the sizes do not match | the product of the "
        "sizes stays the same; one of them may be -1, the batch included",
    ),
    "matmul": (
        {"x1": f(4, 3), "x2": f(5, 2)},
        "`matmul` needs equal sizes: the last axis of `x1` and the last but one of `x2` | "
        "3 is not 5",
    ),
    "get_item": (
        {"x": f(4), "key": (0, 9)},
        "index 9 is outside an axis of size 4 | the indices here go from -4 to 3",
    ),
    "split": (
        {"x": f(7), "indices_or_sections": 2, "axis": 1},
        "`split` cannot divide the size of the axis, 7, by 2",
    ),
    "concatenate": (
        {"xs": [f(4), 2], "axis": 0},
        "`concatenate` needs a tensor as `xs`, not a plain value | "
        "`full` makes a tensor of a number, `full_like` one with the shape of another tensor",
    ),
    "det": (
        {"x": TensorType((3,))},
        "`det` needs at least 2 axes in `x`, found 1 | "
        "in tensor functions the batch counts as an axis",
    ),
    "subtract": (
        {"x1": f(2).with_dtype("string"), "x2": f(2)},
        "`subtract` finds no dtype that holds `string` and `float32` | "
        "turn strings into numbers first, with `StringLookup` or `TextVectorization`",
    ),
    "image.resize": (
        {
            "images": f(8, 8, 3),
            "size": (4, 4),
            "crop_to_aspect_ratio": True,
            "pad_to_aspect_ratio": True,
        },
        "`image.resize`: `crop_to_aspect_ratio` and `pad_to_aspect_ratio` exclude each other",
    ),
    "einsum": (
        {"subscripts": "ij->k", "operands": [f(3)]},
        "`einsum`: `ij->k` has `k` on its right side only",
    ),
    "map": (
        {"f": "relu", "xs": f(3)},
        "`map` cannot stand in a model: it takes a Python function | "
        "write it as a layer in Python and declare it with `extern layer`",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_messages(name: str) -> None:
    bound, expected = MESSAGES[name]
    assert message(name, **bound) == expected
