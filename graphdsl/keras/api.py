"""The one import of Keras, untyped: it ships no types."""

from __future__ import annotations

from importlib import import_module
from typing import Any

keras: Any = import_module("keras")


def is_several(value: Any) -> bool:
    """Whether `value` is a list or a tuple."""
    return isinstance(value, (list, tuple))
