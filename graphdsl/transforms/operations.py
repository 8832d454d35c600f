"""Every graph operation under its one name, with what it takes: for the language, the command line
and Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from graphdsl.graph import Graph
from graphdsl.transforms.activations import outputs
from graphdsl.transforms.cutout import cutout
from graphdsl.transforms.drop_aux import drop_aux
from graphdsl.transforms.flattening import flatten
from graphdsl.transforms.freezing import freeze, unfreeze
from graphdsl.transforms.inserting import insert, remove
from graphdsl.transforms.merging import merge
from graphdsl.transforms.nesting import nest
from graphdsl.transforms.prepending import prepend
from graphdsl.transforms.replacing import replace

Kind: TypeAlias = Literal["names", "name", "layer", "arrow", "shape", "dtype", "numbers"]
"""What an argument is: names and globs, one name, a layer, `Old -> New`, the sizes of a tensor, its
dtype, or numbers."""


@dataclass(frozen=True, slots=True)
class Operation:
    """From a graph to a graph: `run` takes the graph, and the arguments by name."""

    name: str
    run: Callable[..., Graph]
    words: str
    """What it does, in a line."""
    arguments: Mapping[str, Kind]
    """What it takes besides the model, in order."""
    needed: tuple[str, ...] = ()
    """Those that have to be given."""
    several: bool = False
    """Whether it takes a list of models."""


def _replace(graph: Graph, change: tuple[str, Any]) -> Graph:
    return replace(graph, *change)


_ALL = (
    Operation(
        "cutout",
        cutout,
        "the part that computes what is kept",
        {"keep": "names", "since": "names"},
        ("keep",),
    ),
    Operation("freeze", freeze, "layers that do not train", {"names": "names"}),
    Operation("unfreeze", unfreeze, "layers that train again", {"names": "names"}),
    Operation(
        "replace", _replace, "layers of one class by another", {"change": "arrow"}, ("change",)
    ),
    Operation(
        "insert",
        insert,
        "a layer behind or before others",
        {"layer": "layer", "after": "names", "before": "names"},
        ("layer",),
    ),
    Operation("remove", remove, "layers taken out", {"names": "names"}, ("names",)),
    Operation("drop_aux", drop_aux, "without auxiliary outputs", {}),
    Operation("flatten", flatten, "models inside written out", {}),
    Operation("nest", nest, "segments as models of their own", {"names": "names"}, ("names",)),
    Operation(
        "merge",
        merge,
        "several models under one input",
        {"join": "layer", "factors": "numbers"},
        several=True,
    ),
    Operation("outputs", outputs, "what layers give as outputs", {"names": "names"}),
    Operation(
        "prepend",
        prepend,
        "a layer in front of an input",
        {"layer": "layer", "shape": "shape", "dtype": "dtype", "input": "name"},
        ("layer",),
    ),
)
OPERATIONS: Mapping[str, Operation] = {operation.name: operation for operation in _ALL}
