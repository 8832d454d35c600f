"""The examples: compiled, saved and read again, they are the graphs that they were."""

from __future__ import annotations

import pytest

from graphdsl import load
from tests.examples.catalogue import ANY_SIZE, CASES, path_of
from tests.saved.plain_graphs import plain

pytestmark = pytest.mark.keras


@pytest.mark.parametrize(("file", "name"), CASES)
def test_comes_back_as_the_same_graph(file, name):
    from tests.saved.comparing import assert_same, built, read

    graph = load(path_of(file), model=name)
    model = built(graph)
    again = read(model)
    assert plain(again) == plain(graph)
    assert_same(model, again, built(again), ANY_SIZE)
