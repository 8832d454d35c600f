"""Layers that Python brings along: by `custom_objects`, or registered with Keras."""

from __future__ import annotations

import numpy as np
import pytest

from graphdsl.graph import Object
from tests.keras.handmade import Draft, layer_value
from tests.keras.test_keras_outputs import built

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def keras():
    import keras

    return keras


@pytest.fixture(scope="module")
def scaling(keras):
    """A layer, defined where Keras is imported."""

    class Scaling(keras.layers.Layer):
        def __init__(self, factor=2.0, **kwargs):
            super().__init__(**kwargs)
            self.factor = factor

        def call(self, inputs):
            return inputs * self.factor

        def compute_output_shape(self, input_shape):
            return input_shape

        def get_config(self):
            return super().get_config() | {"factor": self.factor}

    return Scaling


def graph(cls="Scaling", **args):
    d = Draft()
    d.output("y", d.add("y", cls, d.input("x", 2), kind="extern", **args))
    return d.graph()


def outcome(graph, **how):
    from graphdsl.keras import build

    result = build(graph, **how)
    if result.model is not None:
        return np.array(result.model(np.ones((1, 2), "float32"))).tolist()
    (problem,) = result.problems
    return problem.diagnostic.code, problem.diagnostic.message(), problem.diagnostic.notes()


def test_given_by_name(scaling):
    assert outcome(graph(factor=3.0), custom_objects={"Scaling": scaling}) == [[3.0, 3.0]]


def test_inside_another_layer(scaling):
    inner = layer_value("Scaling", factor=4.0)
    inner = inner.__class__("", "extern", "Scaling", inner.args)
    d = Draft()
    d.output("y", d.add("y", "TimeDistributed", d.input("x", 1, 2), layer=inner))
    model = built(d.graph(), custom_objects={"Scaling": scaling})
    assert np.array(model(np.ones((1, 1, 2), "float32"))).tolist() == [[[4.0, 4.0]]]


def test_registered_in_any_package(keras, scaling):
    known = keras.saving.get_custom_objects()
    known["shop>Registered"] = scaling
    try:
        assert outcome(graph("Registered")) == [[2.0, 2.0]]
        known["attic>Registered"] = type("Other", (scaling,), {})
        assert outcome(graph("Registered")) == (
            "GDL807",
            "several registered classes are called `Registered`",
            ("registered are `attic>Registered` and `shop>Registered`",),
        )
        assert outcome(graph("shop>Registered")) == [[2.0, 2.0]]
    finally:
        known.pop("shop>Registered")
        known.pop("attic>Registered", None)


def test_what_is_given_has_to_be_a_class_of_layers():
    assert outcome(graph(), custom_objects={"Scaling": dict}) == (
        "GDL808",
        "`Scaling` is given as the class `dict`, which is not a class of Keras layers",
        (),
    )


def test_a_function_and_a_layer_that_is_made_are_no_classes(scaling):
    for given, said in ((len, "an object of the class"), (outcome, "the function `outcome`")):
        code, message, _ = outcome(graph(), custom_objects={"Scaling": given})
        assert (code, said in message) == ("GDL808", True)
    _, message, _ = outcome(graph(), custom_objects={"Scaling": scaling()})
    assert message.startswith("`Scaling` is given as an object of the class `Scaling`, which")


def test_a_class_that_calls_itself_something_else(scaling):
    class Named(scaling):
        def __init__(self, factor=2.0, name=None):
            super().__init__(factor, name="mine")

    assert outcome(graph("Named"), custom_objects={"Named": Named}) == (
        "GDL821",
        "`Named` calls itself `mine`, and not `y` as it is told to",
        (),
    )


def test_a_scope_around_the_whole_is_heard(keras, scaling):
    with keras.saving.custom_object_scope({"Scaling": scaling}):
        assert outcome(graph()) == [[2.0, 2.0]]


def test_a_mistake_in_python_is_told_in_its_words(keras):
    class Broken(keras.layers.Layer):
        def call(self, inputs):
            raise KeyError("no such thing")

    code, message, _ = outcome(graph("Broken"), custom_objects={"Broken": Broken})
    assert (code, message) == (
        "GDL802",
        "Keras cannot call `Broken` with this: 'no such thing'",
    )


def test_a_loss_may_be_of_python_too(keras):
    class Far(keras.losses.Loss):
        def call(self, y_true, y_pred):
            return keras.ops.abs(y_true - y_pred)

    d = Draft()
    x = d.add("y", "Dense", d.input("x", 2), units=1)
    d.output("y", x, loss=Object("Far"), metrics=("mae",))
    model = built(d.graph(), custom_objects={"Far": Far})
    assert isinstance(model.loss, Far)


def test_a_layer_that_gives_back_its_operand_is_not_lost(keras):
    """Keras would build the model without it, and without a word."""

    class Same(keras.layers.Layer):
        def compute_output_spec(self, inputs):
            return inputs

        def call(self, inputs):
            return inputs

    d = Draft()
    same = d.add("same", "Same", d.input("x", 2), kind="extern")
    d.output("y", d.add("y", "Dense", same, units=1))
    assert outcome(d.graph(), custom_objects={"Same": Same})[0] == "GDL822"
