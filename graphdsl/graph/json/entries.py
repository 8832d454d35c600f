"""The form of a graph file, declared with pydantic; its JSON Schema is made from these classes.

The only module that imports pydantic, and imported only when a graph file is read. One module,
since the forms hold each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, cast

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import TypeAliasType  # of the standard library from Python 3.12 on

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
)
from graphdsl.graph.values import UNKNOWN, Object, Ref, Value


class Entry(BaseModel):
    """What all entries have in common: no other keys, and no value that is nearly right."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


class RefEntry(Entry):
    """An output of a call, or an input."""

    ref: str
    """The name of the call or of the input."""
    index: int = Field(default=0, ge=0)
    """Which of several outputs."""

    def value(self) -> Ref:
        """The value that is written here."""
        return Ref(self.ref, self.index)


class ConstantEntry(Entry):
    """A value that JSON has no word for."""

    constant: Literal["inf", "-inf", "nan", "ellipsis", "unknown"]

    def value(self) -> Value:
        """The value that is written here."""
        if self.constant == "ellipsis":
            return ...
        return UNKNOWN if self.constant == "unknown" else float(self.constant)


class IntEntry(Entry):
    """An integer too large for most readers of JSON."""

    int: str = Field(pattern=r"^-?0x[0-9a-f]+$")
    """In hexadecimal, `0x20000000000001`."""

    def value(self) -> Value:
        """The value that is written here."""
        return int(self.int, 16)


class TupleEntry(Entry):
    """A tuple, where a list would mean something else."""

    tuple: list[ValueEntry]

    def value(self) -> Value:
        """The value that is written here."""
        return tuple(map(value_of, self.tuple))


class DictEntry(Entry):
    """A dictionary."""

    entries: dict[str, ValueEntry] = Field(alias="dict")

    def value(self) -> Value:
        """The value that is written here."""
        return values_of(self.entries)


class SliceEntry(Entry):
    """A slice in an index: start, stop, step."""

    slice: list[ValueEntry] = Field(min_length=3, max_length=3)

    def value(self) -> Value:
        """The value that is written here."""
        start, stop, step = map(value_of, self.slice)
        return slice(start, stop, step)


class ObjectEntry(Entry):
    """A Keras object that is not a layer: an initializer, a loss, an optimizer."""

    object: str
    """Its class."""
    args: dict[str, ValueEntry] = {}
    """By keyword; what is left out has Keras' default."""

    def value(self) -> Value:
        """The value that is written here."""
        return Object(self.object, values_of(self.args))


class NestedLayerEntry(Entry):
    """A layer inside the arguments of another one, such as the cell of an RNN."""

    layer: LayerEntry

    def value(self) -> Value:
        """The value that is written here."""
        return self.layer.value()


def _tag(written: Any) -> str:
    """Which kind of value stands there: its first key says so."""
    if isinstance(written, list):
        return "<list>"
    if not isinstance(written, dict):
        return "<plain>"
    keys = cast("dict[str, Any]", written)
    return f"<{next((k for k in keys if k in TAGS), '')}>"


TAGS = ("ref", "tuple", "dict", "slice", "constant", "int", "object", "layer")

if TYPE_CHECKING:
    ValueEntry: TypeAlias = Any  # a recursive union is beyond the type checker
else:
    ValueEntry = TypeAliasType(
        "ValueEntry",
        Annotated[
            Annotated[bool | int | float | str | None, Tag("<plain>")]
            | Annotated["list[ValueEntry]", Tag("<list>")]
            | Annotated[RefEntry, Tag("<ref>")]
            | Annotated[TupleEntry, Tag("<tuple>")]
            | Annotated[DictEntry, Tag("<dict>")]
            | Annotated[SliceEntry, Tag("<slice>")]
            | Annotated[ConstantEntry, Tag("<constant>")]
            | Annotated[IntEntry, Tag("<int>")]
            | Annotated[ObjectEntry, Tag("<object>")]
            | Annotated[NestedLayerEntry, Tag("<layer>")],
            Discriminator(_tag),
        ],
    )


SPECIAL = (
    RefEntry,
    TupleEntry,
    DictEntry,
    SliceEntry,
    ConstantEntry,
    IntEntry,
    ObjectEntry,
    NestedLayerEntry,
)


def value_of(entry: Any) -> Value:
    """The value that an entry stands for."""
    if isinstance(entry, list):
        return [value_of(item) for item in cast("list[Any]", entry)]
    return entry.value() if isinstance(entry, SPECIAL) else entry


def values_of(entries: dict[str, Any]) -> dict[str, Value]:
    """The values by name."""
    return {name: value_of(entry) for name, entry in entries.items()}


Size: TypeAlias = Annotated[int, Field(ge=0)] | None


class InputEntry(Entry):
    """What the model is fed with."""

    name: str
    shape: list[Size]
    """Without the batch dimension; null is any size."""
    dtype: str = "float32"


class TakenEntry(Entry):
    """Where a layer was taken from; its weights are copied from there."""

    kind: Literal["model", "file", "application"]
    name: str
    """Of the model, or the path of the file."""
    layer: list[str] = Field(min_length=1)
    """Its name there, behind the names of the models that it is in."""
    args: dict[str, ValueEntry] = {}
    """Of an application: what it is made with."""

    def value(self) -> Taken:
        """What is written here."""
        return Taken(self.kind, self.name, tuple(self.layer), values_of(self.args))


class LayerEntry(Entry):
    """One instance of a layer with its weights, however often it is called."""

    name: str = ""
    """Only a layer inside the arguments of another one can do without."""
    kind: LayerKind = "layer"
    """Whether `class` is one of keras.layers, an extern one, a function of keras.ops or a model."""
    cls: str = Field(alias="class")
    args: dict[str, ValueEntry] = {}
    """By keyword; what is left out has Keras' default."""
    frozen: bool = False
    graph: GraphEntry | None = None
    """Of a layer that is a model."""
    taken: TakenEntry | None = None
    """Of a layer that was taken from another model."""

    def value(self) -> Layer:
        """The layer that is written here."""
        graph = None if self.graph is None else self.graph.value()
        taken = None if self.taken is None else self.taken.value()
        args = values_of(self.args)
        return Layer(self.name, self.kind, self.cls, args, self.frozen, graph, taken)


class NodeEntry(Entry):
    """One call of a layer."""

    name: str
    layer: str | None = None
    """The name of the layer that is called; left out where the call has that name too."""
    args: list[ValueEntry]
    kwargs: dict[str, ValueEntry] = {}
    segment: str = ""
    """Path of the innermost segment that the call stands in."""
    results: list[str] = []
    """Names of several outputs; left out where the call gives one tensor."""

    @property
    def called(self) -> str:
        """The name of the layer that is called."""
        return self.name if self.layer is None else self.layer

    def value(self) -> Node:
        """The call that is written here."""
        args = tuple(map(value_of, self.args))
        kwargs = values_of(self.kwargs)
        return Node(self.name, self.called, args, kwargs, self.segment, tuple(self.results))


class OperandEntry(Entry):
    """A value that flows into a segment."""

    name: str = ""
    """Left out unless the block names its inputs."""
    value: ValueEntry


class ResultEntry(Entry):
    """A tensor that comes out of a segment."""

    name: str = ""
    """Left out unless the block names its outputs."""
    value: RefEntry


class SegmentEntry(Entry):
    """A named part of the graph, or one use of a block."""

    path: str
    kind: SegmentKind
    parent: str = ""
    copy_of: str = ""
    """Of a copy: the path that all copies share."""
    template: str = ""
    """Of a use of a block: the name of the block."""
    frozen: bool = False
    args: dict[str, ValueEntry] = {}
    """Of a use of a block: its parameters; of a copy: its variable."""
    operands: list[OperandEntry] = []
    results: list[ResultEntry] = []

    def value(self) -> Segment:
        """The segment that is written here."""
        return Segment(
            self.path,
            self.kind,
            parent=self.parent,
            frozen=self.frozen,
            copy_of=self.copy_of,
            template=self.template,
            args=values_of(self.args),
            operands=tuple((o.name, value_of(o.value)) for o in self.operands),
            results=tuple((r.name, r.value.value()) for r in self.results),
        )


if TYPE_CHECKING:
    StructureEntry: TypeAlias = Any  # a recursive union is beyond the type checker
else:
    StructureEntry = TypeAliasType(
        "StructureEntry", "str | list[StructureEntry] | dict[str, StructureEntry]"
    )


class OutputEntry(Entry):
    """An output of the model, and how it is trained."""

    name: str
    value: RefEntry
    loss: ValueEntry = None
    weight: ValueEntry = None
    """The weight of the loss; Keras takes 1 where it is left out."""
    metrics: list[ValueEntry] = []
    aux: bool = False
    """Whether it serves training alone."""
    segment: str = ""
    """Path of the head or aux that it belongs to."""

    def output(self) -> Output:
        """The output that is written here."""
        return Output(
            self.name,
            self.value.value(),
            loss=value_of(self.loss),
            weight=value_of(self.weight),
            metrics=tuple(map(value_of, self.metrics)),
            aux=self.aux,
            segment=self.segment,
        )


class GraphEntry(Entry):
    """A model; layers, calls, segments and outputs."""

    name: str
    inputs: list[InputEntry]
    layers: list[LayerEntry]
    """In order of their first call."""
    nodes: list[NodeEntry]
    """The calls; each stands behind what it reads."""
    segments: list[SegmentEntry] = []
    """Parents before children."""
    outputs: list[OutputEntry]
    input_structure: StructureEntry | None = None
    """What the inputs are given in, by their names; left out for one tensor, and for a list of
    several in their order."""
    output_structure: StructureEntry | None = None
    """What the outputs are given in, by their names; left out for one tensor, and for a dict of
    several by name."""
    train: dict[str, ValueEntry] | None = None
    """The arguments of Model.compile; left out where there is no train block."""

    def value(self) -> Graph:
        """The graph that is written here."""
        return Graph(
            self.name,
            inputs=tuple(Input(i.name, tuple(i.shape), i.dtype) for i in self.inputs),
            layers={x.name: x.value() for x in self.layers},
            nodes={n.name: n.value() for n in self.nodes},
            outputs=tuple(o.output() for o in self.outputs),
            segments={s.path: s.value() for s in self.segments},
            train=None if self.train is None else values_of(self.train),
            output_structure=self.output_structure,
            input_structure=self.input_structure,
        )


class DocumentEntry(GraphEntry):
    """A graph file of graphdsl, version 1."""

    graphdsl: Literal[1]
    """The version of this format."""


class _Untitled(GenerateJsonSchema):
    """Without a title for each field, which would only repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def generated_schema() -> dict[str, Any]:
    """The JSON Schema of a graph file, as `graph.schema.json` holds it."""
    schema = DocumentEntry.model_json_schema(schema_generator=_Untitled)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
