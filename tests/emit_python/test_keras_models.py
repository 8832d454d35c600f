"""The emitted code run with Keras: the same model as the one that graphdsl builds."""

from __future__ import annotations

import pytest

from graphdsl.emit.python import emit_python
from tests.emit_python.comparing import assert_same, run
from tests.emit_python.models import MODELS, graph_of

pytestmark = pytest.mark.keras


@pytest.mark.parametrize("name", MODELS)
def test_same_model(name):
    from graphdsl.keras.build import build

    graph = graph_of(name)
    custom = custom_layers() if name == "extern" else {}
    built = build(graph, custom_objects=custom)
    assert not built.problems
    assert_same(run(emit_python(graph), custom), built.model, graph)


def custom_layers():
    """The layers that the model `extern` has from elsewhere."""
    import keras

    class MyNorm(keras.layers.Layer):
        def __init__(self, axis, **kwargs):
            super().__init__(**kwargs)
            self.axis = axis

        def call(self, inputs):
            return inputs - keras.ops.mean(inputs, axis=self.axis, keepdims=True)

    class Gate(keras.layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.gate = keras.layers.Dense(units, activation="sigmoid")

        def call(self, inputs):
            return self.gate(inputs)

    return {"MyNorm": MyNorm, "Gate": Gate}
