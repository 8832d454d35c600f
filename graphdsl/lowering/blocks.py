"""Uses of blocks: inlined with fresh layers, or with the layers of a shared block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from graphdsl.diagnostics.calls import MissingOperand
from graphdsl.diagnostics.flow import SeveralTensors, WrongNameCount
from graphdsl.diagnostics.names import NotATensor
from graphdsl.graph import UNKNOWN, Ref, Segment, Unknown, Value
from graphdsl.lowering.arithmetic import describe
from graphdsl.lowering.context import Context
from graphdsl.lowering.drafts import LayerPool
from graphdsl.lowering.instances import parameter_values
from graphdsl.lowering.scope import Scope, SharedBlock, Static, Template, Tensor, bound_names
from graphdsl.lowering.steps import Naming, Operands, bind_operands, block_arguments
from graphdsl.syntax import ast


class Name(NamedTuple):
    """What a use of a block is called; a made-up name keeps clear of others."""

    text: str
    exact: bool
    silent: bool = False
    """Whether it stands before no name of a layer."""


def use_block(
    template: Template,
    item: ast.Block,
    call: ast.Call | None,
    operands: Operands,
    naming: Naming,
    step: ast.Step,
    ctx: Context,
) -> tuple[Value, ...]:
    """One use of a block with fresh layers; its results."""
    ctx.session.used.add(id(item))
    given = block_arguments(template, call, ctx)
    name = given.pop("name", None) if "name" not in {p.name.id for p in item.parameters} else None
    span = call.span if call else step.span
    values = parameter_values(item.parameters, given, template.name, call, span, ctx.env, template)
    wish = name if isinstance(name, str) else None if ctx.place.unnamed else naming.single
    plain = template.name.rpartition(".")[2]
    own = Name(
        wish or plain.lstrip("_") or plain,
        exact=wish is not None,
        silent=plain.startswith("_") and not isinstance(name, str),
    )
    return inline(template, values, operands, naming, step, ctx, own, ctx.place.pool)


def use_shared_block(
    shared: SharedBlock, operands: Operands, naming: Naming, step: ast.Step, ctx: Context
) -> tuple[Value, ...]:
    """One use of a shared block: the same layers as in every other."""
    shared.pool.next = 0
    first = not shared.pool.taken
    ctx = ctx.frozen() if shared.frozen else ctx
    own = Name(shared.name, exact=first)
    return inline(shared.template, shared.args, operands, naming, step, ctx, own, shared.pool)


def inline(
    template: Template,
    values: Mapping[str, Value],
    operands: Operands,
    naming: Naming,
    step: ast.Step,
    ctx: Context,
    own: Name,
    pool: LayerPool | None,
) -> tuple[Value, ...]:
    """Lowers the body of a block as if it stood here; `own` is the name of this use."""
    item = template.item
    assert isinstance(item, ast.Block)
    with ctx.session.inside(item, step.span, ctx.place.frame) as fine:
        if not fine:
            return (UNKNOWN,) * max(1, len(naming.names))
        inner = _context(template, item, values, step, ctx, own, pool)
        flowing = _operands(item, template.name, operands, step, ctx, inner)
        _lower_body(item, inner)
    results = inner.results or [("", UNKNOWN if inner.flow is None else inner.flow)]
    _finish_segment(inner, flowing, results, values)
    return _counted(template.name, results, naming, step, ctx)


def _context(
    template: Template,
    item: ast.Block,
    values: Mapping[str, Value],
    step: ast.Step,
    ctx: Context,
    own: Name,
    pool: LayerPool | None,
) -> Context:
    from graphdsl.lowering.segments import open_segment

    segment = Segment(ctx.place.inner(own.text), "block", template=template.name)
    place = open_segment(segment, step.span, ctx, exact=own.exact)
    place = replace(
        place,
        kind="block",
        prefix=ctx.place.prefix if own.silent else place.prefix,
        unnamed=item.name.id.startswith("_"),
        in_loop=False,
        pool=pool,
        frame=ctx.frame(step.span, f"this use of `{template.name}`"),
    )
    inner = Context(ctx.session, ctx.draft, block_scope(template, item), place)
    for parameter in item.parameters:
        value = values[parameter.name.id]
        inner.bind(parameter.name, Static(value), "parameter", used=value is UNKNOWN)
    return inner


def block_scope(template: Template, item: ast.Block) -> Scope:
    """The scope of a body: it sees the top level of its file, not where it is used."""
    return Scope(template.scope, reserved=bound_names(item.body))


def _operands(
    item: ast.Block, what: str, operands: Operands, step: ast.Step, ctx: Context, inner: Context
) -> tuple[tuple[str, Value], ...]:
    """Binds what the block is called with; the operands by name for the segment."""
    block = f"the block `{what}`"
    written = [s for s in item.body.statements if isinstance(s, ast.Input)]
    if not written:
        if len(operands.args) != 1 or operands.kwargs:
            found = len(operands.args) + len(operands.kwargs)
            ctx.report(MissingOperand(what=block, expected=("_",), found=found), step.span)
            inner.flow = UNKNOWN
            return (("", UNKNOWN),)
        inner.flow = _one_tensor(operands.args[0], block, ("_",), step, ctx)
        return (("", inner.flow),)
    names = tuple(s.name.id for s in written)
    inner.inputs = names
    args = list(operands.args)
    if len(args) == 1 and isinstance(args[0], list) and len(names) > 1:
        args = list(args[0])
    bound = bind_operands(args, operands, names, block, step.span, ctx)
    for statement in written:
        name = statement.name.id
        value = _one_tensor(bound[name], block, (name, *names), step, ctx)
        inner.bind(statement.name, Tensor(value), "input", used=len(written) == 1)
        if len(written) == 1:
            inner.flow = value
    return tuple(bound.items())


def _one_tensor(
    value: Value, block: str, names: tuple[str, ...], step: ast.Step, ctx: Context
) -> Ref | Unknown:
    """What stands for the first of `names`, if it is a tensor."""
    if isinstance(value, (Ref, Unknown)):
        return value
    if not isinstance(value, (list, tuple)):
        ctx.report(NotATensor(found=describe(value)), step.span)
    elif len(names) > 2:
        ctx.report(MissingOperand(what=block, expected=names[1:], listed=names[0]), step.span)
    else:
        ctx.report(MissingOperand(what=block, expected=names[:1], found=len(value)), step.span)
    return UNKNOWN


def _lower_body(item: ast.Block, inner: Context) -> None:
    from graphdsl.lowering.bodies import lower_body

    lower_body(item.body, inner)


def _finish_segment(
    inner: Context,
    flowing: tuple[tuple[str, Value], ...],
    results: list[tuple[str, Value]],
    values: Mapping[str, Value],
) -> None:
    path = inner.place.path
    refs = tuple((name, ref) for name, ref in results if isinstance(ref, Ref))
    segment = inner.draft.segments[path]
    inner.draft.segments[path] = replace(segment, args=values, operands=flowing, results=refs)


def _counted(
    what: str, results: list[tuple[str, Value]], naming: Naming, step: ast.Step, ctx: Context
) -> tuple[Value, ...]:
    """The results, if there are as many as names for them."""
    names = len(naming.several) or 1
    if len(results) == names:
        return tuple(value for _, value in results)
    block = f"the block `{what}`"
    if names == 1:
        letters = tuple(name for name, _ in results)
        ctx.report(SeveralTensors(found=len(results), what=block, names=letters), step.span)
    else:
        ctx.report(WrongNameCount(names=names, results=len(results), what=block), step.span)
    return (UNKNOWN,) * names
