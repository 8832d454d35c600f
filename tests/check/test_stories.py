"""Type errors with their stories, whole as they are printed; UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graphdsl.diagnostics.rendering.formats.data import as_data
from graphdsl.diagnostics.rendering.render import render_all
from graphdsl.pipeline import analyze
from graphdsl.source import Source
from tests.golden import check_golden

STORIES = sorted(Path(__file__).parent.glob("stories/*.gdl"))
INPUT = re.compile(r"declare `(\w+)` as (`.+`)")
ARGUMENT = re.compile(
    r"write (`.+?`)(?: instead of `(.+?)`)? in (each |this )?`(\w+)`(?: in line (\d+))?$"
)


def read(path: Path) -> Source:
    return Source(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path: Path) -> None:
    told = render_all(analyze(read(path)).diagnostics) or "no problems"
    check_golden(path.with_suffix(".txt"), told + "\n")


def test_every_story_has_its_file() -> None:
    assert STORIES
    assert {p.stem for p in STORIES} == {p.stem for p in STORIES[0].parent.glob("*.txt")}


def advised(path: Path) -> list[str]:
    """The file as it is after each piece of advice that says exactly what to write where."""
    source = read(path)
    texts: list[str] = []
    for diagnostic in analyze(source).diagnostics:
        here = diagnostic.span.begin.line
        for line in (diagnostic.best_help() or "").splitlines():
            declared, argument = INPUT.search(line), ARGUMENT.search(line)
            if declared:
                pattern = rf"(input {declared[1]}: \w*)\[[^]]*\]"
                for shape in re.findall(r"`(\[.+?\])`", declared[2]):
                    texts.append(re.sub(pattern, rf"\g<1>{shape}", source.text))
            elif argument:
                every = argument[3] == "each "
                number, layer = int(argument[5] or here), argument[4]
                for code in re.findall(r"`(.+?)`", argument[1]):
                    text = written(source.text, number, layer, code, argument[2])
                    for nth in range(1, text.splitlines()[number - 1].count(layer) * every):
                        text = written(text, number, layer, code, argument[2], nth)
                    texts.append(text)
    return texts


def written(text: str, line: int, layer: str, code: str, old: str | None, number: int = 0) -> str:
    """A line with `code` instead of `old` in a call of `layer`, or behind its last argument;
    `number` counts the calls of it in the line."""
    lines = text.splitlines(keepends=True)
    start = [found.start() for found in re.finditer(layer, lines[line - 1])][number]
    if old:
        place = lines[line - 1].index(old, start)
        changed = lines[line - 1][:place] + code + lines[line - 1][place + len(old) :]
    else:
        call = re.compile(rf"{layer}(?:\((.*?)\)(?=\s|$))?")
        within = call.match(lines[line - 1], start)
        assert within
        args = f"{within[1]}, {code}" if within[1] else code
        changed = lines[line - 1][:start] + f"{layer}({args})" + lines[line - 1][within.end() :]
    return "".join([*lines[: line - 1], changed, *lines[line:]])


MENDED = [
    pytest.param(path, text, id=f"{path.stem}-{number}")
    for path in STORIES
    for number, text in enumerate(advised(path), 1)
]


def errors(source: Source) -> set[tuple[int, str]]:
    return {(d.span.begin.line, d.code) for d in analyze(source).diagnostics}


@pytest.mark.parametrize(("path", "text"), MENDED)
def test_advice_mends(path: Path, text: str) -> None:
    """The error is gone; another one may show up behind it, where nothing was known before."""
    before, after = errors(read(path)), errors(Source(text, path.name))
    assert before - after
    assert not after or min(after - before, default=(999, "")) > max(before - after)


def test_advice_is_tried() -> None:
    assert len(MENDED) > 15


def test_programs_get_the_story_too() -> None:
    path = next(path for path in STORIES if path.stem == "unet")
    (data,) = map(as_data, analyze(read(path)).diagnostics)
    assert [label["text"] for label in data["labels"]] == [
        "89 becomes 44 here: the last one is dropped"
    ]
    assert data["notes"][0].startswith("both come from 178")
    assert data["help"].startswith("pad the 88")
