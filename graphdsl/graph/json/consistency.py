"""What a graph file can get wrong though every entry has the right form: names and order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, cast

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.graph_files import (
    BadGraphEntry,
    CallTooEarly,
    CircularGraph,
    NoSuchResult,
    RepeatedGraphName,
    UnknownGraphName,
)
from graphdsl.diagnostics.wording import closest
from graphdsl.graph.json.entries import Entry, GraphEntry, LayerEntry, NodeEntry, RefEntry
from graphdsl.graph.json.places import Path, path_text
from graphdsl.graph.structures import Side, Structure, ways

Found = Iterator[tuple[Path, Diagnostic]]


def problems(graph: GraphEntry, at: Path = ()) -> Found:
    """Everything that keeps the entries from being one graph, each with its path."""
    yield from _repeated(graph, at)
    yield from _layers(graph.layers, (*at, "layers"))
    names = _Names(graph)
    for number, node in enumerate(graph.nodes):
        yield from names.of_call(node, (*at, "nodes", number))
    yield from _order(graph, at)
    for number, segment in enumerate(graph.segments):
        path = (*at, "segments", number)
        holder = f"the segment `{segment.path}`"
        yield from names.segment(segment.parent, holder, (*path, "parent"))
        yield from names.refs(_refs(segment.operands, (*path, "operands")), holder)
        yield from names.refs(_refs(segment.results, (*path, "results")), holder)
    for number, output in enumerate(graph.outputs):
        path = (*at, "outputs", number)
        holder = f"the output `{output.name}`"
        yield from names.segment(output.segment, holder, (*path, "segment"))
        yield from names.refs(_refs(output.value, (*path, "value")), holder)
    inputs = {given.name for given in graph.inputs}
    outputs = {output.name for output in graph.outputs}
    yield from _structure("input", graph.input_structure, inputs, at)
    yield from _structure("output", graph.output_structure, outputs, at)


def _repeated(graph: GraphEntry, at: Path) -> Found:
    lists = (
        ("layer", [(("layers", i, "name"), x.name) for i, x in enumerate(graph.layers)]),
        (
            "input or call",
            [(("inputs", i, "name"), x.name) for i, x in enumerate(graph.inputs)]
            + [(("nodes", i, "name"), x.name) for i, x in enumerate(graph.nodes)],
        ),
        ("segment", [(("segments", i, "path"), x.path) for i, x in enumerate(graph.segments)]),
        ("output", [(("outputs", i, "name"), x.name) for i, x in enumerate(graph.outputs)]),
    )
    for what, names in lists:
        seen: set[str] = set()
        for path, name in names:
            if name in seen:
                yield (*at, *path), RepeatedGraphName(what=what, name=name)
            seen.add(name)


def _structure(side: Side, structure: Structure | None, names: set[str], model: Path) -> Found:
    """That each input or output stands in the structure once, and nothing else does."""
    if structure is None:
        return
    at = (*model, f"{side}_structure")
    seen: set[str] = set()
    for name, way in ways(structure):
        if name not in names:
            yield (*at, *way), _unknown(f"the structure of {side}s", side, name, names)
        elif name in seen:
            yield (*at, *way), RepeatedGraphName(what=f"{side} in the structure", name=name)
        seen.add(name)
    for name in sorted(names - seen):
        problem = f"the {side} `{name}` has no place in it"
        yield at, BadGraphEntry(path=path_text(at), problem=problem)


def _layers(layers: list[LayerEntry], at: Path) -> Found:
    for number, layer in enumerate(layers):
        yield from _layer(layer, (*at, number))


def _layer(layer: LayerEntry, at: Path) -> Found:
    """A layer, the model that it may be, and the layers in its arguments."""
    if (layer.kind == "model") != (layer.graph is not None):
        problem = "a layer has a `graph` exactly if its `kind` is `model`"
        yield at, BadGraphEntry(path=path_text(at), problem=problem)
    if layer.graph is not None:
        yield from problems(layer.graph, (*at, "graph"))
    for path, entry in _entries(layer.args, (*at, "args")):
        if isinstance(entry, RefEntry):
            problem = "a tensor stands only in the arguments of a call"
            yield path, BadGraphEntry(path=path_text(path), problem=problem)
        elif isinstance(entry, LayerEntry):
            yield from _layer(entry, path)


def _entries(written: Any, at: Path) -> Iterator[tuple[Path, Entry]]:
    """The entries in arguments, however deep, up to layers, whose insides are their own."""
    if isinstance(written, (list, tuple)):
        for number, item in enumerate(cast("Iterable[Any]", written)):
            yield from _entries(item, (*at, number))
    elif isinstance(written, dict):
        for key, item in cast("dict[str, Any]", written).items():
            yield from _entries(item, (*at, key))
    elif isinstance(written, (RefEntry, LayerEntry)):
        yield at, written
    elif isinstance(written, Entry):
        fields = type(written).model_fields
        for name, item in written:
            yield from _entries(item, (*at, fields[name].alias or name))


Refs = Iterator[tuple[Path, RefEntry]]


def _refs(written: Any, at: Path) -> Refs:
    return ((path, e) for path, e in _entries(written, at) if isinstance(e, RefEntry))


def _read_by(node: NodeEntry, at: Path) -> Refs:
    """The tensors among the arguments of a call."""
    yield from _refs(node.args, (*at, "args"))
    yield from _refs(node.kwargs, (*at, "kwargs"))


class _Names:
    """The names that a graph gives, and what asks for one that is not there."""

    def __init__(self, graph: GraphEntry) -> None:
        self.layers = {x.name for x in graph.layers}
        self.segments = {s.path for s in graph.segments}
        self.results = {i.name: 1 for i in graph.inputs}
        self.results |= {n.name: len(n.results) for n in graph.nodes}

    def of_call(self, node: NodeEntry, at: Path) -> Found:
        """What a call asks for."""
        holder = f"the call `{node.name}`"
        if node.called not in self.layers:
            yield (*at, "layer"), _unknown(holder, "layer", node.called, self.layers)
        yield from self.segment(node.segment, holder, (*at, "segment"))
        yield from self.refs(_read_by(node, at), holder)

    def segment(self, path: str, holder: str, at: Path) -> Found:
        """A segment that something stands in; no path is the model itself."""
        if path and path not in self.segments:
            yield at, _unknown(holder, "segment", path, self.segments)

    def refs(self, refs: Refs, holder: str) -> Found:
        """Tensors that something reads. Calls without named results may still give several."""
        for at, ref in refs:
            count = self.results.get(ref.ref)
            if count is None:
                yield (*at, "ref"), _unknown(holder, "call or input", ref.ref, self.results)
            elif count and ref.index >= count:
                found = NoSuchResult(holder=holder, name=ref.ref, index=ref.index, count=count)
                yield (*at, "index"), found


SEARCHED = 1_000
"""Among more names than this no similar one is looked for: it would take seconds for each."""


def _unknown(holder: str, what: str, name: str, known: Collection[str]) -> Diagnostic:
    close = closest(name, sorted(known)) if len(known) <= SEARCHED else None
    return UnknownGraphName(holder=holder, what=what, name=name, close=close)


def _order(graph: GraphEntry, at: Path) -> Found:
    """Calls that read themselves, in a circle or not, or a call that stands behind them."""
    places = {n.name: i for i, n in enumerate(graph.nodes)}
    reads = {n.name: tuple(ref.ref for _, ref in _read_by(n, ())) for n in graph.nodes}
    for number, node in enumerate(graph.nodes):
        path = (*at, "nodes", number)
        for place, ref in _read_by(node, path):
            if places.get(ref.ref, -1) < number:
                continue
            if (circle := _way(reads, ref.ref, node.name)) is not None:
                yield (*place, "ref"), CircularGraph(calls=(node.name, *circle))
            else:
                yield (*place, "ref"), CallTooEarly(call=node.name, reads=ref.ref)


def _way(reads: dict[str, tuple[str, ...]], start: str, goal: str) -> tuple[str, ...] | None:
    """The calls from `start` to `goal`, each read by the one before; None if there is no way."""
    came_from = {start: ""}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            way = [name]
            while came_from[way[-1]]:
                way.append(came_from[way[-1]])
            return tuple(reversed(way))
        new = [n for n in reads.get(name, ()) if n not in came_from]
        came_from |= dict.fromkeys(new, name)
        waiting.extend(new)
    return None
