"""Finding what is known by its public Keras name; aliases included."""

from __future__ import annotations

from collections.abc import Mapping

from graphdsl.layers.base import Layer, Spec
from graphdsl.layers.functions.base import Function

LAYERS: Mapping[str, type[Layer]] = {}
"""Every layer class by each of its public names."""
FUNCTIONS: Mapping[str, Function] = {}
"""Every tensor function by its name under `keras.ops`: `add`, `linalg.norm`, `image.resize`."""
OBJECTS: Mapping[str, type[Spec]] = {}
"""Every initializer, regularizer, constraint, optimizer, schedule, loss and metric."""
