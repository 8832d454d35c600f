"""Shape and dtype inference through a graph, with what Keras would refuse as diagnostics.

One module, since a graph holds models and a model is worked out as a graph: each calls the other.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from graphdsl.blame import blamed, placed
from graphdsl.check.operands import layer_operands
from graphdsl.check.parameters import bound_parameters
from graphdsl.check.types import Types
from graphdsl.check.weights import weights_in
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.calls import WrongModelInput
from graphdsl.diagnostics.flow import SeveralTensors, WrongNameCount
from graphdsl.diagnostics.names import UndefinedName
from graphdsl.graph import Graph, Input, Layer, Node, Ref
from graphdsl.graph.reach import alive
from graphdsl.layers.base import Layer as LayerSpec
from graphdsl.layers.base import Reject, Result, Spec, Weight, positional
from graphdsl.layers.binding import bind
from graphdsl.layers.families.nested import MODEL_RULE, MODEL_WEIGHTS
from graphdsl.layers.operands import Typing, is_open
from graphdsl.layers.registry import FUNCTIONS, LAYERS, find_layer
from graphdsl.layers.tensors import ANYTHING, BATCH, Dim, Sym, TensorType, same
from graphdsl.origins import Origin, Origins


@dataclass(slots=True, eq=False)
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
    refusals: list[Refusal] = field(default_factory=list["Refusal"])
    caller: tuple[Inference, Node] | None = None
    """For the graph of a nested model, the call of it that this inference is about."""

    @property
    def types(self) -> Types:
        """What was found out."""
        return Types(self.nodes, self.weights, self.nested)

    def type_of(self, ref: Ref) -> TensorType:
        """The type of a tensor worked out before."""
        return Types(self.nodes).of(ref)

    def report(self, diagnostic: Diagnostic, origin: Origin) -> None:
        """Enters a diagnostic at `origin`."""
        self.diagnostics.append(origin.place(diagnostic))

    def refuse(self, diagnostic: Diagnostic, node: Node) -> None:
        """Enters what a rule has against the call `node`."""
        origin = self.origins.node(node.name)
        span = blamed(diagnostic, origin.calls, self.graph.layer_of(node), len(node.args))
        found = origin.place(diagnostic, span)
        self.diagnostics.append(found)
        self.refusals.append(Refusal(found, self, node))


class Refusal(NamedTuple):
    """A diagnostic that a call of known tensors gave rise to: its sizes can be explained."""

    diagnostic: Diagnostic
    run: Inference
    node: Node


def infer(graph: Graph, origins: Origins) -> tuple[Types, tuple[Diagnostic, ...]]:
    """The types of `graph`, and what is wrong with arguments and shapes."""
    with models_inside():
        run = inferred(graph, origins, {i.name: input_type(i) for i in graph.inputs})
        if not run.refusals:
            return run.types, tuple(run.diagnostics)
        from graphdsl.check.explain.explain import explained

        return run.types, explained(run)


def types_of(graph: Graph) -> Types:
    """The types of `graph`; what is wrong with it is not told."""
    with models_inside():
        return inferred(graph, Origins(), {i.name: input_type(i) for i in graph.inputs}).types


@contextmanager
def models_inside() -> Generator[None]:
    """Lets layers know of the models in their arguments."""
    rule, weights = MODEL_RULE.set(_inside_layer), MODEL_WEIGHTS.set(_weights_inside)
    try:
        yield
    finally:
        MODEL_RULE.reset(rule)
        MODEL_WEIGHTS.reset(weights)


def inside(layer: Layer, given: TensorType) -> Inference | None:
    """The inference of a model in the arguments of a layer, for one tensor."""
    graph = layer.graph
    if graph is None or len(graph.inputs) != 1:
        return None
    return inferred(
        graph, Origins(), {graph.inputs[0].name: _fitted(layer, graph.inputs[0], given)}
    )


def _inside_layer(layer: Layer, given: TensorType) -> Result:
    run = inside(layer, given)
    if run is None or run.diagnostics:
        return ANYTHING
    results = _told(run, {run.graph.inputs[0].name: given})
    return ANYTHING if not results else results[0] if len(results) == 1 else results


def _weights_inside(layer: Layer, given: TensorType) -> tuple[Weight, ...] | None:
    run = inside(layer, given)
    if run is None:
        return None
    found = weights_in(alive(run.graph), run.types, frozen=layer.frozen)
    return found.known if found.complete else None


def input_type(declared: Input, batch: Dim = BATCH) -> TensorType:
    """The type of an input; each dimension of unknown size is one of its own."""
    dims: tuple[Dim, ...] = tuple(
        Sym(f"{declared.name}.{number}") if size is None else size
        for number, size in enumerate(declared.shape)
    )
    return TensorType((batch, *dims), declared.dtype)


def inferred(
    graph: Graph,
    origins: Origins,
    inputs: Mapping[str, TensorType],
    caller: tuple[Inference, Node] | None = None,
) -> Inference:
    """The inference of `graph` for `inputs` of these types; diagnostics are not yet explained."""
    run = Inference(graph, origins, caller=caller)
    run.nodes.update({name: (found,) for name, found in inputs.items()})
    for node in graph.nodes.values():
        run.nodes[node.name] = _node(node, run)
    return run


def _node(node: Node, run: Inference) -> tuple[TensorType, ...] | None:
    layer = run.graph.layer_of(node)
    try:
        result = call(layer, node, run)
    except Reject as refused:
        run.refuse(refused.diagnostic, node)
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


def call(layer: Layer, node: Node, run: Inference) -> Result | None:
    """What a call of `layer` gives, None where that is unknown; Reject where Keras would refuse."""
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
    operands = layer_operands(layer.cls, node, known, run.type_of)
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
        cls = find_layer(layer.cls)
        origin = run.origins.layer(layer.name)
        if cls is None:  # of GDL this is known before
            from graphdsl.layers.families.excluded import exclusion

            unknown = UndefinedName(name=layer.cls, wanted="layer", candidates=tuple(LAYERS))
            run.report(exclusion(layer.cls) or unknown, origin)
            run.specs[layer.name] = None
            return None
        spec, problems = bind(cls, layer.args)
        for problem in problems:
            run.diagnostics.append(placed(problem, origin, positional(cls)))
        run.specs[layer.name] = spec
    found = run.specs[layer.name]
    return found if isinstance(found, LayerSpec) else None


def _function(layer: Layer, node: Node, run: Inference) -> Result | None:
    function = FUNCTIONS.get(layer.cls)
    if function is None:  # of GDL this is known before
        names = tuple(FUNCTIONS)
        raise Reject(UndefinedName(name=layer.cls, wanted="function", candidates=names))
    bound = bound_parameters(function, node, run.type_of)
    if any(is_open(value) for value in bound.values()):
        return None
    result = function.infer(**bound)
    if isinstance(result, TensorType) and result.shape is None:
        return None
    return result


def _model(layer: Layer, node: Node, run: Inference) -> Result | None:
    assert layer.graph is not None
    given = given_to(layer, node, run.type_of)
    inner_origins = run.origins.nested.get(layer.name) or Origins(span=run.origins.span)
    inner = inferred(layer.graph, inner_origins, given, (run, node))
    run.nested.setdefault(layer.name, inner.types)
    run.diagnostics.extend(inner.diagnostics)
    run.refusals.extend(inner.refusals)
    return _told(inner, _operands_of_model(layer, node, run.type_of)) or None


def _told(run: Inference, given: Mapping[str, TensorType]) -> tuple[TensorType, ...]:
    """What a call of a nested model gives, where its own inputs have more known sizes.

    Keras tells what comes of the sizes that are given: unknown ones stay unknown, though the model
    says which they have to be.
    """
    results = tuple(run.type_of(output.value) for output in run.graph.outputs)
    opened = {
        name: own.with_shape(given[name].shape) if given[name].known else own
        for name, (own,) in ((i.name, run.nodes[i.name] or (ANYTHING,)) for i in run.graph.inputs)
    }
    if all(run.nodes[name] == (found,) for name, found in opened.items()):
        return results
    other = inferred(run.graph, Origins(), opened)
    found = (other.type_of(output.value) for output in run.graph.outputs)
    return tuple(now if now.known else then for now, then in zip(found, results, strict=True))


def given_to(layer: Layer, node: Node, type_of: Typing) -> dict[str, TensorType]:
    """The types of the inputs of a nested model in the call `node`, by name."""
    assert layer.graph is not None
    given = _operands_of_model(layer, node, type_of)
    return {
        declared.name: _fitted(layer, declared, given[declared.name])
        for declared in layer.graph.inputs
    }


def _operands_of_model(layer: Layer, node: Node, type_of: Typing) -> dict[str, TensorType]:
    """The types that the call `node` gives to a nested model, by the name of its input."""
    assert layer.graph is not None
    first = node.args[0] if len(node.args) == 1 else None
    names = (declared.name for declared in layer.graph.inputs)
    row = first if isinstance(first, (list, tuple)) else node.args
    named = dict(zip(names, row, strict=False)) | dict(node.kwargs)
    found = ((declared.name, named.get(declared.name)) for declared in layer.graph.inputs)
    return {name: type_of(v) if isinstance(v, Ref) else ANYTHING for name, v in found}


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
