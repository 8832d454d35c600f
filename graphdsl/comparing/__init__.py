"""Two graphs side by side: whether they are one model, and in what they differ."""

from __future__ import annotations

from graphdsl.comparing.equal import equal

__all__ = ["equal"]
