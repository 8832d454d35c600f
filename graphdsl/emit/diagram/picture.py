"""What a diagram shows, free of any format: boxes in nested groups, and edges between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Role: TypeAlias = Literal["input", "output", "layer", "model", "operation", "fold"]
GroupKind: TypeAlias = Literal["model", "stem", "stage", "branch", "head", "aux", "block"]


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
    """Which call of how many, where the layer is called more than once."""
    results: tuple[str, ...] = ()
    """What each of the tensors that the call gives looks like: `28×28×64`."""
    details: str = ""
    """All that there is to say, in lines."""


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


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole diagram."""

    name: str
    root: Group
    edges: tuple[Edge, ...] = ()
    notes: tuple[str, ...] = field(default=())
    """What the picture leaves out, in sentences."""
