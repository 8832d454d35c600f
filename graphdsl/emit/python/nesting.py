"""How what a call gives is taken apart: `y, (h, c) = …`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from graphdsl.graph import Layer, Node, Value
from graphdsl.layers.base import Layer as LayerSpec
from graphdsl.layers.base import Nesting
from graphdsl.layers.binding import bind_layer


def nesting_of(node: Node, layer: Layer) -> Nesting | None:
    """How the tensors that a call gives stand in each other; None where that is not known to be
    anything but a row."""
    spec = bind_layer(layer).spec
    if not isinstance(spec, LayerSpec):
        return None
    operands: Mapping[str, Value] = {**dict(zip(spec.operands, node.args, strict=False))}
    return spec.nesting(**{**operands, **node.kwargs})


def row(length: int) -> Nesting:
    """So many tensors beside each other."""
    return ((),) * length


def paths(nesting: Nesting) -> Iterator[tuple[int, ...]]:
    """For each tensor, the indices that lead to it."""
    for number, inner in enumerate(nesting):
        yield from ((number, *path) for path in (paths(inner) if inner else ((),)))


def path_to(nesting: Nesting | None, index: int) -> tuple[int, ...]:
    """The indices that lead to tensor number `index`."""
    found = () if nesting is None else next(islice(paths(nesting), index, None), ())
    return found or (index,)
