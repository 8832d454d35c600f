"""Files that import files: found beside the importing one, each read once, mistakes told there."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphdsl.pipeline import Analysis, analyze
from graphdsl.source import Source

BLOCKS = "let width = 8\nlayer Wide = Dense(width)\nblock two(n) { Dense(n) -> Wide }\n"


def looked_at(folder: Path, **files: str) -> Analysis:
    """Writes `files` and looks at the one called main."""
    for name, text in files.items():
        path = folder / f"{name}.gdl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return analyze(Source.read(folder / "main.gdl"))


def told(analysis: Analysis) -> list[str]:
    return [
        f"{Path(d.span.source.name).name}:{d.span.begin.line} {d.code} {d.message()}"
        for d in analysis.diagnostics
    ]


def test_what_an_import_brings(tmp_path: Path) -> None:
    found = looked_at(
        tmp_path,
        conv=BLOCKS + "model tower { input x: [4]; Dense(4) }",
        main='import "conv.gdl" as conv\n'
        "model m { input x: [4]; conv.two(3) -> conv.Wide -> Dense(conv.width)\n"
        "conv.tower as _t; output _t }",
    )
    assert told(found) == ["main.gdl:3 GDL314 the model `conv.tower` takes float32[4] as `x`"]


def test_names_and_templates_of_an_imported_block(tmp_path: Path) -> None:
    found = looked_at(
        tmp_path,
        conv=BLOCKS,
        main='import "conv.gdl" as conv\nmodel m { input x: [4]; conv.two(3) }',
    )
    assert not found.diagnostics
    assert found.one is not None
    assert list(found.one.graph.layers) == ["two_dense", "two_dense_1"]
    assert found.one.graph.segments["two"].template == "conv.two"


def test_paths_are_relative_to_the_importing_file(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "inner.gdl").write_text("block one { Dense(1) }")
    (tmp_path / "lib" / "outer.gdl").write_text(
        'import "inner.gdl" as inner\nblock both { inner.one -> inner.one }'
    )
    found = looked_at(
        tmp_path, main='import "lib/outer.gdl" as o\nmodel m { input x: [4]; o.both }'
    )
    assert told(found) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("nowhere.gdl", "GDL001"),
        (".", "GDL002"),
        ("latin.gdl", "GDL003"),
        ("a\\0b.gdl", "GDL004"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, written: str, code: str) -> None:
    (tmp_path / "latin.gdl").write_bytes(b"# caf\xe9\n")
    found = looked_at(
        tmp_path, main=f'import "{written}" as a\nmodel m {{ input x: [4]; a.b; Dense(1) }}'
    )
    assert [line.split()[:2] for line in told(found)] == [["main.gdl:1", code]]


def test_a_cycle(tmp_path: Path) -> None:
    found = looked_at(
        tmp_path,
        a='import "b.gdl" as b\nblock one { Dense(1) }',
        b='import "a.gdl" as a\nblock two { a.one }',
        main='import "a.gdl" as a\nmodel m { input x: [4]; a.one }',
    )
    assert told(found) == [
        'b.gdl:1 GDL210 "a.gdl" cannot be imported here, as it imports this file'
    ]


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ("block one { Dense(1) }", 'main.gdl:1 GDL210 "main.gdl" imports itself'),
        (
            'import "main.gdl" as main',
            'parts.gdl:1 GDL210 "main.gdl" cannot be imported here, as it imports this file',
        ),
    ],
)
def test_a_cycle_through_the_first_file(tmp_path: Path, parts: str, line: str) -> None:
    imported = "main" if "itself" in line else "parts"
    main = f'import "{imported}.gdl" as other\nmodel m {{ input x: [4]; Dense(1) }}'
    assert told(looked_at(tmp_path, parts=parts, main=main)) == [line]


def test_help_names_what_an_import_or_a_segment_has(tmp_path: Path) -> None:
    found = looked_at(
        tmp_path,
        conv=BLOCKS,
        main='import "conv.gdl" as conv\nmodel m { input x: [4]\nstem { Dense(4) as low }\n'
        "conv.twoo(3); Dense(conv.widht); stem.lo -> keras.layers.Dense(3) }",
    )
    assert [d.help() for d in found.diagnostics] == [
        "did you mean `conv.two`?",
        "did you mean `conv.width`?",
        "did you mean `stem.low`?",
        "did you mean `Dense`?",
    ]


def test_mistakes_are_told_in_the_file_they_are_in(tmp_path: Path) -> None:
    found = looked_at(
        tmp_path,
        conv="block two(n) {\n    Dens(n)\n}\nblock three {",
        main='import "conv.gdl" as conv\nmodel m { input x: [4]; conv.two(3); conv.too(4) }',
    )
    assert [line.split()[:2] for line in told(found)] == [
        ["conv.gdl:2", "GDL201"],
        ["conv.gdl:4", "GDL108"],
        ["main.gdl:2", "GDL201"],
    ]
