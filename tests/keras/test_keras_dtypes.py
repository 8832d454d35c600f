"""What leaves a model has the dtype that it was computed in: naming an output casts nothing."""

from __future__ import annotations

import numpy as np
import pytest

import graphdsl
from graphdsl.emit.python import emit_python
from graphdsl.layers.dtypes import FLOATS, INTEGERS
from tests.emit_python.comparing import assert_same, given, run
from tests.keras.handmade import Draft
from tests.keras.test_keras_outputs import built

pytestmark = pytest.mark.keras

DTYPES = (*FLOATS, *INTEGERS, "bool", "string")
TEXT = """
model inner {{ input z: {dtype}[3]; z[:, 1:] }}
model m {{
    input x: {dtype}[3]
    shared inside = inner
    a = x[:, 0:2]
    b = x -> inside
    output a, b
}}
"""


def in_every_form(graph, model, folder):
    """The model as it was built, as it was saved, and as Python."""
    import keras

    model.save(folder / "m.keras")
    python = run(emit_python(graph))
    assert_same(python, model, graph)
    return [model, keras.models.load_model(folder / "m.keras"), python]


def dtypes(model):
    return {name: tensor.dtype for name, tensor in model.output.items()}


@pytest.mark.parametrize("dtype", DTYPES)
def test_outputs_of_expressions_keep_their_dtype(dtype, tmp_path):
    graph = graphdsl.lower(TEXT.format(dtype=dtype), model="m")
    types = graphdsl.api.types_of(graph)
    said = {output.name: types.of(output.value).dtype for output in graph.outputs}
    model = built(graph)
    data = given(graph)
    for form in in_every_form(graph, model, tmp_path):
        assert dtypes(form) == said == {"a": dtype, "b": dtype}
        found = form(data)
        np.testing.assert_array_equal(found["a"], data[:, 0:2])
        np.testing.assert_array_equal(found["b"], data[:, 1:])


@pytest.mark.parametrize("dtype", DTYPES)
def test_so_do_outputs_that_get_their_layer_only_when_they_are_built(dtype, tmp_path):
    d = Draft()
    x = d.input("x", 3, dtype=dtype)
    d.output("a", d.function("flipped", "flip", x))
    d.output("b", x)
    graph = d.graph()
    for form in in_every_form(graph, built(graph), tmp_path):
        assert dtypes(form) == {"a": dtype, "b": dtype}


def test_a_layer_that_is_written_casts_as_keras_does():
    text = "input x: float64[3]; Identity as a; x -> Identity(dtype = float16) as b; output a, b"
    assert dtypes(graphdsl.compile_string(f"model m {{ {text} }}")) == {
        "a": "float32",
        "b": "float16",
    }


def test_autocast_that_is_off_stays_off_in_a_saved_model(tmp_path):
    text = "input x: float64[3]; Identity(autocast = false) as a; x -> ReLU as b; output a, b"
    graph = graphdsl.lower(f"model m {{ {text} }}")
    for form in in_every_form(graph, built(graph), tmp_path):
        assert dtypes(form) == {"a": "float64", "b": "float32"}
