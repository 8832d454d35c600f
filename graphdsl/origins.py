"""Where the parts of a graph come from: kept beside the graph, so that graphs stay comparable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphdsl.diagnostics.base import Diagnostic, Use
from graphdsl.source import NOWHERE, Span
from graphdsl.syntax import ast


@dataclass(frozen=True, slots=True)
class Frame:
    """One use of a block, or one copy, whose body led to a part; `parent` is what led to it."""

    use: Use
    parent: Frame | None = None

    def uses(self) -> tuple[Use, ...]:
        """From the innermost use outwards."""
        found: list[Use] = []
        frame: Frame | None = self
        while frame is not None:
            found.append(frame.use)
            frame = frame.parent
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Origin:
    """What in the text made a layer, a call, a segment, an input or an output."""

    span: Span
    calls: tuple[ast.Call, ...] = ()
    """Where the arguments of a layer stand: its own call first, then the `layer` aliases."""
    frame: Frame | None = None
    sizes: tuple[Span, ...] = ()
    """Of an input: where each of its sizes is written."""
    option: ast.Arg | None = None
    """Of an option of a head or an entry of `train`: as it is written."""

    @property
    def uses(self) -> tuple[Use, ...]:
        """The uses of blocks and the copies that led here, from the innermost outwards."""
        return self.frame.uses() if self.frame else ()

    def place(self, diagnostic: Diagnostic, span: Span | None = None) -> Diagnostic:
        """`diagnostic` at this place, or at `span` in it, with the uses that led here."""
        return diagnostic.at(span or self.span, self.uses)

    def argument(self, name: str, order: tuple[str, ...]) -> Span:
        """Where the argument `name` is written; `order` names the positional ones."""
        found = self.written(name, order)
        return self.span if found is None else found.span

    def written(self, name: str, order: tuple[str, ...]) -> ast.Arg | None:
        """The argument `name` as it is written, if it is."""
        return written(self.calls, name, order)


def written(calls: Sequence[ast.Call], name: str, order: tuple[str, ...]) -> ast.Arg | None:
    """The argument `name` of the first of `calls` that has it; `order` names positional ones."""
    for call in calls:
        for number, argument in enumerate(call.args):
            if argument.name is None and order[number : number + 1] == (name,):
                return argument
            if argument.name is not None and argument.name.id == name:
                return argument
    return None


@dataclass(frozen=True, slots=True)
class Origins:
    """Origins of one graph, by name (segments by path); the ones of nested models by layer."""

    nodes: Mapping[str, Origin] = field(default_factory=dict[str, Origin])
    layers: Mapping[str, Origin] = field(default_factory=dict[str, Origin])
    inputs: Mapping[str, Origin] = field(default_factory=dict[str, Origin])
    outputs: Mapping[str, Origin] = field(default_factory=dict[str, Origin])
    segments: Mapping[str, Origin] = field(default_factory=dict[str, Origin])
    train: Mapping[str, Origin] = field(default_factory=dict[str, Origin])
    options: Mapping[tuple[str, str], Origin] = field(default_factory=dict[tuple[str, str], Origin])
    """Of the options of heads, by path of the head and name."""
    nested: Mapping[str, Origins] = field(default_factory=dict[str, "Origins"])
    span: Span = NOWHERE
    derived: bool = False
    """Whether the model was made of another one, which is looked at where it is written."""
    parts: frozenset[Span] = frozenset()
    """Where parts of other models were taken in; those too are looked at elsewhere."""

    def node(self, name: str) -> Origin:
        """The origin of the call `name`; that of the model if it has none of its own."""
        return self.nodes.get(name) or Origin(self.span)

    def output(self, name: str) -> Origin:
        """The origin of the output `name`; that of the model if it has none of its own."""
        return self.outputs.get(name) or Origin(self.span)

    def layer(self, name: str) -> Origin:
        """The origin of the layer `name`; that of the model if it has none of its own."""
        return self.layers.get(name) or Origin(self.span)
