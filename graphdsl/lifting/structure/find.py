"""The structure of a body: blocks for what stands there several times, then loops."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from graphdsl.graph import Ref
from graphdsl.lifting.items import Call, Item, Use
from graphdsl.lifting.structure.blocks import Block, block_of
from graphdsl.lifting.structure.windows import Repeat, Search

ROUNDS: Final = 100
"""Blocks of one model."""
TRIED: Final = 24
"""Stretches that are made a block to see what it saves."""
INPUTS: Final = 4
"""Tensors that go into a block, looked for once nothing more is found with a single one."""
FEW: Final = 3
"""Parameters that nobody minds."""

MakesBlock: TypeAlias = Callable[[Sequence[Sequence[Call | Use]]], tuple[Block, list[Use]] | None]


@dataclass(frozen=True, slots=True)
class Structure:
    """A body with its repetitions folded."""

    items: tuple[Item, ...]
    blocks: tuple[Block, ...]
    """Each behind those that it uses."""


def structure(
    items: Sequence[Item], held: Mapping[Ref, int], alone: Collection[str], tag: str
) -> Structure:
    """`items` with uses of blocks for what is repeated; `held` counts what is read from outside,
    `alone` holds the layers that are called as they are by themselves, and ids of blocks begin
    with `tag`."""
    search = Search(alone)
    blocks: list[Block] = []
    taken: set[str] = set()
    now: list[Item] = list(items)
    inputs = 1
    while len(blocks) < ROUNDS:
        makes_block = partial(block_of, f"{tag} {len(blocks)}", alone=alone, taken=taken)
        folded = _best(now, search.repeats(now, held, inputs)[:TRIED], makes_block)
        if folded is None and inputs < INPUTS:
            inputs = INPUTS
            continue
        if folded is None:
            break
        if folded.block.prefix is not None:  # what has gone into it is called relative to it
            taken -= _names(now)
        taken |= _names(folded.items)
        blocks.append(folded.block)
        now = folded.items
    return Structure(tuple(now), tuple(blocks))


def _names(items: Sequence[Item]) -> set[str]:
    """What the uses of blocks are called."""
    return {i.name for i in items if isinstance(i, Use) and isinstance(i.name, str)}


@dataclass(frozen=True, slots=True)
class Folded:
    """A block, and the items with its uses."""

    block: Block
    items: list[Item]
    gain: float


def _best(
    items: Sequence[Item], repeats: Sequence[Repeat], makes_block: MakesBlock
) -> Folded | None:
    """The block that saves most, many parameters counted against it."""
    best: Folded | None = None
    for repeat in repeats:
        if best is not None and repeat.gain <= best.gain:
            break
        folded = _folded(items, repeat, makes_block)
        if folded is not None and folded.gain > 0 and (best is None or folded.gain > best.gain):
            best = folded
    return best


def _folded(items: Sequence[Item], repeat: Repeat, makes_block: MakesBlock) -> Folded | None:
    """The block for a repeated stretch, and the items with its uses."""
    stretches = [items[start : start + repeat.length] for start in repeat.starts]
    found = makes_block([_calls(stretch) for stretch in stretches])
    if found is None:
        return None
    block, uses = found
    folded: list[Item] = []
    end = 0
    for start, use in zip(repeat.starts, uses, strict=True):
        folded += [*items[end:start], use]
        end = start + repeat.length
    labels = sum(parameter.label for parameter in block.parameters)
    surplus = max(0, len(block.parameters) - labels - FEW)
    cost = surplus * (1 + len(uses) / 4) + labels * (1 + len(uses))
    return Folded(block, [*folded, *items[end:]], repeat.gain - cost)


def _calls(stretch: Sequence[Item]) -> list[Call | Use]:
    return [item for item in stretch if isinstance(item, (Call, Use))]
