"""Values without what makes no difference: defaults, lists for tuples, ways of saying a thing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import EllipsisType
from typing import Final, TypeAlias

from graphdsl.graph import Graph, Layer, Object, Ref, Unknown, Value
from graphdsl.graph.training import training
from graphdsl.layers.registry import find_layer, find_object, object_names
from graphdsl.saved.defaults import without_defaults

Plain: TypeAlias = Hashable
"""What is equal exactly if two values are one."""


FEW: Final = 32
"""Numbers of a list that are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its type: 1 is not `true`, nor 1.0."""

    type: str
    text: str


def compiled(graph: Graph) -> dict[str, Value]:
    """How a model is trained, as `training` has it; an optimizer that is given by its name is the
    object that Keras makes of it."""
    entries = dict(training(graph) or {})
    optimizer = entries.get("optimizer")
    if isinstance(optimizer, str):
        known = {name.lower(): name for name in object_names(("optimizers",))}
        entries["optimizer"] = Object(known.get(optimizer.lower(), optimizer))
    return entries


def plain(
    value: Value,
    tensor: Callable[[Ref], Plain] = lambda ref: ref,
    model: Callable[[Graph], Plain] = id,
) -> Plain:
    """The value as something that can be compared, with what stands for its tensors and models."""
    match value:
        case bool() | None | str() | Unknown() | EllipsisType():
            return value
        case int() | float():
            return Number(type(value).__name__, repr(value))
        case Ref():
            return tensor(value)
        case list() | tuple() if len(value) > FEW and set(map(type, value)) <= {int, float}:
            return Number("numbers", repr(list(value)))  # which takes no time for each
        case list() | tuple():
            return tuple(plain(item, tensor, model) for item in value)
        case dict():
            return frozenset((k, plain(v, tensor, model)) for k, v in value.items())
        case slice():
            ends = (value.start, value.stop, value.step)
            return ("slice", *(plain(end, tensor, model) for end in ends))
        case Object():
            spec = find_object(value.cls)
            args = value.args if spec is None else without_defaults(spec, value.args)
            return (value.cls, _named(args, tensor, model))
        case Layer():
            return ("layer", value.name, plain_layer(value, model))


def plain_layer(layer: Layer, model: Callable[[Graph], Plain]) -> tuple[Plain, ...]:
    """Kind, class, arguments and whether it is frozen."""
    if layer.graph is not None:
        return ("model", model(layer.graph), layer.frozen)
    if layer.kind == "function":
        return ("function", layer.cls)
    args, frozen = arguments(layer), layer.frozen
    if args.get("trainable") is False:
        args, frozen = {k: v for k, v in args.items() if k != "trainable"}, True
    return (layer.kind, layer.cls, _named(args, lambda ref: ref, model), frozen)


def arguments(layer: Layer) -> Mapping[str, Value]:
    """The arguments of a layer that say something."""
    spec = find_layer(layer.cls) if layer.kind == "layer" else None
    return layer.args if spec is None else without_defaults(spec, layer.args)


def _named(
    args: Mapping[str, Value], tensor: Callable[[Ref], Plain], model: Callable[[Graph], Plain]
) -> Plain:
    return frozenset((name, plain(value, tensor, model)) for name, value in args.items())
