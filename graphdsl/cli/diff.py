"""`graphdsl diff`: in what two models differ, whatever their files are."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, cast

from graphdsl.cli.draw import BINARY, PICTURES, add_look
from graphdsl.cli.outputs import STANDARD, Target, add_output, target_of
from graphdsl.cli.report import UsageError, failed, result, tell
from graphdsl.cli.sides import add_choice_of_old_model, names_of, one_input_twice, sides
from graphdsl.cli.sources import FILES, add_choice_of_model, apart
from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.usage import OtherEnding

if TYPE_CHECKING:
    from graphdsl.emit.diagram import Format
    from graphdsl.pipeline import Checked

SAME, DIFFERENT, TROUBLE = 0, 1, 2
_FORMS = ("txt", "json", *PICTURES)


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "diff",
        help="in what two models differ",
        description="Compares two models in any form: layers by name, arguments, connections, "
        "shapes, outputs, training. How they are written makes no difference. The exit code is 0 "
        "where they are one model, 1 where they differ, 2 where one cannot be read. Beside "
        "/dev/null, which git names for a file that is not there, all is added or removed.",
    )
    parser.add_argument("before", metavar="BEFORE", help=FILES)
    parser.add_argument("file", metavar="AFTER", help="the same for the other model")
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="what is printed, text if nothing is said",
    )
    add_output(parser, _FORMS)
    add_choice_of_model(parser)
    add_choice_of_old_model(parser, "BEFORE")
    add_look(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the differences, or writes them as what was asked for."""
    one_input_twice(options, options.before)
    target = _target(options)
    both = sides(options.before, options, or_nothing=True)
    wrong = [d for side in both if failed(side.diagnostics) for d in side.diagnostics]
    tell(d for place, d in enumerate(wrong) if d not in wrong[:place])  # of one file: once
    before, after = (side.one for side in both)
    if wrong or before is None or after is None:
        return TROUBLE
    from graphdsl.comparing.differences import differences

    found = differences(before.graph, after.graph)
    try:
        if target.form in PICTURES:
            _draw(target, before, after, options)
        else:
            from graphdsl.comparing.telling import as_json, as_text

            names = names_of(options.before, options.file, before.graph, after.graph)
            target.put(as_json(found) if target.form == "json" else as_text(found, *names))
    except UsageError:
        raise
    except GraphdslError as error:
        tell(error.diagnostics)
        return TROUBLE
    if target.path != STANDARD:
        result(f"wrote {target.path}\n")
    return SAME if found.none else DIFFERENT


def _target(options: argparse.Namespace) -> Target:
    """Where the result goes; raises UsageError where `--format` and the ending contradict."""
    told = "json" if options.format == "json" else None
    if options.output is None and options.to is None:
        return Target(told or "txt", STANDARD)
    if options.output is None:
        options.output = STANDARD
    target = target_of(options, _FORMS, BINARY, told or "txt", ("before", "file"))
    if told is not None and target.form != told:
        raise UsageError((OtherEnding(path=target.path, form=told, said=target.form),))
    return target


def _draw(target: Target, before: Checked, after: Checked, options: argparse.Namespace) -> None:
    from graphdsl.emit import diagram

    names = apart(*names_of(options.before, options.file, before.graph, after.graph))
    drawn = diagram.draw(
        after.graph,
        after.types,
        cast("Format", target.form),
        diagram.View(detail=options.detail),
        direction=options.direction,
        theme=options.theme,
        origins=after.origins,
        before=diagram.Side(names[0], before.graph, before.types, before.origins),
        name=names[1],
    )
    target.put(drawn)
