"""What brings a shortcut and the way beside it together: the mistakes of residual blocks."""

from __future__ import annotations

from collections.abc import Iterator

from graphdsl.check.explain.case import Case, other_argument, spot_of
from graphdsl.check.explain.history import Spot
from graphdsl.check.explain.mending import with_arguments
from graphdsl.check.explain.remedies.joins import accepted, behind, pair_of
from graphdsl.diagnostics.remedies import Remedy
from graphdsl.graph import Graph
from graphdsl.layers.registry import find_layer
from graphdsl.layers.tensors import Shape

_MANY = 3
"""Layers that are named in one remedy."""
_IMAGES = (3, 4, 5)
"""Ranks of what convolutions take."""


def same_padding(case: Case) -> Iterator[Remedy]:
    """`padding = same` where a window lost the rim: in one layer, if that is enough, or in all."""
    run = case.refusal.run
    lost = [spot for spot in _shrunk(case) if spot.run is run]
    groups = list({tuple(_written_once(case, spot)): spot for spot in lost}.items())
    tries = [[group] for group in groups] + ([groups] if 1 < len(groups) <= _MANY else [])
    for chosen in tries:
        changed: Graph = run.graph
        for names, _ in chosen:
            for name in names:
                changed = with_arguments(changed, name, {"padding": "same"})
        if case.mended_by(changed):
            first, *others = (spot.node for _, spot in chosen if spot.node)
            found = other_argument(run, first, "padding", "same")
            yield found._replace(further=tuple(spot_of(run, node) for node in others))
            return


def _shrunk(case: Case) -> Iterator[Spot]:
    """Where a layer without padding made one of the sizes smaller."""
    for trail in case.trails:
        for step, spot in zip(trail.history.steps, trail.spots, strict=True):
            node = spot.node
            layer = spot.run.graph.layer_of(node) if node else None
            if step.kind != "changed" or layer is None or layer.kind != "layer":
                continue
            spec = find_layer(layer.cls)
            declared = spec.argument("padding") if spec else None
            if declared is not None and layer.args.get("padding", declared.default) == "valid":
                yield spot


def _written_once(case: Case, spot: Spot) -> Iterator[str]:
    """The layers that one place in the text stands for: uses of a block, rounds of a loop."""
    run = case.refusal.run
    assert spot.node is not None
    place = run.origins.layer(spot.node.layer).span
    for name, layer in run.graph.layers.items():
        same_place = name == spot.node.layer or run.origins.layer(name).span == place
        if same_place and layer.cls == run.graph.layers[spot.node.layer].cls:
            yield name


def strided(case: Case) -> Iterator[Remedy]:
    """A layer that makes the larger of two images as small as the other, or the other way round."""
    pair = pair_of(case)
    layers = case.bench.root.graph.layers.values()
    joins = case.trial.listed is not None or case.layer.kind == "function"
    leading = any(one.args.get("data_format") == "channels_first" for one in layers)
    if pair is None or not joins or leading:
        return
    small, large = (case.places[number].operand for number in pair)
    low, high = (case.sizes[number] for number in pair)
    less, more = (case.trial.types[operand].shape or () for operand in (small, large))
    spatial = all(0 < case.places[number].axis < len(less) - 1 for number in pair)
    if len(less) not in _IMAGES or len(less) != len(more) or not spatial:
        return
    factor = _factor(less[1:-1], more[1:-1])
    if factor is None:
        return
    down = [
        behind(case, large, f"bring the {high} to {low}", code)
        for code in _smaller(case, large, less, more, factor)
    ]
    up = [
        behind(case, small, f"bring the {low} to {high}", code)
        for code in _larger(case, small, less, more, factor)
    ]
    yield from (*up, *down) if case.layer.cls == "Concatenate" else (*down, *up)


def _smaller(case: Case, operand: int, less: Shape, more: Shape, factor: int) -> Iterator[str]:
    """What goes behind the larger one: a mean where its width may stay, or else a projection."""
    large, what = case.trial.types[operand], f"{len(less) - 2}D"
    stays = accepted(case, operand, large.with_shape((*less[:-1], *more[-1:])))
    if stays and (more[-1:] != less[-1:] or case.layer.cls == "Concatenate"):
        exact = _is_exact(less, more, factor)
        yield f"AveragePooling{what}({factor}{'' if exact else ', padding = same'})"
    elif isinstance(less[-1], int) and accepted(case, operand, large.with_shape(less)):
        yield f"Conv{what}({less[-1]}, 1, strides = {factor})"


def _larger(case: Case, operand: int, less: Shape, more: Shape, factor: int) -> Iterator[str]:
    """What goes behind the smaller one."""
    grown = case.trial.types[operand].with_shape((*more[:-1], *less[-1:]))
    if _is_exact(less, more, factor) and accepted(case, operand, grown):
        yield f"UpSampling{len(less) - 2}D({factor})"


def _is_exact(less: Shape, more: Shape, factor: int) -> bool:
    sizes = zip(less[1:-1], more[1:-1], strict=True)
    return all(isinstance(n, int) and n * factor == m for n, m in sizes)


def _factor(less: Shape, more: Shape) -> int | None:
    """How many times smaller the one is on all axes, rounded up; None if it is not."""
    sizes = [
        (n, m)
        for n, m in zip(less, more, strict=False)
        if isinstance(n, int) and isinstance(m, int) and 0 < n < m
    ]
    if not sizes or len(sizes) < max(len(less), len(more)):
        return None
    n, m = sizes[0]
    factors = (factor for factor in (m // n, -(-m // n)) if factor > 1)
    return next((f for f in factors if all(-(-y // f) == x for x, y in sizes)), None)
