"""Twice the input takes twice the steps, whatever is in it: nothing grows faster than the text."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from tests.fuzz.growth import SHAPES, everything, steps

SMALL = 8
AT_MOST = 2.4
"""From 2n to 4n there are twice the steps as from n to 2n, and a few more where lines break."""
FEW = 2_000
"""Steps that do not count: a longer number, a further row."""

LARGE = {"outputs": 10_000}
"""Shapes of which the largest input alone is drawn as large models are: that takes some steps more,
and grows as the input from there on."""


@pytest.fixture(autouse=True)
def few_names() -> Iterator[None]:
    """An unknown name is compared with so few others that the small sizes show how it grows."""
    with patch("graphdsl.lowering.scope.NEAREST", 4):
        yield


@pytest.mark.parametrize("name", SHAPES)
def test_steps_grow_as_the_input(name: str) -> None:
    shape = SHAPES[name]
    everything(shape(SMALL))  # what is loaded or worked out once does not count
    first, second, third = (steps(shape(SMALL * times)) for times in (1, 2, 4))
    few = FEW + LARGE.get(name, 0)
    assert third - second <= AT_MOST * (second - first) + few, (first, second, third)
