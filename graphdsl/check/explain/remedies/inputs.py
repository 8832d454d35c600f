"""Other sizes of an input with which a call is accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import lcm

from graphdsl.check.explain.case import Case
from graphdsl.check.explain.history import Spot
from graphdsl.check.explain.mending import with_input
from graphdsl.diagnostics.remedies import OtherInput, OtherSize, Remedy
from graphdsl.graph import Input
from graphdsl.layers.tensors import Sym

_FAR = 64
"""How far from the size that was given others are looked for."""
_LARGEST = 4096
"""The largest size that is tried for an input that is too small."""


def known_size(case: Case) -> Iterator[Remedy]:
    """A size in place of the open one of an input."""
    for spot in _starts(case):
        declared = _declared(spot)
        if isinstance(spot.size, Sym):
            sizes = _with(declared, [spot.axis], 240)
            if case.mended_by(with_input(spot.run.graph, declared.name, sizes), spot.run):
                yield OtherSize(declared.name, shape_words(declared.shape))
                return


def fitting_size(case: Case) -> Iterator[Remedy]:
    """The nearest sizes below and above; rather multiples of what the sizes are divided by."""
    for spot in _starts(case):
        size = spot.size
        if not isinstance(size, int):
            continue
        declared = _declared(spot)
        step = _division(case)
        for axes in _axes(declared, spot):
            near = list(_nearest(case, spot, declared, axes, step))
            if near:
                shapes = tuple(shape_words(_with(declared, axes, n)) for n in near)
                multiple = step if step > 1 and not any(n % step for n in near) else None
                yield OtherInput(declared.name, shapes, multiple=multiple)
                return


def equal_size(case: Case) -> Iterator[Remedy]:
    """The size of the other tensor, for an input of which nothing has changed it."""
    for number, trail in enumerate(case.trails):
        spot = trail.start
        if spot.node is not None or spot.run.caller is not None or len(trail.history.steps) > 1:
            continue
        declared = _declared(spot)
        others = (s for n, s in enumerate(case.sizes) if n != number and isinstance(s, int))
        for size in others:
            if _fits(case, declared, [spot.axis], size):
                yield OtherInput(declared.name, (shape_words(_with(declared, [spot.axis], size)),))


def large_enough(case: Case) -> Iterator[Remedy]:
    """The smallest size from which on the call is accepted."""
    for spot in _starts(case):
        size = spot.size
        if not isinstance(size, int):
            continue
        declared = _declared(spot)
        for axes in _axes(declared, spot):
            least = _least(case, spot, declared, axes, size)
            if least is not None:
                yield OtherInput(declared.name, (shape_words(_with(declared, axes, least)),), True)
                return


def _starts(case: Case) -> Iterator[Spot]:
    """The inputs of the outermost model that the sizes begin with, each once."""
    starts = dict.fromkeys(trail.start for trail in case.trails)
    return (s for s in starts if s.node is None and s.run.caller is None and s.axis > 0)


def _declared(spot: Spot) -> Input:
    return next(i for i in spot.run.graph.inputs if i.name == spot.ref.node)


def _axes(declared: Input, spot: Spot) -> Iterator[list[int]]:
    """The axis alone; then all that have the same size, for images are mostly square."""
    same = [axis for axis, size in enumerate(declared.shape, 1) if size == spot.size]
    if len(same) > 1:
        yield same
    yield [spot.axis]


def _division(case: Case) -> int:
    """What the sizes are divided by on their ways, all steps taken together."""
    found = 1
    for trail in case.trails:
        whole = 1
        for step in trail.history.steps:
            sizes = [int(s) for s in (*step.before, step.after) if s.isdigit()]
            if step.kind == "changed" and len(sizes) == 2 and 0 < sizes[1] < sizes[0]:
                whole *= round(sizes[0] / sizes[1])
        found = lcm(found, whole)
    return found


def _nearest(case: Case, spot: Spot, declared: Input, axes: list[int], step: int) -> Iterator[int]:
    """A size below and one above."""
    size = declared.shape[spot.axis - 1] or 0
    below = [size // step * step] if size % step else [size - step]
    above = [below[0] + step * (1 if size % step else 2)]
    far = min(_FAR, size // 4)
    for sizes in (
        [*below, *range(size - 1, size - far, -1)],
        [*above, *range(size + 1, size + far)],
    ):
        fits = next((n for n in dict.fromkeys(sizes) if _fits(case, declared, axes, n)), None)
        if fits is not None:
            yield fits


def _least(case: Case, spot: Spot, declared: Input, axes: list[int], size: int) -> int | None:
    """By doubling what is added, then by halving what is between."""
    step = 1
    while not _fits(case, declared, axes, size + step):
        step *= 2
        if size + step > _LARGEST:
            return None
    low, high = size + step // 2, size + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _fits(case, declared, axes, middle) else (middle, high)
    return high


def _fits(case: Case, declared: Input, axes: list[int], size: int) -> bool:
    root = case.bench.root
    changed = with_input(root.graph, declared.name, _with(declared, axes, size))
    return size > 0 and case.mended_by(changed, root)


def _with(declared: Input, axes: Iterable[int], size: int) -> tuple[int | None, ...]:
    shape = list(declared.shape)
    for axis in axes:
        shape[axis - 1] = size
    return tuple(shape)


def shape_words(shape: tuple[int | None, ...]) -> str:
    """`[?, 28, 3]`."""
    return f"[{', '.join('?' if size is None else str(size) for size in shape)}]"
