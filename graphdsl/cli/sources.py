"""What commands are given: files, `--model`, `--set`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from graphdsl.cli.report import UsageError, failed, tell
from graphdsl.cli.telling import heard
from graphdsl.diagnostics.usage import NotOneValue, SetTwice

if TYPE_CHECKING:
    from graphdsl.graph import Value
    from graphdsl.pipeline import Analysis, Checked


NAMED_FILES = "a .gdl file, a saved model (.keras, .h5, .json) or a .graph.json"
FILES = f"{NAMED_FILES}; - for standard input"


def add_file(parser: argparse.ArgumentParser, what: str = FILES) -> None:
    """The file that a command works on."""
    parser.add_argument("file", metavar="FILE", help=what)


def add_choice_of_model(parser: argparse.ArgumentParser) -> None:
    """`--model` and `--set`."""
    parser.add_argument("--model", metavar="NAME", help="which model, where the file has several")
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        type=_assignment,
        help="give a parameter of the model a value, written as in the language; may be repeated",
    )


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    name = name.strip()
    if not equals or not name.isidentifier() or not value.strip():
        raise argparse.ArgumentTypeError(f"write it as NAME=VALUE, not {text!r}")
    return name, value


def analysis_of(options: argparse.Namespace, *, filled: bool = False) -> Analysis:
    """What is known of the chosen model, or the only one of the file, and is to be told of it.

    `filled` says that it will be built and filled with weights that are given.
    """
    from dataclasses import replace

    from graphdsl.opening import analyze_file

    params = parameters(options.set)
    analysis = analyze_file(options.file, model=options.model, params=params, one=True)
    found = analysis.diagnostics
    if filled:
        from graphdsl.pipeline import before_weights

        found = before_weights(found)
    return replace(analysis, diagnostics=heard(options, found))


def checked_model(options: argparse.Namespace) -> Checked | None:
    """The model to show; problems are told, and after an error there is none."""
    analysis = analysis_of(options)
    tell(analysis.diagnostics, options.format)
    return None if failed(analysis.diagnostics) else analysis.one


def apart(one: str, other: str) -> tuple[str, str]:
    """The names of two files without the folders around them, as far as they differ so."""
    parts = PurePath(one).parts, PurePath(other).parts
    longest = max(map(len, parts))
    ends = (("/".join(parts[0][-n:]), "/".join(parts[1][-n:])) for n in range(1, longest + 1))
    return next((pair for pair in ends if pair[0] != pair[1]), (one, other))


def parameters(given: Sequence[tuple[str, str]]) -> dict[str, Value]:
    """The values of `--set`. Raises UsageError, also where a parameter is set twice."""
    names = [name for name, _ in given]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError((SetTwice(name=twice),))
    return {name: _value(name, text) for name, text in given}


def _value(name: str, text: str) -> Value:
    """`text` read as the language reads a value, such as `128`, `relu` or `[32, 64]`."""
    from graphdsl.lowering.evaluate import evaluate
    from graphdsl.lowering.scope import Scope
    from graphdsl.lowering.session import Env, Session
    from graphdsl.source import Source
    from graphdsl.syntax import ast
    from graphdsl.syntax.parser import parse

    source = Source(f"let {name} = {text}", "--set")
    parsed = parse(source)
    if parsed.diagnostics:
        raise UsageError(tuple(parsed.diagnostics))
    match parsed.file.items:
        case (ast.Let(value=expr),) if not source.text[expr.span.end :].strip():
            session = Session()
            value = evaluate(expr, Env(session, Scope()))
            if session.diagnostics:
                raise UsageError(tuple(session.diagnostics))
            return value
        case _:
            raise UsageError((NotOneValue(name=name, text=text),))
