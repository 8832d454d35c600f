"""Two models as one picture: everything that differs is in it, with its mark."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphdsl
from graphdsl.comparing.differences import Differences, differences
from graphdsl.emit.diagram import Side, View, draw, look
from graphdsl.emit.diagram.comparison import picture_of_both
from graphdsl.emit.diagram.picture import Box, Group, Picture
from graphdsl.emit.diagram.signs import SIGNS
from graphdsl.emit.diagram.themes import dark_style, recolored
from tests.emit.pairs import BASE, LONG, PAIRS, TWICE, sides
from tests.emit.test_draw_hostile import NAMES, SVG, check_plain, hostile
from tests.emit.test_draw_themes import contrast
from tests.golden import check_golden

GOLDEN = Path(__file__).parent / "golden" / "difference"
DARK = dark_style(faint=True)


def drawn(name: str, form: str, view: View = View(), **options: str) -> bytes:  # noqa: B008
    before, after = sides(*PAIRS[name])
    return draw(
        after.graph,
        after.types,
        form,  # type: ignore[arg-type]
        view,
        before=before,
        name=after.name,
        **options,  # type: ignore[arg-type]
    )


def both(before: str, after: str, view: View = View()) -> Picture:  # noqa: B008
    return picture_of_both(*sides(before, after), view)


def marks_of(picture: Picture) -> list[tuple[str, str]]:
    """The name and the mark of everything in the picture that has one."""
    found: list[tuple[str, str]] = []
    stack: list[Box | Group] = [picture.root]
    while stack:
        thing = stack.pop()
        if thing.mark is not None:
            own = thing.name if isinstance(thing, Box) else thing.title
            found.append((own or thing.title, thing.mark))
        if isinstance(thing, Group):
            stack.extend(reversed(thing.members))
    return found


def marked(picture: Picture) -> dict[str, str]:
    """The same by name."""
    return dict(marks_of(picture))


def edges(picture: Picture) -> set[tuple[str, str, str]]:
    """From where to where the edges with a mark run, and their sign."""
    names = {box.key: box.name or box.title for box in picture.root.boxes()}
    return {(SIGNS[e.mark], names[e.tail], names[e.head]) for e in picture.edges if e.mark}


@pytest.mark.parametrize("name", PAIRS)
def test_text(name):
    check_golden(GOLDEN / f"{name}.txt", drawn(name, "txt").decode())


@pytest.mark.parametrize("name", ["removed", "moved", "operation", "inside", "nothing"])
def test_dot(name):
    check_golden(GOLDEN / f"{name}.dot", drawn(name, "dot").decode())


@pytest.mark.parametrize("name", ["added", "segment_gone"])
def test_mermaid(name):
    check_golden(GOLDEN / f"{name}.mmd", drawn(name, "mmd").decode())


def test_svg():
    check_golden(GOLDEN / "removed.svg", drawn("removed", "svg").decode())


@pytest.mark.parametrize("name", PAIRS)
def test_same_bytes(name):
    assert drawn(name, "dot") == drawn(name, "dot")


MARKS = {
    "argument": {"stem_conv": "changed"},
    "added": {"extra": "added", "label_digit": "rewired"},
    "removed": {"body_drop": "removed", "flat": "rewired"},
    "moved": {"pool": "moved", "body_more": "changed"},
    "rewired": {"b": "rewired"},
    "operation": {"multiply": "changed"},
    "input": {"x": "changed"},
    "training": {"label": "changed"},
    "inside": {"low": "changed", "drop": "added", "high": "rewired"},
    "inside_a_shared_model": {"t": "changed"},
    "order": {"a": "rewired", "b": "rewired", "c": "rewired"},
    "long": {"odd_wide": "changed"},
    "nothing": {},
}


@pytest.mark.parametrize("name", MARKS)
def test_marks(name):
    assert marked(both(*PAIRS[name])) == MARKS[name]


def test_edges_that_differ():
    assert edges(both(*PAIRS["removed"])) == {
        ("−", "body_second", "body_drop"),
        ("−", "body_drop", "flat"),
        ("+", "body_second", "flat"),
    }
    assert edges(both(*PAIRS["argument"])) == set()


def test_what_did_not_change_is_pale_and_one_box():
    picture = both(*PAIRS["argument"])
    assert [(b.title, b.role) for b in picture.root.boxes() if not b.lit][2:] == [
        ("body", "fold"),
        ("Flatten", "layer"),
        ("label", "fold"),
        ("label", "output"),
    ]
    whole = both(*PAIRS["argument"], View(detail="full"))
    assert not any(box.role == "fold" for box in whole.root.boxes())


def test_a_long_model_with_one_change_fits_a_page():
    boxes = list(both(LONG, LONG.replace("Conv2D(16, 5", "Conv2D(16, 7")).root.boxes())
    assert len(boxes) <= 10
    less = list(
        both(LONG, LONG.replace("Conv2D(16, 5", "Conv2D(8, 5"), View("overview")).root.boxes()
    )
    assert [box.name for box in less if box.lit] == ["odd_wide"]


def test_a_model_that_became_one_that_is_called_twice():
    single = TWICE.replace("y -> t as b; [a, b]", "[a, y]")
    for before, after in ((single, TWICE), (TWICE, single)):
        picture = both(before, after)
        assert "low" not in marked(picture)
        assert marked(picture)["c"] == "rewired"


def test_too_much_to_be_drawn_is_folded_and_counted():
    lines = "".join(f"Dense({n % 7 + 1}, name = 'd{n}');" for n in range(500))
    text = f"model m {{ input x: [4]; stage s {{ {lines} }} }}"
    picture = both(text, text.replace("Dense(", "Dense(use_bias = false, units = "))
    (box,) = (box for box in picture.root.boxes() if box.role == "fold")
    assert (box.mark, box.changes) == ("changed", ("inside: 500 changed",))
    assert picture.comparison is not None
    assert picture.comparison.counts == (("changed", 500),)


def test_the_legend_counts_layers_not_boxes():
    before = "model m { input x: [8]; input y: [8]; shared t = Dense(4); x -> t as a; y -> t as b }"
    picture = both(before, before.replace("(4)", "(6)"), View(each_call=True))
    comparison = picture.comparison
    assert sum(box.mark == "changed" for box in picture.root.boxes()) == 2
    assert comparison is not None
    assert comparison.counts == (("changed", 1),)


def test_highlights_stand_beside_what_differs():
    picture = both(*PAIRS["removed"], View(highlight=("stem",)))
    assert {"stem_conv", "body_drop"} <= {box.name for box in picture.root.boxes() if box.lit}


@st.composite
def models(draw_value: st.DrawFn) -> str:
    """A model of layers with few names, some in segments, each reading any that came before."""
    names = draw_value(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=7, unique=True))
    lines, before = ["input x: [4]"], ["x"]
    for name in names:
        units = draw_value(st.integers(3, 5))
        kind = draw_value(st.sampled_from((f"Dense({units})", "Dropout(0.1)", "Reshape([-1, 1])")))
        source = draw_value(st.sampled_from(before[-3:]))
        joined = draw_value(st.booleans()) and len(before) > 1
        flat = f"{source} -> Flatten(name = 'flat_{name}')"
        twice = f"; v_{name} = _ * 2; v_{name}" if joined else ""
        lines.append(f"{flat}{twice} -> {kind} as {name}")
        before.append(name)
    segment = draw_value(st.sampled_from(("", "stage s")))
    body = "; ".join(lines[1:])
    body = f"{segment} {{ {body} }}" if segment else body
    return f"model m {{ {lines[0]}; {body} }}"


def told(found: Differences, *what: str) -> set[tuple[str, str]]:
    """The layers of which one of these is said."""
    return {(c.name, c.what) for c in found.changes if c.subject == "layer" and c.what in what}


@given(models(), models(), st.sampled_from(("normal", "full")))
@settings(max_examples=80, deadline=None)
def test_every_difference_is_in_the_picture(before, after, detail):
    one, other = sides(before, after)
    found = differences(one.graph, other.graph)
    picture = picture_of_both(one, other, View(detail=detail))
    marks = set(marks_of(picture))
    assert told(found, "added", "removed", "changed") <= marks
    kept = told(found, "moved", "rewired")
    assert {name for name, _ in kept} >= {
        box.name
        for box in picture.root.boxes()
        if box.mark in ("rewired", "moved") and box.role == "layer"
    }
    assert found.none == (picture.comparison is not None and not picture.comparison.counts)


@given(models(), models())
@settings(max_examples=30, deadline=None)
def test_edges_of_what_is_new_or_gone_are_so_too(before, after):
    one, other = sides(before, after)
    if differences(one.graph, other.graph).none:
        return
    picture = picture_of_both(one, other, View(detail="full"))
    calls = {box.key: box.mark for box in picture.root.boxes()}
    for edge in picture.edges:
        ends = {calls[edge.tail], calls[edge.head]}
        assert "removed" not in ends or edge.mark == "removed"
        assert "added" not in ends or edge.mark == "added"


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_text(name):
    graph, types = hostile(name)
    before, after = sides(*PAIRS["removed"])
    for one, other in ((Side(name, graph, types), after), (before, Side(name, graph, types))):
        for form in ("dot", "mmd", "txt"):
            assert draw(other.graph, other.types, form, before=one, name=name)  # type: ignore[arg-type]
        svg = draw(other.graph, other.types, "svg", before=one, name=name, theme="print")
        check_plain(svg)


def test_hostile_names_in_mermaid_and_text():
    graph, types = hostile("</text><script>alert(1)</script>")
    after = sides(*PAIRS["removed"])[1]
    side = Side('"]\n  click n0 "javascript:1"', graph, types)
    text = draw(after.graph, after.types, "mmd", before=side, name="new").decode()
    assert "<script" not in text
    assert not re.search(r"^\s*click", text, re.MULTILINE)
    tree = draw(after.graph, after.types, "txt", before=side, name="new").decode()
    assert tree.splitlines()[0].endswith(" → new")


@pytest.mark.parametrize("name", ["removed", "inside", "moved", "training"])
def test_print_is_black_and_white(name):
    svg = drawn(name, "svg", theme="print").decode()
    found = {color.upper() for color in re.findall(r"#[0-9a-fA-F]{6}", svg)}
    assert found <= {"#000000", "#FFFFFF", "#E4E4E4", "#757575"}


@pytest.mark.parametrize("name", ["removed", "inside", "moved", "training", "segment_gone"])
def test_every_colour_has_one_for_the_dark(name):
    root = ElementTree.fromstring(drawn(name, "svg"))
    assert [style.text for style in root.iter(f"{SVG}style")] == [DARK]
    used = {e.get(a, "") for e in root.iter() for a in ("fill", "stroke")}
    rules = set(re.findall(r'\[fill="(#[0-9a-f]{6})"\]', DARK))
    assert {color for color in used if color.startswith("#")} <= rules


def test_texts_of_marks_can_be_read():
    dark = dict(re.findall(r'\[fill="(#[0-9a-f]{6})"\]\{fill:(#[0-9A-F]{6})\}', DARK))
    grounds = [*(t.fill for t in look.TINTS.values()), look.PAPER]
    for stroke in look.MARKS.values():
        own, sign = dark[stroke.color.lower()], dark[stroke.ground.lower()]
        assert contrast(stroke.ground, look.PAPER) > 4.5
        assert contrast(sign, look.PAPER) > 4.5
        for ground in grounds:
            assert contrast(stroke.color, ground) > 4.5
            assert contrast(own, dark[ground.lower()]) > 4.5
    strong = re.findall(r'"(#\w{6})"', recolored('="#006655" ="#AD2300" ="#7414B8"', "contrast"))
    assert min(contrast(ink, ground) for ink in strong for ground in grounds) > 5


SEEN = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""How linear colours are seen, by G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009)."""


def seen(color: str, rows: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    parts = [(int(color[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5)]
    mixed = (sum(a * b for a, b in zip(row, parts, strict=True)) for row in rows)
    return tuple(max(value, 0) ** (1 / 2.2) * 255 for value in mixed)


@pytest.mark.parametrize("rows", SEEN.values(), ids=SEEN)
def test_colour_blind_readers_tell_marks_apart(rows):
    colors = dict.fromkeys(stroke.color for stroke in look.MARKS.values())
    points = [seen(color, rows) for color in colors]
    for place, one in enumerate(points):
        for other in points[place + 1 :]:
            assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 45


def test_equal_models_are_drawn_as_always_and_it_is_said():
    before, after = sides(*PAIRS["nothing"])
    text = draw(after.graph, after.types, "txt", before=before, name="new.gdl").decode()
    head, said, empty, *rest = text.splitlines()
    assert (head, said, empty) == ("old.gdl → new.gdl", "nothing differs", "")
    plain = draw(after.graph, after.types, "txt").decode()
    assert [line[2:] for line in rest] == plain.splitlines()


def test_the_page_of_a_comparison():
    page = drawn("removed", "html").decode()
    assert "− removed" in page
    assert "reads body_second, no longer body_drop" in page


def test_models_without_anything_in_common():
    picture = both(BASE, "model n { input q: [3]; Dense(2) as z }")
    assert {"q", "z"} <= {name for name, mark in marked(picture).items() if mark == "added"}
    assert sum(mark == "removed" for mark in marked(picture).values()) >= 8


def test_from_python():
    before, after = (graphdsl.lower(text) for text in PAIRS["removed"])
    told = graphdsl.draw(after, "txt", before=before).decode()
    assert told.splitlines()[:2] == ["net → net", "− 1 removed, → 1 rewired"]
