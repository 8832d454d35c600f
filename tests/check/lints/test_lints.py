"""Each lint in texts that yield it and in texts that do not, with its messages as printed."""

from __future__ import annotations

from inspect import cleandoc
from pathlib import Path
from textwrap import indent

import pytest

from graphdsl.check.lints.sizes import may_differ
from graphdsl.check.lints.subject import Subject
from graphdsl.diagnostics.base import Diagnostic, Level
from graphdsl.diagnostics.lints import Lint
from graphdsl.diagnostics.rendering.render import render_all
from graphdsl.fixing import fix
from graphdsl.graph import Graph
from graphdsl.layers.tensors import Sym
from graphdsl.pipeline import analyze
from graphdsl.source import Source
from tests.check.lints.cases import CASES
from tests.docs.blocks import ROOT, Block, blocks_of
from tests.golden import check_golden

MESSAGES = Path(__file__).with_name("messages")
EXAMPLES = sorted((ROOT / "examples").glob("*.gdl"))
TOLD = [
    pytest.param(code, text, id=f"{code}-{name}")
    for code, cases in CASES.items()
    for name, text in cases.told.items()
]
SILENT = [
    pytest.param(code, text, id=f"{code}-{name}")
    for code, cases in CASES.items()
    for name, text in cases.silent.items()
]


def whole(text: str) -> str:
    """A text with a model around it if it is a body alone."""
    text = cleandoc(text)
    if text.startswith(("model ", "block ", "layer ")):
        return text + "\n"
    return "model m {\n" + indent(text, "    ") + "\n}\n"


def told(text: str) -> tuple[Diagnostic, ...]:
    return analyze(Source(whole(text), "model.gdl")).diagnostics


def lints(found: tuple[Diagnostic, ...]) -> set[str]:
    return {d.code for d in found if isinstance(d, Lint)}


@pytest.mark.parametrize(("code", "text"), TOLD)
def test_is_told(code: str, text: str) -> None:
    found = told(text)
    assert {d.code for d in found} == {code}, render_all(found)
    assert all(d.level is Level.WARNING for d in found)


@pytest.mark.parametrize(("code", "text"), SILENT)
def test_is_not_told(code: str, text: str) -> None:
    found = told(text)
    assert not [d for d in found if d.level is Level.ERROR], render_all(found)
    assert code not in {d.code for d in found}, render_all(found)


@pytest.mark.parametrize("code", CASES)
def test_messages(code: str) -> None:
    blocks = (f"== {name}\n\n{render_all(told(text))}\n" for name, text in CASES[code].told.items())
    check_golden(MESSAGES / f"{code}.txt", "\n".join(blocks))


def test_every_lint_has_its_cases() -> None:
    assert set(CASES) == {lint.code for lint in Lint.__subclasses__()}
    assert all(len(c.told) >= 3 and len(c.silent) >= 3 for c in CASES.values())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_nothing_is_told_of_an_example(path: Path) -> None:
    assert not lints(analyze(Source.read(path)).diagnostics)


@pytest.mark.parametrize(
    "block",
    [b for page in ("README.md", "docs/language.md") for b in blocks_of(ROOT / page, "gdl")],
    ids=str,
)
def test_nothing_is_told_of_the_documentation(block: Block) -> None:
    assert not lints(analyze(Source(block.text)).diagnostics)


@pytest.mark.parametrize("code", CASES)
def test_a_comment_allows_it(code: str) -> None:
    text = whole(next(iter(CASES[code].told.values())))
    lines = text.splitlines()
    for number in {d.span.begin.line for d in told(text)}:
        lines[number - 1] += f"  # gdl: allow {code}"
    assert not analyze(Source("\n".join(lines))).diagnostics


def test_there_are_no_lints_beside_errors() -> None:
    found = told("input x: [8]; Dense(4) -> BatchNormalization -> Dense(1, softmx)")
    assert {d.code for d in found} == {"GDL403"}


@pytest.mark.parametrize("name", CASES["GDL407"].told)
def test_a_bias_is_left_out_where_that_is_certain(name: str) -> None:
    result = fix(
        Source(whole(CASES["GDL407"].told[name])), lambda source: analyze(source).diagnostics
    )
    uncertain = (
        "with a pooling between",
        "channels first",
        "depending on a parameter",
        "with an activation that is a parameter",
    )
    assert {d.code for d in result.left} == ({"GDL407"} if name in uncertain else set())
    assert ("false" in result.source.text) == (name not in uncertain)


def test_a_model_is_told_of_once_however_often_it_is_called() -> None:
    found = told(CASES["GDL407"].told["in a model that is used twice"])
    assert [d.times for d in found] == [1]


def test_a_model_of_another_file_is_told_of_once(tmp_path: Path) -> None:
    (tmp_path / "parts.gdl").write_text(
        "model part { input x: [8]; Dense(8) -> BatchNormalization }"
    )
    text = 'import "parts.gdl" as p\nmodel m { input x: [8]; p.part -> p.part }\n'
    path = tmp_path / "model.gdl"
    path.write_text(text)
    found = analyze(Source.read(path)).diagnostics
    assert [(d.code, d.times) for d in found] == [("GDL407", 1)]


def test_a_model_of_another_file_in_a_frozen_place_keeps_its_bias(tmp_path: Path) -> None:
    (tmp_path / "parts.gdl").write_text(
        "model part { input x: [8]; Dense(8) -> BatchNormalization }"
    )
    text = 'import "parts.gdl" as p\nmodel m { input x: [8]; frozen p.part }\n'
    path = tmp_path / "model.gdl"
    path.write_text(text)
    assert not analyze(Source.read(path)).diagnostics


def test_what_has_no_effect_is_not_looked_at() -> None:
    found = told("input x: [8]; Dense(4) as y; a = Dense(1, softmax); output y")
    assert {d.code for d in found} == {"GDL305"}


def test_a_subject_knows_classes_by_their_first_names() -> None:
    graph = analyze(Source("model m { input x: [8, 8, 3]; Convolution2D(3, 3); _ + 1 }")).one
    assert graph is not None
    assert isinstance(graph.graph, Graph)
    subject = Subject(graph.graph, graph.types, graph.origins)
    assert {"Conv2D", "add"} <= subject.classes


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("mul(2, window(x.0, 2, 2))", "x.0", True),
        ("window(window(x.0, 3, 1), 3, 1)", "window(x.0, 5, 1)", False),
        ("window(add(x.0, 2), 3, 1)", "x.0", False),
        ("broadcast(x.0, window(add(x.0, 2), 3, 1))", "x.0", False),
        ("broadcast(x.0, window(x.0, 3, 1))", "x.0", True),
        ("mul(window(x.0, 1, 2), -1)", "add(0, mul(-1, window(x.0, 1, 2)))", False),
        ("nonzero(float32[?, 3])", "x.0", True),
        ("min(x.0, 3)", "min(x.0, 3)", True),
        ("x.0" + " " * 3000, "x.0", True),
    ],
)
def test_labels_are_worked_out(first: str, second: str, differ: bool) -> None:
    """What they do not tell has to be tried."""
    assert may_differ(Sym(first), Sym(second)) == differ
