"""Which diagnostics are told, and how: `--format`, `--select`, `--ignore`, `--warn-as-error`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

from graphdsl.cli.report import UsageError
from graphdsl.diagnostics.base import Diagnostic


def add_format(parser: argparse.ArgumentParser, forms: Sequence[str]) -> None:
    """`--format` of diagnostics."""
    parser.add_argument(
        "--format", choices=forms, default="text", help="how problems are shown, text by default"
    )


def add_telling(
    parser: argparse.ArgumentParser, forms: Sequence[str] = ("text", "short", "github")
) -> None:
    """All four options."""
    add_format(parser, forms)
    for option, what in (("--select", "tell only these warnings"), ("--ignore", "leave out these")):
        parser.add_argument(
            option,
            metavar="CODES",
            action="append",
            default=[],
            help=f"{what}: codes such as GDL305 or their beginnings such as GDL3, with commas",
        )
    parser.add_argument(
        "--warn-as-error", action="store_true", help="count warnings as errors (exit code 1)"
    )


def heard(options: argparse.Namespace, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Those of `found` that the user wants to hear, at their levels. Raises UsageError."""
    if not (options.select or options.ignore or options.warn_as_error):
        return tuple(found)
    from graphdsl.diagnostics.selection import Selection

    chosen = Selection(
        _prefixes(options.select), _prefixes(options.ignore), strict=options.warn_as_error
    )
    return chosen.of(found)


def _prefixes(given: Sequence[str]) -> tuple[str, ...]:
    """Beginnings of codes that there are."""
    from graphdsl.diagnostics.explaining import pages
    from graphdsl.diagnostics.selection import prefix
    from graphdsl.diagnostics.usage import UnknownCode

    if not given:
        return ()
    codes = [page.code for page in pages()]
    written = [text.strip() for several in given for text in several.split(",")]
    found = {text: prefix(text) for text in written if text}
    unknown = [t for t, p in found.items() if p is None or not any(c.startswith(p) for c in codes)]
    if unknown:
        raise UsageError(tuple(UnknownCode(text=text) for text in unknown))
    return tuple(p for p in found.values() if p is not None)
