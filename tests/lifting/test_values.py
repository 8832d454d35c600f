"""Numbers of a saved model that no text holds."""

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
