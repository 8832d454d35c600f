"""Diagrams as text and as Mermaid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graphdsl.emit.diagram import View, draw
from graphdsl.emit.diagram.mermaid import escaped
from graphdsl.emit.diagram.view import picture_of
from tests.emit.builders import Builder
from tests.emit.models import MODELS, Made
from tests.emit.test_draw_hostile import NAMES, hostile
from tests.golden import check_golden

GOLDEN = Path(__file__).parent / "golden"
LABEL = r'"[^"<>&]*(?:<br/>[^"<>&]*)*"'
SUBGRAPH = rf"subgraph g\d+\[{LABEL}\]|end"
BOX = rf"[ngmrc_\d]+(?:\[{LABEL}\]|\(\[{LABEL}\]\)|\({LABEL}\)):::[a-z]+"
EDGE = rf"[ngmrc_\d]+ -->(?:\|{LABEL}\|)? [ngmrc_\d]+"
STYLE = r"classDef [a-z]+ [a-zA-Z:#0-9, -]+|class [ngmrc_\d]+ (?:frozen|[a-z]+frame)"
LINE = re.compile(rf" *(?:{SUBGRAPH}|{BOX}|{EDGE}|{STYLE})")


def check_mermaid(text: str) -> None:
    """Fails unless every line is one of the few that we write."""
    first, *lines = text.splitlines()
    assert first in ("flowchart TD", "flowchart LR")
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert text.count("subgraph ") == text.count(" end\n")


@pytest.mark.parametrize("name", MODELS)
def test_trees(name):
    check_golden(GOLDEN / f"{name}.tree.txt", draw(*MODELS[name](), "txt").decode())


@pytest.mark.parametrize("name", MODELS)
def test_mermaid(name):
    drawn = draw(*MODELS[name](), "mmd").decode()
    check_mermaid(drawn)
    check_golden(GOLDEN / f"{name}.mmd", drawn)


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_text(name):
    check_mermaid(draw(*hostile(name), "mmd").decode())
    lines = draw(*hostile(name), "txt").decode().splitlines()
    assert all(line.isprintable() for line in lines)


def test_everything_that_means_something_is_escaped():
    assert escaped('a"<b>`#;|{}\n&') == "a#34;#60;b#62;#96;#35;#59;#124;#123;#125;#65533;#38;"


def test_large_models_are_small():
    drawn = draw(*MODELS["residual"](), "mmd", View(detail="overview"), direction="right").decode()
    check_mermaid(drawn)
    assert drawn.startswith("flowchart LR")
    assert drawn.count("-->") == 5


def test_a_name_with_a_backslash_has_no_line_breaks():
    assert escaped("\\n") == "#92;#8203;n"  # Mermaid would break the line at #92;n


def wide(calls: int) -> Made:
    """A model in which every call is read by all heads: many edges."""
    b = Builder("wide")
    x = b.input("x", [4])
    kinds = ("Dense", "Dropout", "LayerNormalization")
    hidden = [b.layer(kinds[i % 3], [x], [4], units=4) for i in range(calls)]
    for name in ("one", "two", "three", "four", "five"):
        b.output(name, b.layer("Add", hidden, [4]))
    return b.done()


@pytest.mark.parametrize("detail", ["normal", "full"])
def test_what_mermaid_refuses_is_folded(detail):
    drawn = draw(*wide(140), "mmd", View(detail=detail)).decode()
    check_mermaid(drawn)
    assert drawn.count("-->") <= 500
    assert len(drawn) <= 50_000


def test_what_is_highlighted_has_a_star():
    text = draw(*MODELS["aggregation"](), "txt", View(highlight=("learner_2",))).decode()
    plain = draw(*MODELS["aggregation"](), "txt").decode()
    picture = picture_of(*MODELS["aggregation"](), View(highlight=("learner_2",)))
    lit = sum(box.lit for box in picture.root.boxes())
    lines = text.splitlines()
    assert lit == sum(line.startswith("* ") for line in lines) > 0
    assert [line[2:] for line in lines] == plain.splitlines()


def test_what_is_not_highlighted_is_pale_in_mermaid():
    text = draw(*MODELS["aggregation"](), "mmd", View(highlight=("learner_2",))).decode()
    picture = picture_of(*MODELS["aggregation"](), View(highlight=("learner_2",)))
    rest = ",".join(box.key for box in picture.root.boxes() if not box.lit)
    assert f"    class {rest} same\n    classDef same opacity:0.3\n" in text
    assert "opacity" not in draw(*MODELS["aggregation"](), "mmd").decode()
