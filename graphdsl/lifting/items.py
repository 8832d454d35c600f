"""What a body is made of before it is text: calls, uses of blocks, loops, heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphdsl.graph import Layer, Node, Output, Ref
from graphdsl.syntax import ast


@dataclass(frozen=True, slots=True)
class Template:
    """An argument that depends on a parameter or a loop variable; stands among values."""

    expr: ast.Expr


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a layer."""

    node: Node
    layer: Layer
    """Its arguments may be Templates."""
    name: ast.Expr | None = None
    """Its name where that depends on parameters."""
    alone: bool = False
    """Whether its name comes by itself in a block that is used without names."""
    shared: str = ""
    """The name under which it is declared as shared."""
    count: int = 1
    """How many tensors it gives."""

    @property
    def reads(self) -> tuple[Ref, ...]:
        """The tensors that it is called with."""
        return tuple(self.node.refs())

    @property
    def results(self) -> tuple[Ref, ...]:
        """What it gives."""
        return tuple(Ref(self.node.name, number) for number in range(self.count))


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a block: its inputs are what it reads, its result is called `result`."""

    block: str
    sources: tuple[Ref, ...]
    result: Ref
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])
    name: str | ast.Expr | None = None
    """What stands before all names in it; None where they come by themselves or from parameters."""

    @property
    def source(self) -> Ref | None:
        """Its input, if it has a single one."""
        return self.sources[0] if len(self.sources) == 1 else None

    @property
    def reads(self) -> tuple[Ref, ...]:
        """Its inputs."""
        return self.sources

    @property
    def results(self) -> tuple[Ref, ...]:
        """Its one result."""
        return (self.result,)


@dataclass(frozen=True, slots=True)
class Loop:
    """A chain of equal rounds, each of which takes what the last one gave."""

    variable: str
    """Empty where the rounds are equal in all: `repeat`."""
    values: ast.Expr
    body: Sequence[Item]
    source: Ref
    """What the first round takes; in the body it is what `inside` is."""
    result: Ref
    ends: Ref
    """In the body, what a round gives."""

    @property
    def reads(self) -> tuple[Ref, ...]:
        """What the first round takes."""
        return (self.source,)

    @property
    def results(self) -> tuple[Ref, ...]:
        """What the last round gives."""
        return (self.result,)


@dataclass(frozen=True, slots=True)
class Part:
    """A segment: a part of the body with a name, through which the flow goes or not."""

    kind: str
    name: str
    items: Sequence[Item]
    source: Ref | None
    ends: Ref | None
    """What it gives."""
    output: Output | None = None
    """Of a head."""
    frozen: bool = False

    @property
    def moves(self) -> bool:
        """Whether the flow goes through it."""
        return self.kind in ("stem", "stage")

    @property
    def reads(self) -> tuple[Ref, ...]:
        """What it takes from outside."""
        made = {ref.node for item in self.items for ref in item.results}
        inner = (ref for item in self.items for ref in item.reads if ref.node not in made)
        ends = () if self.ends is None or self.ends.node in made else (self.ends,)
        start = () if self.source is None else (self.source,)
        return tuple(dict.fromkeys((*start, *inner, *ends)))

    @property
    def results(self) -> tuple[Ref, ...]:
        """All that is made in it."""
        return tuple(ref for item in self.items for ref in item.results)


Item: TypeAlias = "Call | Use | Loop | Part"


def reads_in(items: Sequence[Item]) -> Iterator[Ref]:
    """What items are called with, each tensor as often as it is read."""
    for item in items:
        if isinstance(item, Part):
            yield from reads_in(item.items)
            yield from () if item.ends is None else (item.ends,)
        else:
            yield from item.reads
