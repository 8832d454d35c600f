"""The graph of a model: layers, calls of them, segments over the calls, outputs, training."""

from graphdsl.graph.model import Graph, Input, Layer, LayerKind, Node, Output, Segment, SegmentKind
from graphdsl.graph.values import UNKNOWN, Object, Ref, Unknown, Value, refs_in

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
    "Unknown",
    "Value",
    "refs_in",
]
