"""What a graph may hold that no text says: it is told, and never left out."""

from __future__ import annotations

import pytest

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.graph import Graph, Input, Layer, Node, Output, Ref
from graphdsl.lifting import lift


def test_a_number_that_is_too_long_is_told() -> None:
    layer = Layer("y", "layer", "Dense", {"units": 10**400})
    node = Node("y", "y", (Ref("x"),))
    graph = Graph("m", (Input("x", (4,)),), {"y": layer}, {"y": node}, (Output("y", Ref("y")),))
    with pytest.raises(GraphdslError, match="GDL"):
        lift(graph)


def graph(dtype: str = "float32", output: str = "y") -> Graph:
    layers = {n: Layer(n, "layer", "Dense", {"units": 2}) for n in ("y", "z")}
    nodes = {n: Node(n, n, (Ref("x"),)) for n in layers}
    return Graph("m", (Input("x", (4,), dtype),), layers, nodes, (Output(output, Ref("y")),))


def test_a_dtype_that_is_no_word_is_told() -> None:
    assert "input x: int32[4]" in lift(graph("int32"))
    for dtype in ("", "a b"):
        with pytest.raises(GraphdslError, match="the dtype"):
            lift(graph(dtype))


def test_an_output_with_the_name_of_another_layer_is_told() -> None:
    with pytest.raises(GraphdslError, match="the output `z`"):
        lift(graph(output="z"))
