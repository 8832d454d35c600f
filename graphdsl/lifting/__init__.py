"""From graphs back to text."""

from __future__ import annotations

from graphdsl.lifting.lift import Lifted, lift, lifted

__all__ = ["Lifted", "lift", "lifted"]
