"""Which dtypes a layer computes and keeps its weights in."""

from __future__ import annotations

from graphdsl.layers.base import Spec, arg
from graphdsl.layers.kinds import OneOf, Optional
from graphdsl.layers.objects.names import LAYER_DTYPES


class DTypePolicy(Spec):
    """A policy by its name."""

    name: str | None = arg(Optional(OneOf(*LAYER_DTYPES)), None)


class FloatDTypePolicy(DTypePolicy):
    """Another name for it."""
