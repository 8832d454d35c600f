"""Texts of models from everywhere in the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from graphdsl.graph import Graph
from graphdsl.pipeline import analyze
from graphdsl.source import Source

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```gdl(?: [^\n]*)?\n(.*?)```", re.DOTALL)
PAGES = (
    *sorted((ROOT / "tests/spec").glob("*.md")),
    ROOT / "docs/language.md",
    *sorted((ROOT / "graphdsl/diagnostics/pages").glob("*.md")),
)
EXAMPLES = sorted((ROOT / "examples").glob("*.gdl"))


def texts() -> Iterator[tuple[str, Source]]:
    """Every example and every block of the documentation, whether it is right or wrong."""
    for path in EXAMPLES:
        yield path.stem, Source.read(path)
    for path in PAGES:
        for number, match in enumerate(BLOCK.finditer(path.read_text(encoding="utf-8"))):
            yield f"{path.stem}-{number}", Source(match[1])


def graphs() -> Iterator[tuple[str, Graph]]:
    """The graphs of those without an error."""
    for name, source in texts():
        found = analyze(source)
        if found.ok:
            for model, checked in found.models.items():
                yield f"{name}-{model}", checked.graph
