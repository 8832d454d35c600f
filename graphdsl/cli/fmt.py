"""`graphdsl fmt`: files in their canonical form."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from enum import Enum
from typing import Any

from graphdsl.cli.report import result, say, tell
from graphdsl.cli.telling import add_format
from graphdsl.diagnostics.base import Diagnostic, GraphdslError
from graphdsl.diagnostics.wording import count
from graphdsl.source import Source


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "fmt",
        help="format files in place",
        description="Puts files into their canonical form; - prints standard input formatted.",
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help="a .gdl file, a folder of them, - for input"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a file would change"
    )
    parser.add_argument(
        "--diff", action="store_true", help="write nothing; show the changes, exit 1 if any"
    )
    add_format(parser, ("text", "short"))
    parser.set_defaults(run=run)


class _Outcome(Enum):
    SAME = "already formatted"
    CHANGED = "formatted"
    FAILED = "not formatted"


def run(options: argparse.Namespace) -> int:
    """Formats all files; a file with syntax errors is left alone and told of."""
    from graphdsl.files import gdl_files, read_source

    problems: list[Diagnostic] = []
    outcomes: list[_Outcome] = []
    for name in gdl_files(options.files):
        source = name if isinstance(name, Diagnostic) else read_source(name)
        if isinstance(source, Diagnostic):
            problems.append(source)
            outcomes.append(_Outcome.FAILED)
        else:
            outcomes.append(_format(source, options, problems))
    tell(problems, options.format)
    if options.files != ["-"]:
        say(_totals(outcomes, only_looks=options.check or options.diff))
    changed = _Outcome.CHANGED in outcomes and (options.check or options.diff)
    return 1 if changed or _Outcome.FAILED in outcomes else 0


def _format(source: Source, options: argparse.Namespace, problems: list[Diagnostic]) -> _Outcome:
    from graphdsl.syntax.printer import format_source

    try:
        text = format_source(source)
    except GraphdslError as error:
        problems.extend(error.diagnostics)
        return _Outcome.FAILED
    outcome = _Outcome.SAME if text == source.text else _Outcome.CHANGED
    if options.diff:
        result("".join(_diff(source, text)))
    elif options.check:
        if outcome is _Outcome.CHANGED:
            result(f"would format {source.name}\n")
    elif source.path is None:
        result(text)
    elif outcome is _Outcome.CHANGED:
        return _rewrite(source, text, problems)
    return outcome


def _rewrite(source: Source, text: str, problems: list[Diagnostic]) -> _Outcome:
    from graphdsl.files import write_bytes

    problem = write_bytes(source.name, text.encode())
    if problem is not None:
        problems.append(problem)
        return _Outcome.FAILED
    result(f"formatted {source.name}\n")
    return _Outcome.CHANGED


def _diff(source: Source, text: str) -> Iterator[str]:
    from difflib import unified_diff

    before, after = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    for line in unified_diff(before, after, source.name, f"{source.name} (formatted)"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _totals(outcomes: list[_Outcome], *, only_looks: bool) -> str:
    """`1 file formatted, 2 files already formatted`."""
    words = {
        _Outcome.CHANGED: "would change" if only_looks else "formatted",
        _Outcome.SAME: "already formatted",
        _Outcome.FAILED: "not formatted",
    }
    counts = ((outcomes.count(o), word) for o, word in words.items())
    return ", ".join(f"{count(number, 'file')} {word}" for number, word in counts if number)
