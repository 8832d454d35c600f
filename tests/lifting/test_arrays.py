"""Long lists stand in a file beside the text, short ones in it; both mean the graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import graphdsl
from graphdsl.comparing import equal
from graphdsl.graph import Graph, Layer, Object
from graphdsl.lifting import lift, lifted
from graphdsl.lifting.arrays import LONGEST
from graphdsl.pipeline import analyze
from graphdsl.saved.arrays import packed
from graphdsl.source import Source

pytestmark = pytest.mark.filterwarnings("ignore::graphdsl.GraphdslWarning")
TEXT = """
model m {
    input x: [?, 3]
    x + array(TABLE)
    Dense(3, name = "last")
}
"""


def with_table(value: Any) -> Graph:
    """A graph with a constant."""
    graph = graphdsl.lower(TEXT.replace("TABLE", "[1.0, 2.0, 3.0]"))
    node = replace(graph.nodes["array"], args=(value,))
    return replace(graph, nodes={**graph.nodes, "array": node})


def read_again(graph: Graph, folder: Path) -> Graph:
    """The graph of its text, which lies in a folder with its arrays."""
    made = lifted(graph, beside="m.arrays.npz")
    (folder / "m.gdl").write_text(made.text, encoding="utf-8")
    (folder / "m.arrays.npz").write_bytes(packed(made.arrays))
    found = analyze(Source.read(folder / "m.gdl"))
    assert found.one is not None, [d.message() for d in found.diagnostics]
    return found.one.graph


LONG = {
    "floats": np.linspace(0, 1, 90).reshape(30, 3).tolist(),
    "without end": [[float("-inf"), float("nan"), -0.0]] * 40,
    "whole": np.arange(90).reshape(30, 3).tolist(),
    "large": np.zeros((200, 3)).tolist(),
    "truths": (np.arange(90).reshape(30, 3) > 4).tolist(),
}


@pytest.mark.parametrize("name", LONG)
def test_long_ones_stand_beside(name: str, tmp_path: Path) -> None:
    graph = with_table(LONG[name])
    made = lifted(graph, beside="m.arrays.npz")
    assert list(made.arrays) == ["array"]
    assert 'import "m.arrays.npz" as arrays\n' in made.text
    assert "array(arrays.array)" in made.text
    assert len(made.text) < 300
    assert equal(read_again(graph, tmp_path), graph)


def test_where_short_ends() -> None:
    short = [[1.0] * LONGEST]
    assert not lifted(with_table(short), beside="m.arrays.npz").arrays
    assert lifted(with_table([[1.0] * (LONGEST + 1)]), beside="m.arrays.npz").arrays


def test_without_a_file_all_stands_in_the_text() -> None:
    graph = with_table(LONG["floats"])
    text = lift(graph)
    assert "arrays" not in text
    assert equal(graphdsl.lower(text), graph)


def test_lists_that_are_no_arrays_stay_in_the_text() -> None:
    uneven = Layer("odd", "extern", "Mine", {"parts": [[1], [1, 2]] * 40, "sizes": [1, 1.0] * 40})
    graph = with_table([1.0, 2.0, 3.0])
    graph = replace(
        graph,
        layers={**graph.layers, "last": replace(uneven, name="last")},
    )
    assert not lifted(graph, beside="m.arrays.npz").arrays


def test_in_layers_and_objects_each_once(tmp_path: Path) -> None:
    words = [f"word {n}" for n in range(100)]
    held = Layer("", "layer", "StringLookup", {"vocabulary": list(words)})
    args = {
        "words": list(words),
        "held": held,
        "of": Object("AUC", {"thresholds": [0.5] * 100}),
        "all": [Object("AUC", {"thresholds": [0.25] * 100})],
        "by": {"name": [0.5] * 100},
    }
    graph = graphdsl.lower("extern layer Two\nmodel m { input x: [3]; Two as last }")
    graph = replace(graph, layers={"last": Layer("last", "extern", "Two", args)})
    made = lifted(graph, beside="m.arrays.npz")
    assert sorted(made.arrays) == ["last_all_thresholds", "last_of_thresholds", "last_words"]
    assert made.text.count("arrays.last_words") == 2
    assert equal(read_again(graph, tmp_path), graph)


def test_repeats_with_tables_become_blocks(tmp_path: Path) -> None:
    tables = [np.full((30, 8), float(n)).tolist() for n in range(4)]
    graph = graphdsl.lower(
        "block placed(n) { Dense(8, relu); BatchNormalization; _ + array([n]) }\n"
        "model m { input x: [30, 8]; for n in 0..3 { placed(1.0 * n) }; Dense(1) }"
    )
    nodes = dict(graph.nodes)
    arrays = [name for name, node in nodes.items() if graph.layers[node.layer].cls == "array"]
    for name, table in zip(arrays, tables, strict=True):
        nodes[name] = replace(nodes[name], args=(table,), segment="")
    plain = {n: replace(node, segment="") for n, node in nodes.items()}
    graph = replace(graph, nodes=plain, segments={})
    made = lifted(graph, beside="m.arrays.npz")
    assert len(made.arrays) == 4
    assert "block " in made.text
    assert equal(read_again(graph, tmp_path), graph)


def test_names_give_way(tmp_path: Path) -> None:
    graph = with_table(LONG["floats"])
    layers = {**graph.layers, "arrays": replace(graph.layers["last"], name="arrays")}
    layers.pop("last")
    node = replace(graph.nodes["last"], name="arrays", layer="arrays")
    nodes = {**{n: x for n, x in graph.nodes.items() if n != "last"}, "arrays": node}
    output = replace(
        graph.outputs[0], name="arrays", value=replace(graph.outputs[0].value, node="arrays")
    )
    graph = replace(graph, layers=layers, nodes=nodes, outputs=(output,))
    assert equal(read_again(graph, tmp_path), graph)
