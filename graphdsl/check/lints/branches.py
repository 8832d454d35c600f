"""GDL521: branches that are joined and fit for some sizes of the input only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from graphdsl.check.lints.sizes import may_differ, open_axes, sources
from graphdsl.check.lints.subject import MERGES, OPERATORS, Subject, argument, class_of
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Layer, Node, Ref
from graphdsl.layers.tensors import Dim, Sym


class Join(NamedTuple):
    """Two tensors of one call that should have the same size on an axis, and may not."""

    node: Node
    first: Ref
    second: Ref
    axis: int


def lint_branches(subject: Subject) -> Iterator[Diagnostic]:
    """Joins whose sizes differ for some sizes of the input, found out by trying."""
    axes = open_axes(subject.graph)
    joins = [join for node in subject.nodes for join in _doubtful(node, axes, subject)]
    if joins:
        from graphdsl.check.lints.trying import told

        yield from told(joins, subject)


def _doubtful(node: Node, axes: Sequence[str], subject: Subject) -> Iterator[Join]:
    """The first axis on which two tensors have sizes that come from the same inputs in two ways."""
    layer = subject.graph.layer_of(node)
    if not _joins(layer):
        return
    refs = tuple(dict.fromkeys(node.refs()))
    shapes = [subject.shape(ref) or () for ref in refs]
    if len({len(shape) for shape in shapes}) != 1 or len(refs) < 2:
        return
    rank = len(shapes[0])
    along = _along(node, layer, rank)
    for axis in range(1, rank):
        for one, other in combinations(range(len(refs)), 2) if axis != along else ():
            if _unlike(shapes[one][axis], shapes[other][axis], axes):
                yield Join(node, refs[one], refs[other], axis)
                return


def _joins(layer: Layer) -> bool:
    if layer.kind == "function":
        return layer.cls in OPERATORS or layer.cls in ("concatenate", "stack")
    return class_of(layer) in MERGES or class_of(layer) == "Concatenate"


def _along(node: Node, layer: Layer, rank: int) -> int:
    """The axis along which sizes may differ; 0 if there is none."""
    if layer.cls == "concatenate":
        axis = node.kwargs.get("axis", node.args[1] if len(node.args) > 1 else 0)
    else:
        axis = argument(layer, "axis") if class_of(layer) == "Concatenate" else 0
    return axis % rank if isinstance(axis, int) and rank else 0


def _unlike(a: Dim, b: Dim, axes: Sequence[str]) -> bool:
    """Whether two unknown sizes come from the same inputs, and need not be the same."""
    if a == b or not isinstance(a, Sym) or not isinstance(b, Sym):
        return False
    origin = sources(a, axes)
    return bool(origin) and origin == sources(b, axes) and may_differ(a, b)
