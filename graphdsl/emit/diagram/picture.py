"""What a diagram shows, free of any format: boxes in nested groups, and edges between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from graphdsl.emit.counts import Count

Role: TypeAlias = Literal["input", "output", "layer", "model", "operation", "fold"]
Mark: TypeAlias = Literal["added", "removed", "changed", "rewired", "moved"]
"""What became of a thing since another model."""
GroupKind: TypeAlias = Literal["model", "stem", "stage", "branch", "head", "aux", "block", "nested"]


@dataclass(frozen=True, slots=True)
class Box:
    """One thing that is drawn: an input, an output, a call, or a folded group."""

    key: str
    """Unique in the picture."""
    role: Role
    title: str
    """A class, a function's symbol, the name of an input."""
    facts: tuple[str, ...] = ()
    """The arguments that matter, short; for an input its type, for an output its training."""
    activation: str = ""
    name: str = ""
    params: str = ""
    """`1,792 params`, or nothing."""
    family: str = ""
    """What the class is for, see families.py."""
    frozen: bool = False
    shared: tuple[int, int] | None = None
    """Which call of how many, where the layer is called more than once; 0 for all of them."""
    results: tuple[str, ...] = ()
    """What each of the tensors that the call gives looks like: `28×28×64`."""
    details: str = ""
    """All that there is to say, in lines."""
    place: str = ""
    """Where it is written: `model.gdl, line 12`."""
    source: tuple[str, int] | None = None
    """The same as a file and a line."""
    count: Count = field(default=Count())
    """The parameters that first appear here, as numbers."""
    parts: tuple[str, ...] = ()
    """What a box that stands for several calls is made of, a line each."""
    lit: bool = False
    """Whether it is highlighted; the rest is then pale."""
    times: int = 1
    """How often what the box shows stands one behind the other."""
    path: tuple[str, ...] = ()
    """The call, input or output that it shows: its name, before it those of calls around it."""
    mark: Mark | None = None
    changes: tuple[str, ...] = ()
    """In what it differs from the model that it is compared with, a line each."""


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes that belong together: a segment or one use of a block."""

    key: str
    kind: GroupKind
    title: str
    note: str = ""
    """What stands beside the title, lighter: the kind, the name of a block's use."""
    params: str = ""
    frozen: bool = False
    members: tuple[Box | Group, ...] = ()
    times: int = 1
    """How often what the group shows stands one behind the other."""
    beside: int = 1
    """How often it stands side by side."""
    path: tuple[str, ...] = ()
    """The segment that it shows, or the call of a model; before it the calls around it."""
    mark: Mark | None = None
    changes: tuple[str, ...] = ()

    def boxes(self) -> Iterator[Box]:
        """The boxes of the group and of the groups in it, in order."""
        stack: list[Box | Group] = [self]
        while stack:
            member = stack.pop()
            if isinstance(member, Box):
                yield member
            else:
                stack.extend(reversed(member.members))


@dataclass(frozen=True, slots=True)
class Edge:
    """One tensor on its way from a box to a box."""

    tail: str
    head: str
    result: int = 0
    """Which of the tensors that the tail gives."""
    label: str = ""
    """As what the head takes it, where that is not plain."""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is told of a picture that shows in what one model differs from another."""

    before: str
    """What the other model is called: its file."""
    after: str
    counts: tuple[tuple[Mark, int], ...] = ()
    """How many things have each mark; none where nothing has one."""
    lines: tuple[str, ...] = ()
    """What differs and has no place in the picture, such as how the model is trained."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole diagram."""

    name: str
    root: Group
    edges: tuple[Edge, ...] = ()
    notes: tuple[str, ...] = field(default=())
    """What the picture leaves out, in sentences."""
    remark: tuple[str, ...] = ()
    """What has to be told in the picture itself, a line each."""
    comparison: Comparison | None = None
