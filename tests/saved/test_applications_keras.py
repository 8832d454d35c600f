"""The models of keras.applications: read from their config, checked, counted, built again."""

from __future__ import annotations

from math import prod

import keras
import pytest

from graphdsl.check.check import check_graph
from graphdsl.diagnostics.lints import Lint
from graphdsl.emit.counts import layer_counts, total
from graphdsl.layers.tensors import Sym, TensorType
from graphdsl.origins import Origins
from tests.saved.applications import NAMES
from tests.saved.comparing import built, config_of, read, settled

pytestmark = pytest.mark.keras


@pytest.fixture(autouse=True)
def without_weights():
    """Variables without values: they would take minutes, and most of the memory."""
    keras.utils.clear_session()
    with keras.StatelessScope(initialize_variables=False):
        yield
    keras.utils.clear_session()


@pytest.mark.parametrize("name", NAMES)
def test_comes_back_as_it_was(name):
    model = getattr(keras.applications, name)(weights=None)
    graph = read(model)
    types, found = check_graph(graph, Origins())
    assert [d.message() for d in found if not isinstance(d, Lint)] == []
    count = total(layer_counts(graph, types).values())
    assert count.complete
    assert count.total == model.count_params()
    assert count.trainable == sum(prod(w.shape) for w in model.trainable_weights)
    assert seen(graph, types) == told(model)
    assert settled(config_of(built(graph))) == settled(config_of(model))


def seen(graph, types):
    """The types of all results that are inferred, those inside nested models too."""
    found = {name: list(map(shown, types.nodes[name] or ())) for name in graph.nodes}
    for name, layer in graph.layers.items():
        if layer.graph is not None:
            inner = seen(layer.graph, types.nested[name])
            found |= {f"{name}/{n}": shown for n, shown in inner.items()}
    return found


def told(model):
    """The same as Keras tells it."""
    found = {}
    for operation in model.operations:
        if not isinstance(operation, keras.layers.InputLayer):
            found[operation.name] = list(map(shown, keras.tree.flatten(operation.output)))
        if isinstance(operation, keras.Model):
            inner = told(getattr(operation, "_functional", None) or operation)
            found |= {f"{operation.name}/{n}": shown for n, shown in inner.items()}
    return found


def shown(tensor):
    shape = tensor.shape
    if isinstance(tensor, TensorType):
        shape = [None if isinstance(size, Sym) else size for size in shape]
    return (*shape, keras.backend.standardize_dtype(tensor.dtype))
