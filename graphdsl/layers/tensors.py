"""What is known of a tensor without running anything: its dtype and its shape, batch included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Sym:
    """A dimension of unknown size. Two of one label are the same size; what is computed from a
    known label by a known rule has a label made of both, so equal computations stay equal."""

    label: str

    def __str__(self) -> str:
        return "?"


Dim: TypeAlias = int | Sym
Shape: TypeAlias = tuple[Dim, ...]

BATCH = Sym("batch")
"""The first dimension of every input; never written in a file."""


@dataclass(frozen=True, slots=True)
class TensorType:
    """A tensor's shape and dtype; None is an unknown rank, or an unknown dtype."""

    shape: Shape | None
    dtype: str | None = "float32"

    @property
    def rank(self) -> int | None:
        """Number of dimensions, the batch included; None if unknown."""
        return None if self.shape is None else len(self.shape)

    @property
    def known(self) -> bool:
        """Whether the rank is known."""
        return self.shape is not None

    def with_shape(self, shape: Sequence[Dim] | None) -> TensorType:
        """The same dtype with another shape."""
        return TensorType(None if shape is None else tuple(shape), self.dtype)

    def with_dtype(self, dtype: str | None) -> TensorType:
        """The same shape with another dtype."""
        return TensorType(self.shape, dtype)

    def __str__(self) -> str:
        """As in a file, `float32[28, 28]`; without a batch dimension, `float32(3)`."""
        if self.shape is None:
            return f"{self.dtype or 'unknown'}[…]"
        return f"{self.dtype or 'unknown'}{shape_text(self.shape)}"


ANYTHING = TensorType(None, None)
"""The type of what could not be worked out; what depends on it stays silent."""


def shape_text(shape: Shape) -> str:
    """`[28, ?, 3]` without the batch dimension; `(2, 3)` for a shape that has none."""
    if shape and shape[0] == BATCH:
        return f"[{', '.join(map(str, shape[1:]))}]"
    return f"({', '.join(map(str, shape))})"


def same(a: Dim, b: Dim) -> bool | None:
    """Whether two sizes are equal: True or False where that is certain, None where it is not."""
    if a == b:
        return True
    return False if isinstance(a, int) and isinstance(b, int) else None
