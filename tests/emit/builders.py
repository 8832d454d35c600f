"""Graphs with their types, written by hand in a few lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphdsl.check.costs import Costs
from graphdsl.check.types import Types
from graphdsl.graph import Graph, Input, Layer, Node, Output, Ref, Segment, Value
from graphdsl.layers.base import Weight
from graphdsl.layers.shapes import count
from graphdsl.layers.tensors import BATCH, Sym, TensorType

Shape = Sequence[int | None]


def tensor(shape: Shape, dtype: str = "float32") -> TensorType:
    """A type with the batch in front."""
    return TensorType((BATCH, *(Sym("?") if d is None else d for d in shape)), dtype)


class Builder:
    """Collects inputs, calls, segments and outputs."""

    def __init__(self, name: str = "model") -> None:
        self.name = name
        self.inputs: list[Input] = []
        self.layers: dict[str, Layer] = {}
        self.nodes: dict[str, Node] = {}
        self.outputs: list[Output] = []
        self.segments: dict[str, Segment] = {}
        self.types: dict[str, tuple[TensorType, ...] | None] = {}
        self.weights: dict[str, tuple[Weight, ...] | None] = {}
        self.nested: dict[str, Types] = {}
        self.train: Mapping[str, Value] | None = None
        self.here = ""

    def input(self, name: str, shape: Shape, dtype: str = "float32") -> Ref:
        self.inputs.append(Input(name, tuple(shape), dtype))
        self.types[name] = (tensor(shape, dtype),)
        return Ref(name)

    def segment(self, path: str, kind: str, **facts: Any) -> None:
        """Enters the segment `path`; the calls that follow stand in it."""
        parent = path.rpartition(".")[0]
        self.segments[path] = Segment(path, kind, facts.pop("parent", parent), **facts)  # type: ignore[arg-type]
        self.here = path

    def layer(
        self,
        cls: str,
        operands: Sequence[Value],
        out: Shape | TensorType | Sequence[TensorType] | None,
        *,
        name: str = "",
        kwargs: Mapping[str, Value] | None = None,
        weights: Sequence[Sequence[int | None]] | None = (),
        fixed: Sequence[Sequence[int]] = (),
        frozen: bool = False,
        kind: str = "layer",
        graph: tuple[Graph, Types] | None = None,
        results: tuple[str, ...] = (),
        **args: Value,
    ) -> Ref:
        """A call of a fresh layer."""
        name = name or self._fresh(cls.lower())
        inner, inner_types = graph or (None, None)
        self.layers[name] = Layer(name, kind, cls, args, frozen, inner)  # type: ignore[arg-type]
        if inner_types is not None:
            self.nested[name] = inner_types
        self.weights[name] = None if weights is None or inner else _weights(weights, fixed)
        return self.call(name, operands, out, name=name, kwargs=kwargs, results=results)

    def call(
        self,
        layer: str,
        operands: Sequence[Value],
        out: Shape | TensorType | Sequence[TensorType] | None,
        *,
        name: str = "",
        kwargs: Mapping[str, Value] | None = None,
        results: tuple[str, ...] = (),
    ) -> Ref:
        """A call of a layer that is there already, with the same weights."""
        name = name or self._fresh(layer)
        self.nodes[name] = Node(name, layer, tuple(operands), kwargs or {}, self.here, results)
        self.types[name] = _types(out)
        return Ref(name)

    def op(self, cls: str, operands: Sequence[Value], out: Shape | TensorType | None) -> Ref:
        """A call of a function."""
        return self.layer(cls, operands, out, kind="function", weights=())

    def output(self, name: str, value: Ref, **facts: Any) -> None:
        self.outputs.append(Output(name, value, segment=self.here, **facts))

    def done(self) -> tuple[Graph, Types]:
        graph = Graph(
            self.name,
            tuple(self.inputs),
            self.layers,
            self.nodes,
            tuple(self.outputs),
            self.segments,
            self.train,
        )
        return graph, Types(self.types, self.weights, self.nested)

    def _fresh(self, stem: str) -> str:
        base = "_".join(filter(None, (self.here.replace(".", "_"), stem)))
        taken = self.nodes.keys() | self.types.keys()
        names = (base if n == 0 else f"{base}_{n}" for n in range(len(taken) + 1))
        return next(name for name in names if name not in taken)


def costs_of(graph: Graph, types: Types) -> Costs:
    """Costs by simple rules: the kernel at each place, and the bytes of float32."""
    inside = {
        name: costs_of(node_graph, types.nested[node.layer])
        for name, node in graph.nodes.items()
        if (node_graph := graph.layer_of(node).graph) is not None
    }
    macs = {name: _macs(node, graph, types) for name, node in graph.nodes.items()}
    return Costs(macs, {name: _bytes(found) for name, found in types.nodes.items()}, inside)


def _macs(node: Node, graph: Graph, types: Types) -> int | None:
    result, layer = types.nodes[node.name], graph.layer_of(node)
    if layer.graph is not None:
        found = costs_of(layer.graph, types.nested[node.layer]).macs.values()
        return sum(each or 0 for each in found)
    weights = types.weights[node.layer]
    if result is None or weights is None:
        return None
    kernels = [weight for weight in weights if len(weight.shape) > 1 and layer.cls != "Embedding"]
    places = (result[0].shape or ())[1:-1] if layer.cls != "LSTM" else (280,)
    found = [count((*kernel.shape, *places)) for kernel in kernels]
    return None if None in found else sum(each or 0 for each in found)


def _bytes(found: tuple[TensorType, ...] | None) -> int | None:
    sizes = [count((4, *(tensor.shape or ())[1:])) for tensor in found or ()]
    return None if found is None or None in sizes else sum(each or 0 for each in sizes)


def _types(
    out: Shape | TensorType | Sequence[TensorType] | None,
) -> tuple[TensorType, ...] | None:
    if out is None:
        return None
    if isinstance(out, TensorType):
        return (out,)
    if out and all(isinstance(item, TensorType) for item in out):
        return tuple(out)  # type: ignore[arg-type]
    return (tensor(out),)  # type: ignore[arg-type]


def _weights(
    shapes: Sequence[Sequence[int | None]], fixed: Sequence[Sequence[int]]
) -> tuple[Weight, ...]:
    trained = [Weight("w", tuple(Sym("?") if d is None else d for d in s)) for s in shapes]
    return (*trained, *(Weight("moving", tuple(shape), trainable=False) for shape in fixed))
