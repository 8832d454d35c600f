"""Whole rendered messages, as a reader sees them; UPDATE_GOLDEN=1 writes the snapshots anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphdsl.diagnostics.base import Diagnostic, Edit, GraphdslError, Label, Use
from graphdsl.diagnostics.rendering.render import render, render_all
from graphdsl.source import Source
from tests.diagnostics.told import Told, Warned, place, stretch
from tests.golden import check_golden

SNAPSHOTS = Path(__file__).parent / "snapshots"

MODEL = Source(
    """\
# Three learners share one stem and train side by side.
model aggregation(width = 64) {
    input image: [28, 28]
    stem { Flatten }

    branch learner[3] {
        Dens(width, relu)
        head digit (loss = sparse_categorical_crossentropy, metrics = [accuracy]) {
            Dense(10, softmax)
        }
    }
    conv.residual(64); conv.residual(64, stride = 2)
    [left, right] -> Add as joined
}
""",
    "model.gdl",
)
CONV = Source(
    """\
block residual(filters, stride = 1) {
    shortcut = Conv2D(filters, 1, strides = stride)
    Conv2D(filters, 3, strides = stride, padding = same)
    [_, shortcut] -> Add
}
""",
    "lib/conv.gdl",
)
WIDE = Source(
    'model m {\n\t名前 = "日本語" -> Dense(rellu) \t# 全角\r\n\te\u0301te\u0301 = Dens(8)\r\n}\r\n',
    "wide.gdl",
)
LONG = Source(
    "model m { input x: [4]; "
    + " ".join(f"Dense({n}, relu) ->" for n in range(300))
    + " Dens(1) }",
    "long.gdl",
)
OPEN = Source("model m {\n    stem {\n        Dense(4)\n", "open.gdl")
NASTY = Source('let a = "\x1b[31mred\u202e\x07"\nlet \x00b = 1', "nasty\x1b[2J.gdl")

CASES: dict[str, list[Diagnostic]] = {
    "one": [
        Told(
            span=place(MODEL, "Dens"),
            headline="nothing here is called `Dens`",
            under="no layer, block or model",
            advice="did you mean `Dense`?",
            edits=(Edit(place(MODEL, "Dens"), "Dense"),),
        )
    ],
    "warning_without_words": [Warned(span=place(MODEL, "image"), headline="`image` is not used")],
    "nowhere": [
        Told(headline="there is no file `modle.gdl`", advice="did you mean `model.gdl`?"),
        Told(headline="Keras cannot be imported", remarks=("first", "a note\nof two lines")),
    ],
    "labels_in_one_line": [
        Told(
            span=place(MODEL, "Add"),
            headline="cannot add [32] and [64]",
            under="the last dimensions differ",
            others=(
                Label(place(MODEL, "left"), "this is [32]"),
                Label(place(MODEL, "right"), "this is [64]"),
                Label(place(MODEL, "joined"), ""),
            ),
        ),
        Told(
            span=place(MODEL, "[left, right]"),
            headline="a mark within a mark",
            under="the list",
            others=(Label(place(MODEL, "right"), "its second element"),),
        ),
        Told(
            span=place(MODEL, "left"),
            headline="two marks on one place",
            under="one",
            others=(Label(place(MODEL, "left"), "two"),),
        ),
    ],
    "labels_in_other_lines": [
        Told(
            span=place(MODEL, "Dense(10"),
            headline="marks near and far",
            under="here",
            others=(
                Label(place(MODEL, "Dens"), "two lines up"),
                Label(place(MODEL, "width = 64"), "far up"),
                Label(place(MODEL, "joined"), "far down"),
            ),
        )
    ],
    "several_lines": [
        Warned(
            span=stretch(MODEL, "head digit", "        }"),
            headline="this head has no weight",
            under="a weight is wanted",
            others=(Label(place(MODEL, "softmax"), "it ends in this"),),
        ),
        Told(
            span=stretch(MODEL, "digit", "        }"),
            headline="it begins within its line",
            under="all of it",
        ),
        Told(
            span=place(MODEL, "joined"),
            headline="a further place of many lines",
            others=(Label(stretch(MODEL, "branch", "\n    }"), "copied three times"),),
        ),
        Told(
            span=stretch(MODEL, "model", "\n}\n"),
            headline="two places of many lines, one within the other",
            under="the model",
            others=(Label(stretch(MODEL, "branch", "\n    }"), "the branch"),),
        ),
    ],
    "uses": [
        Told(
            span=place(CONV, "[_, shortcut] -> Add"),
            headline="cannot add [14, 14, 64] and [16, 16, 64]",
            under="dimensions 1 and 2 differ",
            others=(Label(place(CONV, "shortcut", 1), "this is [16, 16, 64]"),),
            uses=(Use(place(MODEL, "conv.residual(64)"), "this use of `conv.residual`"),),
        ),
        Told(
            span=place(CONV, "3"),
            headline="a long chain",
            uses=tuple(
                Use(place(CONV if n < 6 else MODEL, "filters" if n < 6 else "64"), f"level{n}")
                for n in range(7)
            ),
        ),
    ],
    "repeats": [
        *(
            Told(
                span=place(CONV, "Add"),
                headline=f"cannot add {sizes}",
                uses=(Use(place(MODEL, "conv.residual", number), "this use of `conv.residual`"),),
            )
            for number, sizes in enumerate(("[8] and [9]", "[4] and [5]"))
        ),
        *(Told(span=place(MODEL, "Dens"), headline="unknown") for _ in range(3)),
        Told(span=place(MODEL, "Dens"), headline="another mistake at the same place"),
        Told(
            span=place(MODEL, "softmax"),
            headline="counted before",
            times=1200,
            uses=(Use(place(MODEL, "[3]"), "copy 1"),),
        ),
    ],
    "fix": [
        Told(
            span=place(MODEL, "[28, 28]"),
            headline="the batch is never written",
            edits=(Edit(place(MODEL, "[28, 28]"), "[28]"),),
        ),
        Told(
            span=place(CONV, "Conv2D(filters, 3"),
            headline="two edits",
            advice="write keyword arguments last",
            edits=(
                Edit(place(CONV, "padding = same"), "strides = stride"),
                Edit(place(CONV, "strides = stride", 1), "padding = same"),
            ),
        ),
        Told(
            span=place(MODEL, "stem { Flatten }"),
            headline="one line becomes three",
            edits=(
                Edit(place(MODEL, "{ Flatten }"), "{\n        Flatten\n    }"),
                Edit(stretch(MODEL, "28]", "28]").source.span(0, 0), "gdl 1\n"),
            ),
        ),
    ],
    "wide_characters_tabs_and_crlf": [
        Told(
            span=place(WIDE, "rellu"),
            headline="`rellu` is no activation",
            under="here",
            others=(
                Label(place(WIDE, "名前"), "a name of two wide characters"),
                Label(place(WIDE, '"日本語"'), "a string"),
                Label(place(WIDE, "全角"), "behind a tab"),
            ),
        ),
        Told(span=place(WIDE, "Dens", 1), headline="behind accents", under="here"),
        Told(span=place(WIDE, "\r\n"), headline="the end of the line", under="here"),
    ],
    "long_lines": [
        Told(span=place(LONG, "Dens(1)"), headline="at the end", under="here"),
        Told(
            span=place(LONG, "Dense(150, relu)"),
            headline="in the middle",
            under="here",
            others=(Label(place(LONG, "Dense(151, relu)"), "near it"),),
        ),
        Told(span=place(LONG, "input"), headline="at the start", under="here"),
        Told(
            span=place(LONG, "Dense(140, relu)"),
            headline="a further place out of sight",
            under="here",
            others=(Label(place(LONG, "Dense(299, relu)"), "far to the right"),),
        ),
        Told(span=LONG.span(24, len(LONG.text) - 2), headline="longer than the line", under="all"),
    ],
    "end_of_file": [
        Told(
            span=OPEN.span(len(OPEN.text), len(OPEN.text)),
            headline="the file ends before `stem` does",
            under="expected `}`",
            others=(Label(place(OPEN, "{", 1), "opened here"),),
        ),
        Told(span=Source("", "empty.gdl").span(0, 0), headline="there is no model in the file"),
        Told(span=OPEN.span(900, 1000), headline="past the end"),
    ],
    "control_characters": [
        Told(span=place(NASTY, "red"), headline="a \x1b[31mname\u202e", under="\x07here"),
        Told(span=place(NASTY, "b", 0), headline="behind a NUL", advice="no \x1b[1mbold"),
    ],
}


@pytest.mark.parametrize("case", CASES)
def test_rendering(case):
    check_golden(SNAPSHOTS / f"{case}.txt", render_all(CASES[case], width=100) + "\n")


@pytest.mark.parametrize("case", ["one", "uses", "several_lines", "fix"])
def test_colours(case):
    text = render_all(CASES[case], colour=True, width=100)
    check_golden(SNAPSHOTS / f"{case}.ansi.txt", text.replace("\x1b", "␛") + "\n")


@pytest.mark.parametrize("case", CASES)
def test_colours_change_no_character(case):
    import re

    coloured = render_all(CASES[case], colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == render_all(CASES[case])


def test_no_control_character_of_a_file_reaches_the_terminal():
    shown = render_all(CASES["control_characters"])
    assert not [c for c in shown if c < " " and c != "\n"]
    assert "\u202e" not in shown


def test_nothing_is_nothing():
    assert render_all([]) == ""


def test_an_error_in_python_shows_the_same():
    diagnostics = tuple(CASES["one"])
    assert str(GraphdslError(diagnostics)) == render_all(diagnostics)


def test_a_single_diagnostic_has_no_summary():
    (only,) = CASES["one"]
    assert render_all([only]) == render(only) + "\n\n1 error"
