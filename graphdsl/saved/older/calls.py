"""Calls of Keras 2: lists of tensors, of which each carries all other arguments along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from graphdsl.graph.json.places import Path
from graphdsl.saved.older.forms import CONSTANT, as_list, as_object, is_tensor
from graphdsl.saved.written import TENSOR, Json, bad

WITH_STATES: Final = frozenset(
    {"Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "GRU", "LSTM", "RNN", "SimpleRNN"}
)
"""Layers that Keras 2 calls with a list of the sequence and its first states."""
Map: TypeAlias = Callable[[Json], Json]


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what stands first among its operands, and the rest by name."""

    first: Json
    kwargs: Mapping[str, Json]
    alone: bool
    """Whether the first operand is one tensor by itself, not one in a list."""


@dataclass(frozen=True, slots=True)
class Tensors:
    """Writes the tensors of one model as Keras 3 does."""

    starts: Mapping[str, int]
    """The number of the first call, by model inside it: Keras 2 counts some of them from 1."""

    def call(self, written: Json, path: Path) -> Call:
        """The call that is written there."""
        if not isinstance(written, list):
            raise bad(path, "expected a list of tensors, or an object")
        first = _mapped(cast("list[Json]", written), is_tensor, self._operand)
        return Call(first, self.within(_arguments(written, path)), is_tensor(written))

    def within(self, written: Json) -> Json:
        """An argument with every tensor in it in the form of Keras 3."""
        return _mapped(written, is_tensor, self._operand)

    def output(self, written: Json, *, counted_from: Mapping[str, int]) -> Json:
        """The outputs of a model; `counted_from` tells how Keras 3 counts calls there."""

        def moved(tensor: Json) -> Json:
            name, call, output = tensor[:3]
            start = self.starts.get(name, 0) - counted_from.get(name, 0)
            return [name, call - start, output]

        return _mapped(written, is_tensor, moved)

    def _operand(self, tensor: Json) -> Json:
        name, call, output = tensor[:3]
        if name == CONSTANT:
            return output
        history = [name, call - self.starts.get(name, 0), output]
        return {"class_name": TENSOR, "config": {"keras_history": history}}


def _mapped(written: Json, fits: Callable[[Json], bool], change: Map) -> Json:
    """The structure with everything in it that fits changed."""
    if fits(written):
        return change(written)
    if isinstance(written, dict):
        items = cast("dict[str, Json]", written).items()
        return {name: _mapped(item, fits, change) for name, item in items}
    if isinstance(written, list):
        return [_mapped(item, fits, change) for item in cast("list[Json]", written)]
    return written


def _arguments(written: Json, path: Path) -> Mapping[str, Json]:
    """The further arguments of a call: each of its tensors has all of them."""
    if is_tensor(written):
        given = written[3] if len(written) == 4 else None
        if given and not isinstance(given, dict):
            raise bad(path, "expected the arguments behind a tensor as an object")
        return as_object(given) or {}
    given = as_object(written)
    items = as_list(written) or [] if given is None else given.values()
    for item in items:
        found = _arguments(item, path)
        if found:
            return found
    return {}


def of_layer(call: Call, cls: str) -> dict[str, Json]:
    """The call of a layer in the form of Keras 3."""
    first, kwargs = _unwrapped(call.first), dict(call.kwargs)
    several = as_list(first) if cls in WITH_STATES else None
    if several:
        first, *states = several
        kwargs["initial_state"] = states[0] if len(states) == 1 else states
    return {"args": [first], "kwargs": kwargs}


def _unwrapped(first: Json) -> Json:
    """A list of one tensor means the tensor."""
    items = as_list(first)
    while items is not None and len(items) == 1:
        first = items[0]
        items = as_list(first)
    return first
