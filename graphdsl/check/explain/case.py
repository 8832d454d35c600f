"""One refused call, and all that was found out about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graphdsl.check.explain.history import Trail
from graphdsl.check.explain.mending import Bench, whole
from graphdsl.check.explain.trials import Place, Trial
from graphdsl.check.infer import Inference, Refusal
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.remedies import OtherArgument, Spot
from graphdsl.graph import Graph, Layer, Node
from graphdsl.layers.base import positional
from graphdsl.layers.registry import find_layer
from graphdsl.layers.tensors import Dim

_QUOTED = 40
"""Characters of an argument that is quoted."""


@dataclass(frozen=True, slots=True)
class Case:
    """A refused call with the sizes that are to blame, and where they come from."""

    refusal: Refusal
    trial: Trial
    bench: Bench
    places: tuple[Place, ...]
    trails: tuple[Trail, ...]
    """The way of the size at each of the places."""

    @property
    def diagnostic(self) -> Diagnostic:
        """What is told about the call."""
        return self.refusal.diagnostic

    @property
    def sizes(self) -> tuple[Dim, ...]:
        """The sizes to blame."""
        return tuple(map(self.trial.size, self.places))

    @property
    def layer(self) -> Layer:
        """What is called."""
        return self.trial.layer

    def mended_by(self, graph: Graph, run: Inference | None = None) -> bool:
        """Whether the error is gone with `graph` in place of that of `run`, or of the call."""
        return self.bench.mends(self.diagnostic, whole(run or self.refusal.run, graph))


def other_argument(run: Inference, node: Node, name: str, *values: str) -> OtherArgument:
    """Other values of an argument, in the form in which it is written."""
    layer = run.graph.layer_of(node)
    spec = find_layer(layer.cls)
    origin = run.origins.layer(layer.name)
    span = origin.argument(name, positional(spec) if spec else ())
    old = span.text if span != origin.span else ""
    old = old if "\n" not in old and len(old) <= _QUOTED else ""
    bare = bool(old) and not re.match(rf"{name}\s*=", old)
    codes = tuple(value if bare else f"{name} = {value}" for value in values)
    return OtherArgument(spot_of(run, node), codes, old)


def spot_of(run: Inference, node: Node) -> Spot:
    """A call as a remedy names it."""
    origin = run.origins.node(node.name)
    return Spot(run.graph.layer_of(node).cls, node.name, origin.span, origin.uses)
