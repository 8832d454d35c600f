"""The classes of Keras that cannot stand in a file, with the reason and what to write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from graphdsl.diagnostics.nested import NotInModels


class Exclusion(NamedTuple):
    """Why a class cannot stand in a file, and what can."""

    why: str
    instead: str


_EXTERN = "write the layer in Python and declare it with `extern layer`"
_OTHER_FRAMEWORK = Exclusion("it wraps code that only Python can hold", _EXTERN)

EXCLUDED: Mapping[str, Exclusion] = {
    "FlaxLayer": _OTHER_FRAMEWORK,
    "JaxLayer": _OTHER_FRAMEWORK,
    "TorchModuleWrapper": _OTHER_FRAMEWORK,
    "TFSMLayer": Exclusion("it loads a model from a folder", _EXTERN),
    "Lambda": Exclusion(
        "it holds a Python function",
        "write a tensor expression, such as `x * 2 + 1`, or declare an `extern layer`",
    ),
    "Layer": Exclusion("it is the base class of layers", _EXTERN),
    "Wrapper": Exclusion("it is the base class of wrappers", _EXTERN),
    "Pipeline": Exclusion(
        "it is a list of layers, which a file writes one after the other",
        "write the layers as steps: `Rescaling(1 / 255) -> RandomFlip`",
    ),
    "InputSpec": Exclusion("it is no layer", "declare the shape: `input x: [28, 28]`"),
    "InputLayer": Exclusion("inputs are declared", "write `input x: [28, 28]`"),
    "Input": Exclusion("inputs are declared", "write `input x: [28, 28]`"),
}
"""By the name under which someone who knows Keras would write it."""


_FIT = "pass it to `fit` in Python: `callbacks = […]`"
EXCLUDED_OBJECTS: Mapping[str, Exclusion] = {
    "LambdaCallback": Exclusion("it holds Python functions", _FIT),
    "LearningRateScheduler": Exclusion(
        "it holds a Python function",
        "give the optimizer a schedule, such as `Adam(ExponentialDecay(1e-3, 1000, 0.9))`",
    ),
    "Callback": Exclusion("it is the base class of callbacks", _FIT),
}
"""Objects of Keras that are written in training and cannot stand there."""


def exclusion(name: str) -> NotInModels | None:
    """The diagnostic for a class that cannot stand in a file; None for all others."""
    found = EXCLUDED.get(name) or EXCLUDED_OBJECTS.get(name)
    return None if found is None else NotInModels(layer=name, why=found.why, instead=found.instead)
