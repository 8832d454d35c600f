"""`replace`: layers of one class become layers of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as changed

from graphdsl.diagnostics.transforms import NothingToReplace
from graphdsl.graph import Graph, Layer, Value, mapped
from graphdsl.layers.registry import LAYERS, find_layer
from graphdsl.transforms.fitting import fitting
from graphdsl.transforms.refusing import Refused


def replace(graph: Graph, old: str, new: Layer) -> Graph:
    """`graph` with a `new` in place of every layer of the class `old`, in models and wrappers too.

    Each keeps its name, its place and those of its arguments that the new class has and `new` does
    not set. Raises Refused where there is no such layer, and where the shapes do not fit any more.
    """
    wanted = class_of(old)
    if not any(layer.cls == wanted for layer in _layers(graph)):
        known = tuple(dict.fromkeys(x.cls for x in _layers(graph) if x.kind != "model"))
        problem = NothingToReplace(cls=old, model=graph.name, candidates=known)
        raise Refused(problem, "change")
    return fitting(_replaced(graph, wanted, new), graph, "replace", "change")


def class_of(name: str) -> str:
    """The class that `name`, which may be an alias of Keras', stands for."""
    return LAYERS[name].__name__ if name in LAYERS else name


def _replaced(graph: Graph, old: str, new: Layer) -> Graph:
    return changed(graph, layers={n: _layer(x, old, new) for n, x in graph.layers.items()})


def _layer(layer: Layer, old: str, new: Layer) -> Layer:
    if layer.kind == "function":
        return layer
    if layer.graph is not None:
        return changed(layer, graph=_replaced(layer.graph, old, new))
    if layer.cls == old:
        return _in_place_of(layer, new)

    def inner(value: Value) -> Value:
        return _layer(value, old, new) if isinstance(value, Layer) else value

    args = {name: mapped(value, inner) for name, value in layer.args.items()}
    return layer if args == layer.args else changed(layer, args=args)


def _in_place_of(layer: Layer, new: Layer) -> Layer:
    """`new` with the name, the flag and the fitting arguments of `layer`."""
    carried = {n: v for n, v in layer.args.items() if n not in new.args and _takes(new, n)}
    args: dict[str, Value] = {**carried, **new.args}
    spec = find_layer(new.cls) if new.kind == "layer" else None
    order = [*(spec.args if spec else ()), *args]
    return changed(
        new,
        name=layer.name,
        args={n: args[n] for n in dict.fromkeys(order) if n in args},
        frozen=layer.frozen,
        taken=layer.taken,
    )


def _takes(layer: Layer, argument: str) -> bool:
    spec = find_layer(layer.cls) if layer.kind == "layer" else None
    return spec is not None and spec.argument(argument) is not None


def _layers(graph: Graph) -> Iterator[Layer]:
    """All layers, those in models and in arguments too."""
    for layer in graph.layers.values():
        yield from _within(layer)


def _within(layer: Layer) -> Iterator[Layer]:
    yield layer
    if layer.graph is not None:
        yield from _layers(layer.graph)
    for value in layer.args.values():
        yield from _values(value)


def _values(value: Value) -> Iterator[Layer]:
    if isinstance(value, Layer):
        yield from _within(value)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _values(item)
