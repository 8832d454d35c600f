"""`%load_ext graphdsl`: the magic `%%gdl`, and Keras models as pictures."""

from __future__ import annotations

import sys
from typing import Any

from graphdsl.notebook.showing import show_models


def load(shell: Any) -> None:
    """Gives the magic to an IPython shell."""

    def gdl(line: str, cell: str | None = None) -> None:
        run_cell(shell, line, cell)

    gdl.__doc__ = _HELP
    shell.register_magic_function(gdl, "line_cell", "gdl")
    if help_alone not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(help_alone)
    show_models(shell)


_HELP = """A model in the language of graphdsl.

    %%gdl model
    %%gdl model --set width=128 --direction right

shows what is wrong with the text of the cell, or its diagram; the compiled Keras model is then the
variable `model`. With `--graph` it is the checked graph, without TensorFlow; without a name the
text is only checked and drawn. `%%gdl --help` tells all options.
"""


def help_alone(lines: list[str]) -> list[str]:
    """`%%gdl --help` without a text below as `%gdl --help`; IPython has no cells without a text."""
    words = "".join(lines).split()
    if words in (["%%gdl", "--help"], ["%%gdl", "-h"]):
        return ["%gdl --help\n"]
    return lines


def run_cell(shell: Any, line: str, text: str | None) -> None:
    """Shows the diagram and sets the variable, or raises and leaves it as it was.

    Without a text, as `%gdl` has none, there is only the help.
    """
    from graphdsl.notebook.cell import Cell, WrongLineError

    try:
        cell = Cell(line, text or "", colour=_has_colours(shell))
        if text is None:
            raise WrongLineError("write `%%gdl`, and the text of the model below it")
    except SystemExit:  # `--help` has been printed
        return
    except WrongLineError as wrong:
        from IPython.core.error import UsageError

        raise UsageError(str(wrong)) from None
    value, shown, warnings = cell.run()
    if warnings:
        print(warnings, file=sys.stderr)
    shell.display_pub.publish(shown)
    if cell.name is not None:
        shell.user_ns[cell.name] = value


def _has_colours(shell: Any) -> bool:
    """Notebooks show the colours of a terminal; IPython knows whether a terminal does."""
    from graphdsl.diagnostics.rendering.terminal import wants_colour

    return hasattr(shell, "kernel") or wants_colour(sys.stderr)
