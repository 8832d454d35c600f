"""What it costs to run a model on one sample: multiply-accumulates and memory of results.

Counted is a multiplication whose product is added to others: of kernels with what passes under them
(padding included), and of tensors with each other, as in attention and `matmul`. Not counted are
biases, activations, normalisation, pooling, resampling of images, transforms such as FFT, solvers,
what only training does, and products of weights alone. A recurrent layer counts at each step, a
shared layer at each call, a nested model with all that is in it.

The memory of activations is that of the inputs and of what the calls give, by dtype, also where a
call only gives the same numbers another shape. What a layer holds while it runs is not in it.

A sample is worked out as a batch of one, so that a batch folded into another axis counts right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from graphdsl.check.infer import given_to, inferred, input_type, inside, models_inside
from graphdsl.check.operands import bound_operands
from graphdsl.check.parameters import bound_parameters
from graphdsl.check.types import Types
from graphdsl.graph import Graph, Layer, Node
from graphdsl.graph.reach import alive
from graphdsl.layers.base import Layer as LayerSpec
from graphdsl.layers.binding import bind_layer
from graphdsl.layers.dtypes import width
from graphdsl.layers.families.nested import MODEL_MACS
from graphdsl.layers.functions.macs import macs as macs_of_function
from graphdsl.layers.operands import is_open
from graphdsl.layers.registry import FUNCTIONS
from graphdsl.layers.shapes import added, count
from graphdsl.layers.tensors import TensorType
from graphdsl.origins import Origins

ONE_SAMPLE: Final = 1


@dataclass(frozen=True, slots=True)
class Costs:
    """What each call of one graph costs for one sample; None where it is unknown."""

    macs: Mapping[str, int | None] = field(default_factory=dict[str, "int | None"])
    """Multiply-accumulates of each call, by name."""
    memory: Mapping[str, int | None] = field(default_factory=dict[str, "int | None"])
    """Bytes of each input and of what each call gives, by name."""
    inside: Mapping[str, Costs] = field(default_factory=dict[str, "Costs"])
    """Of each call of a nested model, by the name of the call: what is in it."""


def costs(graph: Graph) -> Costs:
    """What each call of `graph` that an output depends on costs for one sample."""
    graph = alive(graph)
    inputs = {i.name: input_type(i, batch=ONE_SAMPLE) for i in graph.inputs}
    token = MODEL_MACS.set(_macs_inside)
    try:
        with models_inside():
            return _costs(graph, inferred(graph, Origins(), inputs).types)
    finally:
        MODEL_MACS.reset(token)


def _costs(graph: Graph, types: Types) -> Costs:
    specs = {name: _spec(layer) for name, layer in graph.layers.items()}
    macs: dict[str, int | None] = {}
    within: dict[str, Costs] = {}
    for node in graph.nodes.values():
        layer = graph.layer_of(node)
        if types.nodes.get(node.name) is None:
            macs[node.name] = None
        elif layer.graph is not None:
            within[node.name] = _of_model(layer, node, types)
            macs[node.name] = added(*within[node.name].macs.values())
        else:
            macs[node.name] = _of_call(layer, specs[layer.name], node, types)
    return Costs(macs, {name: _bytes(found) for name, found in types.nodes.items()}, within)


def _spec(layer: Layer) -> LayerSpec | None:
    spec = bind_layer(layer).spec
    return spec if isinstance(spec, LayerSpec) else None


def _of_call(layer: Layer, spec: LayerSpec | None, node: Node, types: Types) -> int | None:
    if layer.kind == "function":
        function = FUNCTIONS[layer.cls]
        bound = bound_parameters(function, node, types.of)
        results = types.nodes[node.name] or ()
        return macs_of_function(function, results[0] if len(results) == 1 else results, bound)
    if spec is None:
        return None
    known = {name: operand.optional for name, operand in spec.operands.items()}
    operands = bound_operands(layer.cls, node, known, types.of)
    if any(map(is_open, operands.values())):
        return None
    each, places = spec.macs(**operands), _places(operands)
    return None if each is None or places is None else each * places


def _places(operands: Mapping[str, Any]) -> int | None:
    """How long the first axis is: a batch of one, but for what has been folded into it."""
    found = [shape[0] for shape in (t.shape for t in _tensors(operands)) if shape]
    known = [size for size in found if isinstance(size, int)]
    return max(known, default=1) if len(known) == len(found) else None


def _tensors(value: Any) -> Iterator[TensorType]:
    if isinstance(value, TensorType):
        yield value
    elif isinstance(value, dict):
        for item in cast("Mapping[str, Any]", value).values():
            yield from _tensors(item)
    elif isinstance(value, (list, tuple)):
        for item in cast("list[Any]", value):
            yield from _tensors(item)


def _of_model(layer: Layer, node: Node, types: Types) -> Costs:
    """Of one call of a nested model; only its first call has been worked out before."""
    assert layer.graph is not None
    first = types.nested.get(layer.name)
    given = given_to(layer, node, types.of)
    if first is not None and all(first.nodes[name] == (found,) for name, found in given.items()):
        return _without_inputs(layer.graph, _costs(layer.graph, first))
    return _without_inputs(
        layer.graph, _costs(layer.graph, inferred(layer.graph, Origins(), given).types)
    )


def _without_inputs(graph: Graph, found: Costs) -> Costs:
    """The inputs of a nested model are what it is called with, and counted there."""
    own = {given.name: 0 for given in graph.inputs}
    return Costs(found.macs, {**found.memory, **own}, found.inside)


def _macs_inside(layer: Layer, given: TensorType) -> int | None:
    assert given.shape is not None, "rules are asked only where the rank is known"
    run = inside(layer, given.with_shape((ONE_SAMPLE, *given.shape[1:])))
    return None if run is None else added(*_costs(alive(run.graph), run.types).macs.values())


def _bytes(found: tuple[TensorType, ...] | None) -> int | None:
    return None if found is None else added(*map(_bytes_of, found))


def _bytes_of(tensor: TensorType) -> int | None:
    size = None if tensor.shape is None else count(tensor.shape)
    each = width(tensor.dtype)
    return None if size is None or each is None else size * each
