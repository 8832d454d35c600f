"""`stem from X since a until b`: a part of another model, taken into a segment."""

from __future__ import annotations

from dataclasses import replace

from graphdsl.graph import UNKNOWN, Graph, Layer, Node, Ref, Unknown, Value
from graphdsl.graph.frozen import frozen_layers
from graphdsl.lowering.context import Context
from graphdsl.lowering.drafts import DraftCall, DraftLayer, Wanted
from graphdsl.lowering.scope import Binding, Tensor
from graphdsl.lowering.sources import is_source, source
from graphdsl.origins import Origin, Origins
from graphdsl.syntax import ast
from graphdsl.transforms.refusing import Refused
from graphdsl.transforms.rewiring import with_refs


def takes_part(taken: ast.Taken, ctx: Context) -> bool:
    """Whether `from` names a model, rather than the value that a segment starts at."""
    return bool(taken.since or taken.until) or is_source(taken.value, ctx.env)


def take_part(taken: ast.Taken, ctx: Context) -> None:
    """Puts the part behind the flow; the flow is what it gives then, UNKNOWN after an error."""
    from graphdsl.transforms.parts import part

    found = source(taken.value, ctx.env)
    if found is None:
        ctx.flow = UNKNOWN
        return
    since = taken.since.id if taken.since else None
    until = taken.until.id if taken.until else None
    try:
        graph = part(found.graph, since, until, found.segment)
    except Refused as refused:
        places = {"since": taken.since, "until": taken.until}
        named = places.get(refused.argument)
        for diagnostic in refused.diagnostics:
            ctx.report(diagnostic, named.span if named else taken.value.span)
        ctx.flow = UNKNOWN
        return
    ctx.draft.parts.add(taken.span)
    ctx.flow = _inlined(graph, ctx.current(taken.span), taken, ctx)


def _inlined(graph: Graph, flow: Ref | Unknown, taken: ast.Taken, ctx: Context) -> Ref | Unknown:
    """Enters the calls of `graph` in the segment, its layers called with the segment's prefix."""
    origin = ctx.origin(taken.span)
    frozen = frozen_layers(graph)
    layers = {
        name: _drafted(layer, ctx, origin, frozen=name in frozen or ctx.place.frozen)
        for name, layer in graph.layers.items()
    }
    _segments(graph, ctx, origin)
    new: dict[str, Ref | Unknown] = {graph.inputs[0].name: flow}

    def change(ref: Ref) -> Value:
        there = new[ref.node]
        return there if isinstance(there, Unknown) else Ref(there.node, there.index + ref.index)

    for node in graph.nodes.values():
        new[node.name] = ctx.draft.add(_call(node, layers[node.layer], change, ctx, origin))
        ctx.session.spend(taken.span)
        _bind(node, new[node.name], taken, ctx)
    result = graph.outputs[0].value
    return new[result.node] if result.index == 0 else _indexed(new[result.node], result.index)


def _indexed(ref: Ref | Unknown, index: int) -> Ref | Unknown:
    return ref if isinstance(ref, Unknown) else Ref(ref.node, index)


def _drafted(layer: Layer, ctx: Context, origin: Origin, *, frozen: bool) -> DraftLayer:
    wanted = Wanted(ctx.place.prefix + layer.name, "exact")
    if layer.kind == "function":
        wanted = Wanted(ctx.place.prefix + layer.name, "numbered")
    return DraftLayer(
        layer.kind,
        layer.cls,
        layer.args,
        wanted,
        origin,
        frozen=frozen and layer.kind != "function",
        graph=layer.graph,
        origins=None if layer.graph is None else Origins(span=origin.span, derived=True),
        taken=layer.taken,
    )


def _call(node: Node, layer: DraftLayer, change: object, ctx: Context, origin: Origin) -> DraftCall:
    own = Wanted(ctx.place.prefix + node.name, "numbered") if layer.calls else None
    inside = ctx.place.inner(node.segment) if node.segment else ctx.place.path
    return DraftCall(
        layer,
        tuple(with_refs(value, change) for value in node.args),  # pyright: ignore[reportArgumentType]
        {name: with_refs(value, change) for name, value in node.kwargs.items()},  # pyright: ignore[reportArgumentType]
        inside,
        origin,
        own,
        node.results,
    )


def _segments(graph: Graph, ctx: Context, origin: Origin) -> None:
    for path, segment in graph.segments.items():
        inside = ctx.place.inner(path)
        kind = "stage" if segment.kind in ("head", "aux") else segment.kind
        ctx.draft.segments[inside] = replace(
            segment,
            path=inside,
            kind=kind,
            parent=ctx.place.inner(segment.parent) if segment.parent else ctx.place.path,
            copy_of=ctx.place.inner(segment.copy_of) if segment.copy_of else "",
            operands=(),
            results=(),
        )
        ctx.draft.segment_origins[inside] = origin


def _bind(node: Node, ref: Ref | Unknown, taken: ast.Taken, ctx: Context) -> None:
    """What is called by a name of the language can be read as `stem.name`."""
    if node.name.isidentifier() and node.name not in ctx.scope.bindings:
        ctx.scope.bindings[node.name] = Binding(taken.span, Tensor(ref), "value", used=True)
