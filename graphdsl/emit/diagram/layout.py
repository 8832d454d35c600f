"""Running the programs that lay DOT out; the only place where this package starts one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

from graphdsl.diagnostics.base import Diagnostic, GraphdslError
from graphdsl.diagnostics.drawing import LayoutFailed, NoLayoutProgram, PdfNeedsGraphviz

PROGRAM: Final = "graphviz-pure"
SECONDS: Final = 60
"""Time that a layout may take."""


_AS_PLACED: Final = ("-Kneato", "-n2", "-Goutputorder=edgesfirst")
"""Draws what has places already where it is, edges below boxes."""
_CREATED: Final = re.compile(rb"(/CreationDate \(D:)\d{14}")
"""The date in a PDF: older versions of Graphviz take it from the clock, whatever they are told."""


def place(dot: str, program: str = "") -> str:
    """The same DOT with a place for everything, worked out by `program`, or by our own."""
    return _run([program or _program(), "-Kdot", "-Tdot"], dot).decode()


def svg_bytes(placed: str) -> bytes:
    """DOT that has places as SVG, as the layout program writes it."""
    return _run([_program(), *_AS_PLACED, "-Tsvg"], placed)


def png_bytes(placed: str, dpi: float) -> bytes:
    """DOT that has places as PNG."""
    return _run([_program(), *_AS_PLACED, "-Tpng", f"-Gdpi={dpi:g}"], placed)


def pdf_program() -> str:
    """The Graphviz of this machine, which alone writes PDF."""
    found = shutil.which("dot")
    if found is None:
        raise _failure(PdfNeedsGraphviz())
    return found


def pdf_bytes(program: str, placed: str) -> bytes:
    """DOT that `program` has given places as PDF."""
    drawn = _run([program, *_AS_PLACED, "-Gmargin=0", "-Tpdf"], placed)
    return _CREATED.sub(rb"\g<1>19700101000000", drawn, count=1)


def _program() -> str:
    scripts = Path(sysconfig.get_path("scripts"))
    for folder in (scripts, Path(sys.executable).parent):
        found = shutil.which(PROGRAM, path=str(folder))
        if found is not None:
            return found
    found = shutil.which(PROGRAM)
    if found is None:
        raise _failure(NoLayoutProgram(program=PROGRAM, looked_in=_shown(scripts)))
    return found


def _shown(folder: Path) -> str:
    """The folder as seen from the current one, if it is in that."""
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def _run(command: list[str], dot: str) -> bytes:
    name = Path(command[0]).stem
    # Cairo, with which Graphviz writes PDF, takes the date in the file from this variable.
    environment = os.environ | {"SOURCE_DATE_EPOCH": "0"}
    try:
        done = subprocess.run(
            command,
            input=dot.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        slow = LayoutFailed(program=name, problem=f"it was still at work after {SECONDS} seconds")
        raise _failure(slow) from None
    except OSError as error:
        raise _failure(LayoutFailed(program=name, problem=error.strerror or str(error))) from None
    if done.returncode == 0 and done.stdout:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip().splitlines()
    problem = said[-1] if said else f"it ended with status {done.returncode}"
    raise _failure(LayoutFailed(program=name, problem=problem))


def _failure(diagnostic: Diagnostic) -> GraphdslError:
    return GraphdslError((diagnostic,))
