"""What a graph file can get wrong: each is a diagnostic at its place, never an exception."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.diagnostics.base import REGISTRY, Diagnostic
from graphdsl.graph import Graph
from graphdsl.graph.json import read, to_json
from graphdsl.source import Source
from tests.golden import check_golden
from tests.graph.random_graphs import graphs
from tests.graph.test_json import SMALL

SNAPSHOTS = Path(__file__).with_name("snapshots")
GOOD = json.loads(to_json(SMALL))


def shown(diagnostic: Diagnostic) -> str:
    """All that a reader is told, on a few lines."""
    lines = [f"{diagnostic.code} {diagnostic.message()}"]
    marked = f"{diagnostic.span.begin.line}: {diagnostic.span.text}"
    lines.append(" ".join((f"at {marked}", diagnostic.label())).rstrip())
    lines += [f"note: {note}" for note in diagnostic.notes()]
    lines += [f"help: {diagnostic.help()}"] if diagnostic.help() else []
    return "\n".join(lines)


def put(path: str, value: object) -> str:
    """The good document with one entry changed; `layers 0 name`."""
    document = copy.deepcopy(GOOD)
    *way, last = [int(p) if p.isdigit() else p for p in path.split()]
    holder = document
    for part in way:
        holder = holder[part]
    holder[last] = value
    return json.dumps(document, indent=1)


def calls(*names_and_reads: tuple[str, str]) -> str:
    """The good document with other calls: each by its name and what it reads."""
    nodes = [{"name": n, "layer": "lstm", "args": [{"ref": r}]} for n, r in names_and_reads]
    last = {"name": "grade", "value": {"ref": names_and_reads[-1][0]}}
    return json.dumps(GOOD | {"nodes": nodes, "segments": [], "outputs": [last]}, indent=1)


CASES = {
    "nested too deep": "[" * 300 + "]" * 300,
    "empty": "",
    "not JSON": '{"graphdsl": 1,\n "name" "m"}',
    "NaN": '{"graphdsl": NaN}',
    "a number of 5000 digits": '{"graphdsl": ' + "1" * 5000 + "}",
    "half a character": put("name", "\ud800"),
    "a list": "[]",
    "another version": put("graphdsl", 2),
    "a version that only looks right": put("graphdsl", True),
    "no version": '{"name": "m", "inputs": [], "layers": [], "nodes": [], "outputs": []}',
    "a key too many": put("layers 0 units", 3),
    "a wrong kind": put("layers 1 kind", "laser"),
    "a value that says not what it is": put(
        "layers 0 args kernel_regularizer args l2", {"value": 1}
    ),
    "a negative size": put("inputs 0 shape", [-1]),
    "a key twice": '{"graphdsl": 1,\n "name": "a",\n "name": "b"}',
    "a layer twice": put("layers 1 name", "stem_dense"),
    "a call named like an input": put("nodes 0 name", "image"),
    "an unknown layer": put("nodes 0 layer", "stem_dens"),
    "an unknown segment": put("nodes 0 segment", "stam"),
    "an output of nothing": put("outputs 0 value ref", "lost"),
    "an operand of nothing": put("segments 0 operands 0 value ref", "imago"),
    "a result that is not there": put("nodes 2 args 0 index", 2),
    "a tensor as an argument of a layer": put("layers 0 args units", {"tuple": [{"ref": "image"}]}),
    "a model without a graph": put(
        "layers 0 args units", {"layer": {"class": "m", "kind": "model"}}
    ),
    "a problem in a nested model": put(
        "layers 2", {"name": "m", "kind": "model", "class": "m", "graph": GOOD | {"nodes": []}}
    ),
    "a circle": calls(("a", "c"), ("b", "a"), ("c", "b")),
    "a long circle": calls(("c0", "c99"), *((f"c{i}", f"c{i - 1}") for i in range(1, 100))),
    "calls in the wrong order": calls(("a", "b"), ("b", "image")),
}


def snapshot(name: str) -> Path:
    """The file with all that is told of the case `name`."""
    return SNAPSHOTS / f"{name.replace(' ', '_')}.txt"


@pytest.mark.parametrize("name", CASES)
def test_message(name):
    found = read(Source(CASES[name]))
    assert not isinstance(found, Graph)
    text = "\n".join(map(shown, found)) + "\n"
    check_golden(snapshot(name), text)


def test_every_diagnostic_of_graph_files_is_shown():
    found = {line[:6] for name in CASES for line in snapshot(name).open(encoding="utf-8")}
    assert {code for code in REGISTRY if code.startswith("GDL03")} <= found


def test_of_many_problems_the_first_twenty_are_told():
    nodes = [{"name": f"n{i}", "layer": "lost", "args": []} for i in range(100)]
    found = read(Source(json.dumps(GOOD | {"nodes": nodes})))
    assert not isinstance(found, Graph)
    assert len(found) == 20


def places(data: object, path: tuple = ()) -> list[tuple]:
    """The paths of everything inside `data`."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    found = [(*path, key) for key, _ in items]
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    return found + [
        p for k, v in inner if isinstance(v, (dict, list)) for p in places(v, (*path, k))
    ]


JUNK = st.sampled_from([None, True, -1, 1e400, "", "image", [], {}, [[]], {"ref": "image"}, 2**70])


@given(graphs(), st.data())
def test_a_file_with_a_changed_entry_is_read_or_refused_with_places_in_it(graph, data):
    document = json.loads(to_json(graph))
    path = data.draw(st.sampled_from(places(document)))
    holder = document
    for part in path[:-1]:
        holder = holder[part]
    if data.draw(st.booleans()):
        del holder[path[-1]]
    else:
        holder[path[-1]] = data.draw(JUNK)
    _read_or_refuse(json.dumps(document))


@given(graphs(), st.data())
def test_a_file_with_changed_characters_is_read_or_refused(graph, data):
    text = to_json(graph)
    at = data.draw(st.integers(0, len(text)))
    _read_or_refuse(text[:at] + data.draw(st.text(max_size=3)) + text[at + 1 :])


@given(st.text(alphabet='{}[]",:1a\\ \n'))
def test_any_text_is_refused(text):
    assert not isinstance(_read_or_refuse(text), Graph)


def _read_or_refuse(text: str) -> Graph | tuple[Diagnostic, ...]:
    source = Source(text)
    found = read(source)
    if not isinstance(found, Graph):
        assert found
        for diagnostic in found:
            assert shown(diagnostic)
            assert diagnostic.span.source is source
            assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
    return found
