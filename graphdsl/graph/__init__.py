"""The graph of a model: layers, calls of them, segments over the calls, outputs, training."""

from graphdsl.graph.model import (
    Graph,
    Input,
    Layer,
    LayerKind,
    Node,
    Output,
    Segment,
    SegmentKind,
    Taken,
    layers_in,
)
from graphdsl.graph.values import UNKNOWN, Object, Ref, Unknown, Value, mapped, refs_in

__all__ = [
    "UNKNOWN",
    "Graph",
    "Input",
    "Layer",
    "LayerKind",
    "Node",
    "Object",
    "Output",
    "Ref",
    "Segment",
    "SegmentKind",
    "Taken",
    "Unknown",
    "Value",
    "layers_in",
    "mapped",
    "refs_in",
]
