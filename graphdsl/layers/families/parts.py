"""Arguments that many layers share, declared once."""

from __future__ import annotations

from typing import Final

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.layers.base import Layer, Problem
from graphdsl.layers.demands import class_name
from graphdsl.layers.kinds import (
    Activation,
    Constraint,
    Initializer,
    Int,
    OneOf,
    Optional,
    PositiveInt,
    Regularizer,
)

ACTIVATION: Final = Optional(Activation())
INITIALIZER: Final = Optional(Initializer())
REGULARIZER: Final = Optional(Regularizer())
CONSTRAINT: Final = Optional(Constraint())
DATA_FORMAT: Final = Optional(OneOf("channels_last", "channels_first", any_case=True))
PADDING: Final = OneOf("valid", "same", any_case=True)
RANK: Final = Optional(PositiveInt())
SEED: Final = Optional(Int())


def channels_first(data_format: str | None) -> bool:
    """Whether channels stand right behind the batch; Keras' default is that they stand last."""
    return data_format is not None and data_format.lower() == "channels_first"


def clash(layer: Layer, why: str, *arguments: str) -> Problem:
    """A problem with arguments that do not go together."""
    return Problem(
        ArgumentsClash(layer=class_name(layer), arguments=arguments, why=why), arguments[0]
    )
