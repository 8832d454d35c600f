"""The programs that lay diagrams out: found, missing, failing."""

from __future__ import annotations

import shutil
import struct
import sys
from importlib import import_module
from pathlib import Path

import pytest

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.emit.diagram import draw, layout
from tests.emit.models import MODELS

PYTHON = sys.executable
GRAPH, TYPES = MODELS["siamese"]()


def size_of(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def program(folder: Path, name: str, body: str) -> Path:
    """A command made of Python."""
    path = folder / name
    path.write_text(f"#!{PYTHON}\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def nothing_installed(monkeypatch, tmp_path):
    """No layout program anywhere; gives the folder that is the whole PATH."""
    monkeypatch.setattr(layout.sysconfig, "get_path", lambda name: str(tmp_path / "scripts"))
    monkeypatch.setattr(layout.sys, "executable", str(tmp_path / "python" / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def problem(format: str) -> str:
    with pytest.raises(GraphdslError) as caught:
        draw(GRAPH, TYPES, format)  # type: ignore[arg-type]
    (found,) = caught.value.diagnostics
    return "\n".join([f"{found.code} {found.message()}", *found.notes(), str(found.help())])


def test_png_at_any_scale():
    one, two = (size_of(draw(GRAPH, TYPES, "png", scale=scale)) for scale in (1, 2))
    assert abs(two[0] - 2 * one[0]) <= 2
    assert abs(two[1] - 2 * one[1]) <= 2


def test_png_is_never_too_large_to_open(monkeypatch):
    monkeypatch.setattr(import_module("graphdsl.emit.diagram.draw"), "_PIXELS", 1_500)
    assert 1_400 < max(size_of(draw(GRAPH, TYPES, "png", scale=100))) <= 1_500


def test_missing_layout_program(nothing_installed):
    assert problem("svg").replace(str(nothing_installed), "…") == (
        "GDL050 the command `graphviz-pure`, which lays diagrams out, was not found\n"
        "looked in …/scripts and on the PATH\n"
        "`python -m pip install graphviz-pure` installs it; `-o file.dot` needs no layout"
    )


def test_dot_needs_no_program(nothing_installed):
    assert draw(GRAPH, TYPES, "dot").startswith(b"digraph")


def test_pdf_without_graphviz(nothing_installed):
    assert problem("pdf") == (
        "GDL051 a PDF needs the `dot` command of Graphviz, which was not found on the PATH\n"
        "install Graphviz from your system's packages, or draw an .svg or .png"
    )


def test_pdf_with_graphviz(monkeypatch, tmp_path):
    """The program that draws it also measures it, with the fonts that the machine has."""
    program(
        tmp_path,
        "dot",
        "import os, sys; given = sys.stdin.buffer.read()\n"
        "if '-Tdot' in sys.argv: sys.exit(sys.stdout.buffer.write(b'placed ' + given) < 0)\n"
        "facts = given.startswith(b'placed '), b'Arial' in given, b'Helvetica' in given\n"
        "print('%PDF', *sys.argv[1:], os.environ['SOURCE_DATE_EPOCH'], *facts)",
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    arguments = b"-Kneato -n2 -Goutputorder=edgesfirst -Gmargin=0 -Tpdf"
    assert draw(GRAPH, TYPES, "pdf") == b"%PDF " + arguments + b" 0 True True False\n"


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz")
@pytest.mark.parametrize("name", ["aggregation", "residual", "unet"])
def test_a_real_pdf(name):
    drawn = draw(*MODELS[name](), "pdf")
    assert drawn.startswith(b"%PDF-")
    assert drawn.rstrip().endswith(b"%%EOF")
    assert drawn == draw(*MODELS[name](), "pdf")


def test_failing_program(nothing_installed):
    program(
        nothing_installed, "graphviz-pure", "import sys; sys.exit('first\\nError: out of paper')"
    )
    assert problem("svg") == (
        "GDL052 `graphviz-pure` gave no picture: Error: out of paper\n"
        "`-o file.dot` writes the diagram without laying it out"
    )


def test_silent_program(nothing_installed):
    program(nothing_installed, "graphviz-pure", "import sys; sys.exit(3)")
    assert problem("png").startswith(
        "GDL052 `graphviz-pure` gave no picture: it ended with status 3"
    )


def test_slow_program(nothing_installed, monkeypatch):
    program(nothing_installed, "graphviz-pure", "import time; time.sleep(60)")
    monkeypatch.setattr(layout, "SECONDS", 1)
    assert "it was still at work after 1 seconds" in problem("png")


def test_what_is_no_program(nothing_installed):
    path = nothing_installed / "graphviz-pure"
    path.write_bytes(b"\x7fELF nonsense")
    path.chmod(0o755)
    assert "gave no picture: Exec format error" in problem("svg")
