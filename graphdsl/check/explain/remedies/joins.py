"""What brings tensors together that differ on an axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product as every

from graphdsl.check.explain.case import Case, other_argument, spot_of
from graphdsl.check.explain.trials import Place
from graphdsl.diagnostics.remedies import Insert, Remedy, Spot, block_name, block_use
from graphdsl.graph import Graph, Ref
from graphdsl.layers.shapes import words
from graphdsl.layers.tensors import TensorType

_PROJECTIONS = {2: "Dense({})", 3: "Dense({})", 4: "Conv2D({}, 1)", 5: "Conv3D({}, 1)"}
"""By rank: a layer that changes the width and nothing else."""


def other_axis(case: Case) -> Iterator[Remedy]:
    """The axis along which the tensors can be joined as they are, or multiplied."""
    layer = case.layer
    ranks = [found.rank or 0 for found in case.trial.types]
    tried: list[tuple[str, int | tuple[int, ...]]] = []
    if layer.kind == "layer" and layer.cls == "Concatenate":
        tried = [("axis", axis) for axis in range(1, max(ranks))]
    if layer.kind == "layer" and layer.cls == "Dot":
        tried = [("axes", pair) for pair in every(*(range(rank - 1, 0, -1) for rank in ranks))]
    for name, value in tried:
        other = replace(layer, args={**layer.args, name: value})
        if isinstance(case.trial.outcome(layer=other), tuple):
            if isinstance(value, tuple) and value[0] == value[1]:
                value = value[0]
            yield other_argument(case.refusal.run, case.refusal.node, name, str(value))
            return


def turned(case: Case) -> Iterator[Remedy]:
    """A matrix whose rows and columns change places."""
    if case.layer.kind != "function" or case.layer.cls != "matmul":
        return
    for operand, which in ((1, "second"), (0, "first")):
        found = case.trial.types[operand]
        shape = found.shape or ()
        other = found.with_shape((*shape[:-2], shape[-1], shape[-2]) if len(shape) > 2 else shape)
        if isinstance(case.trial.outcome(case.trial.with_type(operand, other)), tuple):
            yield Insert(f"turn the {which} one", "swapaxes(_, -1, -2)")
            return


def widened(case: Case) -> Iterator[Remedy]:
    """A further axis for a tensor whose sizes are those of the first axes of the other one."""
    operands = sorted({place.operand for place in case.places})
    if case.layer.kind != "function" or len(operands) != 2:
        return
    for operand in operands:
        found = case.trial.types[operand]
        shape = found.shape or ()
        other = max(case.trial.types[o].rank or 0 for o in operands)
        longer = found.with_shape((*shape, 1))
        if len(shape) == other - 1 and accepted(case, operand, longer):
            verb = f"give [{', '.join(words(shape))}] an axis of size 1 at its end"
            yield behind(case, operand, verb, "expand_dims(_, -1)")
            return


def evened(case: Case) -> Iterator[Remedy]:
    """Padding for the smaller of two images that differ by a little, cropping for the larger."""
    pair = pair_of(case)
    if pair is None:
        return
    small, large = (case.places[number].operand for number in pair)
    low, high = (case.sizes[number] for number in pair)
    a, b = case.trial.types[small], case.trial.types[large]
    layers = case.bench.root.graph.layers.values()
    leading = any(layer.args.get("data_format") == "channels_first" for layer in layers)
    for first in (2,) if leading else (1,):
        rim = _rim(a, b, first)
        if rim is None:
            continue
        what = f"{len(rim)}D({_rim_words(rim, first)})"
        if accepted(case, small, _with_rim(a, rim, first, 1)):
            yield behind(case, small, f"pad the {low}", f"ZeroPadding{what}")
        if accepted(case, large, _with_rim(b, rim, first, -1)):
            yield behind(case, large, f"crop the {high}", f"Cropping{what}")
            return


def projected(case: Case) -> Iterator[Remedy]:
    """A layer that brings one tensor to the width of the other: rather the one of a shortcut."""
    pair = pair_of(case)
    if pair is None:
        return
    graph = case.refusal.run.graph
    refs = [case.trial.refs[case.places[number].operand] for number in pair]
    shortcut = _leads_to(graph, refs[1], refs[0])
    if any(trail.history.steps[0].kind == "joined" for trail in case.trails):
        return  # the sizes in it differ: nobody wants a layer as wide as an image
    for start, end in (pair[::-1], pair) if shortcut else (pair, pair[::-1]):
        place, size = case.places[start], case.sizes[end]
        found = case.trial.types[place.operand]
        if place.axis != (found.rank or 0) - 1 or found.rank not in _PROJECTIONS:
            continue
        if isinstance(case.trial.outcome(case.trial.resized([(place, size)])), tuple):
            verb = f"bring the {case.sizes[start]} to {size}"
            code = _PROJECTIONS[found.rank].format(_written(case, end))
            yield behind(case, place.operand, verb, code)
            return


def _written(case: Case, number: int) -> str:
    """A size as it is written in the same use of a block: by the name of a parameter."""
    steps = case.trails[number].history.steps
    first = steps[0]
    text = first.span.text.rpartition("=")[2].strip()
    inside = first.kind == "made" and first.uses == case.diagnostic.uses and first.uses
    return text if inside and len(steps) == 1 and text.isidentifier() else str(case.sizes[number])


def scaled(case: Case) -> Iterator[Remedy]:
    """Images that are brought to the size that a nested model takes."""
    graph = case.layer.graph
    operands = {place.operand for place in case.places}
    if graph is None or len(operands) != 1:
        return
    operand = operands.pop()
    found = case.trial.types[operand]
    told = case.diagnostic
    declared = next((i for i in graph.inputs if i.name == told.facts.get("input")), None)
    if declared is None or found.rank != 4 or None in declared.shape[:2]:
        return
    height, width = (size or 0 for size in declared.shape[:2])
    sizes = [(Place(operand, 1), height), (Place(operand, 2), width)]
    if isinstance(case.trial.outcome(case.trial.resized(sizes)), tuple):
        yield behind(case, operand, "scale it", f"Resizing({height}, {width})")


def pair_of(case: Case) -> tuple[int, int] | None:
    """The smaller and the larger of two sizes that differ, by their numbers."""
    known = [n for n, size in enumerate(case.sizes) if isinstance(size, int) and size > 1]
    if len(known) != 2 or case.sizes[known[0]] == case.sizes[known[1]]:
        return None
    first, second = known
    less = str(case.sizes[first]).zfill(12) < str(case.sizes[second]).zfill(12)
    return (first, second) if less else (second, first)


def _rim(a: TensorType, b: TensorType, first: int) -> tuple[int, ...] | None:
    """How much larger `b` is on each spatial axis, of which the first is `first`; if a little."""
    left, right = a.shape or (), b.shape or ()
    if len(left) != len(right) or not 3 <= len(left) <= 5:
        return None
    found: list[int] = []
    space = slice(first, len(left) - (2 - first))
    for x, y in zip(left[space], right[space], strict=True):
        if x == y:
            found.append(0)
        elif isinstance(x, int) and isinstance(y, int) and 0 < y - x <= max(2, y // 8):
            found.append(y - x)
        else:
            return None
    return tuple(found)


def _with_rim(found: TensorType, rim: tuple[int, ...], first: int, sign: int) -> TensorType:
    shape = list(found.shape or ())
    for axis, width in enumerate(rim, first):
        size = shape[axis]
        shape[axis] = size + sign * width if isinstance(size, int) else size
    return found.with_shape(shape)


def _rim_words(rim: tuple[int, ...], first: int) -> str:
    """As it is written, all of it behind the last row."""
    sides = ", ".join(f"(0, {width})" for width in rim)
    sides = sides if len(rim) == 1 else f"({sides})"
    return sides if first == 1 else f"{sides}, data_format = channels_first"


def accepted(case: Case, operand: int, other: TensorType) -> bool:
    """Whether the call would do with another type of one operand."""
    return isinstance(case.trial.outcome(case.trial.with_type(operand, other)), tuple)


def behind(case: Case, operand: int, verb: str, code: str) -> Insert:
    """A step behind the call that gives an operand; its place is told where there is only one."""
    run = case.refusal.run
    node = run.graph.nodes.get(case.trial.refs[operand].node)
    spot = spot_of(run, node) if node else None
    if spot is None or spot.span == case.diagnostic.span:
        return Insert(verb, code)
    if spot.uses == case.diagnostic.uses:
        return Insert(verb, code, spot)
    use, own = block_use(spot.uses), block_use(case.diagnostic.uses)
    return Insert(
        verb, code, Spot(block_name(use), spot.name, use.span) if use and use != own else None
    )


def _leads_to(graph: Graph, start: Ref, end: Ref) -> bool:
    """Whether `end` was computed from `start`."""
    seen: set[str] = set()
    waiting = [end.node]
    while waiting:
        name = waiting.pop()
        if name == start.node:
            return True
        if name not in seen:
            seen.add(name)
            node = graph.nodes.get(name)
            waiting.extend(ref.node for ref in (node.refs() if node else ()))
    return False
