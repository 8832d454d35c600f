"""Final names: from drafts to a Graph with its origins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphdsl.diagnostics.names import DuplicateLayerName
from graphdsl.graph import Graph, Layer, Node, Output, Ref, Segment, Value, mapped
from graphdsl.graph.names import Names
from graphdsl.graph.usual import without_usual
from graphdsl.lowering.drafts import Draft, DraftCall, DraftLayer, Wanted
from graphdsl.origins import Origin, Origins

if TYPE_CHECKING:
    from graphdsl.lowering.session import Session


def finish(draft: Draft, origins: Origins, session: Session) -> tuple[Graph, Origins]:
    """The graph of a complete draft, and the origins of its parts."""
    layer_names = Names[Origin]()
    for model_input, origin in draft.inputs:
        layer_names.take(model_input.name, origin)
    layers = list({id(call.layer): call.layer for call in draft.calls}.values())
    _name_layers(layers, layer_names, session)
    node_names = _name_calls(draft)
    nodes = {
        name: Node(
            name,
            call.layer.name,
            tuple(_renamed(value, node_names) for value in call.args),
            {key: _renamed(value, node_names) for key, value in call.kwargs.items()},
            call.segment,
            call.results,
        )
        for name, call in zip(node_names, draft.calls, strict=True)
    }
    outputs = tuple(_output(d.output, draft, node_names) for d in draft.outputs.values())
    graph = Graph(
        draft.name,
        tuple(model_input for model_input, _ in draft.inputs),
        {d.name: _layer(d) for d in layers},
        nodes,
        outputs,
        {path: _renamed_segment(s, node_names) for path, s in draft.segments.items()},
        draft.train,
        draft.structures.get("output"),
        draft.structures.get("input"),
    )
    return without_usual(graph), Origins(
        {name: call.origin for name, call in zip(node_names, draft.calls, strict=True)},
        {d.name: d.origin for d in layers},
        {model_input.name: origin for model_input, origin in draft.inputs},
        {o.name: d.origin for o, d in zip(outputs, draft.outputs.values(), strict=True)},
        draft.segment_origins,
        draft.train_origins,
        draft.option_origins,
        {d.name: d.origins for d in layers if d.origins is not None},
        origins.span,
        parts=frozenset(draft.parts),
    )


def _layer(draft: DraftLayer) -> Layer:
    inner = _called(draft.graph, draft.name)
    return Layer(draft.name, draft.kind, draft.cls, draft.args, draft.frozen, inner, draft.taken)


def _called(graph: Graph | None, name: str) -> Graph | None:
    """A nested model is called like the layer that it is."""
    return None if graph is None else replace(graph, name=name)


def _name_layers(layers: list[DraftLayer], names: Names[Origin], session: Session) -> None:
    """Exact names first, so that made-up ones keep clear of them."""
    for layer in layers:
        if layer.wanted.naming != "exact":
            continue
        first = names.first(layer.wanted.name)
        if first is not None:
            session.report(
                DuplicateLayerName(name=layer.wanted.name, first=first.span), layer.origin
            )
        names.take(layer.wanted.name, layer.origin)
        layer.name = layer.wanted.name
    for naming in ("numbered", "free"):
        for layer in layers:
            if layer.wanted.naming == naming:
                layer.name = names.fresh(layer.wanted.name, layer.origin)


def _name_calls(draft: Draft) -> list[str]:
    """One name a call, in order; the first call of a layer is called like the layer."""
    names = Names[Origin]()
    for model_input, origin in draft.inputs:
        names.take(model_input.name, origin)
    given: list[str | None] = [None] * len(draft.calls)
    seen: set[str] = set()
    for number, call in enumerate(draft.calls):
        wanted = _wanted_of(draft, call.layer, seen, call.wanted)
        if wanted.naming == "exact" and names.first(wanted.name) is None:
            names.take(wanted.name, call.origin)
            given[number] = wanted.name
    seen.clear()
    for number, call in enumerate(draft.calls):
        wanted = _wanted_of(draft, call.layer, seen, call.wanted)
        if given[number] is None:
            given[number] = names.fresh(wanted.name, call.origin)
    return [name for name in given if name is not None]


def _wanted_of(draft: Draft, layer: DraftLayer, seen: set[str], wanted: Wanted | None) -> Wanted:
    first = layer.name not in seen
    seen.add(layer.name)
    if wanted is not None:
        return wanted
    return Wanted(layer.name, "exact" if first else "free")


def _renamed_ref(ref: Ref, names: list[str]) -> Ref:
    if not ref.node.startswith("#"):
        return ref
    return Ref(names[int(ref.node[1:])], ref.index)


def _renamed(value: Value, names: list[str]) -> Value:
    return mapped(value, lambda part: _renamed_ref(part, names) if isinstance(part, Ref) else part)


def _renamed_segment(segment: Segment, names: list[str]) -> Segment:
    if not segment.operands and not segment.results:
        return segment
    return replace(
        segment,
        operands=tuple((key, _renamed(value, names)) for key, value in segment.operands),
        results=tuple((key, _renamed_ref(ref, names)) for key, ref in segment.results),
    )


def can_name_output(call: DraftCall) -> bool:
    """Whether Keras would call an output made by `call` after its layer, and only this one."""
    layer = call.layer
    if layer.kind == "model":
        single = layer.graph is not None and len(layer.graph.outputs) == 1
    else:
        single = layer.kind != "function" and not call.results
    return single and layer.calls == 1


def _output(output: Output, draft: Draft, names: list[str]) -> Output:
    """An output without a name is called after its layer."""
    call = draft.call_of(output.value)
    name = output.name or (call.layer.name if call is not None else "")
    return replace(output, name=name, value=_renamed_ref(output.value, names))
