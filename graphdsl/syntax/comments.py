"""Putting comments back: each is taken once, in order, by what is printed where it stood."""

from __future__ import annotations

from graphdsl.source import Span
from graphdsl.syntax.ast import Comment


class Comments:
    """The comments of a text that are not printed yet."""

    def __init__(self, text: str, comments: tuple[Comment, ...]) -> None:
        self._text = text
        self._waiting = list(reversed(comments))

    def before(self, offset: int) -> list[Comment]:
        """Takes all comments that begin before `offset`."""
        taken: list[Comment] = []
        while self._waiting and self._waiting[-1].span.start < offset:
            taken.append(self._waiting.pop())
        return taken

    def behind(self, end: int, limit: int) -> Comment | None:
        """Takes the comment before `limit` that stands in the line of what ends at `end`."""
        if not self._waiting:
            return None
        start = self._waiting[-1].span.start
        if not end <= start < limit or not self.same_line(end, start):
            return None
        return self._waiting.pop()

    def any_in(self, span: Span) -> bool:
        """Whether one of the next comments lies in `span`."""
        return bool(self._waiting) and span.start <= self._waiting[-1].span.start < span.end

    def same_line(self, start: int, end: int) -> bool:
        """Whether no line ends between the offsets."""
        return self._text.find("\n", start, end) < 0

    def blank_between(self, start: int, end: int) -> bool:
        """Whether an empty line lies between the offsets."""
        return self._text.count("\n", start, end) > 1
