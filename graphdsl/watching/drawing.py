"""Drawing for the board: first the sheet that is asked for, then the others at leisure."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from threading import Lock, Thread

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.emit.diagram import Detail
from graphdsl.emit.diagram.draw import levels, sheet
from graphdsl.emit.diagram.picture import Picture
from graphdsl.emit.diagram.text import tree_text
from graphdsl.pipeline import Checked
from graphdsl.watching.board import Board
from graphdsl.watching.choice import Choice
from graphdsl.watching.page import Sheets, drawn


class Drawer:
    """Draws models one after the other; only of the last one are all sheets drawn."""

    def __init__(self, choice: Choice, board: Board) -> None:
        self._choice = choice
        self._board = board
        self._number = 0
        self._lock = Lock()
        """Held while the sheets of one picture change, or the picture they belong to."""

    def draw(self, checked: Checked) -> None:
        """Puts the first sheet on the board; raises GraphdslError where there can be none."""
        choice = self._choice
        pictures = levels(checked.graph, checked.types, choice.view, checked.origins)
        first = choice.view.detail
        drawing = self._svg(pictures[first], first)
        with self._lock:
            self._number += 1
            text = tree_text(pictures[first])
            sheets = Sheets(self._number, tuple(pictures), first, text)
            self._board.draw(first, drawn(sheets, pictures[first], first, drawing), sheets.levels)
        others = {detail: picture for detail, picture in pictures.items() if detail != first}
        Thread(target=self._draw_others, args=(others, sheets), daemon=True).start()

    def _draw_others(self, pictures: Mapping[Detail, Picture], sheets: Sheets) -> None:
        """What cannot be laid out is left out: the first sheet shows the model all the same."""
        for detail, picture in pictures.items():
            if sheets.number != self._number:
                return
            with suppress(GraphdslError):
                drawing = self._svg(picture, detail)
                with self._lock:
                    if sheets.number == self._number:
                        facts = drawn(sheets, picture, detail, drawing)
                        self._board.draw(detail, facts, sheets.levels)

    def _svg(self, picture: Picture, detail: Detail) -> bytes:
        view = replace(self._choice.view, detail=detail)
        return sheet(picture, view, self._choice.direction, self._choice.theme)
