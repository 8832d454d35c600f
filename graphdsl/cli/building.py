"""The part of `compile` that needs Keras: build the model and save it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from graphdsl.cli.noise import without_noise
from graphdsl.cli.outputs import STANDARD, Target
from graphdsl.cli.report import failed
from graphdsl.diagnostics.base import Diagnostic, GraphdslError
from graphdsl.diagnostics.files import BackendMissing
from graphdsl.diagnostics.saving import CallbacksLeftOut, TooDeepToLoad
from graphdsl.files import cannot_write, replacing
from graphdsl.graph.depth import depth, recursion_limit

if TYPE_CHECKING:
    from graphdsl.pipeline import Checked, Made, WeightSources

Hear: TypeAlias = Callable[[Iterable[Diagnostic]], tuple[Diagnostic, ...]]
_BACKENDS = ("keras", "tensorflow", "jax", "torch", "numpy", "h5py")


def write_model(
    checked: Checked,
    target: Target,
    hear: Hear,
    *,
    inference: bool = False,
    weights: WeightSources | None = None,
    look: Callable[[Made], None] = lambda _: None,
) -> tuple[Diagnostic, ...]:
    """Builds the model and writes it as `.keras` or `.json`; gives what Keras has against it.

    `look` is shown the model before it is written.

    `hear` says what of that is told; if an error is among it, nothing is written.
    """
    with without_noise():
        try:
            return _build_and_write(checked, target, hear, inference, weights, look)
        except ImportError as error:
            if (error.name or "").partition(".")[0] not in _BACKENDS:
                raise
            raise GraphdslError((BackendMissing(reason=str(error)),)) from error


def _build_and_write(
    checked: Checked,
    target: Target,
    hear: Hear,
    inference: bool,
    weights: WeightSources | None,
    look: Callable[[Made], None],
) -> tuple[Diagnostic, ...]:
    from graphdsl.pipeline import WeightSources, build

    made = build(checked, inference=inference, weights=weights or WeightSources())
    model = made.model
    if model is None:
        return made.diagnostics
    problems = hear((*made.diagnostics, *_left_out(checked, target, inference=inference)))
    if failed(problems):
        return problems
    look(made)
    if target.path != STANDARD:
        return (*problems, *_save(model, checked, target, hear))
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = Target(target.form, os.path.join(folder, f"model.{target.form}"))
        found = _save(model, checked, file, hear)
        target.put(Path(file.path).read_bytes())
    return (*problems, *found)


def _left_out(checked: Checked, target: Target, *, inference: bool) -> Iterator[Diagnostic]:
    """What the file cannot hold: callbacks, arguments that Keras forgets, room to load it."""
    from graphdsl.keras.forgetting import forgotten

    for problem in forgotten(checked.graph):
        yield problem.placed(checked.origins)
    limit = recursion_limit(checked.graph)
    if limit is not None:
        deep = TooDeepToLoad(form=f".{target.form}", calls=depth(checked.graph), limit=limit)
        yield deep.at(checked.origins.span)
    if not inference and (checked.graph.train or {}).get("callbacks"):
        place = checked.origins.train.get("callbacks")
        span = place.span if place else checked.origins.span
        yield CallbacksLeftOut(form=f".{target.form}").at(span)


def _save(model: Any, checked: Checked, target: Target, hear: Hear) -> tuple[Diagnostic, ...]:
    """Warnings about what Keras forgets; raises GraphdslError with nothing written."""
    from graphdsl.keras.saving import save

    try:
        with replacing(target.path, f".{target.form}") as scratch:
            found = hear(p.placed(checked.origins) for p in save(model, scratch))
            if failed(found):
                raise GraphdslError(found)
    except OSError as error:
        raise GraphdslError((cannot_write(target.path, error),)) from error
    return found
