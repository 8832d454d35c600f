"""`graphdsl draw`: a model as a picture."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, cast

from graphdsl.cli.outputs import STANDARD, add_output, target_of
from graphdsl.cli.report import failed, result, tell
from graphdsl.cli.sides import add_choice_of_old_model, names_of, one_input_twice, sides
from graphdsl.cli.sources import add_choice_of_model, add_file, apart, checked_model
from graphdsl.cli.telling import add_telling, heard

if TYPE_CHECKING:
    from graphdsl.emit.diagram import Format, View
    from graphdsl.pipeline import Checked

PICTURES = ("svg", "png", "dot", "pdf", "html", "mmd")
FORMS = (*PICTURES, "txt")
BINARY = ("png", "pdf")


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "draw",
        help="a diagram as .svg, .png, .pdf, .html, .dot, Mermaid or text",
        description="Draws a model; .pdf needs Graphviz, the others need nothing. Of a large model "
        "less is shown, until it fits a page.",
    )
    add_file(parser)
    add_output(parser, FORMS)
    parser.add_argument(
        "--text",
        action="store_true",
        help="print a tree of boxes, as -o - --to txt does",
    )
    parser.add_argument(
        "--diff",
        metavar="OLD",
        help="show in what the model differs from that of this file, of any kind that draw reads",
    )
    add_choice_of_model(parser)
    add_choice_of_old_model(parser, "OLD")
    add_view(parser)
    parser.add_argument(
        "--link",
        metavar="TEMPLATE",
        help="let the boxes of an .svg or .html lead to where they are written, such as "
        "https://host/model.gdl#L{line}; {file}, {line} and {name} are filled in",
    )
    parser.add_argument(
        "--scale",
        type=_scale,
        default=2.0,
        metavar="N",
        help="pixels of a .png for each point, from 0.1 to 10; 2 if nothing is said",
    )
    add_telling(parser)
    parser.set_defaults(run=draw)


def add_look(parser: argparse.ArgumentParser) -> None:
    """`--direction`, `--detail` and `--theme`."""
    parser.add_argument(
        "--direction",
        choices=("down", "right"),
        default="down",
        help="which way the data flows, down if nothing is said",
    )
    parser.add_argument(
        "--detail",
        choices=("full", "normal", "overview"),
        default="normal",
        help="how much is shown: every call, what fits a page, or parts only",
    )
    parser.add_argument(
        "--theme",
        choices=("default", "print", "contrast"),
        default="default",
        help="colours, black and white, or high contrast",
    )


def add_view(parser: argparse.ArgumentParser) -> None:
    """What of a model is drawn, and how it looks."""
    add_look(parser)
    parser.add_argument(
        "--highlight",
        metavar="NAME",
        action="append",
        default=[],
        help="let all but this layer, segment, input or output grow pale; may be repeated",
    )
    parser.add_argument(
        "--expand",
        action="store_true",
        help="draw all of several equal parts, and not one of them with their number",
    )
    parser.add_argument(
        "--each-call",
        action="store_true",
        help="draw a box for each call of a shared layer, and not one for all of them",
    )
    parser.add_argument(
        "--depth",
        type=_depth,
        metavar="N",
        help="open models in the model N deep; if nothing is said, where there is room",
    )


def _depth(text: str) -> int:
    if not text.isdecimal() or len(text) > 3:
        raise argparse.ArgumentTypeError(f"a whole number from 0 to 999 is needed, not {text!r}")
    return int(text)


def _scale(text: str) -> float:
    number = float(text) if re.fullmatch(r"\d{1,3}(\.\d{1,6})?", text, re.ASCII) else 0.0
    if not 0.1 <= number <= 10:
        raise argparse.ArgumentTypeError(f"a number from 0.1 to 10 is needed, not {text!r}")
    return number


def view_of(options: argparse.Namespace) -> View:
    """What the options of `add_view` ask for."""
    from graphdsl.emit.diagram import View

    return View(
        detail=options.detail,
        expand=options.expand,
        each_call=options.each_call,
        depth=options.depth,
        highlight=tuple(options.highlight),
    )


def draw(options: argparse.Namespace) -> int:
    """Writes the picture and says where."""
    if options.old_model is not None and options.diff is None:
        options.command.error("`--old-model` names a model of the file OLD; add `--diff OLD`")
    one_input_twice(options, options.diff)
    if options.text and options.to not in (None, "txt"):
        options.command.error(f"`--text` does not go with `--to {options.to}`; leave one out")
    options.to = "txt" if options.text else options.to
    if options.to == "txt" and options.output is None:
        options.output = STANDARD
    target = target_of(options, FORMS, BINARY, "svg", ("file", "diff"))
    if options.diff is None:
        other, checked = None, checked_model(options)
    else:
        other, checked = _both(options)
    if checked is None or (options.diff is not None and other is None):
        return 1
    from graphdsl.emit import diagram

    names, before = apart("", options.file), None
    if options.diff is not None and other is not None:
        names = apart(*names_of(options.diff, options.file, other.graph, checked.graph))
        before = diagram.Side(names[0], other.graph, other.types, other.origins)
    drawn = diagram.draw(
        checked.graph,
        checked.types,
        cast("Format", target.form),
        view_of(options),
        direction=options.direction,
        theme=options.theme,
        scale=options.scale,
        origins=checked.origins,
        before=before,
        name=names[1],
        link=options.link,
    )
    target.put(drawn)
    if target.path != STANDARD:
        result(f"wrote {target.path}\n")
    return 0


def _both(options: argparse.Namespace) -> tuple[Checked | None, Checked | None]:
    """The models of OLD and FILE; problems are told, of OLD only where it cannot be drawn."""
    old, new = sides(options.diff, options)
    found = heard(options, new.diagnostics)
    wrong = old.diagnostics if failed(old.diagnostics) else ()
    tell((*found, *(d for d in wrong if d not in found)), options.format)
    return None if wrong else old.one, None if failed(found) else new.one
