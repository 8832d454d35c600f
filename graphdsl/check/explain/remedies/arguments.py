"""Other values of arguments, of the call itself and of those that made its sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod

from graphdsl.check.explain.case import Case, other_argument, spot_of
from graphdsl.check.explain.history import Trail
from graphdsl.check.explain.makers import maker
from graphdsl.check.explain.mending import LARGEST, with_arguments, with_layer
from graphdsl.check.explain.trials import Trial
from graphdsl.diagnostics.remedies import Instead, Remedy
from graphdsl.diagnostics.types import NotDivisible, ReshapeMismatch, WrongSize
from graphdsl.graph import Layer
from graphdsl.layers.registry import find_layer

_LITERAL = re.compile(r"(?:\w+\s*=\s*)?\d+")
_FAR = 64
"""How far from the value that was given others are looked for."""


def same_padding(case: Case) -> Iterator[Remedy]:
    """`padding = same`, for a window that finds no place."""
    layer = case.layer
    spec = find_layer(layer.cls) if layer.kind == "layer" else None
    if spec is None or spec.argument("padding") is None:
        return
    if case.mended_by(with_arguments(case.refusal.run.graph, layer.name, {"padding": "same"})):
        yield _here(case, "padding", "same")


def divisors(case: Case) -> Iterator[Remedy]:
    """The nearest numbers of parts that a size can be split into."""
    found = case.diagnostic
    if not isinstance(found, NotDivisible) or case.layer.kind != "layer":
        return
    fits = [
        next((n for n in way if _takes(case, found.argument, n)), None)
        for way in (_below(found.by, _FAR), range(found.by + 1, found.by + _FAR))
    ]
    values = [str(n) for n in fits if n is not None]
    if values:
        yield _here(case, found.argument, *values)


def _below(number: int, far: int) -> Iterator[int]:
    """The numbers just below, and small ones: not all, for there may be very many."""
    yield from range(number - 1, max(number - far, 0), -1)
    yield from range(min(max(number - far, 0), far), 0, -1)


def _takes(case: Case, argument: str, value: int) -> bool:
    other = replace(case.layer, args={**case.layer.args, argument: value})
    return isinstance(case.trial.outcome(layer=other), tuple)


def matching_width(case: Case) -> Iterator[Remedy]:
    """Another number where a layer says the size: the one that the rest would go with."""
    for number, trail in enumerate(case.trails):
        for size in _wanted(case, number):
            remedy = _with_number(case, trail, size)
            if remedy is not None:
                yield remedy
                break


def _wanted(case: Case, number: int) -> list[int]:
    """The sizes that would do instead of the one with this number."""
    told = case.diagnostic
    if isinstance(told, WrongSize):
        return [told.expected]
    others = [s for n, s in enumerate(case.sizes) if n != number and isinstance(s, int)]
    if isinstance(told, ReshapeMismatch):
        target = prod(int(s) for s in told.target if s.isdigit())
        rest = prod(others)
        return [target // rest] if "-1" not in told.target and rest and not target % rest else []
    return others


def _with_number(case: Case, trail: Trail, size: int) -> Remedy | None:
    """The argument with another number, if it is written as a number and nothing changed it."""
    node, start = trail.start.node, trail.start
    if node is None or len(trail.history.steps) != 1:
        return None
    found = maker(Trial.of(start.run, node), start.ref.index, start.axis)
    layer = start.run.graph.layer_of(node)
    if found is None or not found.written or not _LITERAL.fullmatch(found.span.text):
        return None
    changed = with_arguments(start.run.graph, layer.name, {found.argument: size})
    if not case.mended_by(changed, start.run):
        return None
    return other_argument(start.run, node, found.argument, str(size))


def other_target(case: Case) -> Iterator[Remedy]:
    """A target that holds as many numbers, with one size of it changed."""
    layer = case.layer
    target = layer.args.get("target_shape") if layer.kind == "layer" else None
    if not isinstance(target, (list, tuple)) or not _known(case.sizes) or not _known(target):
        return
    elements = prod(size for size in case.sizes if isinstance(size, int))
    for at in reversed(range(len(target))):
        rest = prod(s for n, s in enumerate(target) if n != at and isinstance(s, int))
        if rest <= 0 or elements % rest or elements // rest >= LARGEST:
            continue
        other = (*target[:at], elements // rest, *target[at + 1 :])
        changed = replace(layer, args={**layer.args, "target_shape": other})
        if isinstance(case.trial.outcome(layer=changed), tuple):
            yield _here(case, "target_shape", str(other))
            return


def _known(sizes: Sequence[object]) -> bool:
    return all(isinstance(size, int) and size > 0 for size in sizes)


def pooled(case: Case) -> Iterator[Remedy]:
    """A mean over what `Flatten` cannot lay in a row, since its length is not known."""
    for trail in case.trails:
        for spot in trail.spots:
            node = spot.node
            layer = spot.run.graph.layer_of(node) if node else None
            if node is None or layer is None or layer.cls != "Flatten":
                continue
            rank = Trial.of(spot.run, node).types[0].rank or 0
            cls = f"GlobalAveragePooling{rank - 2}D"
            if find_layer(cls) is None:
                continue
            changed = with_layer(spot.run.graph, Layer(layer.name, "layer", cls))
            if case.mended_by(changed, spot.run):
                yield Instead(spot_of(spot.run, node), cls)


def _here(case: Case, name: str, *values: str) -> Remedy:
    """Other values of an argument of the call itself."""
    return other_argument(case.refusal.run, case.refusal.node, name, *values)
