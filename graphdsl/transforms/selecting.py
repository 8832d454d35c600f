"""What names and globs stand for in a graph: outputs, segments, values, layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TypeVar

from graphdsl.diagnostics.transforms import NothingMatches, UnknownPart
from graphdsl.graph import Graph, Layer, Node, Output, Ref, Segment
from graphdsl.transforms.refusing import Refused

T = TypeVar("T")
Names = str | Sequence[str]
"""One name or glob, or several."""


def patterns(names: Names) -> tuple[str, ...]:
    """The names one by one, each once."""
    return (names,) if isinstance(names, str) else tuple(dict.fromkeys(names))


def is_glob(pattern: str) -> bool:
    """Whether `pattern` may stand for several names."""
    return any(c in pattern for c in "*?[")


def matches(name: str, pattern: str) -> bool:
    """Whether `pattern` stands for `name`; a glob does not look behind dots it does not write."""
    if not is_glob(pattern):
        return name == pattern
    return fnmatchcase(name, pattern) and name.count(".") == pattern.count(".")


def matching(found: Mapping[str, T], pattern: str) -> list[T]:
    """The values whose names `pattern` stands for, in their order."""
    if not is_glob(pattern):
        return [found[pattern]] if pattern in found else []
    return [value for name, value in found.items() if matches(name, pattern)]


def values(graph: Graph, names: Names, argument: str) -> tuple[Ref, ...]:
    """The tensors that `names` stand for: what segments and layers give, values, inputs."""
    found: dict[Ref, None] = {}
    for pattern in patterns(names):
        refs = [*_values(graph, pattern)]
        if not refs:
            raise Refused(unknown(graph, pattern, argument), argument)
        found |= dict.fromkeys(refs)
    return tuple(found)


def _values(graph: Graph, pattern: str) -> Iterator[Ref]:
    segments = segments_named(graph, pattern)
    if segments:
        for segment in segments:
            yield from results(segment)
        return
    nodes = matching(graph.nodes, pattern) or matching(graph.nodes, pattern.replace(".", "_"))
    if nodes:
        for node in nodes:
            yield from refs_of(node, graph)
        return
    outputs = [o.value for o in graph.outputs if matches(o.name, pattern)]
    if outputs:
        yield from outputs
        return
    called = [n for n in graph.nodes.values() if matches(n.layer, pattern)]
    if called:
        for node in called:
            yield from refs_of(node, graph)
        return
    for node in graph.nodes.values():
        for index, name in enumerate(node.results):
            if matches(name, pattern):
                yield Ref(node.name, index)
    yield from (Ref(i.name) for i in graph.inputs if matches(i.name, pattern))


def refs_of(node: Node, graph: Graph) -> tuple[Ref, ...]:
    """All tensors that a call gives."""
    inner = graph.layer_of(node).graph
    count = len(node.results) or (1 if inner is None else len(inner.outputs))
    return tuple(Ref(node.name, index) for index in range(count))


def results(segment: Segment) -> tuple[Ref, ...]:
    """The tensors that come out of a segment."""
    return tuple(ref for _, ref in segment.results)


def segments_named(graph: Graph, pattern: str) -> list[Segment]:
    """The segments by path; all copies of a branch by the name that they share."""
    found = matching(graph.segments, pattern)
    if found:
        return found
    return [s for s in graph.segments.values() if s.copy_of and matches(s.copy_of, pattern)]


def outputs(graph: Graph, names: Names, argument: str = "keep") -> tuple[Output, ...]:
    """The outputs that `names` stand for; what is no output of the graph becomes one.

    A segment stands for the outputs in it and for what flows out of it; a name for an output, a
    segment, a value or a layer, in this order.
    """
    given = {output.name: output for output in graph.outputs}
    found: dict[str, Output] = {}
    for pattern in patterns(names):
        chosen = _outputs(graph, pattern, argument)
        if not chosen:
            raise Refused(unknown(graph, pattern, argument), argument)
        found |= {output.name: output for output in chosen}
    return tuple(found[name] for name in (*given, *(n for n in found if n not in given))
                 if name in found)  # fmt: skip


def _outputs(graph: Graph, pattern: str, argument: str) -> list[Output]:
    direct = [o for o in graph.outputs if matches(o.name, pattern)]
    if direct:
        return direct
    segments = segments_named(graph, pattern)
    if segments:
        return [o for segment in segments for o in _outputs_in(graph, segment, argument)]
    return [_as_output(graph, ref, argument) for ref in dict.fromkeys(_values(graph, pattern))]


def _outputs_in(graph: Graph, segment: Segment, argument: str) -> list[Output]:
    """The outputs in a segment, and what flows out of it."""
    inside = {n.name for n in graph.within(segment.path)}
    own = [o for o in graph.outputs if o.value.node in inside or _holds(segment, o.segment)]
    flowing = {
        ref
        for node in graph.nodes.values()
        if node.name not in inside
        for ref in node.refs()
        if ref.node in inside
    }
    taken = {o.value for o in own}
    out = [r for r in results(segment) if r not in taken and (r in flowing or not own)]
    found = [*own, *(_as_output(graph, ref, argument) for ref in out)]
    if not found:
        raise Refused(NothingMatches(name=segment.path, model=graph.name), argument)
    return found


def _holds(segment: Segment, path: str) -> bool:
    return path == segment.path or path.startswith(segment.path + ".")


def _as_output(graph: Graph, ref: Ref, argument: str) -> Output:
    """The output that gives `ref`: one that is there, or a new one called like the value."""
    for output in graph.outputs:
        if output.value == ref:
            return output
    if ref.node not in graph.nodes:
        raise Refused(NothingMatches(name=ref.node, model=graph.name, is_input=True), argument)
    return Output(name_of(graph, ref), ref)


def name_of(graph: Graph, ref: Ref) -> str:
    """What a tensor is called: like its call, with a number or its own name if it is not alone."""
    node = graph.nodes.get(ref.node)
    if node is None or len(refs_of(node, graph)) == 1:
        return ref.node
    own = node.results[ref.index] if ref.index < len(node.results) else str(ref.index)
    return f"{ref.node}_{own}"


def layers(graph: Graph, names: Names, argument: str) -> frozenset[tuple[str, ...]]:
    """Where the layers stand that `names` stand for: their names, and before them those of the
    models that they are in. A segment stands for all in it, a model for all in that."""
    found: set[tuple[str, ...]] = set()
    for pattern in patterns(names):
        chosen = set(_layers(graph, pattern))
        if not chosen:
            raise Refused(unknown(graph, pattern, argument), argument)
        found |= chosen
    return frozenset(found)


def _layers(graph: Graph, pattern: str) -> Iterator[tuple[str, ...]]:
    inside = {n.layer for s in segments_named(graph, pattern) for n in graph.within(s.path)}
    given = {o.value.node for o in graph.outputs if matches(o.name, pattern)}
    inside |= {n.layer for n in graph.nodes.values() if n.name in given}
    first, dot, rest = pattern.partition(".")
    for name, layer in graph.layers.items():
        if layer.kind == "function":
            continue
        if name in inside or matches(name, pattern) or matches(name, pattern.replace(".", "_")):
            yield from ((name, *path) for path in leaves(layer))
        elif dot and layer.graph is not None and matches(name, first):
            yield from ((name, *path) for path in _layers(layer.graph, rest))


def leaves(layer: Layer) -> Iterator[tuple[str, ...]]:
    """The paths of the layers in `layer` that are no models; `()` is the layer itself."""
    if layer.graph is None:
        yield ()
        return
    for name, inner in layer.graph.layers.items():
        if inner.kind != "function":
            yield from ((name, *path) for path in leaves(inner))


def at_paths(
    graph: Graph,
    paths: frozenset[tuple[str, ...]],
    change: Callable[[Layer], Layer],
    prefix: tuple[str, ...] = (),
) -> Graph:
    """`graph` with every layer that stands at one of `paths` changed, those in models too."""
    found: dict[str, Layer] = {}
    for name, layer in graph.layers.items():
        path = (*prefix, name)
        if layer.graph is not None and any(p[: len(path)] == path for p in paths):
            layer = replace(layer, graph=at_paths(layer.graph, paths, change, path))
        if path in paths:
            layer = change(layer)
        found[name] = layer
    return replace(graph, layers=found)


def unknown(graph: Graph, pattern: str, argument: str) -> UnknownPart:
    """That nothing is called so; what is called nearly so is told."""
    names = dict.fromkeys((*(o.name for o in graph.outputs), *graph.segments, *graph.nodes))
    return UnknownPart(name=pattern, model=graph.name, argument=argument, candidates=tuple(names))
