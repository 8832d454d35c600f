"""The arithmetic of shapes that all layers share: windows, broadcasting, joining, reshaping.

A size that is computed from an unknown one is a Sym whose label tells the computation, so that
equal computations stay equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphdsl.layers.tensors import Dim, Shape, Sym


def label(dim: Dim) -> str:
    """The label of an unknown size, or the number."""
    return dim.label if isinstance(dim, Sym) else str(dim)


def derived(rule: str, *parts: Dim | str) -> Sym:
    """The size that `rule` makes of `parts`."""
    return Sym(f"{rule}({', '.join(p if isinstance(p, str) else label(p) for p in parts)})")


def plus(a: Dim, b: Dim) -> Dim:
    """The sum."""
    if isinstance(a, int) and isinstance(b, int):
        return a + b
    if a == 0:
        return b
    return a if b == 0 else derived("add", a, b)


def times(a: Dim, b: Dim) -> Dim:
    """The product of two."""
    if isinstance(a, int) and isinstance(b, int):
        return a * b
    if a == 1:
        return b
    return a if b == 1 else derived("mul", *sorted((a, b), key=label))


def product(dims: Iterable[Dim]) -> Dim:
    """The product of all; the number of elements."""
    known, unknown = 1, list[Sym]()
    for dim in dims:
        if isinstance(dim, int):
            known *= dim
        else:
            unknown.append(dim)
    if not unknown:
        return known
    if known == 1 and len(unknown) == 1:
        return unknown[0]
    return derived("mul", *sorted(unknown, key=label), known)


def count(dims: Iterable[Dim]) -> int | None:
    """The product where every size is known, otherwise None."""
    total = product(dims)
    return total if isinstance(total, int) else None


def added(*parts: int | None) -> int | None:
    """The sum where every part is known, otherwise None."""
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def words(shape: Shape) -> tuple[str, ...]:
    """The sizes without the batch, as a diagnostic has them."""
    return tuple(map(str, shape[1:]))


def sizes(value: int | Sequence[int], n: int) -> tuple[int, ...]:
    """One number for all `n` axes, or one for each."""
    return (value,) * n if isinstance(value, int) else tuple(value)


def pairs(
    value: int | Sequence[int | Sequence[int]],
    n: int,
) -> tuple[tuple[int, int], ...]:
    """What is added or cut before and behind each of `n` axes."""
    each = (value,) * n if isinstance(value, int) else tuple(value)
    return tuple((v, v) if isinstance(v, int) else (v[0], v[1]) for v in each)


def spatial(shape: Shape, channels_first: bool) -> Shape:
    """The sizes that are neither batch nor channels."""
    return shape[2:] if channels_first else shape[1:-1]


def channels(shape: Shape, channels_first: bool) -> Dim:
    """The number of channels."""
    return shape[1] if channels_first else shape[-1]


def image(batch: Dim, space: Iterable[Dim], depth: Dim, channels_first: bool) -> Shape:
    """A whole shape from its parts."""
    return (batch, depth, *space) if channels_first else (batch, *space, depth)


def window(size: Dim, kernel: int, stride: int, padding: str, dilation: int = 1) -> Dim:
    """What a sliding window makes of one axis; 0 or less where it does not fit in."""
    covers = (kernel - 1) * dilation + 1
    if padding != "valid":
        covers = 1
    if isinstance(size, int):
        return (size - covers) // stride + 1
    return size if covers == stride == 1 else derived("window", size, str(covers), str(stride))


def transposed_window(
    size: Dim, kernel: int, stride: int, padding: str, extra: int | None, dilation: int
) -> Dim:
    """What a transposed convolution makes of one axis; `extra` is its output padding."""
    covers = (kernel - 1) * dilation + 1
    if padding == "valid":
        tail = covers + (max(covers, stride) - covers if extra is None else extra)
    elif extra is None:
        return times(size, stride)
    else:
        tail = covers % 2 + extra
    return plus(times(plus(size, -1), stride), tail)


def merge(a: Dim, b: Dim) -> Dim | None:
    """The size of the result where two sizes are merged; None where they do not fit."""
    if a == b or b == 1:
        return a
    if a == 1:
        return b
    if isinstance(a, int) and isinstance(b, int):
        return None
    return derived("broadcast", *sorted((a, b), key=label))


def same_number(a: Dim, b: Dim) -> bool:
    """Whether two sizes are certainly not different."""
    return a == b or isinstance(a, Sym) or isinstance(b, Sym)


def total(dims: Sequence[Dim]) -> Dim:
    """The sum of all; how long joined tensors are."""
    result = dims[0]
    for dim in dims[1:]:
        result = plus(result, dim)
    return result


def reshaped(old: Shape, target: Sequence[int | None]) -> Shape | None:
    """`old` in the form of `target`, where -1 stands for the rest; None where it does not fit."""
    fixed = 1
    for size in target:
        if size is not None and size != -1:
            fixed *= size
    elements = product(old)
    if None in target and isinstance(elements, int) and (fixed == 0 or elements % fixed):
        return None
    if None in target or not isinstance(elements, int):
        rest = derived("reshape", elements, str(fixed))
        return tuple(rest if s is None or s == -1 else s for s in target)
    if -1 not in target:
        return tuple(s for s in target if s is not None) if elements == fixed else None
    if fixed == 0 or elements % fixed:
        return None
    return tuple(elements // fixed if s == -1 else s for s in target if s is not None)
