"""`graphdsl watch`: a model in the browser, drawn anew whenever its file is saved."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any, NoReturn

from graphdsl.cli.draw import add_view, view_of
from graphdsl.cli.report import failed, result, say, tell
from graphdsl.cli.sources import NAMED_FILES, add_choice_of_model, add_file, parameters
from graphdsl.cli.telling import add_telling, heard
from graphdsl.diagnostics.base import Diagnostic, GraphdslError
from graphdsl.diagnostics.files import CannotRead

if TYPE_CHECKING:
    from graphdsl.diagnostics.rendering.formats import Format
    from graphdsl.watching.choice import Diagnostics


def add_to(commands: Any) -> None:
    """Adds the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "watch",
        help="a diagram in the browser, drawn anew with each save",
        description="Serves a page with the diagram of a model, to this machine alone, and draws "
        "it anew whenever the file, or one that it reads, is saved. What is wrong with the file "
        "stands beside the last good picture. Ctrl-C ends it.",
    )
    add_file(parser, NAMED_FILES)
    parser.add_argument(
        "--port",
        type=_port,
        metavar="N",
        help="where to serve it; 7457 if nothing is said, or a free one where that is taken",
    )
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    add_choice_of_model(parser)
    add_view(parser)
    add_telling(parser)
    parser.set_defaults(run=watch)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"a whole number up to 65535 is needed, not {text!r}")
    return int(text)


def watch(options: argparse.Namespace) -> int:
    """Serves the page until it is interrupted, which is how it is meant to end."""
    if options.file == "-":
        options.command.error("standard input cannot be watched; name a file")
    heard(options, ())  # wrong codes are told before anything is served
    params = parameters(options.set)
    if not os.path.isfile(options.file):
        _not_there(options.file)
    from graphdsl.watching import Choice, Server, watch
    from graphdsl.watching.board import Board
    from graphdsl.watching.page import page

    choice = Choice(
        file=options.file,
        model=options.model,
        params=params,
        view=view_of(options),
        direction=options.direction,
        theme=options.theme,
        heard=lambda found: heard(options, found),
    )
    board = Board()
    with Server(options.port, board, lambda token: page(board.shown(), token, choice)) as server:
        result(f"{options.file} is shown at {server.address} until Ctrl-C ends it\n")
        if options.open:
            _open(server.address)
        try:
            watch(choice, board, _Reporter(options.format))
        except KeyboardInterrupt:
            say("ended")
    return 0


def _not_there(file: str) -> NoReturn:
    """Says why there is nothing to watch; a file that is only wrong can be mended meanwhile."""
    from graphdsl.files import read_source

    if os.path.exists(file) and not os.path.isdir(file):
        raise GraphdslError((CannotRead(path=file, reason="it is a device, not a file"),))
    found = read_source(file)
    assert isinstance(found, Diagnostic), "it is not a file"
    raise GraphdslError((found,))


def _open(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        say("no browser could be opened; open the page by its address")


class _Reporter:
    """One line for each save, below what is wrong where that has changed."""

    def __init__(self, form: Format) -> None:
        self._form: Format = form
        self._told = ""

    def __call__(self, found: Diagnostics, now: str) -> None:
        """Tells what was `found` in the file at the time `now`."""
        from graphdsl.diagnostics.rendering.formats import write

        text = write(found, self._form)
        if text != self._told:
            tell(found, self._form)
        self._told = text
        say(f"{now} {'not drawn' if failed(found) else 'drawn'}")
