"""Shared layers, models in models, and where boxes are written."""

from __future__ import annotations

from graphdsl.emit.diagram import View
from graphdsl.emit.diagram.picture import Box, Group, Picture
from graphdsl.emit.diagram.view import picture_of
from graphdsl.pipeline import analyze
from graphdsl.source import Source
from tests.emit.builders import Builder
from tests.emit.models import MODELS
from tests.emit.test_draw_fold import check_whole


def named(picture: Picture, name: str) -> list[Box]:
    return [box for box in picture.root.boxes() if box.name == name]


def test_a_shared_layer_is_drawn_once():
    picture = picture_of(*MODELS["siamese"]())
    check_whole(picture)
    (encoder,) = named(picture, "encoder")
    assert encoder.shared == (0, 2)
    assert encoder.results == ("call 1: 64", "call 2: 64")
    assert [edge.label for edge in picture.edges if edge.head == encoder.key] == [
        *("call 1", "call 2"),
    ]
    assert [edge.result for edge in picture.edges if edge.tail == encoder.key] == [0, 1]


def test_or_once_a_call():
    picture = picture_of(*MODELS["siamese"](), View(each_call=True))
    assert [box.shared for box in named(picture, "encoder")] == [(1, 2), (2, 2)]


def test_calls_of_which_one_needs_the_other_stay_apart():
    b = Builder()
    x = b.layer("Dense", [b.input("x", [4])], [4], units=4, name="one", weights=[[4, 4]])
    b.output("y", b.call("one", [b.layer("ReLU", [x], [4])], [4]))
    assert len(named(picture_of(*b.done()), "one")) == 2


def groups(group: Group) -> list[Group]:
    inner = [member for member in group.members if isinstance(member, Group)]
    return [found for member in inner for found in (member, *groups(member))]


def test_models_are_opened():
    graph, types = MODELS["nested"]()
    for each_call in (False, True):
        picture = picture_of(graph, types, View(depth=1, each_call=each_call))
        check_whole(picture)
        assert [(g.kind, g.title, g.note, g.frozen) for g in groups(picture.root)] == [
            ("nested", "eye", "model tower · shared · call 1 of 2", True),
            ("nested", "eye", "model tower · shared · call 2 of 2", True),
        ]
        keys = [box.key for box in picture.root.boxes()]
        assert len(keys) == len(set(keys))
        first = next(edge for edge in picture.edges if edge.tail == "n0")
        assert first.head in keys
    assert not groups(picture_of(graph, types).root)  # called twice: one box says more


def test_a_model_called_once_is_open_where_there_is_room():
    graph, types = once()
    assert [group.title for group in groups(picture_of(graph, types).root)] == ["eye"]
    for view in (View(depth=0), View(limit=3), View(detail="overview")):
        assert not groups(picture_of(graph, types, view).root)


def once():
    inner = Builder("tower")
    x = inner.input("image", [4])
    inner.output("dense", inner.layer("Dense", [x], [4], units=4, weights=[[4, 4]]))
    inner.output("same", x)
    b = Builder()
    x = b.input("x", [4])
    eye = b.layer("tower", [x], [4], name="eye", kind="model", graph=inner.done())
    b.output("y", b.layer("Dense", [eye], [4], units=4, weights=[[4, 4]]))
    return b.done()


TEXT = """\
block twice(n) {
    Dense(n)
}
model m {
    input x: [2]
    twice(3)
    head y { Dense(1) }
}
"""


def test_boxes_know_where_they_are_written():
    found = analyze(Source(TEXT, "models/m.gdl"), one=True).one
    assert found is not None
    picture = picture_of(found.graph, found.types, origins=found.origins)
    assert [box.place for box in picture.root.boxes()] == [
        "m.gdl, line 5",
        "m.gdl, line 2, used in line 6",
        "m.gdl, line 7",
        "m.gdl, line 7",
    ]
    assert picture_of(found.graph, found.types) != picture
