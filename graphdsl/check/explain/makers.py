"""Which argument says a size that a call makes: each is tried with other numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from graphdsl.check.explain.trials import Outcome, Trial
from graphdsl.graph import Layer, Value
from graphdsl.layers.base import positional
from graphdsl.layers.registry import find_layer
from graphdsl.layers.tensors import Dim, Sym
from graphdsl.source import Span


class Maker(NamedTuple):
    """An argument that a size is made of."""

    argument: str
    span: Span
    """Where it is written; the whole call where it is not."""
    written: bool


def argument_span(trial: Trial, result: int, axis: int) -> Span:
    """Where a size that the call makes is written: an argument, or the whole call."""
    found = maker(trial, result, axis)
    return found.span if found else trial.run.origins.node(trial.node.name).span


def maker(trial: Trial, result: int, axis: int) -> Maker | None:
    """The argument of the layer that decides the size on an axis of a result, if one does."""
    layer = trial.layer
    if layer.kind != "layer":
        return None
    for types in (trial.types, trial.resized((p, Sym(str(p))) for p in trial.places())):
        now = _size(trial.outcome(types), result, axis)
        for name, value in layer.args.items():
            for other in _others(value):
                changed = replace(layer, args={**layer.args, name: other})
                then = _size(trial.outcome(types, changed), result, axis)
                if now is not None and then is not None and then != now:
                    return _written(trial, name)
    return None


def _written(trial: Trial, name: str) -> Maker:
    origin = trial.run.origins.layer(trial.layer.name)
    spec = find_layer(trial.layer.cls)
    span = origin.argument(name, positional(spec)) if spec else origin.span
    if span != origin.span:
        return Maker(name, span, True)
    return Maker(name, trial.run.origins.node(trial.node.name).span, False)


def _size(found: Outcome, result: int, axis: int) -> Dim | None:
    shape = found[result].shape if isinstance(found, tuple) and result < len(found) else None
    return shape[axis] if shape is not None and axis < len(shape) else None


def _others(value: Value) -> Iterator[Value]:
    """The value with another number in it, for each number that it holds."""
    match value:
        case bool():
            return
        case int():
            yield from (value + 1, 2 * value)
        case list():
            for at, item in enumerate(value):
                yield from ([*value[:at], other, *value[at + 1 :]] for other in _others(item))
        case tuple():
            for at, item in enumerate(value):
                yield from ((*value[:at], other, *value[at + 1 :]) for other in _others(item))
        case Layer():
            for name, item in value.args.items():
                for other in _others(item):
                    yield replace(value, args={**value.args, name: other})
        case _:
            return
