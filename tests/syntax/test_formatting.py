"""Golden pairs: `name.gdl` as somebody wrote it, `name.out.gdl` in canonical form."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.source import NOWHERE, Source
from graphdsl.syntax import ast
from graphdsl.syntax.parser import parse
from graphdsl.syntax.printer import format_source, print_file
from tests.golden import check_golden

FILES = sorted(
    p for p in (Path(__file__).parent / "formatted").glob("*.gdl") if ".out" not in p.name
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden_pairs(path: Path) -> None:
    source = Source.read(path)
    formatted = format_source(source)
    check_golden(path.with_suffix(".out.gdl"), formatted)
    before, after = parse(source).file, parse(Source(formatted)).file
    assert after == before
    assert [c.text for c in after.comments] == [c.text for c in before.comments]
    assert format_source(Source(formatted)) == formatted


def test_a_file_with_errors_is_not_formatted() -> None:
    with pytest.raises(GraphdslError) as raised:
        format_source(Source("model m { Dense( }"))
    assert [d.code for d in raised.value.diagnostics] == ["GDL108"]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", " ; ;\r\n"])
def test_nothing_stays_nothing(text: str) -> None:
    assert format_source(Source(text)) == ""


def test_line_ends_and_byte_order_marks_are_normalised() -> None:
    assert format_source(Source("\ufefflet a = 1\r\n\r\n\r\n# c \r\nlet b = 2")) == (
        "let a = 1\n\n# c\nlet b = 2\n"
    )


def name(text: str) -> ast.Name:
    return ast.Name(NOWHERE, text)


def number(value: float) -> ast.Number:
    return ast.Number(NOWHERE, value, "")


def test_a_tree_without_a_source() -> None:
    units = ast.Arg(NOWHERE, None, number(64))
    scale = ast.Arg(NOWHERE, name("scale"), number(-1e-7))
    dense = ast.Step(NOWHERE, ast.Call(NOWHERE, name("Dense"), (units, scale)))
    both = ast.Binary(NOWHERE, "+", name("a"), name("b"))
    product = ast.Binary(NOWHERE, "*", both, ast.Binary(NOWHERE, "**", number(-2), both))
    flatten = ast.Pipeline(NOWHERE, (ast.Step(NOWHERE, name("Flatten")),))
    stem = ast.Segment(
        NOWHERE, "stem", None, None, (), None, ast.Body(NOWHERE, (flatten,)), frozen=True
    )
    body = ast.Body(
        NOWHERE,
        (
            ast.Input(NOWHERE, name("x"), ast.Dtype(NOWHERE, name("int32"), (number(3),))),
            stem,
            ast.Pipeline(NOWHERE, (dense, dense), name("y")),
            ast.Pipeline(NOWHERE, (ast.Step(NOWHERE, product, names=(name("z"),)),)),
        ),
    )
    tower = ast.Model(NOWHERE, name("tower"), (), body)
    path = ast.String(NOWHERE, ('a "b"\n{', name("i"), "}"), "")
    file = ast.File(NOWHERE, (ast.Import(NOWHERE, path, name("c")), tower, tower))
    assert print_file(file) == (
        'import "a \\"b\\"\\n{{{i}}}" as c\n'
        "\n"
        "model tower {\n"
        "    input x: int32[3]\n"
        "\n"
        "    frozen stem { Flatten }\n"
        "    y = Dense(64, scale = -1e-07) -> Dense(64, scale = -1e-07)\n"
        "    (a + b) * (-2) ** (a + b) as z\n"
        "}\n"
        "\n"
        "model tower {\n"
        "    input x: int32[3]\n"
        "\n"
        "    frozen stem { Flatten }\n"
        "    y = Dense(64, scale = -1e-07) -> Dense(64, scale = -1e-07)\n"
        "    (a + b) * (-2) ** (a + b) as z\n"
        "}\n"
    )
