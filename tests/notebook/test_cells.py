"""`%load_ext graphdsl` in a real IPython: cells, what they show, what they leave behind."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import graphdsl
from graphdsl.graph import Graph
from tests.watching.browser import PROGRAM, Browser

GOOD = """\
model small(width = 64) {
    input image: [28, 28]
    Flatten -> Dense(width, relu) as wide
    head digit (loss = sparse_categorical_crossentropy) { Dense(10, softmax) }
}
"""


@pytest.fixture(scope="module")
def shell() -> InteractiveShell:
    made = InteractiveShell.instance()
    made.run_line_magic("load_ext", "graphdsl")
    return made


class Ran:
    """What a cell printed and showed, and whether it failed."""

    def __init__(self, shell: InteractiveShell, text: str) -> None:
        with capture_output() as seen:
            result = shell.run_cell(text)
        self.error: BaseException | None = result.error_in_exec
        self.said: str = seen.stdout + seen.stderr
        self.shown: list[dict[str, Any]] = [output.data for output in seen.outputs]


def shown_by(shell: InteractiveShell, value: object) -> dict[str, Any]:
    """What a notebook is given for the value of a cell."""
    return shell.display_formatter.format(value)[0]


def test_a_cell_shows_its_diagram_and_leaves_its_graph(shell: InteractiveShell) -> None:
    ran = Ran(shell, f"%%gdl net --graph --set width=99\n{GOOD}")
    assert ran.error is None
    (shown,) = ran.shown
    assert shown["image/svg+xml"].startswith("<svg ")
    assert "wide: Dense\nunits = 99" in shown["image/svg+xml"]
    assert "cell net, line 3" in shown["image/svg+xml"]
    assert shown["text/plain"].startswith("model small")
    net = shell.user_ns["net"]
    assert isinstance(net, Graph)
    assert net.layers["wide"].args["units"] == 99


@pytest.mark.keras
def test_a_cell_leaves_the_compiled_model(shell: InteractiveShell) -> None:
    ran = Ran(shell, f"%%gdl model\n{GOOD}")
    assert ran.error is None
    model = shell.user_ns["model"]
    assert model.optimizer is not None
    assert [layer.name for layer in model.layers][-1] == "digit"
    assert shown_by(shell, model)["image/svg+xml"].startswith("<svg ")
    assert "image/svg+xml" not in shown_by(shell, model.layers[-1])


def test_errors_are_shown_and_the_variable_stays(shell: InteractiveShell) -> None:
    shell.user_ns["net"] = "as it was"
    ran = Ran(shell, f"%%gdl net --graph\n{GOOD.replace('Flatten', 'Flaten')}")
    assert isinstance(ran.error, graphdsl.GraphdslError), "`Run all` ends here"
    assert shell.user_ns["net"] == "as it was"
    assert ran.shown == []
    assert "unknown layer `Flaten`" in ran.said
    assert " --> cell net:3:5" in ran.said
    assert "Traceback" not in ran.said
    assert "graphdsl/notebook" not in ran.said


def test_warnings_are_told_beside_the_picture(shell: InteractiveShell) -> None:
    text = GOOD.replace("Dense(width, relu)", "Dense(width) -> BatchNormalization")
    ran = Ran(shell, f"%%gdl net --graph\n{text}")
    assert "warning[GDL407]" in ran.said
    assert len(ran.shown) == 1
    assert Ran(shell, f"%%gdl net --graph --ignore GDL407\n{text}").said == ""
    assert Ran(shell, f"%%gdl net --graph --warn-as-error\n{text}").error is not None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1st", "UsageError: `1st` cannot be the name of a variable; write `%%gdl model`"),
        ("class", "UsageError: `class` cannot be the name of a variable"),
        ("a.b --graph", "UsageError: `a.b` cannot be the name of a variable"),
        ("net other", "UsageError: unrecognized arguments: other; `%%gdl --help` tells"),
        ("net --grap", "UsageError: unrecognized arguments: --grap"),
        ("net --theme pink", "UsageError: argument --theme: invalid choice: 'pink'"),
        ("net 'x", "UsageError: No closing quotation in `net 'x`"),
        ("net --model tall", "no model `tall`"),
        ("net --set width=[1", " --> --set:1:"),
        ("net --ignore GDL9999", "error[GDL027]"),
        ("net --highlight nothing", "nothing"),
    ],
)
def test_a_wrong_first_line_is_answered(shell: InteractiveShell, line: str, said: str) -> None:
    shell.user_ns.pop("net", None)
    ran = Ran(shell, f"%%gdl {line}\n{GOOD}")
    assert ran.error is not None or "UsageError" in ran.said
    assert said in ran.said
    assert "Traceback" not in ran.said
    assert "net" not in shell.user_ns


def test_without_a_name_a_cell_is_checked_and_drawn(shell: InteractiveShell) -> None:
    before = set(shell.user_ns)
    ran = Ran(shell, f"%%gdl\n{GOOD}")
    assert len(ran.shown) == 1
    assert {n for n in set(shell.user_ns) - before if not n.startswith("_")} == set()


def test_help_says_what_can_be_written(shell: InteractiveShell) -> None:
    ran = Ran(shell, f"%%gdl --help\n{GOOD}")
    assert ran.error is None
    assert ran.said.startswith("usage: %%gdl ")
    assert "--graph" in ran.said


def test_a_graph_shows_itself(shell: InteractiveShell) -> None:
    shown = shown_by(shell, graphdsl.lower(GOOD))
    assert shown["image/svg+xml"].startswith("<svg ")
    assert shown["text/plain"].startswith("model small")


def test_without_a_program_for_the_layout_there_is_the_tree(monkeypatch) -> None:
    monkeypatch.setattr("graphdsl.emit.diagram.layout.PROGRAM", "no-such-program")
    shown = graphdsl.lower(GOOD)._repr_mimebundle_()
    assert list(shown) == ["text/plain"]


HOSTILE = '</title></svg><script>alert(1)</script><img src=x onerror="alert(2)">'


def test_names_stay_text() -> None:
    shown = replace(graphdsl.lower(GOOD), name=HOSTILE)._repr_mimebundle_()["image/svg+xml"]
    assert "<script" not in shown
    assert "<img" not in shown
    assert ElementTree.fromstring(shown) is not None


def svg(text: str, **options: Any) -> str:
    """The picture of a cell."""
    from graphdsl.api import types_of
    from graphdsl.notebook.showing import bundle

    graph = graphdsl.lower(text)
    return bundle(graph, types_of(graph), **options)["image/svg+xml"]


def test_pictures_in_one_page_have_nothing_in_common() -> None:
    one, other = svg(GOOD), svg(GOOD, theme="print")
    ids = [re.findall(r'\bid="([^"]+)"', picture) for picture in (one, other)]
    assert not set(ids[0]) & set(ids[1])
    assert len(ids[0]) == len(set(ids[0]))
    assert "class=" not in one
    style = re.search(r"<style>(.*)</style>", one, re.DOTALL)
    assert style is not None
    rules = re.findall(r"([^{}]+)\{[^{}]*\}", style[1].partition("{")[2])
    assert len(rules) > 20
    assert all(rule.startswith(f"#{ids[0][0]} ") for rule in rules)


@pytest.mark.skipif(not PROGRAM, reason="no Chromium on the PATH")
def test_in_the_dark_one_picture_leaves_the_other_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<!DOCTYPE html><body>{svg(GOOD)}{svg(GOOD, theme='contrast')}")
    browser = Browser(tmp_path / "profile", "--blink-settings=preferredColorScheme=0")
    try:
        browser.open(page.as_uri())
        assert browser.run("matchMedia('(prefers-color-scheme: dark)').matches")
        colours = (
            "[...document.querySelectorAll('svg')].map(one => [...one.querySelectorAll('[fill]')]"
        )
        colours += ".filter(e => getComputedStyle(e).fill === 'rgb(20, 24, 29)').length)"
        dark, contrast = browser.run(colours)
        assert dark > 0
        assert contrast == 0
    finally:
        browser.close()


def test_ipython_is_imported_by_nobody() -> None:
    program = (
        "import graphdsl, graphdsl.notebook.cell, sys\n"
        "assert not {'IPython', 'keras', 'tensorflow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("cell", ["%%gdl --help", "%%gdl --help\n\n", "%gdl --help", "%gdl -h"])
def test_help_needs_no_text_below(shell: InteractiveShell, cell: str) -> None:
    ran = Ran(shell, cell)
    assert ran.error is None
    assert ran.said.startswith("usage: %%gdl ")
    assert "--each-call" in ran.said
    assert not any(option in ran.said for option in ("--diff", "--link", "--text", "-o "))


def test_a_line_alone_has_no_model(shell: InteractiveShell) -> None:
    ran = Ran(shell, "%gdl net --graph")
    assert ran.error is not None
    assert "write `%%gdl`, and the text of the model below it" in str(ran.error)
