"""Which declarations of a file an error has to do with: the others are as good as without it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graphdsl.source import Span
from graphdsl.syntax import ast

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def spoilt(file: ast.File, errors: Iterable[Span]) -> frozenset[str]:
    """The names of what an error stands in, and of what is made of that; of all declarations where
    an error stands in none of them.

    What a declaration is made of is told by the words in it, which are rather too many.
    """
    items = [item for item in file.items if not isinstance(item, ast.Version)]
    wrong: set[str] = set()
    for span in errors:
        inside = [item.name.id for item in items if _holds(item.span, span)]
        if not inside:
            return frozenset(item.name.id for item in items)
        wrong.update(inside)
    users: dict[str, list[str]] = {}
    for item in items if wrong else ():
        for word in set(_WORD.findall(item.span.text)):
            users.setdefault(word, []).append(item.name.id)
    todo = list(wrong)
    while todo:
        new = set(users.get(todo.pop(), ())) - wrong
        wrong |= new
        todo.extend(new)
    return frozenset(wrong)


def _holds(outer: Span, inner: Span) -> bool:
    same = outer.source is inner.source
    return same and outer.start <= inner.start and inner.end <= outer.end
