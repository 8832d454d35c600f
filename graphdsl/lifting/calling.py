"""What everything in a body is called: layers by themselves or by hand, and the values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphdsl.graph import Ref
from graphdsl.lifting.forms import is_function, is_operator
from graphdsl.lifting.items import Call, Item
from graphdsl.lifting.naming import Identifiers, Named, base_of, by_themselves
from graphdsl.lifting.planning import Inside, Plan, Planner, Rounds, Run
from graphdsl.lifting.values import Values
from graphdsl.lifting.writing import Bindings
from graphdsl.syntax import ast


@dataclass(frozen=True, slots=True)
class Placed:
    """A call with what stands before the names of layers where it stands."""

    item: Call
    prefix: str
    head: str = ""
    """The head whose output it makes, which it is called like."""


def in_order(plan: Plan, planner: Planner, prefix: str = "") -> Iterator[Placed]:
    """The calls of a body as they will be lowered."""
    for statement in plan.statements:
        match statement:
            case Run(items):
                for item in items:
                    yield from _with_inner(item, planner, prefix)
            case Rounds():
                yield from in_order(statement.plan, planner, prefix)
            case Inside(part):
                inner = f"{prefix}{part.name}_"
                for placed in in_order(statement.plan, planner, inner):
                    ends = part.output is not None and placed.item.results[0] == part.ends
                    yield Placed(placed.item, placed.prefix, part.name) if ends else placed
            case _:
                pass


def _with_inner(item: Item, planner: Planner, prefix: str) -> Iterator[Placed]:
    """The calls inside the expression of a call, then the call."""
    if not isinstance(item, Call):
        return
    for ref in item.reads:
        inner = planner.within.get(ref.node)
        if inner is not None:
            yield from _with_inner(inner, planner, prefix)
    yield Placed(item, prefix)


def alone_in(
    placed: Sequence[Placed], planner: Planner, values: Values, inputs: Iterable[str]
) -> frozenset[str]:
    """The layers that are called as they are without being told."""
    layers: dict[str, Named] = {}
    for one in placed:
        item = one.item
        free = is_function(item) and item.node.name not in planner.kept
        base = one.prefix + base_of(item.layer, values.class_of(item.layer))
        if one.head or item.shared:
            base = ""  # never by itself
        layers.setdefault(item.layer.name, Named(item.layer.name, base, free))
    return by_themselves(list(layers.values()), inputs)


def call_everything(
    placed: Sequence[Placed],
    planner: Planner,
    names: Identifiers,
    alone: Collection[str],
    *,
    known: Mapping[Ref, str],
    silent: bool = False,
) -> Bindings:
    """Names for all layers that are not called `alone`, and for the values that need one and are
    not `known`.

    In a `silent` block names of values name no layers.
    """
    by_hand = {one.item.layer.name for one in placed if not is_function(one.item)} - set(alone)
    found = _Caller(placed, planner, names, by_hand, silent)
    found.bindings.values.update(known)
    found.layers()
    found.rest()
    return found.bindings


class _Caller:
    """Gives out names: first those that are layers' names anyway, then others."""

    def __init__(
        self,
        placed: Sequence[Placed],
        planner: Planner,
        names: Identifiers,
        by_hand: Collection[str],
        silent: bool,
    ) -> None:
        self._silent = silent
        self._placed = placed
        self._planner = planner
        self._names = names
        self._by_hand = by_hand
        self._layer_names = {one.item.layer.name for one in placed}
        self._given: dict[str, str | ast.Expr] = {}
        self._shared: dict[str, str] = {}
        self.bindings = Bindings({}, self._given, self._shared)

    def layers(self) -> None:
        """Every layer that is called by hand, after its value where that can be."""
        for one in self._placed:
            item, name = one.item, one.item.layer.name
            if item.shared:
                self._share(name)
            elif item.name is not None:
                self._given[name] = item.name
            elif not (one.head or item.alone) and (name in self._by_hand or self._needed(item)):
                self._call(one)

    def _share(self, name: str) -> None:
        if name in self._shared:
            return
        if self._names.admits(name):
            self._shared[name] = self._names.take(name)
        else:
            self._shared[name] = self._clear(name)
            self._given[name] = name

    def _call(self, one: Placed) -> None:
        item, name = one.item, one.item.layer.name
        if is_function(item) and item.node.name not in self._planner.kept:
            return
        own = name[len(one.prefix) :]
        free = not self._silent and len(item.results) == 1
        if free and self._names.admits(own, item.results[0]):
            self.bindings.values[item.results[0]] = self._names.take(own)
        elif is_function(item) and is_operator(item):
            return  # an operator cannot say it
        elif name in self._by_hand or not self._silent:
            self._given[name] = own

    def _needed(self, item: Call) -> bool:
        return any(ref in self._planner.needs for ref in item.results)

    def rest(self) -> None:
        """The values that need a name and have none yet."""
        for name, ref in self._names.held.items():
            if ref not in self.bindings.values and self._names.admits(name, ref):
                self.bindings.values[ref] = self._names.take(name)
        wishes: dict[Ref, str] = {}
        for one in self._placed:
            item = one.item
            known = len(item.node.results) == item.count
            for number, ref in enumerate(item.results):
                wishes[ref] = item.node.results[number] if known else _wish(one)
                if item.count > 1 and ref not in self.bindings.values:
                    self._bind(ref, wishes[ref])
        for ref in self._planner.needs:
            if ref not in self.bindings.values:
                self._bind(ref, wishes.get(ref, "path"))

    def _bind(self, ref: Ref, wish: str) -> None:
        self.bindings.values[ref] = self._clear(wish)

    def _clear(self, wish: str) -> str:
        """A name that is no layer's either: what it is given to would be called so."""
        name = self._names.fresh(wish)
        while name in self._layer_names:
            name = self._names.fresh(f"{wish}_value")
        return name


def _wish(one: Placed) -> str:
    """What a value without a name of its own is called like: its layer without numbers before,
    where that has one name."""
    if one.item.name is not None:
        return "path"
    if one.item.alone:
        return base_of(one.item.layer, one.item.layer.cls)
    own = one.item.node.name.removeprefix(one.prefix)
    return own.lstrip("0123456789_") or own
