"""Arithmetic that is used once is written where it is used: `0.5 * a + 0.3 * b`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import Call, Expr, Index, Name, Operation, Tensor, refs, rewrite
from graphdsl.graph import Ref

_MOST: Final = 8
"""Operations in one expression."""


def inlined(
    steps: Sequence[Step], results: Sequence[Ref], apart: Collection[Ref]
) -> tuple[Step, ...]:
    """The steps with operations that nothing else reads inside those that read them.

    Values that have a name of their own keep it, and so do those in `apart`.
    """
    uses = Counter(results)
    readers: dict[Ref, Step] = {}
    for step in steps:
        for ref in step.reads():
            uses[ref] += 1
            readers[ref] = step
    ready: dict[Ref, Expr] = {}
    sizes: dict[Ref, int] = {}
    kept: list[Step] = []
    for step in steps:
        inner = [ref for ref in refs(step.value) if ref in ready and not step.head]
        size = 1 + sum(sizes[ref] for ref in inner)
        value = rewrite(step.value, lambda e: _ready(e, ready)) if inner else step.value
        step = replace(step, value=value)
        ref = step.gives[0] if len(step.gives) == 1 else None
        if ref is None or ref in apart or not _may_move(step) or uses[ref] != 1 or size >= _MOST:
            kept.append(step)
        elif ref in readers and not readers[ref].head and _takes(readers[ref].value, value):
            ready[ref], sizes[ref] = step.value, size
        else:
            kept.append(step)
    return tuple(kept)


def _ready(expr: Expr, ready: dict[Ref, Expr]) -> Expr | None:
    return ready.get(expr.ref) if isinstance(expr, Tensor) else None


def _takes(expr: Expr, inner: Expr) -> bool:
    """Whether `inner` may stand in `expr`: two signs in a row look like a decrement."""
    signs = [part for part in (expr, inner) if isinstance(part, Operation) and part.left is None]
    return is_operation(expr) and len(signs) < 2


def _may_move(step: Step) -> bool:
    return step.kind == "value" and step.made_up and not step.head and is_operation(step.value)


def is_operation(expr: Expr) -> bool:
    """Whether `expr` computes something without a layer."""
    if isinstance(expr, Call):
        return isinstance(expr.function, Name) and expr.function.id.startswith("ops.")
    return isinstance(expr, (Operation, Index))
