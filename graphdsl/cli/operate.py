"""Graph operations as commands: `graphdsl cutout`, `graphdsl freeze` and the others."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from graphdsl.cli.outputs import STANDARD, Target, add_output, target_of, without_ending
from graphdsl.cli.report import failed, tell
from graphdsl.cli.sources import add_choice_of_model, add_file, analysis_of
from graphdsl.cli.telling import add_telling, heard
from graphdsl.cli.weights import add_weights, fills, own_weights
from graphdsl.diagnostics.base import Diagnostic, GraphdslError

if TYPE_CHECKING:
    from graphdsl.graph import Graph
    from graphdsl.pipeline import Checked

FORMS: Final = ("gdl", "keras", "py", "json", "graph.json")
_BINARY: Final = ("keras",)

_PLACES: Final = {"names": "NAME", "change": "'OLD -> NEW'", "layer": "LAYER"}
"""What is given by its place, and how it is shown."""
_WORDS: Final = {
    "keep": "outputs, segments, values or layers to keep; globs such as 'learner_*'",
    "since": "values that become inputs: of outputs, segments, values or layers",
    "names": "layers, segments or outputs; globs such as 'conv*'",
    "change": "a class and the layer in its place, such as 'Dropout -> MCDropout(0.3)'",
    "layer": "a layer as in the language, such as 'Dense(64, relu)'",
    "after": "put it behind these values",
    "before": "put it in front of these layers",
    "join": "the layer that joins them, such as Average",
    "factors": "multiply each model's outputs by its factor and add them up",
    "shape": "what the input takes from then on, such as '[32, 32, 3]'",
    "dtype": "the dtype of the input from then on",
    "input": "the name of the input, where there are several",
}
COMMANDS: Final[dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    "cutout": ("take the part of a model that computes something", (), ("keep", "since")),
    "freeze": ("freeze layers", ("names",), ()),
    "unfreeze": ("let layers train again", ("names",), ()),
    "replace": ("put layers of one class in place of another's", ("change",), ()),
    "insert": ("put a layer behind or in front of others", ("layer",), ("after", "before")),
    "remove": ("take layers out", ("names",), ()),
    "drop_aux": ("leave out auxiliary outputs", (), ()),
    "flatten": ("write out the models inside a model", (), ()),
    "nest": ("make segments models of their own", ("names",), ()),
    "merge": ("put several models under one input", (), ("join", "factors")),
    "outputs": ("make what layers give outputs", ("names",), ()),
    "prepend": ("put a layer in front of an input", ("layer",), ("shape", "dtype", "input")),
}
"""By name: what it does, what is given by its place, what by an option."""
_MANY: Final = frozenset({"keep", "since", "names", "after", "before", "factors"})
_SINGLE: Final = frozenset({"layer", "arrow", "shape", "name", "dtype"})
"""Kinds of arguments that are no list of words."""
_OPTIONAL: Final = frozenset({"freeze", "unfreeze", "outputs"})
"""Those that concern all layers where none is named."""


def add_to(commands: Any) -> None:
    """Adds all of them."""
    for name, (words, places, options) in COMMANDS.items():
        parser: argparse.ArgumentParser = commands.add_parser(
            name,
            help=words,
            description=f"{words[0].upper()}{words[1:]}, in a file of any kind.",
        )
        if name == "merge":
            parser.add_argument("files", metavar="FILE", nargs="+", help="files, each of one model")
        else:
            add_file(parser)
        for place in places:
            several = "*" if name in _OPTIONAL else "+" if place == "names" else None
            parser.add_argument(place, metavar=_PLACES[place], nargs=several, help=_WORDS[place])
        for option in options:
            _add_option(parser, option, required=option == "keep")
        add_output(parser, FORMS)
        if name != "merge":
            add_choice_of_model(parser)
        add_weights(parser)
        if name == "cutout":
            _add_best(parser)
        add_telling(parser)
        parser.set_defaults(run=run, operation=name)


def _add_option(parser: argparse.ArgumentParser, option: str, *, required: bool) -> None:
    kind = float if option == "factors" else str
    if option in _MANY:
        parser.add_argument(
            f"--{option}", metavar=option.upper(), nargs="+", action="extend", type=kind,
            required=required, help=_WORDS[option],
        )  # fmt: skip
    else:
        parser.add_argument(f"--{option}", metavar=option.upper(), help=_WORDS[option])


def _add_best(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--best",
        metavar="DATA.npz",
        help="evaluate each output that --keep names on this data, and cut out the best",
    )
    parser.add_argument(
        "--metric", help="what the best is chosen by, such as accuracy or loss; else its own metric"
    )


def run(options: argparse.Namespace) -> int:
    """Carries out one operation and writes what comes of it."""
    files: Sequence[str] = getattr(options, "files", None) or (options.file,)
    options.file = files[0]
    _default_target(options)
    target = target_of(options, FORMS, _BINARY, "gdl")
    models: list[Checked] = []
    found: list[Diagnostic] = []
    for file in files:
        options.file = file
        analysis = analysis_of(_with_choice(options), filled=fills(options, target.form))
        found += analysis.diagnostics
        if failed(analysis.diagnostics) or analysis.one is None:
            tell(found, options.format)
            return 1
        models.append(analysis.one)
    try:
        found += _carried_out(models, files, target, options)
    except GraphdslError as error:
        found += error.diagnostics
    tell(found, options.format)
    return 1 if failed(found) else 0


def _default_target(options: argparse.Namespace) -> None:
    """Beside the input: `model_cutout.keras` if there are weights, otherwise `.gdl`."""
    if options.output is not None or options.file == STANDARD:
        return
    form = options.to or ("keras" if options.weights or own_weights(options) else "gdl")
    options.output = f"{without_ending(options.file)}_{options.operation}.{form}"


def _with_choice(options: argparse.Namespace) -> argparse.Namespace:
    """`merge` has neither `--model` nor `--set`."""
    return argparse.Namespace(**{"model": None, "set": [], **vars(options)})


def _carried_out(
    models: Sequence[Checked], files: Sequence[str], target: Target, options: argparse.Namespace
) -> Iterable[Diagnostic]:
    from graphdsl.cli.operating import Work, write
    from graphdsl.transforms.operations import OPERATIONS

    operation = OPERATIONS[options.operation]
    args = _arguments(options)
    graphs = [_noted(model.graph, file) for model, file in zip(models, files, strict=True)]
    given: Graph | list[Graph] = graphs if operation.several else graphs[0]

    def make(**other: Any) -> Graph:
        return operation.run(given, **{**args, **other})

    work = Work(options.operation, models[0].graph, args, make)
    if getattr(options, "best", None):
        from graphdsl.cli.choosing import best

        work = replace(work, arguments={**args, "keep": best(work, options)})
    return heard(options, write(work, target, options))


def _noted(graph: Graph, file: str) -> Graph:
    """The layers of a saved model remember the file, whatever becomes of them."""
    from graphdsl.saved import has_weights
    from graphdsl.transforms.parts import with_taken

    if has_weights(file):
        return with_taken(graph, "file", file)
    return with_taken(graph, "model", graph.name)


def _arguments(options: argparse.Namespace) -> dict[str, Any]:
    """The arguments of the operation that were given; raises GraphdslError."""
    from graphdsl.lowering.operations import read_argument
    from graphdsl.transforms.operations import OPERATIONS

    found: dict[str, Any] = {}
    for name, kind in OPERATIONS[options.operation].arguments.items():
        text: Any = getattr(options, name, None)
        if text is None or text == []:
            continue
        if isinstance(text, str) and kind in ("layer", "arrow", "shape"):
            text = read_argument(text, kind, f"--{name}")
        found[name] = text if isinstance(text, str) or kind in _SINGLE else tuple(text)
    return found
