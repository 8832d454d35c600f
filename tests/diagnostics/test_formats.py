"""Formats that programs read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphdsl.diagnostics.formats import FORMATS, write
from graphdsl.diagnostics.terminal import columns, wants_colour
from tests.diagnostics.test_render import CASES, SNAPSHOTS
from tests.golden import check_golden

ALL = [d for case in CASES.values() for d in case]


@pytest.mark.parametrize("form", ["short", "json"])
def test_snapshot(form):
    text = write(ALL, form)
    check_golden(Path(SNAPSHOTS) / f"all.{'json' if form == 'json' else 'txt'}", text + "\n")


def test_short_is_one_line_each():
    assert len(write(ALL, "short").splitlines()) == len(json.loads(write(ALL, "json")))


def test_json_places_lie_in_the_text():
    for case in CASES.values():
        for told in json.loads(write(case, "json")):
            source = next((d.span.source for d in case if d.span.source.name == told["file"]), None)
            if source is None or told["start"]["offset"] > len(source.text):
                continue
            line, column = told["start"]["line"], told["start"]["column"]
            assert source.line_start(line) + column - 1 == told["start"]["offset"]


def test_nothing_is_an_empty_list_in_json():
    assert [write([], form) for form in FORMATS] == ["", "", "[]"]


class Stream:
    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def fileno(self) -> int:
        raise OSError


@pytest.mark.parametrize(
    ("terminal", "environment", "colour"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "0"}, False),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_colour_only_where_it_is_wanted(terminal, environment, colour):
    assert wants_colour(Stream(terminal), environment) is colour


def test_width():
    assert columns(Stream(True), {"COLUMNS": "77"}) == 77
    assert columns(Stream(False), {"COLUMNS": "many"}) == 120
