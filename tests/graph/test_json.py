"""The graph as JSON: lossless, of a stable form, and as its schema says."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.graph import Graph, Input, Layer, Node, Object, Output, Ref, Segment
from graphdsl.graph.json import from_json, schema, to_json
from graphdsl.graph.json.limits import MAX_DEPTH
from tests.golden import check_golden
from tests.graph.random_graphs import graphs

VALIDATOR = Draft202012Validator(schema())


@given(graphs(depth=2))
def test_every_graph_comes_back_whole(graph):
    text = to_json(graph)
    again = from_json(text)
    assert repr(again) == repr(graph), "repr, since nan differs from itself and 1 equals 1.0"
    assert to_json(again) == text


@given(graphs())
def test_every_document_is_as_the_schema_says(graph):
    VALIDATOR.validate(json.loads(to_json(graph)))


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(schema())


def test_the_shipped_schema_is_the_one_that_the_reader_follows():
    from graphdsl.graph.json.entries import generated_schema

    assert schema() == generated_schema(), "run python -m graphdsl.graph.json"


def test_the_caller_of_schema_may_change_what_it_got():
    schema().clear()
    assert schema()


SMALL = Graph(
    "tiny",
    (Input("image", (28, None)),),
    {
        "stem_dense": Layer(
            "stem_dense",
            "layer",
            "Dense",
            MappingProxyType({"units": 8, "kernel_regularizer": Object("L2", {"l2": 1e-4})}),
            frozen=True,
        ),
        "lstm": Layer("lstm", "layer", "RNN", {"cell": Layer("", "layer", "GRUCell", {})}),
        "get_item": Layer("get_item", "function", "get_item"),
    },
    {
        "stem_dense": Node("stem_dense", "stem_dense", (Ref("image"),), segment="stem"),
        "lstm": Node("lstm", "lstm", (Ref("stem_dense"),), {"mask": None}, "", ("y", "h")),
        "last": Node("last", "get_item", (Ref("lstm", 1), (..., slice(None, -1, None)))),
    },
    (Output("grade", Ref("last"), "mse", math.inf, ("mae",), True, "grade"),),
    {
        "stem": Segment("stem", "stem", operands=(("", Ref("image")),), frozen=True),
        "grade": Segment("grade", "aux", args={"shape": (1, [2], {"a": 2**60})}),
    },
    {"optimizer": Object("Adam", {"learning_rate": 1e-3})},
)


def test_layout():
    check_golden(Path(__file__).with_name("small.graph.json"), to_json(SMALL))


def test_nesting_beyond_the_limit_is_said_when_writing_and_reading():
    value = "core"
    for _ in range(MAX_DEPTH):
        value = [value]
    graph = Graph("m", (), {"a": Layer("a", "layer", "A", {"x": value})}, {}, ())
    with pytest.raises(GraphdslError) as error:
        to_json(graph)
    assert [d.code for d in error.value.diagnostics] == ["GDL037"]


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 10_000, 200_000])
@pytest.mark.parametrize("brackets", [("[", "]"), ('{"tuple":[', "]}"), ('{"dict":{"a":', "}}")])
def test_nested_text_is_a_diagnostic(levels, brackets):
    opening, closing = brackets
    with pytest.raises(GraphdslError) as error:
        from_json(opening * levels + "1" + closing * levels)
    assert [d.code for d in error.value.diagnostics] == ["GDL037"]


def test_as_deep_as_the_limit_says_is_read():
    for opening, closing, levels in (("[", "]", 1), ('{"tuple":[', "]}", 2)):
        count = (MAX_DEPTH - 5) // levels
        value = json.loads(opening * count + "1" + closing * count)
        document = json.loads(to_json(SMALL))
        document["layers"][0]["args"] = {"x": value}
        assert from_json(json.dumps(document))
