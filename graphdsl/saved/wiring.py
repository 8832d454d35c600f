"""Which call a tensor in a config comes from, under the names that the calls have in the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from graphdsl.diagnostics.saved import NoSuchSavedCall, UnknownSavedLayer
from graphdsl.diagnostics.wording import closest
from graphdsl.graph import Layer, Node, Ref, Value
from graphdsl.graph.json.places import Path
from graphdsl.graph.names import Names
from graphdsl.layers.tensors import ANYTHING, BATCH, Dim, Sym, TensorType
from graphdsl.saved.context import Context
from graphdsl.saved.values import ARRAYS, Holder, dtype_of, value_of
from graphdsl.saved.written import (
    TENSOR,
    Entry,
    Json,
    Unreadable,
    a_list,
    a_number,
    a_string,
    an_object,
    bad,
)

SEARCHED: Final = 1_000
"""Among more names than this no similar one is looked for: it would take seconds."""


@dataclass(slots=True)
class Wiring:
    """The calls of one model by layer and number, and what is found out of their results."""

    entries: Mapping[str, Entry]
    names: Names[str]
    """Of layers and calls, and the layers that hold them."""
    context: Context
    calls: dict[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    used: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    """By call, the highest number of its outputs that something reads, and what reads it."""
    types: dict[Ref, TensorType] = field(default_factory=dict[Ref, TensorType])
    """Of the tensors that are read; a config tells them there."""
    orders: dict[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    """By nested model, the place in its graph of each of its outputs as Keras counts them."""
    constants: list[tuple[Layer, Node]] = field(default_factory=list[tuple[Layer, Node]])

    def type_of(self, ref: Ref) -> TensorType:
        """The type of a tensor; ANYTHING where the config does not tell it."""
        return self.types.get(ref, ANYTHING)

    def name_calls(self) -> None:
        """The first call is called like its layer, the others after it."""
        for entry in self.entries.values():
            for number in range(self._count(entry)):
                name = self.names.fresh(entry.name, entry.name) if number else entry.name
                self.calls[entry.name, number] = name

    @staticmethod
    def _count(entry: Entry) -> int:
        """How many calls there are of a layer; an input is given once."""
        return 1 if entry.is_input else len(entry.calls)

    def ref(self, history: Json, holder: str, path: Path, *, counted_from: int = 0) -> Ref:
        """The tensor that `[layer, number of the call, number of the output]` means."""
        written = a_list(history, path)
        if len(written) != 3:
            raise bad(path, "expected a layer, the number of a call and that of an output")
        layer = a_string(written[0], (*path, 0))
        number = a_number(written[1], (*path, 1)) - counted_from
        if number < 0:
            raise bad(path, f"calls of the model `{layer}` are counted from 1 here")
        index = a_number(written[2], (*path, 2))
        if layer not in self.entries:
            known = sorted(self.entries) if len(self.entries) <= SEARCHED else []
            close = closest(layer, known)
            raise Unreadable(UnknownSavedLayer(holder=holder, name=layer, close=close))
        call = self.calls.get((layer, number))
        if call is None:
            count = self._count(self.entries[layer])
            raise _missing(holder, layer, "call", number, count)
        if index and self.entries[layer].is_input:
            raise _missing(holder, layer, "output", index, 1)
        order = self.orders.get(layer)
        if order is not None:
            if index >= len(order):
                raise _missing(holder, layer, "output", index, len(order))
            index = order[index]
        if index >= self.used.get(call, (0, ""))[0]:
            self.used[call] = (index, holder)
        return Ref(call, index)

    def operand(self, written: Json, holder: Holder) -> Value:
        """An argument of a call: a Ref wherever a tensor stands, also inside lists and dicts."""
        if isinstance(written, list):
            items = enumerate(cast("list[Json]", written))
            return [self.operand(item, holder.at(n)) for n, item in items]
        if not isinstance(written, dict):
            return value_of(written, holder, self.context)
        given = cast("dict[str, Json]", written)
        cls = given.get("class_name")
        if not isinstance(cls, str):
            return {key: self.operand(item, holder.at(key)) for key, item in given.items()}
        if cls == TENSOR:
            return self._tensor(given, holder)
        if cls in ARRAYS:
            return self._constant(given, holder)
        return value_of(given, holder, self.context)

    def _tensor(self, given: Mapping[str, Json], holder: Holder) -> Ref:
        path = (*holder.path, "config")
        config = an_object(given.get("config"), path)
        ref = self.ref(config.get("keras_history"), holder.words, (*path, "keras_history"))
        shape, dtype = config.get("shape"), dtype_of(config.get("dtype"))
        if ref not in self.types and isinstance(shape, list):
            self.types[ref] = TensorType(_shape(cast("list[Any]", shape), ref), dtype)
        return ref

    def _constant(self, given: Mapping[str, Json], holder: Holder) -> Ref:
        """An array among the operands becomes a call of its own, which makes it of numbers."""
        config = an_object(given.get("config"), (*holder.path, "config"))
        value = value_of(config.get("value"), holder.at("config", "value"), self.context)
        name = self.names.fresh("constant", "constant")
        dtype = dtype_of(config.get("dtype"))
        kwargs: dict[str, Value] = {} if dtype is None else {"dtype": dtype}
        self.constants.append(
            (Layer(name, "function", "array"), Node(name, name, (value,), kwargs))
        )
        self.types[Ref(name)] = TensorType(_lengths(value), dtype)
        return Ref(name)


def _missing(holder: str, layer: str, what: str, number: int, count: int) -> Unreadable:
    return Unreadable(
        NoSuchSavedCall(holder=holder, name=layer, what=what, number=number, count=count)
    )


def _shape(written: Sequence[Any], ref: Ref) -> tuple[Dim, ...]:
    """A shape as it is told; every size that is not is one of its own, but for the batch."""
    return tuple(
        size
        if isinstance(size, int)
        else BATCH
        if axis == 0
        else Sym(f"{ref.node}.{ref.index}.{axis}")
        for axis, size in enumerate(written)
    )


def _lengths(value: Value) -> tuple[int, ...]:
    found: list[int] = []
    while isinstance(value, list):
        found.append(len(value))
        value = value[0] if value else None
    return tuple(found)
