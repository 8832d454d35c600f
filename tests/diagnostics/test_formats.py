"""Formats that programs read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphdsl.diagnostics.rendering.formats import FORMATS, write
from graphdsl.diagnostics.rendering.terminal import columns, wants_colour
from graphdsl.source import Source
from tests.diagnostics.test_render import CASES, SNAPSHOTS
from tests.diagnostics.told import Told
from tests.golden import check_golden

ALL = [d for case in CASES.values() for d in case]


FILES = {"short": "all.txt", "json": "all.json", "sarif": "all.sarif", "github": "all.github.txt"}


@pytest.mark.parametrize("form", FILES)
def test_snapshot(form):
    check_golden(Path(SNAPSHOTS) / FILES[form], write(ALL, form) + "\n")


@pytest.mark.parametrize("form", ["short", "github"])
def test_lines_are_one_line_each(form):
    assert len(write(ALL, form).splitlines()) == len(json.loads(write(ALL, "json")))


def test_a_workflow_command_cannot_be_broken_out_of():
    source = Source("abc\n", "a,b:c%.gdl")
    told = Told(headline="one\n::error::two", span=source.span(0, 3), remarks=("50 %",))
    assert write([told], "github") == (
        "::error title=graphdsl GDL999,file=a%2Cb%3Ac%25.gdl,line=1,endLine=1,col=1,endColumn=3"
        "::one%0A::error::two%0A50 %25"
    )


def test_sarif_has_one_rule_for_each_code_and_results_point_to_it():
    run = json.loads(write(ALL, "sarif"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({d.code for d in ALL})
    assert [rules[r["ruleIndex"]]["id"] for r in run["results"]] == [
        told["code"] for told in json.loads(write(ALL, "json"))
    ]


def test_sarif_names_files_by_uri(tmp_path):
    for name, uri in (("a b/ü.gdl", "a%20b/%C3%BC.gdl"), (str(tmp_path / "m.gdl"), None)):
        told = Told(headline="wrong", span=Source("abc", name).span(0, 3))
        result = json.loads(write([told], "sarif"))["runs"][0]["results"][0]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place["uri"] == (uri or (tmp_path / "m.gdl").as_uri())


def test_a_file_without_text_is_named_without_a_line():
    told = Told(headline="wrong", span=Source(None, "m.keras").span(0, 0))
    assert write([told], "text").splitlines()[1] == " --> m.keras"
    assert write([told], "short") == "m.keras: error[GDL999]: wrong"
    assert write([told], "github") == "::error title=graphdsl GDL999,file=m.keras::wrong"
    assert json.loads(write([told], "json"))[0]["start"] is None
    result = json.loads(write([told], "sarif"))["runs"][0]["results"][0]
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "m.keras"}}}]


def test_json_places_lie_in_the_text():
    for case in CASES.values():
        for told in json.loads(write(case, "json")):
            source = next((d.span.source for d in case if d.span.source.name == told["file"]), None)
            if source is None or told["start"]["offset"] > len(source.text):
                continue
            line, column = told["start"]["line"], told["start"]["column"]
            assert source.line_start(line) + column - 1 == told["start"]["offset"]


def test_nothing_is_an_empty_document():
    found = {form: write([], form) for form in FORMATS if form != "sarif"}
    assert found == {"text": "", "short": "", "json": "[]", "github": ""}
    assert json.loads(write([], "sarif"))["runs"][0]["results"] == []


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
