"""`graphdsl check --fix`: files mended in place, and what was changed in them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from graphdsl.cli.report import result, say
from graphdsl.cli.telling import heard
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.rendering.formats import FOR_PROGRAMS
from graphdsl.diagnostics.rendering.terminal import plain
from graphdsl.files import read_source, write_bytes
from graphdsl.fixing import Fixed, fix
from graphdsl.opening import analyze_file, is_gdl
from graphdsl.pipeline import analyze

if TYPE_CHECKING:
    from graphdsl.graph import Value
    from graphdsl.source import Source


def mend(
    name: str, options: argparse.Namespace, params: Mapping[str, Value]
) -> tuple[Diagnostic, ...]:
    """Mends the file `name`, says what was changed, and gives what is left to be told.

    Standard input is mended onto standard output.
    """
    if not is_gdl(name):
        analysis = analyze_file(name, model=options.model, params=params)
        return heard(options, analysis.diagnostics)
    source = read_source(name)
    if isinstance(source, Diagnostic):
        return (source,)
    if source.path is None and options.format in FOR_PROGRAMS:
        options.command.error(f"--fix of standard input does not go with --format {options.format}")

    def told(text: Source) -> tuple[Diagnostic, ...]:
        found = analyze(text, model=options.model, params=params)
        return heard(options, found.diagnostics)

    fixed = fix(source, told)
    return _write(source, fixed)


def _write(source: Source, fixed: Fixed) -> tuple[Diagnostic, ...]:
    if source.path is None:
        result(fixed.source.text)
    elif fixed.mended:
        problem = write_bytes(source.path, fixed.source.text.encode())
        if problem is not None:
            return (problem,)
    for diagnostic in fixed.mended:
        begin, message = diagnostic.span.begin, plain(diagnostic.message())
        place = f"{plain(source.name)}:{begin.line}:{begin.column}"
        say(f"{place}: fixed {diagnostic.code}: {message}{_said(diagnostic)}")
    return fixed.left


def _said(diagnostic: Diagnostic) -> str:
    """` (now `Dense`)`, where what was written is short."""
    texts = [edit.text.strip() for edit in diagnostic.best_fix()]
    if len(texts) != 1 or not texts[0] or "\n" in texts[0]:
        return ""
    return f"; now `{plain(texts[0])}`"
