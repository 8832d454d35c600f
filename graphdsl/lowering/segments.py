"""Segments: stems, stages, branches and their copies, heads and auxiliary heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graphdsl.diagnostics.flow import Misplaced
from graphdsl.diagnostics.outputs import EntryTwice, OutputTwice, UnknownEntry
from graphdsl.diagnostics.values import WrongValue
from graphdsl.graph import UNKNOWN, Output, Ref, Segment, Unknown, Value
from graphdsl.layers.training import OPTIONS
from graphdsl.lowering import arithmetic, scope
from graphdsl.lowering.context import Context
from graphdsl.lowering.drafts import DraftOutput, Place, Wanted
from graphdsl.lowering.evaluate import elements, evaluate, whole_number
from graphdsl.lowering.naming import can_name_output
from graphdsl.lowering.scope import Part, Static, bound_names
from graphdsl.lowering.taking import take_part, takes_part
from graphdsl.source import Span
from graphdsl.syntax import ast

COPIES_LIMIT = 10_000


def open_segment(segment: Segment, span: Span, ctx: Context, *, exact: bool) -> Place:
    """Enters a segment under a path of its own; where bodies in it stand."""
    draft, place = ctx.draft, ctx.place
    base = segment.path[len(place.path) + 1 :] if place.path else segment.path
    name = base
    reserved = frozenset[str]() if exact else ctx.scope.reserved
    number = draft.segment_numbers.get(segment.path, 0)
    path = _path(place, name)
    while path in draft.segments or name in reserved:
        number += 1
        name = f"{base}_{number}"
        path = _path(place, name)
    draft.segment_numbers[segment.path] = number
    draft.segments[path] = replace(segment, path=path, parent=place.path)
    draft.segment_origins[path] = ctx.origin(span)
    ctx.session.spend(span)
    return replace(place, path=path, prefix=f"{place.prefix}{name}_", kind="segment")


def _path(place: Place, name: str) -> str:
    return place.inner(name.replace(".", "_"))


def _keyword(stem: ast.Segment) -> Span:
    start = stem.span.start + stem.span.text.index("stem")
    return stem.span._replace(start=start, end=start + len("stem"))


def lower_segment(written: ast.Segment, ctx: Context) -> None:
    """A segment statement."""
    name = written.name or ast.Name(_keyword(written), "stem")
    if written.copies is not None and written.kind != "branch":
        ctx.report(
            Misplaced(
                what="a number of copies",
                where=f"a {written.kind}",
                hint="only a `branch` stands several times; to repeat steps write `repeat 3 { … }`",
            ),
            written.copies.span,
        )
    if written.options and written.kind not in ("head", "aux"):
        hint = "losses belong to a `head` or an `aux`"
        what = "an option"
        ctx.report(
            Misplaced(what=what, where=f"a {written.kind}", hint=hint), written.options[0].span
        )
    flow = _start(written.taken, ctx)
    if written.kind == "branch" and written.copies is not None:
        _copies(written, name, flow, ctx)
        return
    part = _one(written, name.id, flow, ctx, Segment(ctx.place.inner(name.id), written.kind), [])
    ctx.bind(name, part, written.kind, used=True)
    if written.kind in ("stem", "stage"):
        ctx.flow = part.result


def _start(taken: ast.Taken | None, ctx: Context) -> Ref | Unknown | None:
    from graphdsl.lowering.expressions import tensor

    if taken is None or takes_part(taken, ctx):
        return ctx.flow
    return tensor(taken.value, ctx)


def _copies(written: ast.Segment, name: ast.Name, flow: Ref | Unknown | None, ctx: Context) -> None:
    copies = written.copies
    assert copies is not None
    values: Sequence[Value] | None
    if copies.variable is not None:
        values = elements(copies.values, ctx.env, "what a branch is copied over")
    else:
        count = whole_number(copies.values, ctx.env, "the number of copies", 1)
        values = None if count is None else range(min(count, COPIES_LIMIT + 1))
    if values is None:
        ctx.bind(name, UNKNOWN, "branch", used=True)
        return
    parts: list[Part] = []
    for number, value in enumerate(values, 1):
        copy = f"{name.id}_{number}"
        args: dict[str, Value] = {copies.variable.id: value} if copies.variable else {}
        segment = Segment(
            ctx.place.inner(copy), "branch", copy_of=ctx.place.inner(name.id), args=args
        )
        bound = [] if copies.variable is None else [(copies.variable, value)]
        framed = replace(
            ctx, place=replace(ctx.place, frame=ctx.frame(copies.span, f"copy {number}"))
        )
        part = _one(written, copy, flow, framed, segment, bound)
        parts.append(part)
        ctx.bind(ast.Name(name.span, copy), part, "branch", used=True)
    ctx.bind(name, scope.Copies(tuple(parts)), "branch", used=True)


def _one(
    written: ast.Segment,
    name: str,
    flow: Ref | Unknown | None,
    ctx: Context,
    segment: Segment,
    variables: list[tuple[ast.Name, Value]],
) -> Part:
    """One segment, or one copy of it."""
    from graphdsl.lowering.bodies import lower_body

    frozen = ctx.place.frozen or written.frozen
    place = open_segment(replace(segment, frozen=frozen), written.span, ctx, exact=True)
    place = replace(place, frozen=frozen, in_loop=False)
    reserved = bound_names(written.body) if written.body else frozenset[str]()
    inner = ctx.child(place, flow, reserved)
    for variable, value in variables:
        inner.bind(variable, Static(value), "variable")
    first = len(ctx.draft.calls)
    if written.taken is not None and takes_part(written.taken, inner):
        take_part(written.taken, inner)
    if written.body is not None:
        lower_body(written.body, inner)
    result = inner.flow
    if written.kind in ("head", "aux"):
        result = _output(written, place, first, inner)
    path = place.path
    ctx.draft.segments[path] = replace(
        ctx.draft.segments[path],
        operands=() if flow is None else (("", flow),),
        results=(("", result),) if isinstance(result, Ref) else (),
    )
    return Part(result, inner.scope)


def _output(written: ast.Segment, place: Place, first: int, inner: Context) -> Ref | Unknown:
    """The output in which a head ends; the layer made last is called like it."""
    name = place.prefix[:-1]
    options = _options(written, inner)
    value = inner.current(written.name.span if written.name else written.span)
    if isinstance(value, Unknown):
        return UNKNOWN
    call = inner.draft.call_of(value)
    number = int(value.node[1:]) if call is not None else -1
    if call is not None and number >= first and call.segment == place.path:
        layer = call.layer
        if can_name_output(call) and not layer.shared and layer.wanted.naming == "free":
            layer.wanted = Wanted(name, "exact")
    metrics = options.get("metrics", [])
    output = Output(
        name,
        value,
        options.get("loss"),
        options.get("weight"),
        tuple(metrics) if isinstance(metrics, (list, tuple)) else (metrics,),
        aux=written.kind == "aux",
        segment=place.path,
    )
    declare(output, written.name.span if written.name else written.span, inner)
    return value


def declare(output: Output, span: Span, ctx: Context) -> None:
    """Enters an output of the model; a second one of the same name is an error."""
    known = ctx.draft.outputs.get(output.name)
    if known is not None:
        ctx.report(OutputTwice(name=output.name, first=known.origin.span), span)
    else:
        ctx.draft.outputs[output.name] = DraftOutput(output, ctx.origin(span))


def _options(written: ast.Segment, inner: Context) -> dict[str, Value]:
    known = tuple(OPTIONS)
    what = f"an `{written.kind}`" if written.kind == "aux" else f"a `{written.kind}`"
    found: dict[str, Value] = {}
    places: dict[str, Span] = {}
    for option in written.options:
        name = option.name.id if option.name else "loss"
        named = [o for o in written.options if o.name and o.span.start < option.span.start]
        if option.name is None and named:
            continue  # which the parser has told
        if option.name is None and option is not written.options[0]:
            inner.report(UnknownEntry(name=option.span.text, where=what, known=known), option.span)
            continue
        if name not in OPTIONS:
            inner.report(UnknownEntry(name=name, where=what, known=known), option.span)
            continue
        if name in places:
            inner.report(EntryTwice(name=name, first=places[name]), option.span)
            continue
        places[name] = option.span
        found[name] = evaluate(option.value, inner.env, OPTIONS[name])
        origin = replace(inner.origin(option.span), option=option)
        inner.draft.option_origins[inner.place.path, name] = origin
    weight = found.get("weight")
    if weight is not None and weight is not UNKNOWN and not arithmetic.is_number(weight):
        inner.report(
            WrongValue(
                what="the weight of a loss",
                expected="a number",
                found=arithmetic.describe(weight),
            ),
            places["weight"],
        )
    return found
