"""Drawing for the board: first the sheet that is asked for, then the others at leisure."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from threading import Lock, Thread

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.emit.diagram import Detail
from graphdsl.emit.diagram.draw import Shown, level, levels, sheet
from graphdsl.emit.diagram.picture import Picture
from graphdsl.emit.diagram.text import tree_text
from graphdsl.emit.diagram.view import View, picture_of
from graphdsl.pipeline import Checked
from graphdsl.watching.board import Board
from graphdsl.watching.choice import Choice
from graphdsl.watching.page import Sheets, drawn


class Drawer:
    """Draws models one after the other; only of the last one are all sheets drawn."""

    def __init__(self, choice: Choice, board: Board) -> None:
        self._choice = choice
        self._board = board
        self._sheets = Sheets(0, (), choice.view.detail, "")
        self._lock = Lock()
        """Held while the sheets of one picture change, or the picture they belong to."""

    def draw(self, checked: Checked) -> None:
        """Puts the first sheet on the board; raises GraphdslError where there can be none.

        Whether the others look different is found out later; until then those before are kept.
        """
        view = self._choice.view
        picture = level(_shown(checked), view, view.detail)
        drawing = self._svg(picture, view.detail)
        with self._lock:
            before = self._sheets
            known = before.levels or (view.detail,)
            sheets = Sheets(before.number + 1, known, view.detail, tree_text(picture))
            self._put(sheets, picture, view.detail, drawing)
        rest = (checked, sheets, drawing)
        Thread(target=self._draw_others, args=rest, daemon=True).start()

    def _draw_others(self, checked: Checked, sheets: Sheets, drawing: bytes) -> None:
        """What cannot be laid out is left out: the first sheet shows the model all the same."""
        pictures = levels(_shown(checked), self._choice.view)
        found = replace(sheets, levels=tuple(pictures))
        if set(sheets.levels) - set(found.levels):
            self._put_later(found, pictures[found.first], found.first, drawing)
        for detail, picture in pictures.items():
            if found.number != self._sheets.number:
                return
            if detail != found.first:
                with suppress(GraphdslError):
                    self._put_later(found, picture, detail, self._svg(picture, detail))

    def _put_later(self, sheets: Sheets, picture: Picture, detail: Detail, drawing: bytes) -> None:
        with self._lock:
            if sheets.number == self._sheets.number:
                self._put(sheets, picture, detail, drawing)

    def _put(self, sheets: Sheets, picture: Picture, detail: Detail, drawing: bytes) -> None:
        self._sheets = sheets
        self._board.draw(detail, drawn(sheets, picture, detail, drawing), sheets.levels)

    def _svg(self, picture: Picture, detail: Detail) -> bytes:
        view = replace(self._choice.view, detail=detail)
        return sheet(picture, view, self._choice.direction, self._choice.theme)


def _shown(checked: Checked) -> Shown:
    def shown(view: View) -> Picture:
        return picture_of(checked.graph, checked.types, view, checked.origins)

    return shown
