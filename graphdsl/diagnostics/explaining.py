"""The pages of the diagnostics: one for each code, what it means and how it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

STAGES: Final = {
    "0": "Files and commands",
    "1": "Syntax",
    "2": "Names",
    "3": "Flow and topology",
    "4": "Arguments and values",
    "5": "Types",
    "6": "Outputs and training",
    "7": "Limits",
    "8": "What Keras says",
    "9": "Not supported yet",
}
"""What a diagnostic is about, by the first digit of its code."""

_TITLE = re.compile(r"# (GDL\d{3}): (.+)\n+")
_NAME = re.compile(r"(?:GDL)?(\d{3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What there is to say of one code."""

    code: str
    title: str
    """What is wrong, in a few words."""
    body: str
    """Markdown: what it is and why it is wrong, then the sections `Wrong` and `Right`."""

    @property
    def stage(self) -> str:
        """What the code is about, one of STAGES."""
        return STAGES[self.code[3]]


def page(code: str) -> Page | None:
    """The page of a code, written as `GDL203`, `gdl203` or `203`; None if there is none.

    >>> page("gdl203").title
    'a name that is never used'
    """
    found = _NAME.fullmatch(code.strip())
    file = _folder() / f"GDL{found[1]}.md" if found else None
    return _read(file) if file and file.is_file() else None


def pages() -> Iterator[Page]:
    """All pages, in the order of their codes."""
    for file in sorted(_folder().iterdir(), key=lambda f: f.name):
        yield _read(file)


def _folder() -> Traversable:
    return files("graphdsl.diagnostics") / "pages"


def _read(file: Traversable) -> Page:
    text = file.read_text(encoding="utf-8")
    title = _TITLE.match(text)
    assert title is not None, f"{file.name} has no title"
    return Page(title[1], title[2], text[title.end() :])
