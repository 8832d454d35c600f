"""A graph in the making: layers and calls get their final names when it is complete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar, cast

from graphdsl.graph import Graph, LayerKind, Output, Ref, Segment, Taken, Value
from graphdsl.graph.model import Input
from graphdsl.graph.structures import Side, Structure
from graphdsl.origins import Frame, Origin, Origins
from graphdsl.source import Span

T = TypeVar("T")
Naming: TypeAlias = Literal["exact", "numbered", "free"]
"""How a wanted name is meant: it must be had; a number may follow it; it was made up."""


@dataclass(slots=True)
class Wanted:
    """The name that a layer or call is to get."""

    name: str
    naming: Naming = "free"


@dataclass(slots=True)
class DraftLayer:
    """A layer that has no final name yet."""

    kind: LayerKind
    cls: str
    args: Mapping[str, Value]
    wanted: Wanted
    origin: Origin
    frozen: bool = False
    graph: Graph | None = None
    origins: Origins | None = None
    """Of a nested model."""
    shared: str = ""
    """The name in its `shared` declaration."""
    block: str = ""
    """The name in the declaration of the shared block that it is in."""
    calls: int = 0
    frozen_use: Origin | None = None
    free_use: Origin | None = None
    name: str = ""
    taken: Taken | None = None
    """Where it was taken from."""


@dataclass(slots=True)
class DraftCall:
    """A call that has no final name yet; refs in it are to `#number`."""

    layer: DraftLayer
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    segment: str
    origin: Origin
    wanted: Wanted | None = None
    """None where it is called like its layer."""
    results: tuple[str, ...] = ()


@dataclass(slots=True)
class DraftOutput:
    """An output, and where it was declared."""

    output: Output
    origin: Origin


@dataclass(slots=True)
class LayerPool:
    """The layers of a shared block in order of their making; a later use takes them again."""

    shared: str
    """The name in the declaration of the block."""
    taken: list[object] = field(default_factory=list[object])
    next: int = 0

    def take(self, make: Callable[[], T]) -> T:
        """What was made at this point of the first use; at that one it is made."""
        if self.next == len(self.taken):
            self.taken.append(make())
        self.next += 1
        return cast("T", self.taken[self.next - 1])


@dataclass(slots=True)
class Draft:
    """The model that is being lowered."""

    name: str
    inputs: list[tuple[Input, Origin]] = field(default_factory=list[tuple[Input, Origin]])
    calls: list[DraftCall] = field(default_factory=list[DraftCall])
    outputs: dict[str, DraftOutput] = field(default_factory=dict[str, DraftOutput])
    """By the names that they were declared with; empty for one that was not."""
    structures: dict[Side, Structure] = field(default_factory=dict["Side", Structure])
    """What inputs or outputs are given in, where that is said and right."""
    structure_origins: dict[Side, Origin] = field(default_factory=dict["Side", Origin])
    segments: dict[str, Segment] = field(default_factory=dict[str, Segment])
    segment_origins: dict[str, Origin] = field(default_factory=dict[str, Origin])
    train: dict[str, Value] | None = None
    train_origins: dict[str, Origin] = field(default_factory=dict[str, Origin])
    parts: set[Span] = field(default_factory=set[Span])
    """Where parts of other models were taken in."""
    segment_numbers: dict[str, int] = field(default_factory=dict[str, int])
    """The last number given behind a path."""
    option_origins: dict[tuple[str, str], Origin] = field(
        default_factory=dict[tuple[str, str], Origin]
    )
    """Of the options of heads, by path and name."""

    def add(self, call: DraftCall) -> Ref:
        """Appends a call; the ref is to its first result."""
        self.calls.append(call)
        call.layer.calls += 1
        return Ref(f"#{len(self.calls) - 1}")

    def call_of(self, ref: Ref) -> DraftCall | None:
        """The call that `ref` is a result of; None for an input."""
        return self.calls[int(ref.node[1:])] if ref.node.startswith("#") else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the model a body stands."""

    path: str = ""
    """Path of the segment."""
    prefix: str = ""
    """What names of layers in it begin with, `_` included."""
    frozen: bool = False
    frame: Frame | None = None
    in_loop: bool = False
    """In a round of a loop, where one written name makes several layers."""
    kind: Literal["model", "block", "segment"] = "model"
    pool: LayerPool | None = None
    """The layers of the shared block that is being inlined."""
    depth: int = 0
    """How many uses of blocks deep."""
    unnamed: bool = False
    """In a block whose name begins with `_`, where names of values name no layers."""

    def inner(self, name: str) -> str:
        """The path of a segment `name` in here."""
        return f"{self.path}.{name}" if self.path else name
