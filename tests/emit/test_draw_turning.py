"""Models that narrow and widen are drawn as a U."""

from __future__ import annotations

import re

import pytest

import graphdsl
from graphdsl.check.infer import infer
from graphdsl.emit.diagram import View, draw
from graphdsl.emit.diagram.turning import turn_of
from graphdsl.emit.diagram.view import picture_of
from graphdsl.origins import Origins
from tests.docs.blocks import ROOT
from tests.emit.builders import Builder
from tests.emit.models import MODELS, Made


def ladder(levels: int, tail: int = 2, within: int = 2) -> Made:
    """Down `levels` times, up again with a skip at each, and `tail` calls more."""
    b = Builder("ladder")
    x = b.input("x", [8])
    skips = []
    for level in range(levels):
        for step in range(within):
            x = b.layer("Dense", [x], [8], units=8, name=f"down_{level}_{step}")
        skips.append(x)
        x = b.layer("MaxPooling1D", [x], [8], name=f"pool_{level}")
    x = b.layer("Dropout", [x], [8], rate=0.5, name="bottom")
    for level in reversed(range(levels)):
        x = b.layer("UpSampling1D", [x], [8], name=f"grown_{level}")
        x = b.layer("Add", [x, skips[level]], [8], name=f"join_{level}")
        for step in range(within):
            x = b.layer("Dense", [x], [8], units=8, name=f"up_{level}_{step}")
    for step in range(tail):
        x = b.layer("Dense", [x], [8], units=8, name=f"tail_{step}")
    b.output("y", x)
    return b.done()


def names_of_way_up(made: Made, **choices: object) -> set[str]:
    picture = picture_of(*made, View(**choices))  # type: ignore[arg-type]
    up = turn_of(picture).up
    return {box.name for box in picture.root.boxes() if box.key in up}


def heights(made: Made) -> dict[str, float]:
    """How high the boxes stand in the picture, by name."""
    drawn = draw(*made, "svg").decode()
    groups = re.findall(r'<g id="n\d+".*?</g>', drawn, re.DOTALL)
    first = (re.search(r"<title>(?:input |output )?([^:]*):", group) for group in groups)
    places = (
        re.search(r'points="[-\d.]+,([-\d.]+)|<path[^>]* d="M[-\d.]+,([-\d.]+)', group)
        for group in groups
    )
    return {f[1]: -float(p[1] or p[2]) for f, p in zip(first, places, strict=True) if f and p}


@pytest.mark.parametrize("levels", [2, 3, 5])
def test_a_u_turns_at_its_bottom(levels):
    up = names_of_way_up(ladder(levels), limit=99)
    assert {f"join_{level}" for level in range(levels)} <= up
    assert {f"grown_{level}" for level in range(levels)} <= up
    assert "y" in up
    assert not [name for name in up if name.startswith(("down", "pool", "bottom", "x"))]


def test_the_way_up_leads_up():
    found = heights(ladder(3))
    assert found["x"] > found["down_0_0"] > found["pool_0"] > found["pool_1"] > found["pool_2"]
    assert found["grown_2"] < found["join_2"] < found["join_1"] < found["join_0"] < found["y"]
    assert abs(found["join_0"] - found["down_0_1"]) < 100


def test_an_overview_turns_too():
    assert names_of_way_up(MODELS["unet"](), detail="full")
    assert names_of_way_up(ladder(4), detail="overview")


@pytest.mark.parametrize("name", sorted(MODELS.keys() - {"unet"}))
@pytest.mark.parametrize("detail", ["normal", "full", "overview"])
def test_other_models_lead_down(name, detail):
    assert not names_of_way_up(MODELS[name](), detail=detail)


def test_a_side_that_is_far_longer_does_not_turn():
    assert not names_of_way_up(ladder(2, tail=40), detail="full")


def test_one_skip_is_no_u():
    assert not names_of_way_up(ladder(1, within=5))


def test_from_left_to_right_nothing_turns():
    assert b"dir=back" not in draw(*ladder(3), "dot", direction="right")
    assert b"dir=back" in draw(*ladder(3), "dot")


def test_a_u_to_the_right_is_no_strip():
    unet = graphdsl.load(ROOT / "examples" / "unet.gdl")
    drawn = draw(unet, infer(unet, Origins())[0], "svg", direction="right").decode()
    width = re.search(r'<svg[^>]* width="(\d+)pt"', drawn)
    assert width is not None
    assert int(width[1]) < 2600
