"""From graphs back to text."""

from __future__ import annotations

from graphdsl.lifting.lift import lift

__all__ = ["lift"]
