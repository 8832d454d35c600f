"""Parts cut out of the models of keras.applications compute what those compute, bit for bit."""

from __future__ import annotations

import random

import keras
import numpy as np
import pytest

from graphdsl import GraphdslError, cutout
from graphdsl.diagnostics.transforms import CutAcross, KeptIsStart
from graphdsl.keras.operating import graph_of
from tests.saved.applications import ALL, NAMES

pytestmark = pytest.mark.keras

SAMPLED = 10 if ALL else 4
SMALL = (96, 96, 3)
"""A size that takes less time than those that the models were made for."""


@pytest.fixture(autouse=True)
def fresh():
    keras.utils.clear_session()
    yield
    keras.utils.clear_session()


@pytest.mark.parametrize("name", NAMES)
def test_cut_until_a_layer_and_since_a_layer(name):
    model = getattr(keras.applications, name)(weights=None, input_shape=SMALL)
    before = [np.array(weight) for weight in model.get_weights()]
    graph = graph_of(model)
    named = [layer for layer in graph.nodes.values() if graph.layer_of(layer).kind != "function"]
    chosen = random.Random(name).sample([node.name for node in named], SAMPLED)
    image = np.random.default_rng(0).random((1, *model.input_shape[1:]), "float32")
    probe = keras.Model(model.inputs, [model.get_layer(node).output for node in chosen])
    seen = dict(zip(chosen, probe(image, training=False), strict=True))
    whole = model(image, training=False)
    for node in chosen:
        part = cutout(model, keep=node)
        assert same(part(image, training=False), seen[node]), node
        assert_since(model, graph, node, seen[node], whole)
    after = model.get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def assert_since(model, graph, start, given, whole):
    """Behind `start` the same is computed, unless a connection leads around it."""
    last = graph.outputs[0].name
    around = leads_around(graph, start, graph.outputs[0].value.node)
    try:
        part = cutout(model, keep=last, since=start)
    except GraphdslError as error:
        refused = error.diagnostics[0]
        if start == graph.outputs[0].value.node:
            assert isinstance(refused, KeptIsStart)
            return
        assert isinstance(refused, CutAcross), refused.message()
        assert around
        assert refused.path[-1] == last
        works = cutout(graph, keep=last, since=refused.starts)
        assert [declared.name for declared in works.inputs] == list(refused.starts)
        return
    assert not around
    assert [tensor.name for tensor in part.inputs] == [start]
    assert same(part(given, training=False), whole), start


def leads_around(graph, start, end):
    """Whether the input reaches `end` without passing `start`."""
    seen, todo = set(), [end]
    while todo:
        name = todo.pop()
        if name == start or name in seen:
            continue
        seen.add(name)
        if name in graph.nodes:
            todo.extend(ref.node for ref in graph.nodes[name].refs())
    return any(declared.name in seen for declared in graph.inputs)


def same(a, b):
    return np.array_equal(np.array(a), np.array(b))
