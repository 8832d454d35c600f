"""Equal branches side by side are drawn once where all of them would be too many."""

from __future__ import annotations

import pytest

from graphdsl.emit.diagram import View, draw
from graphdsl.emit.diagram.copies import fold_copies
from graphdsl.emit.diagram.picture import Group, Picture
from graphdsl.emit.diagram.view import picture_of
from tests.emit.builders import Builder
from tests.emit.models import Made
from tests.emit.test_draw_fold import check_whole


def learners(number: int, *, joined: bool = False, odd: int = 0) -> Made:
    """Branches with two layers each, of which one may differ; with heads, or joined by one."""
    b = Builder("learners")
    image = b.input("image", [28])
    b.segment("stem", "stem")
    stem = b.layer("Flatten", [image], [28])
    ends = []
    for n in range(1, number + 1):
        b.segment(f"learner_{n}", "branch", copy_of="learner")
        units = 16 if n == odd else 8
        x = b.layer("Dense", [stem], [units], units=units, weights=[[28, units], [units]])
        x = b.layer("Dense", [x], [10], units=10, weights=[[units, 10], [10]], name=f"out_{n}")
        ends.append(x)
        if not joined:
            b.output(f"digit_{n}", x, loss="mse")
    if joined:
        b.segment("vote", "head")
        b.output("vote", b.layer("Average", [ends], [10]), loss="mse")
    return b.done()


def branches(picture: Picture) -> list[Group]:
    inner = (member for member in picture.root.members if isinstance(member, Group))
    return [group for group in inner if group.kind == "branch"]


@pytest.mark.parametrize(("number", "drawn"), [(3, 3), (6, 6), (7, 1), (10, 1), (40, 1)])
@pytest.mark.parametrize("joined", [False, True])
def test_many_equal_branches_are_drawn_once(number, drawn, joined):
    picture = picture_of(*learners(number, joined=joined))
    found = branches(picture)
    check_whole(picture)
    assert len(found) == drawn
    assert [group.beside for group in found] == [number // drawn] * drawn
    assert (
        len(branches(picture_of(*learners(number, joined=joined), View(expand=True, limit=999))))
        == number
    )


def test_what_they_stand_for_is_told():
    (branch,) = branches(picture_of(*learners(10)))
    assert (branch.title, branch.params) == ("learner_1 … learner_10", "3,220 params")
    assert [box.title for box in branch.boxes()] == ["Dense", "Dense", "digit_1 … digit_10"]
    for form in ("svg", "mmd", "txt"):
        assert "10 side by side" in draw(*learners(10), form).decode()


def test_one_that_differs_is_drawn_beside_them():
    found = branches(picture_of(*learners(9, odd=4)))
    assert [(group.title, group.beside) for group in found] == [
        ("learner_1 … learner_9", 8),
        ("learner_4", 1),
    ]


def test_highlighted_copies_stay_apart():
    found = branches(picture_of(*learners(9), View(highlight=("learner_2",))))
    assert [group.beside for group in found] == [8, 1]


def test_overviews_count_all_layers():
    picture = picture_of(*learners(10), View(detail="overview"))
    facts = [box.facts for box in picture.root.boxes() if box.title.startswith("learner_1 …")]
    assert facts == [("20 layers", "10 side by side")]


def test_few_copies_are_left_alone():
    picture = picture_of(*learners(3))
    assert fold_copies(picture, 4) is picture


def test_branches_that_read_different_tensors_are_no_copies():
    b = Builder("chained")
    x = b.input("x", [8])
    for n in range(9):
        b.segment(f"step_{n}", "branch")
        x = b.layer("Dense", [x], [8], units=8)
        x = b.layer("Dropout", [x], [8], rate=0.5)
    b.output("y", x)
    picture = picture_of(*b.done(), View(expand=True))
    assert fold_copies(picture, 2) is picture
