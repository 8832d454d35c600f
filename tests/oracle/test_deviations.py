"""What the table of deviations says still holds."""

from __future__ import annotations

import pytest

from graphdsl.layers.registry import LAYERS

from .deviations import LOOSER, STRICTER, TOLD_WRONG, TOLD_WRONG_CALLS, Row
from .layer_oracle import fits, ours, run, theirs

pytestmark = pytest.mark.keras


@pytest.mark.parametrize("row", STRICTER, ids=str)
def test_only_we_refuse(row: Row) -> None:
    name, args, given, _ = row
    assert ours(LAYERS[name], args, {"inputs": given}).refused
    assert theirs(name, args, {"inputs": given}).refused is None
    assert run(name, args, {"inputs": given}).refused is None


@pytest.mark.parametrize("row", LOOSER, ids=str)
def test_only_keras_refuses(row: Row) -> None:
    name, args, given, _ = row
    assert ours(LAYERS[name], args, {"inputs": given}).refused is None
    assert theirs(name, args, {"inputs": given}).refused


@pytest.mark.parametrize("row", TOLD_WRONG_CALLS, ids=str)
def test_keras_tells_what_it_does_not_give(row: Row) -> None:
    name, args, given, _ = row
    told = theirs(name, args, {"inputs": given})
    assert ours(LAYERS[name], args, {"inputs": given}).result == told.result
    assert not fits(run(name, args, {"inputs": given}).result[0], told.result[0])


def test_every_layer_that_tells_wrong_is_shown() -> None:
    assert set(TOLD_WRONG) <= {name for name, _, _, _ in TOLD_WRONG_CALLS}
