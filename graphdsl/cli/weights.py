"""`--weights`, `--rename`, `--strict-weights`: where the layers of a model get their weights."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from graphdsl.cli.report import say

if TYPE_CHECKING:
    from graphdsl.diagnostics.base import Diagnostic
    from graphdsl.graph import Graph
    from graphdsl.keras.weights import Report
    from graphdsl.pipeline import WeightSources


def add_weights(parser: argparse.ArgumentParser) -> None:
    """The three options."""
    parser.add_argument(
        "--weights",
        metavar="[MODEL=]FILE",
        action="append",
        default=[],
        help="fill layers, by their names, from a .keras, .weights.h5 or .h5 file; MODEL= says of "
        "which model they are, where parts come from several; may be repeated",
    )
    parser.add_argument(
        "--rename",
        metavar="OLD=NEW",
        action="append",
        default=[],
        type=_pair,
        help="the layer OLD of the file is NEW here; both may be globs such as block1_*",
    )
    parser.add_argument(
        "--strict-weights", action="store_true", help="every layer has to get its weights"
    )


def _pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not equals or not old or not new:
        raise argparse.ArgumentTypeError(f"write it as OLD=NEW, not {text!r}")
    return old, new


def sources(options: argparse.Namespace, parent: Graph | None = None) -> WeightSources:
    """What the options say; where they say nothing, the weights in the input itself."""
    from graphdsl.pipeline import WeightSources

    named: dict[str, str] = {}
    given: str | None = None
    for text in options.weights:
        file = _file(text)
        _demand_ending(file)
        if file == text:
            given = text
        else:
            named[text[: len(text) - len(file) - 1]] = file
    if given is None and not named:
        given = own_weights(options)
    if given is not None and named and parent is not None:
        named[parent.name], given = given, None
    return WeightSources(
        given=named or given, rename=options.rename, strict=options.strict_weights, parent=parent
    )


def _file(text: str) -> str:
    """The file of `MODEL=FILE` or `FILE`."""
    name, equals, file = text.partition("=")
    named = equals and name.replace(".", "_").isidentifier() and not os.path.exists(text)
    return file if named else text


def _demand_ending(file: str) -> None:
    """Raises GraphdslError for a file that is not read for weights, before Keras is started."""
    from graphdsl.diagnostics.base import GraphdslError
    from graphdsl.diagnostics.weights import WeightsUnreadable
    from graphdsl.saved import has_weights

    if not has_weights(file):
        reason = "its name ends in none of .keras, .weights.h5, .h5"
        raise GraphdslError((WeightsUnreadable(path=file, reason=reason),))


def own_weights(options: argparse.Namespace) -> str | None:
    """The input itself, if it is a saved model with weights."""
    from graphdsl.saved import has_weights

    file: str = options.file
    return file if has_weights(file) else None


def fills(options: argparse.Namespace, form: str) -> bool:
    """Whether a model of this form gets weights from what was given."""
    return form == "keras" and bool(options.weights or own_weights(options))


def left_behind(options: argparse.Namespace, graph: Graph, form: str) -> Iterator[Diagnostic]:
    """The weights of the input, those that were given and those that parts of `graph` bring along,
    where the form holds none; a graph file keeps where those of parts come from."""
    if form == "keras":
        return
    from graphdsl.diagnostics.saved import WeightsLeftBehind
    from graphdsl.graph.leaves import leaves

    own = own_weights(options)
    names = [*([own] if own else []), *map(_file, options.weights)]
    if form != "graph.json":
        taken = (leaf.taken for leaf in leaves(graph))
        names += [t.name for t in taken if t is not None and t.kind != "model"]
    for name in dict.fromkeys(names):
        yield WeightsLeftBehind(path=name)


def tell_report(report: Report | None) -> None:
    """Says what was copied, what is fresh, what did not fit."""
    for line in report.lines() if report is not None else ():
        say(line)
