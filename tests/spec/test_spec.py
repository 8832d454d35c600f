"""The language by example: every gdl block in these pages, and what comes of it.

A ```gdl block is followed by a ```diagnostics block, with a line for each diagnostic or the word
`none`, or by a ```graph block, with a line for each call: its name, its layer, what it is called
with, and its types. UPDATE_GOLDEN=1 writes what is found into the pages; read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from graphdsl.graph import Graph, Node, Ref, Value
from graphdsl.layers.binding import written
from graphdsl.pipeline import Checked, analyze
from graphdsl.source import Source

PAGES = sorted(Path(__file__).parent.glob("*.md"))
PAIR = re.compile(r"```gdl\n(.*?)```\n\n```(diagnostics|graph)\n(.*?)```", re.DOTALL)


def short(source: Source) -> str:
    """One line a diagnostic: place, code, message."""
    lines = [
        f"{d.span.begin.line}:{d.span.begin.column} {d.code} {d.message()}"
        + (f" ({d.times} times)" if d.times > 1 else "")
        for d in analyze(source).diagnostics
    ]
    return "\n".join(lines or ["none"]) + "\n"


def operand(value: Value) -> str:
    """A value as a person writes it."""
    if isinstance(value, Ref):
        return value.node if value.index == 0 else f"{value.node}#{value.index}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(operand, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    return str(value) if isinstance(value, slice) else written(value).strip("`")


def call(node: Node, checked: Checked) -> str:
    """One line of a graph block."""
    graph = checked.graph
    layer = graph.layer_of(node)
    marks = " frozen" if layer.frozen else ""
    label = layer.name if node.name == layer.name else f"{layer.name} as {node.name}"
    given = [operand(v) for v in node.args]
    given += [f"{k} = {operand(v)}" for k, v in node.kwargs.items()]
    found = checked.types.nodes[node.name]
    types = "?" if found is None else ", ".join(map(str, found))
    args = ", ".join(f"{k} = {operand(v)}" for k, v in layer.args.items())
    place = f" in {node.segment}" if node.segment else ""
    return f"{label}: {layer.cls}({args}){marks} of {', '.join(given)}{place} → {types}"


def graph_lines(source: Source) -> str:
    """Every call and output of the last model."""
    analysis = analyze(source)
    assert analysis.ok, short(source)
    checked = list(analysis.models.values())[-1]
    lines = [call(node, checked) for node in checked.graph.nodes.values()]
    return "\n".join([*lines, *outputs(checked.graph)]) + "\n"


def outputs(graph: Graph) -> list[str]:
    """One line an output."""
    return [
        f"output {o.name} of {operand(o.value)}"
        + (f", loss {operand(o.loss)}" if o.loss is not None else "")
        + (f", weight {o.weight}" if o.weight is not None else "")
        + (", aux" if o.aux else "")
        for o in graph.outputs
    ]


CASES = [
    pytest.param(page, match, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, match in enumerate(PAIR.finditer(page.read_text()), 1)
]


@pytest.mark.parametrize(("page", "match"), CASES)
def test_block(page: Path, match: re.Match[str]) -> None:
    source = Source(match[1])
    found = short(source) if match[2] == "diagnostics" else graph_lines(source)
    if os.environ.get("UPDATE_GOLDEN"):
        text = page.read_text()
        old = f"```gdl\n{match[1]}```\n\n```{match[2]}\n{match[3]}```"
        page.write_text(text.replace(old, f"```gdl\n{match[1]}```\n\n```{match[2]}\n{found}```"))
        return
    assert found == match[3]


def test_every_block_is_tested() -> None:
    assert PAGES
    for page in PAGES:
        assert page.read_text().count("```gdl") == len(PAIR.findall(page.read_text())), page.name
