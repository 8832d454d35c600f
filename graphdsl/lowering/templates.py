"""Blocks that no model uses: lowered once with unknown arguments to find their mistakes."""

from __future__ import annotations

from graphdsl.graph import UNKNOWN, Segment
from graphdsl.lowering.blocks import block_scope
from graphdsl.lowering.bodies import lower_body
from graphdsl.lowering.context import Context
from graphdsl.lowering.drafts import Draft, Place
from graphdsl.lowering.scope import Static, Template, Tensor
from graphdsl.lowering.session import Session
from graphdsl.syntax import ast


def lower_unused_block(template: Template, item: ast.Block, session: Session) -> None:
    """Reports what is wrong in a block whatever it is called with."""
    draft = Draft(item.name.id)
    draft.segments[item.name.id] = Segment(item.name.id, "block", template=item.name.id)
    place = Place(item.name.id, f"{item.name.id}_", kind="block")
    ctx = Context(session, draft, block_scope(template, item), place, flow=UNKNOWN)
    for parameter in item.parameters:
        ctx.bind(parameter.name, Static(UNKNOWN), "parameter")
    inputs = [s for s in item.body.statements if isinstance(s, ast.Input)]
    ctx.inputs = tuple(s.name.id for s in inputs)
    if len(inputs) > 1:
        ctx.flow = None
    for statement in inputs:
        ctx.bind(statement.name, Tensor(UNKNOWN), "input", used=len(inputs) == 1)
    with session.inside(item, item.name.span, None):
        lower_body(item.body, ctx)
