"""Models written with Keras: read from their config and built again they are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphdsl.check.check import check_graph
from graphdsl.diagnostics.lints import Lint
from graphdsl.origins import Origins
from tests.golden import check_golden

GRAPHS = Path(__file__).with_name("graphs")
"""How each of them is read, to be looked at by people."""

pytestmark = pytest.mark.keras


@pytest.fixture(autouse=True)
def own_names():
    """The names that Keras counts through begin anew, so that a test is the same by itself."""
    import keras

    keras.utils.clear_session()


def names():
    from tests.saved.models import MODELS

    return sorted(MODELS)


@pytest.mark.parametrize("name", names())
def test_comes_back_as_it_was(name):
    from tests.saved.comparing import assert_same, built, read
    from tests.saved.listing import listing
    from tests.saved.models import MODELS

    model = MODELS[name]()
    graph = read(model)
    check_golden(GRAPHS / f"{name}.txt", "\n".join(listing(graph)) + "\n")
    _, found = check_graph(graph, Origins())
    assert [d.message() for d in found if not isinstance(d, Lint)] == []
    assert_same(model, graph, built(graph))
