"""Themes, dark pages and highlights."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.emit.diagram import View, draw, look
from graphdsl.emit.diagram.themes import dark_style
from graphdsl.emit.diagram.view import picture_of
from tests.emit.models import MODELS
from tests.emit.test_draw_hostile import NAMES, check_plain, hostile

COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def luminance(color: str) -> float:
    parts = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colors(name: str, theme: str) -> set[str]:
    drawn = draw(*MODELS[name](), "svg", theme=theme).decode()  # type: ignore[arg-type]
    return {found.upper() for found in COLOR.findall(drawn)}


@pytest.mark.parametrize("name", ["residual", "nested", "aggregation"])
def test_print_is_black_and_white(name):
    found = colors(name, "print") - {"#000000", "#FFFFFF", "#E4E4E4"}
    assert not found


@pytest.mark.parametrize("name", ["residual", "nested", "aggregation"])
def test_mermaid_is_black_and_white_too(name):
    drawn = draw(*MODELS[name](), "mmd", theme="print").decode()
    assert set(COLOR.findall(drawn)) <= {"#000000", "#FFFFFF", "#E4E4E4"}


def test_contrast_is_high():
    inks = {"#000000", "#001F5C", "#4A004A"}
    grounds = {tint.fill for tint in look.TINTS.values()} | {t.strong for t in look.TINTS.values()}
    assert min(contrast(ink, ground) for ink in inks for ground in grounds) > 7
    assert look.QUIET not in colors("residual", "contrast")


def test_default_texts_can_be_read():
    grounds = [*(t.fill for t in look.TINTS.values()), *(f.fill for f in look.FRAMES.values())]
    inks = (look.INK, look.QUIET, look.FROZEN, look.SHARED)
    assert min(contrast(ink, ground) for ink in inks for ground in grounds) > 4.5


def dark_rules() -> dict[str, str]:
    return dict(re.findall(r'\[fill="(#[0-9a-f]{6})"\]\{fill:(#[0-9A-F]{6})\}', dark_style()))


def test_dark_texts_can_be_read():
    dark = dark_rules()
    grounds = [*(t.fill for t in look.TINTS.values()), *(f.fill for f in look.FRAMES.values())]
    for ink in (look.INK, look.QUIET, look.FROZEN, look.SHARED):
        for ground in grounds:
            assert contrast(dark[ink.lower()], dark[ground.lower()]) > 4.5
    assert contrast(look.PAPER, dark[look.TERMINAL.lower()]) > 4.5


@pytest.mark.parametrize("name", MODELS)
def test_every_colour_has_one_for_the_dark(name):
    root = ElementTree.fromstring(draw(*MODELS[name](), "svg"))
    used = {e.get(a, "") for e in root.iter() for a in ("fill", "stroke")}
    assert {c for c in used if c.startswith("#")} <= dark_rules().keys()
    assert not used - {c for c in used if c.startswith("#")} - {"", "none", "transparent"}


@pytest.mark.parametrize("theme", ["print", "contrast"])
@pytest.mark.parametrize("name", NAMES)
def test_names_stay_text_in_every_theme(name, theme):
    graph, types = hostile(name)
    check_plain(draw(graph, types, "svg", theme=theme))
    picture = picture_of(graph, types)
    lit = next(box.name for box in picture.root.boxes() if box.name)
    check_plain(draw(graph, types, "svg", View(highlight=(lit,)), theme=theme))


def lit(name: str, *names: str) -> list[str]:
    picture = picture_of(*MODELS[name](), View(highlight=names))
    return [box.name for box in picture.root.boxes() if box.lit]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("learner_2",), ["learner_2_dense", "learner_2_dense_1", *["learner_2_digit"] * 2]),
        (("learner_2.digit",), ["learner_2_digit"] * 2),
        (("image", "stem_flatten"), ["image", "stem_flatten"]),
        (("learner_3_dense",), ["learner_3_dense"]),
    ],
)
def test_what_is_named_is_lit(asked, expected):
    assert lit("aggregation", *asked) == expected


def test_a_fold_with_something_lit_is_lit():
    view = View(detail="overview", highlight=("learner_3_dense",))
    picture = picture_of(*MODELS["aggregation"](), view)
    assert [box.title for box in picture.root.boxes() if box.lit] == ["learner_3"]


def test_the_rest_is_pale():
    drawn = draw(*MODELS["aggregation"](), "dot", View(highlight=("learner_1",))).decode()
    boxes = dict(re.findall(r"(n\d+) \[label=<(.*)> id=", drawn))
    assert look.INK in boxes["n2"]
    assert look.INK not in boxes["n5"]


def test_what_is_not_there_is_told():
    with pytest.raises(GraphdslError) as caught:
        draw(*MODELS["aggregation"](), "dot", View(highlight=("lerner_1",)))
    (found,) = caught.value.diagnostics
    assert found.message() == "nothing in the diagram is called `lerner_1`"
    assert found.help() == "did you mean `learner_1`?"
