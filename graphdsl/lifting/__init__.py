"""From graphs back to text."""

from __future__ import annotations

from graphdsl.lifting.lift import lift
from graphdsl.lifting.values import Unsayable

__all__ = ["Unsayable", "lift"]
