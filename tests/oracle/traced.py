"""Multiply-accumulates counted in the graph that TensorFlow makes of a call."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from math import prod
from typing import Any

import tensorflow as tf

Op = Any


def macs(call: Callable[..., Any], *tensors: tf.TensorSpec, also: Collection[str] = ()) -> int:
    """Those of all products in `call`, whose operands have these shapes.

    One for each number that an operation gives whose type is in `also`. Loops over time have to be
    unrolled: what stands in a loop is found and refused.
    """
    traced = tf.function(call, autograph=False).get_concrete_function(*tensors)
    return of_graph(traced.graph, also)


def of_graph(graph: Any, also: Collection[str]) -> int:
    return sum(of_operation(op, graph, also) for op in operations(graph))


def of_operation(op: Op, graph: Any, also: Collection[str]) -> int:
    """Where there is a choice, the costlier branch is taken."""
    assert op.type not in ("While", "StatelessWhile"), "how often it runs cannot be told"
    if op.type in COUNTED:
        return COUNTED[op.type](op)
    if op.type in also:
        return prod(shape(op.outputs[0]))
    attributes = {"PartitionedCall": ["f"], "If": ["then_branch", "else_branch"]}
    names = attributes.get(re.sub("State(ful|less)", "", op.type), [])
    inside = (graph._get_function(op.get_attr(name).name).graph for name in names)
    return max((of_graph(inner, also) for inner in inside), default=0)


def operations(graph: Any) -> Iterator[Op]:
    """Those that the results of a graph depend on.

    Keras calls a cell once more to see what it gives; TensorFlow does not run what nothing needs.
    """
    waiting, seen = [tensor.op for tensor in graph.outputs], set[str]()
    while waiting:
        op = waiting.pop()
        if op.name not in seen:
            seen.add(op.name)
            waiting.extend(tensor.op for tensor in op.inputs)
            yield op


def shape(tensor: Any) -> list[int]:
    found = tensor.shape.as_list()
    assert None not in found, f"{tensor} has an unknown size"
    return found


def times_result(factors: Callable[[Op], int]) -> Callable[[Op], int]:
    return lambda op: prod(shape(op.outputs[0])) * factors(op)


def inner_size(op: Op) -> int:
    name = "transpose_a" if op.type == "MatMul" else "adj_x"
    return shape(op.inputs[0])[-2 if op.get_attr(name) else -1]


def einsum(op: Op) -> int:
    """Of two operands: one for each combination of letters, but those of one operand alone."""
    left, right = op.get_attr("equation").decode().split("->")
    terms = left.split(",")
    if len(terms) == 1:
        return 0
    sizes: dict[str, int] = {}
    for term, tensor in zip(terms, op.inputs, strict=True):
        front, dots, back = term.partition("...")
        found = shape(tensor)
        behind = len(found) - len(back)
        letters = [*front, *(f".{n}" for n in range(behind - len(front), 0, -1)), *back]
        assert dots or len(letters) == len(term)
        for letter, size in zip(letters, found, strict=True):
            sizes[letter] = max(size, sizes.get(letter, 1))
    a, b = (set(term) for term in terms)
    return prod(n for c, n in sizes.items() if c[0] == "." or c in right or (c in a and c in b))


def transposed(op: Op) -> int:
    kernel, given = shape(op.inputs[1]), shape(op.inputs[2])
    return prod(given) * prod(kernel[:-1])


COUNTED: dict[str, Callable[[Op], int]] = {
    "MatMul": times_result(inner_size),
    "BatchMatMulV2": times_result(inner_size),
    "BatchMatMulV3": times_result(inner_size),
    "Conv2D": times_result(lambda op: prod(shape(op.inputs[1])[:-1])),
    "Conv3D": times_result(lambda op: prod(shape(op.inputs[1])[:-1])),
    "DepthwiseConv2dNative": times_result(lambda op: prod(shape(op.inputs[1])[:2])),
    "Conv2DBackpropInput": transposed,
    "Conv3DBackpropInputV2": transposed,
    "Einsum": einsum,
}
