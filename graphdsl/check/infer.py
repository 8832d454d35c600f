"""Shape and dtype inference through a graph, with what Keras would refuse as diagnostics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphdsl.check.operands import bound_operands, is_open
from graphdsl.check.parameters import bound_parameters
from graphdsl.check.types import Types
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.flow import SeveralTensors, WrongModelInput, WrongNameCount
from graphdsl.graph import Graph, Input, Layer, Node, Ref
from graphdsl.layers.base import Layer as LayerSpec
from graphdsl.layers.base import Reject, Result, Spec, Weight
from graphdsl.layers.binding import bind
from graphdsl.layers.families.nested import MODEL_RULE
from graphdsl.layers.registry import FUNCTIONS, LAYERS
from graphdsl.layers.tensors import ANYTHING, BATCH, Dim, Sym, TensorType, same
from graphdsl.lowering.instances import positional
from graphdsl.lowering.origins import Origin, Origins


@dataclass(slots=True)
class Inference:
    """Inference of one graph; `diagnostics` are those of the graphs inside it too."""

    graph: Graph
    origins: Origins
    nodes: dict[str, tuple[TensorType, ...] | None] = field(
        default_factory=dict[str, "tuple[TensorType, ...] | None"]
    )
    weights: dict[str, tuple[Weight, ...] | None] = field(
        default_factory=dict[str, "tuple[Weight, ...] | None"]
    )
    nested: dict[str, Types] = field(default_factory=dict[str, Types])
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    specs: dict[str, Spec | None] = field(default_factory=dict[str, "Spec | None"])

    def type_of(self, ref: Ref) -> TensorType:
        """The type of a tensor worked out before."""
        return Types(self.nodes).of(ref)

    def report(self, diagnostic: Diagnostic, origin: Origin) -> None:
        """Enters a diagnostic at `origin`."""
        uses = origin.frame.uses() if origin.frame else ()
        self.diagnostics.append(diagnostic.at(origin.span, uses))


def infer(graph: Graph, origins: Origins) -> tuple[Types, tuple[Diagnostic, ...]]:
    """The types of `graph`, and what is wrong with arguments and shapes."""
    token = MODEL_RULE.set(_inside_layer)
    try:
        return _infer(graph, origins, {i.name: input_type(i) for i in graph.inputs})
    finally:
        MODEL_RULE.reset(token)


def _inside_layer(layer: Layer, given: TensorType) -> Result:
    """What a model in the arguments of a layer gives for one tensor."""
    graph = layer.graph
    if graph is None or len(graph.inputs) != 1:
        return ANYTHING
    inside = {graph.inputs[0].name: _fitted(layer, graph.inputs[0], given)}
    types, diagnostics = _infer(graph, Origins(), inside)
    results = tuple(types.of(output.value) for output in graph.outputs)
    return ANYTHING if diagnostics or not results else results[0] if len(results) == 1 else results


def input_type(declared: Input) -> TensorType:
    """The type of an input; each dimension of unknown size is one of its own."""
    dims: tuple[Dim, ...] = tuple(
        Sym(f"{declared.name}.{number}") if size is None else size
        for number, size in enumerate(declared.shape)
    )
    return TensorType((BATCH, *dims), declared.dtype)


def _infer(
    graph: Graph, origins: Origins, inputs: Mapping[str, TensorType]
) -> tuple[Types, tuple[Diagnostic, ...]]:
    run = Inference(graph, origins)
    run.nodes.update({name: (found,) for name, found in inputs.items()})
    for node in graph.nodes.values():
        run.nodes[node.name] = _node(node, run)
    return Types(run.nodes, run.weights, run.nested), tuple(run.diagnostics)


def _node(node: Node, run: Inference) -> tuple[TensorType, ...] | None:
    layer = run.graph.layer_of(node)
    try:
        result = _call(layer, node, run)
    except Reject as refused:
        run.report(refused.diagnostic, run.origins.node(node.name))
        return None
    if result is None:
        return None
    results = result if isinstance(result, tuple) else (result,)
    return _counted(layer, node, results, run)


def _counted(
    layer: Layer, node: Node, results: tuple[TensorType, ...], run: Inference
) -> tuple[TensorType, ...] | None:
    """The results, if the call names as many."""
    names = max(1, len(node.results))
    if len(results) == names:
        return results
    what = f"`{layer.cls}`"
    if names == 1:
        diagnostic: Diagnostic = SeveralTensors(found=len(results), what=what)
    else:
        diagnostic = WrongNameCount(names=names, results=len(results), what=what)
    run.report(diagnostic, run.origins.node(node.name))
    return None


def _call(layer: Layer, node: Node, run: Inference) -> Result | None:
    match layer.kind:
        case "layer":
            return _layer(layer, node, run)
        case "function":
            return _function(layer, node, run)
        case "model":
            return _model(layer, node, run)
        case "extern":
            run.weights[layer.name] = None
            return None


def _layer(layer: Layer, node: Node, run: Inference) -> Result | None:
    spec = _spec(layer, run)
    if spec is None:
        run.weights[layer.name] = None
        return None
    known = {name: operand.optional for name, operand in spec.operands.items()}
    operands = bound_operands(layer.cls, node, known, run.type_of)
    if any(is_open(value) for value in operands.values()):
        run.weights.setdefault(layer.name, None)
        return None
    result = spec.infer(**operands)
    if run.weights.get(layer.name) is None:
        run.weights[layer.name] = spec.weights(**operands)
    if isinstance(result, TensorType) and result.shape is None and result.dtype is None:
        return None
    return result


def _spec(layer: Layer, run: Inference) -> LayerSpec | None:
    """The layer with its arguments, checked at its first call; None if they cannot stand."""
    if layer.name not in run.specs:
        cls = LAYERS[layer.cls]
        spec, problems = bind(cls, layer.args)
        origin = run.origins.layer(layer.name)
        for problem in problems:
            order = positional(cls)
            span = origin.argument(problem.argument, order) if problem.argument else origin.span
            run.report(problem.diagnostic, Origin(span, frame=origin.frame))
        run.specs[layer.name] = spec
    found = run.specs[layer.name]
    return found if isinstance(found, LayerSpec) else None


def _function(layer: Layer, node: Node, run: Inference) -> Result | None:
    function = FUNCTIONS[layer.cls]
    bound = bound_parameters(function, node, run.type_of)
    if any(is_open(value) for value in bound.values()):
        return None
    result = function.infer(**bound)
    if isinstance(result, TensorType) and result.shape is None:
        return None
    return result


def _model(layer: Layer, node: Node, run: Inference) -> Result | None:
    assert layer.graph is not None
    given = {
        declared.name: _fitted(
            layer, declared, run.type_of(value) if isinstance(value, Ref) else ANYTHING
        )
        for declared, value in zip(layer.graph.inputs, node.args, strict=True)
    }
    inner_origins = run.origins.nested.get(layer.name) or Origins(span=run.origins.span)
    types, diagnostics = _infer(layer.graph, inner_origins, given)
    run.nested.setdefault(layer.name, types)
    run.diagnostics.extend(diagnostics)
    results = tuple(types.of(output.value) for output in layer.graph.outputs)
    return results or None


def _fitted(layer: Layer, declared: Input, given: TensorType) -> TensorType:
    """What an input of a nested model is in this call: its own sizes, the caller's where open."""
    own = input_type(declared)
    if given.shape is None:
        return own
    assert own.shape is not None
    fits = len(given.shape) == len(own.shape) and all(
        isinstance(mine, Sym) or same(mine, yours) is not False
        for mine, yours in zip(own.shape, given.shape, strict=True)
    )
    if not fits:
        raise Reject(
            WrongModelInput(
                model=layer.cls, input=declared.name, expected=str(own), found=str(given)
            )
        )
    merged = (
        yours if isinstance(mine, Sym) else mine
        for mine, yours in zip(own.shape, given.shape, strict=True)
    )
    return TensorType(tuple(merged), own.dtype)
