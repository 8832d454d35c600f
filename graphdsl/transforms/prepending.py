"""`prepend`: a layer between an input and all that read it, such as Resizing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graphdsl.check.infer import infer, input_type
from graphdsl.diagnostics.transforms import DoesNotFit, NotOneTensor, UnknownPart
from graphdsl.graph import Graph, Input, Layer, Node, Ref
from graphdsl.graph.names import snake_case
from graphdsl.layers.tensors import TensorType, same
from graphdsl.origins import Origins
from graphdsl.transforms.fitting import fitting
from graphdsl.transforms.refusing import Refused
from graphdsl.transforms.rewiring import put_in, redirected, taken_names


def prepend(
    graph: Graph,
    layer: Layer,
    *,
    shape: Sequence[int | None] | None = None,
    dtype: str | None = None,
    input: str | None = None,
) -> Graph:
    """`graph` with `layer` in front of its input, or of the one that `input` names.

    The input keeps its name; `shape` (without the batch dimension) and `dtype` are what it takes
    from then on. Raises Refused where what `layer` gives is not what the input took.
    """
    declared = _input(graph, input)
    new = Input(
        declared.name,
        declared.shape if shape is None else tuple(shape),
        declared.dtype if dtype is None else dtype,
    )
    name = layer.name or taken_names(graph).fresh(snake_case(layer.cls), None)
    node = Node(name, name, (Ref(declared.name),))
    moved = redirected(graph, {Ref(declared.name): Ref(name)})
    moved = replace(moved, inputs=tuple(new if i == declared else i for i in graph.inputs))
    changed = put_in(moved, node, replace(layer, name=name), behind=None)
    _demand_same(changed, name, declared)
    return fitting(changed, graph, "prepend", "layer")


def _input(graph: Graph, name: str | None) -> Input:
    if name is None:
        if len(graph.inputs) != 1:
            names = tuple(declared.name for declared in graph.inputs)
            hint = f"say which one: `input = {names[0]}`" if names else ""
            problem = NotOneTensor(name=graph.name, what="reads", tensors=names, hint=hint)
            raise Refused(problem, "input")
        return graph.inputs[0]
    for declared in graph.inputs:
        if declared.name == name:
            return declared
    names = tuple(declared.name for declared in graph.inputs)
    problem = UnknownPart(
        name=name, model=graph.name, argument="input", candidates=names, wanted="input"
    )
    raise Refused(problem, "input")


def _demand_same(graph: Graph, name: str, declared: Input) -> None:
    """Raises Refused where the first layer gives another shape than the input had."""
    types, _ = infer(graph, Origins())
    given, wanted = types.of(Ref(name)), input_type(declared)
    if _fits(given, wanted):
        return
    problem = f"the model takes {wanted} and is given {given}"
    raise Refused(DoesNotFit(operation="prepend", problem=problem, place=name), "layer")


def _fits(given: TensorType, wanted: TensorType) -> bool:
    if given.shape is None or wanted.shape is None:
        return True
    return len(given.shape) == len(wanted.shape) and all(
        same(a, b) is not False for a, b in zip(given.shape, wanted.shape, strict=True)
    )
