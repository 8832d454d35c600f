"""GDL520: tensors of different shapes that are combined number by number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from graphdsl.check.lints.subject import (
    MERGES,
    OPERATORS,
    Subject,
    argument,
    class_of,
    first_operand,
)
from graphdsl.diagnostics.base import Diagnostic, Label
from graphdsl.diagnostics.lints import Broadcast
from graphdsl.graph import Node, Ref
from graphdsl.layers.tensors import BATCH, Dim, Shape, shape_text
from graphdsl.source import NOWHERE

_GATES: Final = frozenset(("Multiply", "multiply", "divide", "true_divide"))
"""What a gate, a mask or a scale is applied with."""
_QUOTED: Final = 24
"""Characters of an expression that is quoted."""


class _Operand(NamedTuple):
    ref: Ref
    shape: Shape
    """As it stands in the graph."""
    laid: Shape
    """With the sizes of 1 that fill it up."""


def lint_broadcasting(subject: Subject) -> Iterator[Diagnostic]:
    """Calls that repeat one of their tensors to the size of another."""
    for node in subject.nodes:
        layer = subject.graph.layer_of(node)
        joins = class_of(layer) in MERGES
        if not joins and not (layer.kind == "function" and layer.cls in OPERATORS):
            continue
        operands = _operands(node, subject, layers=joins)
        shapes = {operand.shape for operand in operands}
        if len(shapes) > 1:
            yield from _found(node, layer.cls, operands, subject)


def _operands(node: Node, subject: Subject, *, layers: bool) -> list[_Operand]:
    """The tensors with a batch; for a layer as it lays them against each other."""
    refs = tuple(node.refs())
    known = [(ref, shape) for ref in refs if (shape := subject.shape(ref)) and shape[0] == BATCH]
    rank = max((len(shape) for _, shape in known), default=0)

    def laid(shape: Shape) -> Shape:
        fill: Shape = (1,) * (rank - len(shape))
        return (shape[0], *fill, *shape[1:]) if layers else (*fill, *shape)

    return [_Operand(ref, shape, laid(shape)) for ref, shape in known]


def _found(
    node: Node, cls: str, operands: list[_Operand], subject: Subject
) -> Iterator[Diagnostic]:
    wide = max(operands, key=lambda o: len(o.shape))
    slipped = next((o for o in operands if len(o.shape) < len(wide.shape)), None)
    if slipped is not None and slipped.laid[0] != BATCH:
        yield _told(node, slipped, wide, subject, batch=True)
        return
    result = [_widest([o.laid[axis] for o in operands]) for axis in range(len(wide.shape))]
    narrow = [o for o in operands if _stretched(o, result)]
    if cls in _GATES and len({o.laid for o in narrow}) == 1:
        return
    for operand in narrow:
        axes = _stretched(operand, result)
        if _is_per_channel(operand) or _on_purpose(node, operand, subject):
            continue
        if _is_centred(node, operands, axes, subject):
            continue
        other = next(o for o in operands if o.laid[axes[-1]] != 1)
        yield _told(node, operand, other, subject)
        return


def _widest(sizes: list[Dim]) -> Dim:
    return next((size for size in sizes if size != 1), 1)


def _stretched(operand: _Operand, result: list[Dim]) -> list[int]:
    """The axes along which a tensor is repeated."""
    return [axis for axis, size in enumerate(operand.laid) if size == 1 and result[axis] != 1]


def _is_per_channel(operand: _Operand) -> bool:
    """Whether it has one number for each channel, and a 1 in place of all else: `[1, 1, 32]`."""
    shape = operand.shape
    others = [axis for axis in range(1, len(shape)) if shape[axis] != 1]
    if shape != operand.laid or len(others) != 1:
        return False
    return others[0] == len(shape) - 1 or (others[0] == 1 and len(shape) > 3)


def _on_purpose(node: Node, operand: _Operand, subject: Subject) -> bool:
    """Whether the sizes of 1 were written for this: by a reduction that keeps its axes, an index,
    or a reshape whose result nothing else reads."""
    ref: Ref | None = operand.ref
    reader = node.name
    while ref is not None and operand.shape == operand.laid:
        maker = subject.graph.nodes.get(ref.node)
        if maker is None:
            return False
        layer = subject.graph.layer_of(maker)
        alone = set(subject.readers[maker.name]) == {reader}
        if layer.kind == "function":
            source = next((r for r in maker.refs() if subject.shape(r) == operand.shape), None)
            if source is None:
                return alone or layer.cls not in ("reshape", "expand_dims")
        elif class_of(layer) in ("Reshape", "Permute"):
            return alone
        elif class_of(layer).startswith("Global"):
            return argument(layer, "keepdims") is True
        elif class_of(layer) in ("Activation", "Softmax", "ReLU", "Dropout", "Identity"):
            source = first_operand(maker)
        else:
            return False
        ref, reader = source, maker.name
    return False


def _is_centred(node: Node, operands: list[_Operand], axes: list[int], subject: Subject) -> bool:
    """Whether the call before or behind this one repeats a tensor along the same axes on purpose,
    as in `value + (advantage - mean(advantage, axis = -1, keepdims = true))`: who writes that adds
    one number to all of them knowingly."""
    rank = max(len(operand.laid) for operand in operands)
    wanted = {axis - rank for axis in axes}
    makers = (subject.graph.nodes.get(operand.ref.node) for operand in operands)
    readers = (subject.graph.nodes.get(name) for name in subject.readers[node.name])
    return any(
        _repeats_on_purpose(near, wanted, subject)
        for near in (*makers, *readers)
        if near is not None
    )


def _repeats_on_purpose(node: Node, wanted: set[int], subject: Subject) -> bool:
    """Whether the call combines tensors of which one is a reduction along the `wanted` axes."""
    layer = subject.graph.layer_of(node)
    joins = class_of(layer) in MERGES
    if not joins and not (layer.kind == "function" and layer.cls in OPERATORS):
        return False
    operands = _operands(node, subject, layers=joins)
    rank = max((len(operand.laid) for operand in operands), default=0)
    result = [_widest([o.laid[a] for o in operands if a < len(o.laid)]) for a in range(rank)]
    return any(
        len(operand.laid) == rank
        and {axis - rank for axis in _stretched(operand, result)} == wanted
        and _on_purpose(node, operand, subject)
        for operand in operands
    )


def _told(
    node: Node, narrow: _Operand, other: _Operand, subject: Subject, *, batch: bool = False
) -> Diagnostic:
    layer = subject.graph.layer_of(node)
    span = subject.origins.node(node.name).span
    text = span.text if layer.kind == "function" and span.source is not NOWHERE.source else ""
    quoted = text if 0 < len(text) <= _QUOTED and "\n" not in text else layer.cls
    found = Broadcast(
        what=quoted,
        narrow=shape_text(narrow.shape),
        other=shape_text(other.shape),
        form=tuple(str(size) for size in _form(narrow, other, batch=batch)),
        batch=batch,
        places=tuple(
            Label(place, f"gives {shape_text(operand.shape)}")
            for operand in (narrow, other)
            if (place := subject.origin_of(operand.ref).span) != span
        ),
    )
    return subject.at(found, node)


def _form(narrow: _Operand, other: _Operand, *, batch: bool) -> Shape:
    """The sizes that say what a tensor of fewer dimensions is laid against; empty if it has as
    many."""
    if not batch:
        return narrow.laid[1:] if narrow.laid != narrow.shape else ()
    missing = len(other.shape) - len(narrow.shape)
    return (*(1,) * missing, *narrow.shape[1:])
