"""What two calls have in common where only arguments differ, and these arguments."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import Any, TypeAlias

from graphdsl.comparing.plain import plain
from graphdsl.graph import Layer, Ref, Value
from graphdsl.graph.values import refs_in
from graphdsl.layers.base import Required, Spec
from graphdsl.layers.kinds import Kind
from graphdsl.layers.registry import FUNCTIONS, find_layer
from graphdsl.lifting.items import Call, Item, Use
from graphdsl.saved.defaults import tidy

Slot: TypeAlias = tuple[str, str | int]
"""An argument: of a layer, of a function, of a use of a block."""

ABSENT = object()
"""The value of an argument that is not given."""


def key(item: Item, alone: Collection[str]) -> Hashable:
    """What is equal for calls that differ only in their arguments; None where nothing may be equal
    to it. Layers that are called by hand end in the same word."""
    match item:
        case Use(block=block, name=name):
            return ("use", block, name is None)
        case Call(shared="", count=1, layer=layer, node=node):
            inputs = tuple(_form(value, layer) for value in node.args)
            named = frozenset((k, _form(v, layer)) for k, v in node.kwargs.items())
            inner = None if layer.graph is None else id(layer.graph)
            needed = frozenset(n for n in layer.args if _default(layer, n) is ABSENT)
            word = layer.name.rpartition("_")[2].rstrip("0123456789")
            called = None if layer.name in alone or layer.kind == "function" else word
            return (layer.kind, layer.cls, inner, layer.frozen, needed, called, inputs, named)
        case _:
            return None


def _form(value: Value, layer: Layer) -> Hashable:
    """A tensor, a list with tensors, or a constant, which of a function may differ."""
    if isinstance(value, Ref):
        return "tensor"
    if any(True for _ in refs_in(value)):
        return ("tensors", plain(value, lambda ref: "tensor"))
    return "value" if layer.kind == "function" else ("constant", plain(value))


def slots(item: Call | Use) -> dict[Slot, Any]:
    """The arguments that may differ, with their values."""
    if isinstance(item, Use):
        return {("use", name): value for name, value in item.args.items()}
    found: dict[Slot, Any] = {("arg", name): value for name, value in item.layer.args.items()}
    if item.layer.kind == "function":
        inputs = [*enumerate(item.node.args), *item.node.kwargs.items()]
        found |= {("in", at): v for at, v in inputs if not any(True for _ in refs_in(v))}
    return found


def filled(item: Call | Use, slot: Slot, known: Mapping[Slot, Any]) -> Any:
    """The value of an argument; what is not given has its default."""
    if slot in known or isinstance(item, Use):
        return known[slot]
    return _default(item.layer, str(slot[1]))


def _default(layer: Layer, name: str) -> Any:
    declared = _spec(layer, name)
    if declared is None or isinstance(declared.default, Required):
        return ABSENT
    spec = find_layer(layer.cls)
    assert spec is not None, "it has the declaration"
    return tidy(spec, name, declared.default)


def _spec(layer: Layer, name: str) -> Any:
    spec: type[Spec] | None = find_layer(layer.cls) if layer.kind == "layer" else None
    return None if spec is None else spec.argument(name)


def kind_of(item: Call | Use, slot: Slot) -> Kind | None:
    """What is expected there."""
    if isinstance(item, Use):
        return None
    if slot[0] == "arg":
        declared = _spec(item.layer, str(slot[1]))
        return None if declared is None else declared.kind
    function = FUNCTIONS.get(item.layer.cls)
    if function is None:
        return None
    order = list(function.parameters)
    at = slot[1]
    name = order[at] if isinstance(at, int) and at < len(order) else at
    parameter = function.parameters.get(str(name))
    return None if parameter is None or parameter.takes != "value" else parameter.kind


def parameter_name(item: Call | Use, slot: Slot) -> str:
    """What a parameter for it is called."""
    at = slot[1]
    if isinstance(at, str):
        return at
    function = FUNCTIONS.get(item.layer.cls) if isinstance(item, Call) else None
    order = list(function.parameters) if function is not None else []
    return order[at] if at < len(order) else "value"
