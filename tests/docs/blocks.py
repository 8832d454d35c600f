"""The code blocks of the documentation, found by their fences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *(p for p in sorted((ROOT / "docs").glob("*.md")) if p.name != "diagnostics.md"),
]
"""The examples of docs/diagnostics.md are tested where its parts stand."""

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """One block: its language, the words behind it, and where it stands."""

    page: Path
    line: int
    language: str
    words: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks_of(page: Path, language: str | None = None) -> list[Block]:
    """The blocks of `page`, in order; of one language if that is given."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        first, *words = match["info"].split() or [""]
        line = text.count("\n", 0, match.start()) + 1
        indent = len(match["indent"])
        body = "".join(part[indent:] for part in match["text"].splitlines(keepends=True))
        found.append(Block(page, line, first, tuple(words), body))
    return [b for b in found if language in (None, b.language)]


def all_blocks(language: str) -> list[Block]:
    """The blocks of one language on all pages."""
    return [block for page in PAGES for block in blocks_of(page, language)]
