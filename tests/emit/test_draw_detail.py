"""How much is drawn: runs as one box, modules that nobody named, equal parts, columns."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.check.types import Types
from graphdsl.emit.diagram import View, draw
from graphdsl.emit.diagram.columns import extents, in_columns
from graphdsl.emit.diagram.compose import compose
from graphdsl.emit.diagram.detail import fitted
from graphdsl.emit.diagram.dot import dot_text
from graphdsl.emit.diagram.fuse import fuse
from graphdsl.emit.diagram.layout import place
from graphdsl.emit.diagram.modules import with_modules
from graphdsl.emit.diagram.picture import Box, Group, Picture
from graphdsl.emit.diagram.repeats import fold_repeats
from graphdsl.emit.diagram.rows import in_rows
from graphdsl.emit.diagram.view import picture_of
from tests.emit.builders import Builder
from tests.emit.models import MODELS, conv
from tests.emit.test_draw_fold import chain, check_whole, everything_reads_everything
from tests.graph.random_graphs import graphs


def residual_chain(filters: list[int], *, named: bool = False):
    """A block for each number, as saved models have them: without segments."""
    b = Builder("saved")
    x = b.input("image", [32, 32, 8])
    for n, width in enumerate(filters):
        name = f"stage_block{n}" if named else f"thing{n}"
        y = conv(b, x, [32, 32], width, 3, 8, use_bias=False, name=f"{name}_conv")
        y = b.layer("BatchNormalization", [y], [32, 32, 8], name=f"{name}_bn", weights=[[8]])
        y = b.layer("Activation", [y], [32, 32, 8], name=f"{name}_relu", activation="relu")
        y = conv(b, y, [32, 32], 8, 1, 8, name=f"{name}_last")
        x = b.layer("Add", [[x, y]], [32, 32, 8], name=f"{name}_add")
    b.output("y", x)
    return b.done()


def boxes(picture: Picture, *roles: str) -> list[Box]:
    return [box for box in picture.root.boxes() if not roles or box.role in roles]


def groups(picture: Picture) -> list[Group]:
    return [member for member in picture.root.members if isinstance(member, Group)]


def test_a_convolution_and_what_is_right_behind_it_are_one_box():
    first, second, add = boxes(fuse(compose(*residual_chain([16]))), "layer")
    assert (first.title, first.parts, first.activation) == ("Conv2D", ("+ batch norm",), "relu")
    assert (second.title, second.parts, second.activation) == ("Conv2D", (), "")
    assert add.title == "Add"
    assert first.params == "1,176 params"
    assert "thing0_bn" in first.details


def test_what_is_read_twice_is_not_hidden():
    b = Builder()
    x = conv(b, b.input("x", [8, 8, 3]), [8, 8], 4, 3, 3)
    y = b.layer("ReLU", [x], [8, 8, 4])
    b.output("y", b.layer("Add", [[x, y]], [8, 8, 4]))
    assert [box.title for box in boxes(fuse(compose(*b.done())), "layer")] == [
        *("Conv2D", "ReLU", "Add"),
    ]


def test_what_is_frozen_is_not_one_with_what_is_not():
    b = Builder()
    x = b.layer("Dense", [b.input("x", [3])], [4], units=4, frozen=True, weights=[[3, 4]])
    b.output("y", b.layer("BatchNormalization", [x], [4], weights=[[4]]))
    assert len(boxes(fuse(compose(*b.done())), "layer")) == 2


def test_modules_are_found_and_named():
    picture = with_modules(fuse(compose(*residual_chain([16, 16, 24, 24], named=True))))
    assert [group.title for group in groups(picture)] == [f"stage_block{n}" for n in range(4)]
    assert [len(group.members) for group in groups(picture)] == [3] * 4


def test_equal_modules_are_drawn_once():
    picture = with_modules(fuse(compose(*residual_chain([16, 16, 16, 24], named=True))))
    folded = fold_repeats(picture)
    check_whole(folded)
    assert [(g.title, g.times) for g in groups(folded)] == [
        ("stage_block0 … stage_block2", 3),
        ("stage_block3", 1),
    ]
    counted = sum(box.count.total for box in boxes(picture)[1:10])
    assert groups(folded)[0].params.startswith(f"{counted:,} params")


def test_parts_that_are_read_elsewhere_too_are_not_equal():
    b = Builder()
    x = b.input("x", [4])
    first = b.layer("Dense", [x], [4], units=4, name="one", weights=[[4, 4]])
    second = b.layer("Dense", [first], [4], units=4, name="two", weights=[[4, 4]])
    b.output("y", second)
    b.output("z", first)
    assert len(boxes(fold_repeats(compose(*b.done())), "layer")) == 2


def test_a_shared_layer_is_no_repetition():
    b = Builder()
    x = b.layer("Dense", [b.input("x", [4])], [4], units=4, name="one", weights=[[4, 4]])
    b.output("y", b.call("one", [x], [4]))
    assert len(boxes(fold_repeats(compose(*b.done())), "layer")) == 2


def test_a_long_run_is_one_box():
    (dense,) = boxes(fold_repeats(compose(*chain(100))), "layer")
    assert (dense.name, dense.times, dense.params) == (
        *("dense_0 … dense_99", 100),
        "7,200 params",
    )


def test_a_folded_module_says_what_is_in_it():
    drawn = fitted(compose(*residual_chain([16] * 9 + [32], named=True)), "normal", 4)
    several, one = boxes(drawn, "fold")
    assert (several.title, several.times) == ("stage_block0 … stage_block8", 9)
    assert several.parts == ("3×3 16 → 1×1 8", "skip", "Add")
    assert one.facts == ("5 layers",)
    assert drawn.notes == ("52 boxes are folded into 4.",)


def test_expanded_parts_are_not_counted():
    drawn = fitted(compose(*residual_chain([16] * 9, named=True)), "normal", 12, expand=True)
    assert [box.times for box in boxes(drawn, "fold")] == [1] * 9


def test_everything_is_drawn_of_what_fits():
    picture = compose(*MODELS["aggregation"]())
    assert fitted(picture) is picture
    assert len(boxes(fitted(compose(*residual_chain([16] * 9)), "full"))) == 47
    overview = fitted(picture, "overview")
    assert [b.title for b in boxes(overview, "fold")] == [
        *("stem", "learner_1", "learner_2", "learner_3"),
    ]


@pytest.mark.parametrize(("times", "drawn"), [(4, 4), (5, 1), (9, 1)])
def test_what_repeats_often_is_drawn_once_even_where_it_fits(times, drawn):
    b = Builder("same")
    x = b.input("x", [8])
    for _ in range(times):
        x = b.layer("Dense", [x], [8], units=8, weights=[[8, 8], [8]])
    b.output("y", x)
    picture = compose(*b.done())
    shown = boxes(fitted(picture), "layer")
    assert len(shown) == drawn
    assert shown[0].times == times // drawn
    assert len(boxes(fitted(picture, expand=True), "layer")) == times


def test_a_use_of_a_block_that_is_one_box_stays_that_box():
    b = Builder("blocks")
    x = b.input("image", [32, 32, 8])
    for n in range(3):
        b.segment(f"conv_norm_{n}", "block", template="conv_norm", args={"filters": 8 * n})
        x = conv(b, x, [32, 32], 8 * n + 8, 3, 8, name=f"conv_{n}")
        x = b.layer("BatchNormalization", [x], [32, 32, 8], name=f"norm_{n}", weights=[[8]])
    b.output("y", x)
    shown = boxes(fitted(compose(*b.done()), "overview"))
    assert [box.title for box in shown] == ["image", "Conv2D", "Conv2D", "Conv2D", "y"]
    assert [box.name for box in shown[1:4]] == ["conv_0", "conv_1", "conv_2"]


@pytest.mark.parametrize("detail", ["full", "normal", "overview"])
@pytest.mark.parametrize("make", MODELS.values())
def test_every_detail_is_whole(make, detail):
    for expand in (False, True):
        check_whole(picture_of(*make(), View(detail=detail, limit=6, expand=expand)))


@given(graphs(), st.integers(1, 12), st.sampled_from(["full", "normal", "overview"]))
@settings(max_examples=60)
def test_any_graph_is_whole(graph, limit, detail):
    check_whole(picture_of(graph, Types(), View(detail=detail, limit=limit)))


def size(placed: str) -> tuple[float, float]:
    found = re.search(r'graph \[bb="0,0,([\d.]+),([\d.]+)"', placed)
    assert found is not None
    return float(found[1]), float(found[2])


def test_tall_pictures_stand_in_columns():
    picture = compose(*residual_chain([16] * 6))
    placed = place(dot_text(picture, titles_apart=True))
    columns = in_columns(placed)
    (width, height), (wide, low) = size(placed), size(columns)
    assert height > 4 * width
    assert low < 1.5 * wide
    numbers = re.findall(r'pos="(?:e,)?([\d., -]+)"', columns)
    points = [point.split(",") for found in numbers for point in found.split()]
    assert all(-1 <= float(x) <= wide + 1 and -1 <= float(y) <= low + 1 for x, y in points)
    assert columns.count(" -> ") == placed.count(" -> ")


def test_small_pictures_do_not():
    placed = place(dot_text(compose(*MODELS["siamese"]())))
    assert in_columns(placed) is placed


def test_a_picture_that_cannot_be_cut_stays_whole():
    b = Builder()
    first = x = b.input("x", [4])
    for _ in range(30):
        x = b.layer("Dense", [x], [4], units=4, weights=[[4, 4]])
    b.output("y", b.layer("Add", [[first, x]], [4]))
    placed = place(dot_text(compose(*b.done())))
    assert in_columns(placed) is placed


def test_columns_are_drawn():
    assert draw(*residual_chain([16] * 6), "svg").rstrip().endswith(b"</svg>")


@pytest.mark.parametrize("length", [4, 9])
def test_a_wide_picture_stands_in_rows(length):
    placed = place(dot_text(compose(*residual_chain([16] * length)), "right"))
    rows = in_rows(placed)
    wide, high = size(placed)
    assert wide > 2.2 * high
    assert size(rows)[0] < wide / 2
    assert size(rows)[1] > high
    assert rows.count("->") == placed.count("->")
    assert rows.count("label=") == placed.count("label=")
    assert apart(rows)


def test_what_is_not_wide_stays_in_one_row():
    placed = place(dot_text(compose(*MODELS["siamese"]()), "right"))
    assert in_rows(placed) == placed


def apart(placed: str) -> bool:
    """Whether no two boxes overlap, and all of them are on the page."""
    found = list(extents(placed))
    wide, high = size(placed)
    inside = all(
        e.left > -1 and e.bottom > -1 and e.right < wide + 1 and e.top < high + 1 for e in found
    )
    return inside and not any(
        one.left < other.right
        and other.left < one.right
        and one.bottom < other.top
        and other.bottom < one.top
        for one, other in combinations(found, 2)
    )


def test_full_draws_every_call_of_a_large_model():
    picture = fitted(compose(*residual_chain([16] * 180)), "full")
    assert (len(boxes(picture)), picture.notes, picture.remark) == (902, (), ())


@pytest.mark.parametrize("form", ["svg", "txt", "mmd"])
def test_what_is_too_much_even_for_full_is_folded_by_its_parts_and_says_so(form):
    graph, types = residual_chain([16 + n % 3 for n in range(500)], named=True)
    picture = fitted(compose(graph, types), "full")
    check_whole(picture)
    assert not any(" × BatchNormalization" in box.title for box in boxes(picture))
    assert any(group.title.startswith("stage_block") for group in groups(picture))
    text = draw(graph, types, form, View("full")).decode()
    assert "Not every call is drawn: 2,502 boxes are folded into" in text
    assert "graphdsl cutout" in text.replace("#96;", "`")
    assert "Not every call" not in draw(graph, types, form).decode()


@pytest.mark.parametrize("expand", [False, True])
def test_edges_that_take_long_to_lay_out_are_folded_even_in_full(expand):
    picture = fitted(compose(*everything_reads_everything(400)), "full", expand=expand)
    check_whole(picture)
    assert len(boxes(picture)) < 402
    assert picture.remark


def test_an_overview_of_a_model_without_names_has_a_box_for_what_is_done_at_one_size():
    b = Builder("saved")
    x, size = b.input("image", [32, 32, 8]), 32
    for n in range(18):
        x = conv(b, x, [size, size], 8 + n, 3, 8, name=f"conv_{n}")
        if n % 6 == 5:
            size //= 2
            x = b.layer("MaxPooling2D", [x], [size, size, 8 + n], name=f"pool_{n}", pool_size=2)
    b.output("y", x)
    picture = compose(*b.done())
    overview = fitted(picture, "overview")
    check_whole(overview)
    assert len(boxes(fitted(picture))) > len(boxes(overview))
    assert [(box.title, box.facts) for box in boxes(overview, "fold")] == [
        ("conv_0 … conv_5", ("6 layers",)),
        ("pool_5 … conv_11", ("7 layers",)),
        ("pool_11 … conv_17", ("7 layers",)),
    ]
    total = sum(box.count.total for box in boxes(picture))
    assert sum(box.count.total for box in boxes(overview)) == total


def test_an_overview_of_few_boxes_keeps_them():
    b = Builder("small")
    x = b.input("x", [8])
    for n in range(3):
        x = b.layer("Dense", [x], [8 + n], units=8 + n, weights=[[8, 8 + n]])
    b.output("y", x)
    assert len(boxes(fitted(compose(*b.done()), "overview"), "layer")) == 3
