"""Results as GDL: the text, and beside it a file of the arrays that are too long for a text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from graphdsl.cli.outputs import STANDARD, Target, without_ending
from graphdsl.diagnostics.base import GraphdslError

if TYPE_CHECKING:
    from graphdsl.graph import Graph
    from graphdsl.lifting import Lifted

BESIDE: Final = ".arrays.npz"
"""The ending of that file; so called, it is not taken for data of somebody else."""


def put_text(graph: Graph, target: Target, *, flat: bool = False) -> tuple[str, str]:
    """Writes the text of a graph; gives it, and what is to be told of a file beside it, or "".

    On standard output and in pipes everything stands in the text. Raises GraphdslError; then
    neither of the files is written.
    """
    from graphdsl.lifting import lift, lifted

    if target.path == STANDARD or _is_stream(target.path):
        text = lift(graph, flat=flat)
        target.put(text)
        return text, ""
    beside = without_ending(target.path) + BESIDE
    made = lifted(graph, flat=flat, beside=os.path.basename(beside))
    if not made.arrays:
        target.put(made.text)
        return made.text, ""
    _put_both(made, target, beside)
    return made.text, f"; its long arrays are in {beside}"


def _is_stream(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path)


def _put_both(made: Lifted, target: Target, beside: str) -> None:
    from graphdsl.diagnostics.files import CannotWrite
    from graphdsl.files import cannot_write, replacing
    from graphdsl.saved.arrays import packed

    if os.path.isdir(beside):  # nobody has named it, so nobody can name a file in it instead
        reason = "it is a folder, and the long arrays of the model belong into a file of this name"
        raise GraphdslError((CannotWrite(path=beside, reason=reason),))
    try:
        with replacing(beside) as scratch:
            scratch.write_bytes(packed(made.arrays))
            target.put(made.text)
    except (OSError, ValueError) as error:
        raise GraphdslError((cannot_write(beside, error),)) from error
