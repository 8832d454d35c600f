"""The arguments of the command line: what every command has in common, and one call for each."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from graphdsl.cli import (
    check,
    compile,
    diff,
    draw,
    explain,
    fmt,
    importing,
    operate,
    schema,
    show,
    watch,
)
from graphdsl.diagnostics.wording import did_you_mean

_EXAMPLES = """\
examples:
  graphdsl check model.gdl                    find mistakes, without TensorFlow
  graphdsl explain GDL203                     what a message means
  graphdsl compile model.gdl                  write model.keras
  graphdsl compile model.gdl -o model.py      write it as Python
  graphdsl import model.keras                 write a saved model as model.gdl
  graphdsl diff old.gdl model.keras           in what two models differ
  graphdsl summary model.gdl --set width=128  layers, shapes, parameters
  graphdsl draw model.gdl -o model.png        a diagram
  graphdsl watch model.gdl                    a diagram in the browser, anew with each save
  graphdsl cutout model.gdl --weights model.keras --keep head
                                              a part of it, with its weights

exit codes: 0 fine, 1 errors in the input, 2 wrong usage
"""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; every command sets `run`."""
    top = argparse.ArgumentParser(
        prog="graphdsl",
        description="Checks and compiles .gdl files, which describe neural networks, to Keras.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, help="print the version and end")
    commands = top.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=_Command
    )
    for family in (
        check,
        explain,
        compile,
        importing,
        diff,
        show,
        draw,
        watch,
        operate,
        fmt,
        schema,
    ):
        family.add_to(commands)
    return top


class _Command(argparse.ArgumentParser):
    """The parser of one command; options are never cut short, so that new ones break no script."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)
        self.set_defaults(command=self)

    def refuse(self, option: str) -> NoReturn:
        """Ends with a message about an option that the command does not have."""
        known = (name for name in self._option_string_actions if name.startswith("--"))
        hint = did_you_mean(option.partition("=")[0], known)
        self.error(f"unknown argument `{option}`{f'; {hint}' if hint else ''}")


class _Version(argparse.Action):
    """Prints the version; a class of its own so that no other command pays for finding it out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, nargs=0)

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Prints and ends."""
        from graphdsl.cli.version import VERSION, version_of

        print(f"graphdsl {VERSION} (for Keras {version_of('keras')})")
        parser.exit()
