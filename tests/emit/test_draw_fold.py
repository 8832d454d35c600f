"""Large models are folded until they can be laid out and read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.emit.diagram import View, draw
from graphdsl.emit.diagram.compose import compose
from graphdsl.emit.diagram.fold import fold, fold_deepest
from graphdsl.emit.diagram.picture import Box, Group, Picture
from tests.emit.builders import Builder
from tests.emit.models import MODELS
from tests.graph.random_graphs import graphs


def check_whole(picture: Picture) -> None:
    """Fails unless every edge runs between boxes that are there, each from a result it has."""
    boxes = {box.key: box for box in picture.root.boxes()}
    assert len(boxes) == sum(1 for _ in picture.root.boxes())
    for edge in picture.edges:
        assert edge.head in boxes
        assert edge.tail != edge.head
        results = boxes[edge.tail].results
        assert not results or edge.result < len(results)


def chain(length: int, every: int = 0):
    """A run of layers, in stages of `every` where that is not 0."""
    b = Builder("chain")
    x = b.input("x", [8])
    for place in range(length):
        if every and place % every == 0:
            b.segment(f"stage_{place // every}", "stage")
        x = b.layer("Dense", [x], [8], name=f"dense_{place}", units=8, weights=[[8, 8], [8]])
    b.here = ""
    b.output("y", x)
    return b.done()


def everything_reads_everything(length: int):
    """The most edges that a model can have."""
    b = Builder("thicket")
    xs = [b.input("x", [8])]
    for place in range(length):
        xs.append(b.layer("Add", [list(xs[-40:])], [8], name=f"add_{place}"))
    b.output("y", xs[-1])
    return b.done()


def lanes(number: int):
    """As many branches side by side."""
    b = Builder("lanes")
    x, ends = b.input("x", [8]), []
    for place in range(number):
        b.segment(f"lane_{place}", "branch")
        ends.append(b.layer("Dense", [x], [8], name=f"dense_{place}", units=8, weights=None))
    b.here = ""
    b.output("y", b.layer("Concatenate", [ends], [8 * number]))
    return b.done()


LARGE = {
    "chain": lambda: chain(5000),
    "stages": lambda: chain(5000, every=25),
    "thicket": lambda: everything_reads_everything(1000),
    "lanes": lambda: lanes(1000),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_models_are_drawn(name):
    graph, types = LARGE[name]()
    folded = fold(compose(graph, types), 60)
    check_whole(folded)
    assert 1 < sum(1 for _ in folded.root.boxes()) <= 60
    assert draw(graph, types, "svg", View(limit=60)).rstrip().endswith(b"</svg>")


def test_stages_are_folded_and_not_their_runs():
    folded = fold(compose(*chain(100, every=25)), 20)
    shown = [(box.role, box.title, box.facts) for box in folded.root.boxes()]
    stages = [("fold", f"stage_{n}", ("25 layers",)) for n in range(4)]
    assert shown == [("input", "x", ("float32 8",)), *stages, ("output", "y", ("float32 8",))]
    assert folded.notes == ("102 boxes are folded into 6.",)
    keys = [box.key for box in folded.root.boxes()]
    assert [(edge.tail, edge.head) for edge in folded.edges] == list(pairwise(keys))


def test_runs_say_what_is_in_them():
    folded = fold(compose(*chain(100)), 12)
    assert [box.facts for box in folded.root.boxes() if box.role == "fold"] == [("10 layers",)] * 10
    assert next(b.title for b in folded.root.boxes() if b.role == "fold") == "10 × Dense"


@pytest.mark.parametrize("make", MODELS.values())
def test_small_models_are_shown_whole(make):
    picture = compose(*make())
    check_whole(picture)
    assert fold(picture, 200) is picture


@pytest.mark.parametrize("make", MODELS.values())
@pytest.mark.parametrize("limit", [1, 3, 10])
def test_any_limit_keeps_inputs_and_outputs(make, limit):
    def terminals(picture: Picture) -> list[Box]:
        return [box for box in picture.root.boxes() if box.role in ("input", "output")]

    picture = compose(*make())
    folded = fold(picture, limit)
    check_whole(folded)
    assert sorted(map(repr, terminals(folded))) == sorted(map(repr, terminals(picture)))


@given(graphs(), st.integers(1, 12))
@settings(max_examples=60)
def test_any_graph_folds_whole(graph, limit):
    from graphdsl.check.types import Types

    check_whole(fold(compose(graph, Types()), limit))


def test_groups_are_numbered_in_order():
    def keys(group: Group) -> list[str]:
        inner = [m for m in group.members if isinstance(m, Group)]
        return [group.key, *(key for member in inner for key in keys(member))]

    root = compose(*MODELS["aggregation"]()).root
    assert keys(root) == [f"g{n}" for n in range(8)]


@pytest.mark.parametrize(
    ("cls", "args", "expected"),
    [
        ("MaxPooling2D", {"pool_size": 3, "strides": [2, 2]}, "max pool 3×3 /2"),
        ("MaxPooling2D", {"pool_size": 1, "strides": 2, "padding": "same"}, "max pool 1×1 /2"),
        ("AveragePooling2D", {"pool_size": [3, 3], "strides": 1}, "average pool 3×3 /1"),
        ("MaxPooling2D", {"pool_size": 2}, "max pool 2×2"),
    ],
)
def test_a_folded_pooling_says_its_stride(cls, args, expected):
    b = Builder()
    b.segment("part", "stage")
    x = b.layer("ReLU", [b.input("x", [8, 8, 3])], [8, 8, 3])
    x = b.layer(cls, [x], [4, 4, 3], **args)
    b.here = ""
    b.output("y", x)
    (part,) = (b for b in fold_deepest(compose(*b.done())).root.boxes() if b.role == "fold")
    assert part.parts == (f"ReLU → {expected}",)
