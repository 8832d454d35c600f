"""From a graph to the Python that builds it with Keras' functional API."""

from __future__ import annotations

from graphdsl.emit.python.module import emit_python

__all__ = ["emit_python"]
