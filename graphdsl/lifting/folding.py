"""Models with what repeats in them folded into blocks and loops, and these blocks as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphdsl.lifting.calling import call_everything, in_order
from graphdsl.lifting.items import Item, Loop, Use, reads_in
from graphdsl.lifting.making import body, name
from graphdsl.lifting.models import Model
from graphdsl.lifting.naming import Identifiers
from graphdsl.lifting.planning import Planner
from graphdsl.lifting.structure.blocks import Block
from graphdsl.lifting.structure.find import structure
from graphdsl.lifting.structure.loops import with_loops
from graphdsl.lifting.structure.titles import title
from graphdsl.lifting.words import Declared, Words, declared
from graphdsl.lifting.writing import Writer
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast

INPUTS: Final = "abcdefgh"
"""What the inputs of a block are called, where there are several."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The blocks of a model with the bodies that they will have."""

    blocks: tuple[Block, ...]
    alone: frozenset[str]


def fold(model: Model, tag: str) -> Folded:
    """Folds the items of the model; the ids of its blocks begin with `tag`."""
    found = structure(model.items, Counter(model.held), model.alone, tag)
    readers = Counter((*reads_in(found.items), *model.held))
    model.items = _relative(with_loops(found.items, readers, model.alone, "", ()), "")
    blocks = (_settled(block, model.alone) for block in found.blocks)
    return Folded(tuple(blocks), model.alone)


def _settled(block: Block, alone: frozenset[str]) -> Block:
    """The block with loops in its body, and names as they are said in it."""
    readers = Counter((*reads_in(block.items), block.end))
    taken = tuple(parameter.name for parameter in block.parameters)
    prefix = block.prefix or ""
    items = with_loops(block.items, readers, alone, prefix, taken)
    return replace(block, items=tuple(_relative(items, prefix)))


def _relative(items: Sequence[Item], prefix: str) -> list[Item]:
    """The items with uses of blocks called as in a body whose names have `prefix` before them."""
    return [_called(item, prefix) for item in items]


def _called(item: Item, prefix: str) -> Item:
    match item:
        case Use(name=str() as called):
            own = called.removeprefix(prefix).lstrip("_") if prefix else called
            return replace(item, name=own or None)
        case Loop():
            return replace(item, body=tuple(_relative(item.body, prefix)))
        case _:
            return item


def declared_blocks(
    folded: Sequence[Folded], bodies: Sequence[Sequence[Item]], tops: Identifiers
) -> dict[str, Declared]:
    """The blocks of all models by id, with their names in the text."""
    blocks = [block for one in folded for block in one.blocks]
    silent = {block.id for block in blocks if block.prefix is None}
    for items in (*bodies, *(block.items for block in blocks)):
        silent.update(use.block for use in _uses(items) if use.name is None)
    found: dict[str, Declared] = {}
    titles: dict[str, str] = {}
    for block in blocks:
        titles[block.id] = title(block, titles)
        called = tops.fresh(titles[block.id])
        called = f"_{called}" if block.id in silent else called
        found[block.id] = declared(called, block.parameters)
    return found


def _uses(items: Sequence[Item]) -> Iterator[Use]:
    for item in items:
        if isinstance(item, Use):
            yield item
        elif isinstance(item, Loop):
            yield from _uses(item.body)


def block_text(block: Block, alone: frozenset[str], words: Words) -> ast.Block:
    """The declaration of a block."""
    known = words.blocks[block.id]
    silent = known.name.startswith("_")
    planner = Planner(Counter((*reads_in(block.items), block.end)))
    start = block.starts[0] if len(block.starts) == 1 else None
    plan = planner.plan(block.items, start, block.end)
    prefix = f"{block.prefix}_" if block.prefix else ""
    placed = list(in_order(plan, planner, prefix))
    names = Identifiers(words.reserved, {parameter.name for parameter in block.parameters})
    if start is None:
        inputs = {ref: names.fresh(x) for ref, x in zip(block.starts, INPUTS, strict=False)}
    else:
        inputs = {start: names.fresh("x")} if start in planner.needs else {}
    own = frozenset[str]() if block.prefix is not None else alone
    bindings = call_everything(placed, planner, names, own, known=inputs, silent=silent)
    given = [ast.Input(NOWHERE, name(x), None) for x in inputs.values() if start is None]
    statements = Writer(planner, bindings, words).statements(plan, named=False)
    parameters = words.parameters(known)
    return ast.Block(NOWHERE, name(known.name), parameters, body((*given, *statements)))
