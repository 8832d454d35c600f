"""From a graph to plain data: lists, dicts, strings, numbers. What has its default is left out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import EllipsisType
from typing import Any, Final

from graphdsl.graph.model import Graph, Input, Layer, Node, Output, Segment, Taken
from graphdsl.graph.structures import Structure
from graphdsl.graph.values import Object, Ref, Unknown, Value

VERSION: Final = 1
"""Goes up when a reader of the last version would misread a file."""

SAFE_INT: Final = 2**53
"""Beyond it many JSON readers round, so larger integers stand as hexadecimal text."""

Data = dict[str, Any]


def document(graph: Graph) -> Data:
    """The whole file."""
    return {"graphdsl": VERSION, **_graph(graph)}


def _graph(graph: Graph) -> Data:
    return {
        "name": graph.name,
        "inputs": [_input(i) for i in graph.inputs],
        "layers": [_layer(x) for x in graph.layers.values()],
        "nodes": [_node(n) for n in graph.nodes.values()],
        **_unless({"segments": [_segment(s) for s in graph.segments.values()]}, []),
        "outputs": [_output(o) for o in graph.outputs],
        **_given("input_structure", graph.input_structure),
        **_given("output_structure", graph.output_structure),
        **({} if graph.train is None else {"train": _values(graph.train)}),
    }


def _given(key: str, structure: Structure | None) -> Data:
    return {} if structure is None else {key: structure}


def _input(entry: Input) -> Data:
    return {"name": entry.name, "shape": list(entry.shape), "dtype": entry.dtype}


def _layer(layer: Layer) -> Data:
    return {
        **_unless({"name": layer.name}, ""),
        **_unless({"kind": layer.kind}, "layer"),
        "class": layer.cls,
        **_unless({"args": _values(layer.args)}, {}),
        **_unless({"frozen": layer.frozen}, False),
        **({} if layer.graph is None else {"graph": _graph(layer.graph)}),
        **({} if layer.taken is None else {"taken": _taken(layer.taken)}),
    }


def _node(node: Node) -> Data:
    return {
        "name": node.name,
        **_unless({"layer": node.layer}, node.name),
        "args": [_value(v) for v in node.args],
        **_unless({"kwargs": _values(node.kwargs)}, {}),
        **_unless({"segment": node.segment}, ""),
        **_unless({"results": list(node.results)}, []),
    }


def _segment(segment: Segment) -> Data:
    return {
        "path": segment.path,
        "kind": segment.kind,
        **_unless({"parent": segment.parent, "copy_of": segment.copy_of}, ""),
        **_unless({"template": segment.template}, ""),
        **_unless({"frozen": segment.frozen}, False),
        **_unless({"args": _values(segment.args)}, {}),
        **_unless({"operands": [_named(name, value) for name, value in segment.operands]}, []),
        **_unless({"results": [_named(name, ref) for name, ref in segment.results]}, []),
    }


def _named(name: str, value: Value) -> Data:
    return {**_unless({"name": name}, ""), "value": _value(value)}


def _output(output: Output) -> Data:
    return {
        "name": output.name,
        "value": _ref(output.value),
        **_unless({"loss": _value(output.loss), "weight": _value(output.weight)}, None),
        **_unless({"metrics": [_value(m) for m in output.metrics]}, []),
        **_unless({"aux": output.aux}, False),
        **_unless({"segment": output.segment}, ""),
    }


def _unless(entries: Data, default: object) -> Data:
    return {key: value for key, value in entries.items() if value != default}


def _values(values: Mapping[str, Value]) -> Data:
    return {name: _value(value) for name, value in values.items()}


def _taken(taken: Taken) -> Data:
    return {
        "kind": taken.kind,
        "name": taken.name,
        "layer": list(taken.layer),
        **_unless({"args": _values(taken.args)}, {}),
    }


def _ref(ref: Ref) -> Data:
    return {"ref": ref.node, **_unless({"index": ref.index}, 0)}


def _value(value: Value) -> Any:
    """What JSON has stands for itself; all else is an object whose first key says what it is."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) <= SAFE_INT else {"int": hex(value)}
        case float():
            return value if math.isfinite(value) else {"constant": str(value)}
        case list():
            return [_value(item) for item in value]
        case tuple():
            return {"tuple": [_value(item) for item in value]}
        case dict():
            return {"dict": _values(value)}
        case slice():
            return {"slice": [_value(v) for v in (value.start, value.stop, value.step)]}
        case Ref():
            return _ref(value)
        case Object():
            return {"object": value.cls, **_unless({"args": _values(value.args)}, {})}
        case Layer():
            return {"layer": _layer(value)}
        case Unknown():
            return {"constant": "unknown"}
        case EllipsisType():
            return {"constant": "ellipsis"}
