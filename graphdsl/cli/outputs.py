"""Where a result goes and in what form: from `-o`, `--to` and the name of the input."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from graphdsl.cli.report import UsageError, result
from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.files import UnknownEnding
from graphdsl.diagnostics.usage import (
    FormNeeded,
    NotForTerminals,
    OtherEnding,
    OutputNeeded,
    WouldOverwrite,
)

STANDARD = "-"
_OWN = (".gdl", ".graph.json", ".json", ".keras", ".h5", ".hdf5")
"""Endings that the name of a result does not keep."""


@dataclass(frozen=True, slots=True)
class Target:
    """What to write: a form such as `py`, and a path; `-` is standard output."""

    form: str
    path: str

    def put(self, data: str | bytes) -> None:
        """Writes the whole result; raises GraphdslError where it cannot be written."""
        if self.path == STANDARD:
            result(data)
            return
        from graphdsl.files import write_bytes

        problem = write_bytes(self.path, data.encode() if isinstance(data, str) else data)
        if problem is not None:
            raise GraphdslError((problem,))


def add_output(parser: argparse.ArgumentParser, forms: Sequence[str]) -> None:
    """`-o` and `--to`."""
    endings = ", ".join(f".{form}" for form in forms)
    parser.add_argument(
        "-o",
        dest="output",
        metavar="PATH",
        help="where to write, - for standard output; a file that is there is replaced; the ending "
        f"says what: {endings}",
    )
    parser.add_argument(
        "--to", metavar="FORM", choices=forms, help=f"what to write: {', '.join(forms)}"
    )


def target_of(
    options: argparse.Namespace,
    forms: Sequence[str],
    binary: Sequence[str],
    text: str | None,
    inputs: Sequence[str] = ("file",),
) -> Target:
    """The target; the first of `forms` if nothing is said, `text` on standard output.

    Those in `binary` go to standard output only where no terminal shows it. Raises UsageError, also
    where the target is an input, of which `inputs` are the options.
    """
    target = _asked_for(options, forms, binary, text)
    for file in (getattr(options, name) for name in inputs):
        if file is not None and _is_same_file(file, target.path):
            stem = file.removesuffix(_own_ending(file))
            example = f"{stem}_2.{target.form}"
            raise UsageError((WouldOverwrite(path=file, example=example),))
    return target


def _asked_for(
    options: argparse.Namespace, forms: Sequence[str], binary: Sequence[str], text: str | None
) -> Target:
    path: str | None = options.output
    form: str | None = options.to
    if path is None:
        form = form or forms[0]
        return Target(form, _beside(options.file, form))
    if path == STANDARD:
        form = form or text
        if form is None:
            raise UsageError((FormNeeded(forms=tuple(f for f in forms if f not in binary)),))
        if form in binary and sys.stdout.isatty():
            raise UsageError((NotForTerminals(form=form),))
        return Target(form, path)
    said = _form_of(path, forms)
    if form is None and said is None:
        raise UsageError((UnknownEnding(path=path, endings=tuple(f".{f}" for f in forms)),))
    if form and said and not f".{form}".endswith(f".{said}"):  # a graph may be called x.json
        raise UsageError((OtherEnding(path=path, form=form, said=said),))
    return Target(form or said or "", path)


def _beside(file: str, form: str) -> str:
    if file == STANDARD:
        raise UsageError((OutputNeeded(example=f"model.{form}"),))
    return f"{without_ending(file)}.{form}"


def without_ending(file: str) -> str:
    """The name of a file without the ending that a result does not keep."""
    return file[: len(file) - len(_own_ending(file))]


def _own_ending(file: str) -> str:
    return next((e for e in _OWN if file.lower().endswith(e) and len(file) > len(e)), "")


def _is_same_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):  # one of them is not there
        return False


def _form_of(path: str, forms: Sequence[str]) -> str | None:
    """The form whose ending `path` has; `.graph.json` wins over `.json`."""
    name = os.path.basename(path).lower()
    fitting = [f for f in forms if name.endswith(f".{f}") and name != f".{f}"]
    return max(fitting, key=len, default=None)
