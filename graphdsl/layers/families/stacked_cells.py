"""Cells on top of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from graphdsl.graph.model import Layer as GraphLayer
from graphdsl.layers.base import (
    LAYER,
    Arg,
    Nesting,
    Problem,
    Weight,
    arg,
)
from graphdsl.layers.families.cells import Cell, not_cells
from graphdsl.layers.families.nested import differs, known, owned, some
from graphdsl.layers.kinds import LayerValue, ListOf
from graphdsl.layers.shapes import added


class StackedRNNCells(Cell):
    """Cells on top of each other, as one."""

    common: ClassVar[Mapping[str, Arg]] = LAYER
    weights_inside = True

    cells: list[GraphLayer] = arg(ListOf(LayerValue()))

    def problems(self) -> Iterator[Problem]:
        """Layers that are no cells."""
        return not_cells(self, self.cells, "cells")

    def inner(self) -> list[Cell] | None:
        """What is known of the cells; None if one is unknown."""
        found = [cell for cell in map(known, self.cells) if isinstance(cell, Cell)]
        return found if found and len(found) == len(self.cells) else None

    def states(self) -> tuple[int, ...] | None:
        """Those of all cells."""
        all_of = [cell.states() for cell in self.inner() or ()]
        if not all_of or None in all_of:
            return None
        return tuple(size for sizes in all_of for size in sizes or ())

    def state_nesting(self) -> Nesting | None:
        """Those of each cell together, where it has several."""
        each = [cell.state_nesting() for cell in self.inner() or ()]
        known_each = [states for states in each if states is not None]
        if not each or len(known_each) < len(each):
            return None
        return tuple(states if len(states) > 1 else () for states in known_each)

    def step_size(self) -> int | None:
        """That of the last cell."""
        cells = self.inner()
        return cells[-1].step_size() if cells else None

    def _sizes(self, size: int) -> list[tuple[Cell, int]]:
        """Each cell with the size of what it takes."""
        cells = self.inner() or []
        between = [cell.step_size() or 0 for cell in cells[:-1]]
        return list(zip(cells, (size, *between), strict=False))

    def step_weights(self, size: int) -> tuple[Weight, ...]:
        """Those of all cells."""
        return tuple(
            weight
            for cell, features in self._sizes(size)
            for weight in owned(cell, cell.step_weights(features))
        )

    def step_macs(self, size: int) -> int | None:
        """Those of all cells."""
        each = [cell.step_macs(features) for cell, features in self._sizes(size)]
        return added(*each) if each else None

    def differs_in_training(self, *, frozen: bool = False) -> bool | None:
        """If one of the cells does."""
        return some(differs(cell, frozen=frozen) for cell in self.cells)
