"""How a saved model was compiled: its losses and metrics at the outputs, the rest as `train`."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from graphdsl.graph import Graph, Object, Output, Value
from graphdsl.graph.names import snake_case
from graphdsl.graph.structures import taken_apart
from graphdsl.graph.training import PER_OUTPUT
from graphdsl.layers.registry import find_object
from graphdsl.saved.context import Context
from graphdsl.saved.defaults import same, without_defaults
from graphdsl.saved.sayable import lose, marked, sayable, with_losses
from graphdsl.saved.values import Holder, value_of
from graphdsl.saved.written import Json, an_object

NOTHING_SAID: Final[Mapping[str, Value]] = {
    "run_eagerly": False,
    "steps_per_execution": 1,
    "jit_compile": False,
}
"""Entries that Keras fills in where none is given."""
SINGLE_PRECISION: Final = "learning_rate"
"""The one argument that Keras keeps as a variable: it comes back with fewer digits."""


def with_training(graph: Graph, compiled: Json, order: Sequence[int], context: Context) -> Graph:
    """`graph` with what the model was compiled with; the same if it was not compiled.

    `order` tells which output Keras counts first, second and so on.
    """
    if not compiled:
        return graph
    written = an_object(compiled, ("compile_config",))
    values = {
        name: _tidied(value_of(marked(item), _holder(name), context))
        for name, item in written.items()
    }
    said = {n: v for n, v in values.items() if not _says_nothing(n, v)}
    said = _weighted(said, graph.outputs)
    whole = f"the model `{graph.name}`"
    outputs, train = graph.outputs, dict[str, Value]()
    for name, value in said.items():
        found = _by_output(value, name, graph, order) if name in PER_OUTPUT else None
        if found is None:
            clear = name not in PER_OUTPUT or _is_clear(value, name, outputs)
            kept = sayable(name, value, whole, context, each=False) if clear else None
            if not clear:
                lose(name, value, whole, context)
            if not _says_nothing(name, kept):
                train[name] = kept
            continue
        found = _sayable_each(name, found, context)
        if name == "weighted_metrics":
            if found:
                train[name] = found if len(outputs) > 1 else next(iter(found.values()))
        else:
            outputs = tuple(_with(output, name, found.get(output.name)) for output in outputs)
    return with_losses(replace(graph, outputs=outputs, train=train), whole, context)


def _holder(entry: str) -> Holder:
    return Holder("the model", entry, ("compile_config", entry), raw=True)


def _sayable_each(entry: str, found: Mapping[str, Value], context: Context) -> dict[str, Value]:
    """What an entry says of each output, as far as it can be said."""
    kept = {
        name: sayable(entry, value, f"the output `{name}`", context, each=True)
        for name, value in found.items()
    }
    return {name: value for name, value in kept.items() if not _says_nothing(entry, value)}


def _says_nothing(name: str, value: Value) -> bool:
    if value is None or value == [] or value == {}:
        return True
    return name in NOTHING_SAID and same(value, NOTHING_SAID[name])


def _by_output(
    value: Value, entry: str, graph: Graph, order: Sequence[int]
) -> Mapping[str, Value] | None:
    """The value of an entry for each output; None where it is not told by output."""
    names = [output.name for output in graph.outputs]
    if len(names) == 1 and "metrics" in entry:
        return {names[0]: _flat(value)}
    if isinstance(value, dict) or (isinstance(value, list) and graph.output_structure is not None):
        in_structure = taken_apart(graph.gives, value)
        if in_structure is not None:
            return in_structure
    if isinstance(value, dict):
        return value if set(value) <= set(names) else None
    if len(names) == 1:
        return {names[0]: value[0] if isinstance(value, list) and len(value) == 1 else value}
    if isinstance(value, list) and len(value) == len(names):
        return {names[place]: item for place, item in zip(order, value, strict=True)}
    return None


def _weighted(said: Mapping[str, Value], outputs: Sequence[Output]) -> Mapping[str, Value]:
    """`said` with the weight of a loss that is for all outputs told by output: in whatever it
    stands, Keras takes it for each."""
    weights = _flat(said.get("loss_weights"))
    if "loss" not in said or not _is_clear(said["loss"], "loss", outputs) or len(weights) != 1:
        return said
    return {**said, "loss_weights": {output.name: weights[0] for output in outputs}}


def _flat(value: Value) -> list[Value]:
    """What there is in lists and dicts, in Keras' order."""
    if isinstance(value, dict):
        value = [value[name] for name in sorted(value)]
    if isinstance(value, list):
        return [one for each in value for one in _flat(each)]
    return [] if value is None else [value]


def _is_clear(value: Value, entry: str, outputs: Sequence[Output]) -> bool:
    """Whether it is one loss for each of several outputs, which needs no names."""
    return entry == "loss" and len(outputs) > 1 and not isinstance(value, (dict, list))


def _with(output: Output, entry: str, value: Value) -> Output:
    """The output with its part of one entry."""
    if value is None:
        return output
    match entry:
        case "loss":
            return replace(output, loss=value)
        case "loss_weights":
            return replace(output, weight=value)
        case _:
            several = value if isinstance(value, list) else [value]
            return replace(output, metrics=tuple(several))


def _tidied(value: Value) -> Value:
    """Objects without names that Keras makes up, and learning rates with their own digits."""
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if isinstance(value, dict):
        return {key: _tidied(item) for key, item in value.items()}
    if not isinstance(value, Object):
        return value
    args = {
        name: _digits(item) if name == SINGLE_PRECISION else _tidied(item)
        for name, item in value.args.items()
        if not (name == "name" and _is_made_up(item, value.cls))
    }
    spec = find_object(value.cls)
    return Object(value.cls, args if spec is None else without_defaults(spec, args))


def _is_made_up(name: Value, cls: str) -> bool:
    """Whether Keras would give the name itself, with a number for each one it made before."""
    found = re.fullmatch(r"(.+?)(_\d+)?", name) if isinstance(name, str) else None
    return found is not None and found[1] in (snake_case(cls), cls.lower(), cls)


def _digits(value: Value) -> Value:
    """The shortest number that is the same in single precision: 0.001, not 0.0010000000475."""
    if not isinstance(value, float):
        return _tidied(value)
    for digits in range(1, 10):
        shorter = float(f"{value:.{digits}g}")
        if _single(shorter) == value:
            return shorter
    return value


def _single(value: float) -> float | None:
    try:
        return struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return None
