"""The graph: a layer and a call of it are two things, and segments are a tree over the calls."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from graphdsl import showing
from graphdsl.graph.structures import Structure, usual
from graphdsl.graph.values import Ref, Value, refs_in

LayerKind: TypeAlias = Literal["layer", "extern", "function", "model"]
TakenKind: TypeAlias = Literal["model", "file", "application"]
SegmentKind: TypeAlias = Literal["stem", "stage", "branch", "head", "aux", "block"]


@dataclass(frozen=True, slots=True)
class Input:
    """What the model is fed with; `shape` leaves the batch dimension out, None is any size."""

    name: str
    shape: tuple[int | None, ...]
    dtype: str = "float32"


@dataclass(frozen=True, slots=True)
class Taken:
    """Where a layer was taken from; its weights are copied from there."""

    kind: TakenKind
    """What `name` names: a model of GDL, the path of a saved model, a model of
    `keras.applications`."""
    name: str
    layer: tuple[str, ...]
    """Its name in that model; in a model inside that one, the names on the way there first."""
    args: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """Of an application: what it is made with."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One instance of a layer with its weights, however often it is called.

    `kind` says what `cls` names: a class of `keras.layers`, an `extern` one, a function of
    `keras.ops` (`add`, `linalg.norm`; its arguments stand in the calls), or a model of ours, held
    in `graph`. A layer inside another's arguments (`Bidirectional(LSTM(32))`) has the name `""`
    unless one is given.
    """

    name: str
    kind: LayerKind
    cls: str
    args: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """By keyword, without `name`; what was left out has Keras' default."""
    frozen: bool = False
    graph: Graph | None = None
    taken: Taken | None = None


def layers_in(value: Value) -> Iterator[Layer]:
    """Every layer in `value`, itself and those in the arguments of layers included; what is in a
    nested model is not."""
    if isinstance(value, Layer):
        yield value
        for item in value.args.values():
            yield from layers_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from layers_in(item)


@dataclass(frozen=True, slots=True)
class Node:
    """One call of a layer, with a Ref wherever a tensor stands among its operands."""

    name: str
    """Unique among nodes and inputs. The first call of a layer is called like the layer, unless it
    was given a name of its own."""
    layer: str
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value] = field(default_factory=dict[str, Value])
    segment: str = ""
    """Path of the innermost segment; `""` is the model itself."""
    results: tuple[str, ...] = ()
    """Names of several outputs, `as y, h, c`; empty where the call gives one tensor."""

    def refs(self) -> Iterator[Ref]:
        """The tensors that the call reads, in order."""
        for value in (*self.args, *self.kwargs.values()):
            yield from refs_in(value)


@dataclass(frozen=True, slots=True)
class Segment:
    """A named part of the graph, or one use of a block."""

    path: str
    """`stem.mid`; the path of a copy ends in its number, `learner_1`."""
    kind: SegmentKind
    parent: str = ""
    frozen: bool = False
    copy_of: str = ""
    """For a copy of a replicated branch, the path that all copies share: `learner`."""
    template: str = ""
    """For a use of a block, the block's name; in another file with its prefix, `conv.residual`."""
    args: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """For a use of a block, all its parameters with their values; for a copy, its variable."""
    operands: tuple[tuple[str, Value], ...] = ()
    """What flows in: for a block with named inputs by their names, otherwise one unnamed value."""
    results: tuple[tuple[str, Ref], ...] = ()
    """What comes out: for a block with `output a, b` by their names, otherwise one unnamed ref."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Output:
    """An output of the model, and how it is trained."""

    name: str
    """At once the key in the outputs dict and of losses, metrics and targets."""
    value: Ref
    loss: Value = None
    weight: Value = None
    """The loss weight; None where none was written (Keras then takes 1)."""
    metrics: tuple[Value, ...] = ()
    aux: bool = False
    """Trained with its weight, left out of the inference graph."""
    segment: str = ""
    """Path of the head or aux it belongs to."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A model: immutable, comparable, and free of places in any text."""

    name: str
    inputs: tuple[Input, ...]
    layers: Mapping[str, Layer]
    """By name, in order of the first call."""
    nodes: Mapping[str, Node]
    """By name, in topological order: a call stands behind what it reads."""
    outputs: tuple[Output, ...]
    segments: Mapping[str, Segment] = field(default_factory=dict[str, Segment])
    """By path, parents before children."""
    train: Mapping[str, Value] | None = None
    """The entries of the `train` block, with the names of the arguments of `Model.compile`; None
    where there is no such block."""
    output_structure: Structure | None = None
    """What the outputs are given in, each just as it is; None for the usual: a single one as it is,
    several in a dict, each under its name, which is that of the layer that makes it."""
    input_structure: Structure | None = None
    """What the inputs are given in; None for the usual: a single one as it is, several in a list,
    for which a dict by their names may stand."""

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        """The picture, which IPython asks for where a graph is the value of a cell."""
        shown = showing.in_notebooks
        return {} if shown is None else shown(self)

    @property
    def takes(self) -> Structure:
        """What the inputs are given in, whether it was said or not."""
        return self.input_structure or usual("input", [given.name for given in self.inputs])

    @property
    def gives(self) -> Structure:
        """What the outputs are given in, whether it was said or not."""
        return self.output_structure or usual("output", [output.name for output in self.outputs])

    def layer_of(self, node: Node) -> Layer:
        """The layer that `node` calls."""
        return self.layers[node.layer]

    def calls_of(self, layer: str) -> tuple[Node, ...]:
        """Every call of the layer named `layer`; more than one where it is shared."""
        return tuple(n for n in self.nodes.values() if n.layer == layer)

    def within(self, path: str) -> Iterator[Node]:
        """The calls in the segment `path` and in those inside it."""
        inside = path + "."
        return (n for n in self.nodes.values() if n.segment == path or n.segment.startswith(inside))
