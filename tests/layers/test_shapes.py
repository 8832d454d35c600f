"""The arithmetic of shapes: right on numbers, stable on what is unknown."""

from __future__ import annotations

from itertools import product as pairs_of

from hypothesis import given
from hypothesis import strategies as st

from graphdsl.layers import shapes as s
from graphdsl.layers.tensors import Sym

SMALL = st.integers(1, 12)
N, M = Sym("n"), Sym("m")


@given(SMALL, SMALL, SMALL, SMALL)
def test_a_window_stands_as_often_as_it_fits(
    size: int, kernel: int, stride: int, dilation: int
) -> None:
    last = size - ((kernel - 1) * dilation + 1)
    assert max(s.window(size, kernel, stride, "valid", dilation), 0) == len(
        range(0, last + 1, stride)
    )
    assert s.window(size, kernel, stride, "same", dilation) == len(range(0, size, stride))


@given(SMALL, SMALL, SMALL)
def test_a_transposed_window_undoes_a_window(size: int, kernel: int, stride: int) -> None:
    wide = s.transposed_window(size, kernel, stride, "valid", None, 1)
    assert s.window(wide, kernel, stride, "valid") == size
    assert (
        s.window(s.transposed_window(size, kernel, stride, "same", None, 1), 1, stride, "same")
        == size
    )


def test_equal_computations_stay_equal() -> None:
    for a, b in pairs_of((3, 1, N), (2, 1, M)):
        assert s.plus(a, b) == s.plus(a, b)
        assert s.times(a, b) == s.times(b, a)
        assert s.merge(a, b) == s.merge(b, a)
        assert s.product((a, b, 2)) == s.product((2, b, a))
    assert s.window(N, 3, 2, "valid") == s.window(N, 3, 2, "valid")
    assert s.window(N, 3, 2, "valid") != s.window(N, 3, 1, "valid")
    assert s.window(N, 3, 2, "valid") != s.window(M, 3, 2, "valid")


def test_what_changes_nothing_keeps_the_label() -> None:
    assert s.plus(N, 0) == N
    assert s.times(N, 1) == N
    assert s.window(N, 3, 1, "same") == N
    assert s.product((N, 1)) == N
    assert s.merge(N, 1) == N
    assert s.merge(N, N) == N


def test_sizes_merge_as_in_broadcasting() -> None:
    assert [s.merge(a, b) for a, b in ((3, 3), (3, 1), (1, 3), (3, 4))] == [3, 3, 3, None]


@given(st.lists(SMALL, max_size=4))
def test_a_reshape_keeps_the_elements(shape: list[int]) -> None:
    flat = s.reshaped(tuple(shape), [-1])
    assert flat == (s.product(shape),)
    assert s.reshaped(flat, shape) == tuple(shape)
    assert s.reshaped(flat, [*shape, 2]) is None


def test_a_reshape_of_what_is_unknown_leaves_one_size_open() -> None:
    assert s.reshaped((N, 4), (2, -1)) == s.reshaped((N, 4), (2, None))
    assert s.reshaped((N, 4), (2, 3)) == (2, 3)
    assert s.reshaped((6,), (4, None)) is None


def test_pairs_and_sizes() -> None:
    assert s.pairs(2, 2) == ((2, 2), (2, 2))
    assert s.pairs((1, (2, 3)), 2) == ((1, 1), (2, 3))
    assert s.sizes([3, 5], 2) == (3, 5)
    assert s.image(N, (4, 5), 3, True) == (N, 3, 4, 5)
    assert s.spatial((N, 3, 4, 5), True) == (4, 5)
    assert s.channels((N, 4, 5, 3), False) == 3
