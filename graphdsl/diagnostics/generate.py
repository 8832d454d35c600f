"""From the pages of the diagnostics to docs/diagnostics.md, which holds them all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from graphdsl.diagnostics.explaining import Page, pages

DOCUMENT = Path(__file__).parents[2] / "docs" / "diagnostics.md"
_HEAD = """\
# Diagnostics

Every message of graphdsl has a code that stays the same, and a page: what it means, an example that
yields it, and the example mended. `graphdsl explain GDL203` prints one of them. Errors keep a model
from being compiled; a warning can be left out with `--ignore`, or with `# gdl: allow GDL305` in its
line.

"""


def document_text() -> str:
    """The whole document: a table of the codes by stage, then the pages."""
    all_pages = list(pages())
    stages = [(stage, list(group)) for stage, group in groupby(all_pages, lambda p: p.stage)]
    tables = (line for stage, group in stages for line in _table(stage, group))
    return _HEAD + "\n".join(tables) + "\n".join(_page(page) for page in all_pages)


def _table(stage: str, group: list[Page]) -> Iterator[str]:
    yield f"**{stage}**\n"
    yield "| code | |\n|---|---|"
    for page in group:
        title = page.title.replace("|", "\\|")
        yield f"| [{page.code}](#{page.code.lower()}) | {title} |"
    yield ""


def _page(page: Page) -> str:
    """A page one level of headings deeper, under an anchor that is its code."""
    fenced = False
    lines: list[str] = []
    for line in page.body.rstrip().splitlines():
        fenced ^= line.startswith("```")
        lines.append(f"##{line}" if line.startswith("## ") and not fenced else line)
    body = "\n".join(lines)
    return f'<a id="{page.code.lower()}"></a>\n\n## {page.code}: {page.title}\n\n{body}\n'


if __name__ == "__main__":
    DOCUMENT.write_text(document_text(), encoding="utf-8")
