"""`graphdsl explain`: what a diagnostic means and how it is mended."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graphdsl.cli.report import UsageError, result

if TYPE_CHECKING:
    from graphdsl.diagnostics.explaining import Page
    from graphdsl.diagnostics.rendering.terminal import Paint


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "explain",
        help="explain a diagnostic by its code",
        description="Explains a diagnostic, with an example and how it is mended; without a code "
        "it lists all of them.",
    )
    parser.add_argument(
        "codes",
        metavar="CODE",
        nargs="*",
        help="such as GDL203 or 203; GDL2 lists those that begin so",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the pages that were asked for, or the list of them all."""
    from graphdsl.diagnostics.explaining import page
    from graphdsl.diagnostics.rendering.terminal import Paint, wants_colour
    from graphdsl.diagnostics.usage import UnknownCode

    paint = Paint(sys.stdout is not None and wants_colour(sys.stdout))  # pyright: ignore[reportUnnecessaryComparison]
    if not options.codes:
        result("\n".join(_index(paint)) + "\n")
        return 0
    found = [(code, page(code)) for code in options.codes]
    shown = [_lines(its, paint) if its else _index(paint, code) for code, its in found]
    texts = ["\n".join(lines) for lines in shown]
    unknown = [code for (code, _), text in zip(found, texts, strict=True) if not text]
    if unknown:
        raise UsageError(tuple(UnknownCode(text=code) for code in unknown))
    result("\n\n".join(texts) + "\n")
    return 0


def _index(paint: Paint, beginning: str = "GDL") -> Iterator[str]:
    """The codes that begin so with their titles, by stage; all of them if nothing is said."""
    from graphdsl.diagnostics.explaining import pages
    from graphdsl.diagnostics.selection import prefix

    start = prefix(beginning) or beginning
    stage = ""
    for page in (page for page in pages() if page.code.startswith(start)):
        if page.stage != stage:
            yield from ([""] if stage else [])
            stage = page.stage
            yield paint.strong(stage)
        yield f"  {paint.frame(page.code)}  {page.title}"


def _lines(page: Page, paint: Paint) -> Iterator[str]:
    """A page without the marks of Markdown: headings in bold, examples indented."""
    yield paint.strong(f"{page.code}: {page.title}")
    yield ""
    inside = False
    for line in page.body.rstrip().splitlines():
        if line.startswith("```"):
            name = line.removeprefix("```").partition(" ")[2]
            if name and not inside:
                yield f"{name}:"
                yield ""
            inside = not inside
        elif inside:
            yield f"    {line}".rstrip()
        elif line.startswith("## "):
            yield paint.strong(line.removeprefix("## "))
        else:
            yield line
