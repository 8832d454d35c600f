"""Whether a model made of another computes what that one computes: both are run and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from graphdsl.check.infer import infer
from graphdsl.diagnostics.base import Level
from graphdsl.graph import Graph, Input, Ref
from graphdsl.graph.structures import laid_out, taken_apart
from graphdsl.keras.api import is_several, keras
from graphdsl.keras.weights.donors import Donor
from graphdsl.origins import Origins

SAMPLES: Final = 3
"""How many random samples are compared."""
SIZES: Final = (4, 8, 16, 32, 75, 96, 128, 224, 299)
"""What unknown sizes are tried with, until the model takes them."""


def largest_difference(
    donor: Donor,
    parent: Graph,
    model: Any,
    made: Graph,
    outputs: Mapping[str, Ref],
    starts: Mapping[str, Ref],
) -> float | None:
    """The largest difference between what `model` and `donor` compute from the same random numbers.

    `made` is the graph of `model`. `outputs` says of each of its outputs which tensor of `parent`,
    the graph of the donor, it is; `starts` the same of each input that is none of the parent's.
    None where it could not be tried: an unknown size fits nowhere, or the numbers are random by
    themselves.
    """
    values = _random_inputs(parent)
    if values is None:
        return None
    asked = list(dict.fromkeys((*outputs.values(), *starts.values())))
    probe = keras.Model(
        [donor.tensors[declared.name][0] for declared in parent.inputs],
        [donor.tensors[ref.node][ref.index] for ref in asked],
    )
    found = probe([values[declared.name] for declared in parent.inputs], training=False)
    theirs = dict(zip(asked, _each(found), strict=True))
    names = (declared.name for declared in made.inputs)
    fed = {name: theirs[starts[name]] if name in starts else values[name] for name in names}
    given = model(laid_out(made.takes, fed), training=False)
    mine = taken_apart(made.gives, given) or {}
    return max((_difference(mine[name], theirs[ref]) for name, ref in outputs.items()), default=0.0)


def _each(given: Any) -> list[Any]:
    return list(given) if is_several(given) else [given]


def _difference(mine: Any, theirs: Any) -> float:
    a, b = keras.ops.convert_to_numpy(mine), keras.ops.convert_to_numpy(theirs)
    if a.dtype.kind not in "biufc":
        return 0.0 if (a == b).all() else float("inf")
    a, b = a.astype("float64"), b.astype("float64")
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    return float(np.where(same, 0.0, np.abs(a - b)).max(initial=0.0))


def _random_inputs(graph: Graph) -> Mapping[str, Any] | None:
    """Numbers for every input, of sizes that the graph takes."""
    for size in SIZES:
        inputs = [_sized(declared, size) for declared in graph.inputs]
        _, found = infer(replace(graph, inputs=tuple(inputs)), Origins())
        if not any(d.level is Level.ERROR for d in found):
            rng = np.random.default_rng(0)
            return {declared.name: _numbers(declared, rng) for declared in inputs}
    return None


def _sized(declared: Input, size: int) -> Input:
    return replace(declared, shape=tuple(size if s is None else s for s in declared.shape))


def _numbers(declared: Input, rng: np.random.Generator) -> Any:
    """Small whole numbers, since they may be places in a table; words where words are taken."""
    shape: Sequence[int] = (SAMPLES, *(size or 0 for size in declared.shape))
    if declared.dtype == "string":
        return keras.ops.convert_to_tensor(np.full(shape, "a", dtype=object))
    if declared.dtype == "bool" or "int" in declared.dtype:
        return keras.ops.convert_to_tensor(rng.integers(0, 2, shape).astype(declared.dtype))
    return keras.ops.cast(rng.standard_normal(shape).astype("float32"), declared.dtype)
