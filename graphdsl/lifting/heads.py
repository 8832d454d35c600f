"""Outputs that are trained, as heads: each with the calls that make nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphdsl.graph import Graph, Output, Ref
from graphdsl.lifting.forms import is_function, source_of
from graphdsl.lifting.items import Call, Item, Part
from graphdsl.lifting.making import is_name
from graphdsl.lifting.naming import base_of


def is_trained(output: Output) -> bool:
    """Whether something is said of how it is trained."""
    told = (output.loss, output.weight)
    return output.aux or bool(output.metrics) or any(value is not None for value in told)


def is_head(output: Output) -> bool:
    """Whether it is written as a head."""
    return is_trained(output) and is_name(output.name)


def heads_of(graph: Graph) -> tuple[Output, ...]:
    """The outputs that are written as heads."""
    return tuple(filter(is_head, graph.outputs))


def with_heads(
    items: Sequence[Item], graph: Graph, readers: Mapping[Ref, int]
) -> tuple[list[Item], tuple[Output, ...]]:
    """`items` with heads in the place of the calls that make their outputs, and the outputs that
    are left for the end: outputs are declared in their order."""
    made = {ref: item for item in items for ref in item.results}
    own = {o.name: _calls(o, made, readers) for o in heads_of(graph)}
    ends = {id(calls[-1]): name for name, calls in own.items() if calls}
    in_place = [ends[id(item)] for item in items if id(item) in ends]
    count = _in_step(in_place, [output.name for output in graph.outputs])
    heads = {output.name: output for output in graph.outputs[:count]}
    inside = {id(call): name for name in heads for call in own[name]}
    found: list[Item] = []
    for item in items:
        name = inside.get(id(item))
        if name is None:
            found.append(item)
        elif ends.get(id(item)) == name:
            found.append(_head(heads[name], own[name]))
    return found, graph.outputs[count:]


def _in_step(one: Sequence[str], other: Sequence[str]) -> int:
    """How many of the first names are the same."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _head(output: Output, own: Sequence[Call]) -> Part:
    kind = "aux" if output.aux else "head"
    return Part(kind, output.name, own, source_of(own[0]), output.value, output)


def _calls(
    output: Output, made: Mapping[Ref, Item], readers: Mapping[Ref, int]
) -> tuple[Call, ...]:
    """The calls that lead to the output and nowhere else, and are called like its head."""
    last = made.get(output.value)
    if not isinstance(last, Call) or not _ends_in(last, output, readers):
        return ()
    found = [last]
    while True:
        source = source_of(found[0])
        item = made.get(source) if source is not None else None
        if not isinstance(item, Call) or source is None or readers[source] > 1:
            return tuple(found)
        if item.shared or item.count > 1 or not _called_in(item, output.name):
            return tuple(found)
        found.insert(0, item)


def _ends_in(last: Call, output: Output, readers: Mapping[Ref, int]) -> bool:
    if is_function(last) or last.shared or last.count > 1 or source_of(last) is None:
        return False
    return last.layer.name == output.name and readers[output.value] == 1


def _called_in(item: Call, head: str) -> bool:
    """Whether the layer has the name that it gets in the head."""
    if is_function(item):
        return True
    base = base_of(item.layer, item.layer.cls)
    return item.layer.kind != "model" and item.layer.name == f"{head}_{base}"
