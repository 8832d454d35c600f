"""Multiply-accumulates of the tensor functions that have some, the batch included."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphdsl.layers.base import Result
from graphdsl.layers.functions.base import Function
from graphdsl.layers.functions.dims import axes_of, broadcast
from graphdsl.layers.functions.parameters import Given, shape_of
from graphdsl.layers.functions.products import lettered
from graphdsl.layers.shapes import added, count, product
from graphdsl.layers.tensors import Dim, Shape, TensorType

Rule = Callable[..., int | None]
"""From the shape of the result and the bound parameters to the number; None if it is unknown."""


def macs(function: Function, result: Result, bound: Mapping[str, Any]) -> int | None:
    """The multiply-accumulates of a call that gives `result`; None where a size is unknown."""
    rule = MACS.get(function.name)
    if rule is None or not isinstance(result, TensorType):
        return 0
    return rule(shape_of(result), **bound)


def last_axes(result: Shape, x1: Given, x2: Given) -> int | None:
    """As many as the last axis of the first is long, for each number of the result."""
    a = shape_of(x1)
    return count((*result, a[-1])) if a and shape_of(x2) else 0


def all_numbers(result: Shape, x1: Given, x2: Given) -> int | None:
    """One for each number of the first."""
    return count(shape_of(x1))


def tensordot(result: Shape, x1: Given, x2: Given, axes: int | Sequence[Any]) -> int | None:
    """As many as there are places along the axes, for each number of the result."""
    a = shape_of(x1)
    if isinstance(axes, int):
        return count((*result, *a[len(a) - max(axes, 0) :]))
    return count((*result, *(a[axis] for axis in axes_of(axes[0], len(a)))))


def correlate(result: Shape, x1: Given, x2: Given, mode: str) -> int | None:
    """The second at each place of the result."""
    return count((*result, *shape_of(x2)))


def einsum(result: Shape, subscripts: str, operands: Sequence[Given]) -> int | None:
    """Two operands at a time, from the left, each time one for each combination of letters.

    What stands in one operand and nowhere else is added up first, without any product.
    """
    left, arrow, right = subscripts.partition("->")
    sizes: dict[str, Dim] = {}
    terms: list[set[str]] = []
    dots: Shape = ()
    for term, operand in zip(left.split(","), operands, strict=True):
        pairs, extra = lettered(term, shape_of(operand), subscripts)
        dots = broadcast(dots, extra)
        sizes.update((letter, size) for letter, size in pairs if sizes.get(letter, 1) == 1)
        terms.append({letter for letter, _ in pairs} | ({"."} if extra else set()))
    sizes["."] = product(dots)
    if not arrow:
        right = "." + "".join(letter for letter in sizes if left.count(letter) == 1)
    return _pairwise(terms, set(right), sizes)


def _pairwise(terms: list[set[str]], result: set[str], sizes: Mapping[str, Dim]) -> int | None:
    done, total = terms[0], list[int | None]()
    for number, term in enumerate(terms[1:], start=2):
        later = result.union(*terms[number:])
        used = (done & (term | later)) | (term & (done | later))
        total.append(count(sizes[letter] for letter in used))
        done = used & later
    return added(*total)


def convolution(result: Shape, inputs: Given, kernel: Given, **_: Any) -> int | None:
    """The kernel of one filter at each place of the result."""
    return count((*result, *shape_of(kernel)[:-1]))


def depthwise(result: Shape, inputs: Given, kernel: Given, **_: Any) -> int | None:
    """The kernel of one channel at each place of the result."""
    return count((*result, *shape_of(kernel)[:-2]))


def separable(
    result: Shape,
    inputs: Given,
    depthwise_kernel: Given,
    pointwise_kernel: Given,
    data_format: str | None,
    **_: Any,
) -> int | None:
    """The kernel of one channel at each place of each channel, then all channels at each place."""
    *window, channels, times = shape_of(depthwise_kernel)
    places = result[:1] + (result[2:] if data_format == "channels_first" else result[1:-1])
    filters = shape_of(pointwise_kernel)[-1]
    each = added(count((*window, channels, times)), count((channels, times, filters)))
    return None if each is None else count((*places, each))


def transposed(result: Shape, inputs: Given, kernel: Given, **_: Any) -> int | None:
    """The kernel of one channel at each place of the input."""
    return count((*shape_of(inputs), *shape_of(kernel)[:-1]))


def attention(result: Shape, query: Given, key: Given, value: Given, **_: Any) -> int | None:
    """Scores, then values weighed by them, for each pair of places and each head."""
    asked, length = shape_of(query), shape_of(key)[1]
    return added(count((*asked, length)), count((*asked[:-1], length, shape_of(value)[-1])))


MACS: Mapping[str, Rule] = {
    "conv": convolution,
    "conv_transpose": transposed,
    "correlate": correlate,
    "depthwise_conv": depthwise,
    "dot": last_axes,
    "dot_product_attention": attention,
    "einsum": einsum,
    "inner": last_axes,
    "matmul": last_axes,
    "separable_conv": separable,
    "tensordot": tensordot,
    "vdot": all_numbers,
}
"""The functions that multiply and add up; all others count nothing."""
