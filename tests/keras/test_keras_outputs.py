"""The name of an output: of its layer, in the outputs dict, of its loss, metrics and target."""

from __future__ import annotations

import numpy as np
import pytest

from graphdsl.graph import Object, Ref
from tests.keras import zoo
from tests.keras.handmade import Draft, tower

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def keras():
    import keras

    return keras


def built(graph, **how):
    from graphdsl.keras import build

    result = build(graph, **how)
    assert result.model is not None, [p.diagnostic.message() for p in result.problems]
    return result.model


def keys(model):
    """Each key of the outputs with the layer that makes that output, and its class."""
    return {
        key: (tensor._keras_history.operation.name, type(tensor._keras_history.operation).__name__)
        for key, tensor in model.output.items()
    }


def test_an_output_is_made_by_a_layer_of_its_name():
    assert keys(built(zoo.outputs_of_every_kind())) == {
        "x": ("x", "InputLayer"),
        "plain": ("plain", "Identity"),
        "shared": ("shared", "Dense"),
        "squared": ("squared", "Identity"),
        "copy": ("copy", "Identity"),
    }


def test_two_outputs_of_one_shared_layer_have_two_names():
    model = built(zoo.siamese())
    assert sorted(model.output_names) == ["left_code", "right_code", "same"]


def test_outputs_of_a_nested_model_and_of_the_one_it_is_called_like():
    d = Draft()
    x = d.input("x", 4)
    d.model("code", tower("code"), x)
    d.output("code", Ref("code"))
    d.model("pair", tower("pair", outputs=("a", "b")), x)
    d.output("second", Ref("pair", 1))
    model = built(d.graph())
    assert keys(model) == {"code": ("code", "Functional"), "second": ("second", "Identity")}
    assert model.output["second"].shape == (None, 4)


def test_one_output_is_a_plain_tensor_and_several_are_a_dict(keras):
    assert isinstance(built(tower()).output, keras.KerasTensor)
    assert list(built(tower(outputs=("b", "a"))).output) == ["b", "a"]


def test_results_of_a_nested_model_come_in_the_order_of_its_outputs():
    """Keras orders them by name."""
    d = Draft()
    d.model("pair", tower("pair", outputs=("z", "a")), d.input("x", 4))
    d.output("first", Ref("pair", 0))
    d.output("second", Ref("pair", 1))
    shapes = {name: tensor.shape[-1] for name, tensor in built(d.graph()).output.items()}
    assert shapes == {"first": 3, "second": 4}


def test_inputs_of_a_nested_model_by_position_and_by_name():
    """The tower subtracts its second input from its first; the order is seen in the sign."""
    inner = Draft("difference")
    b, a = inner.input("b", 2), inner.input("a", 2)
    inner.output("d", inner.function("minus", "subtract", b, a))
    for args, kwargs in (
        ((Ref("p"), Ref("q")), {}),
        (([Ref("p"), Ref("q")],), {}),
        ((Ref("p"),), {"a": Ref("q")}),
        ((), {"a": Ref("q"), "b": Ref("p")}),
    ):
        d = Draft()
        d.input("q", 2)
        d.input("p", 2)
        d.output("y", d.model("inner", inner.graph(), *args, **kwargs))
        p, q = np.full((1, 2), 5.0), np.full((1, 2), 3.0)
        assert np.array(built(d.graph())([q, p])).tolist() == [[2.0, 2.0]]


def test_an_output_keeps_its_dtype_in_a_model_of_half_precision(keras):
    keras.config.set_dtype_policy("mixed_float16")
    try:
        d = Draft()
        x = d.add("head", "Dense", d.input("x", 4), units=2, dtype="float32")
        d.output("wide", x)
        d.output("narrow", d.add("half", "Dense", x, units=2))
        d.output("number", d.function("place", "argmax", x, axis=-1))
        model = built(d.graph())
    finally:
        keras.config.set_dtype_policy("float32")
    result = model(np.zeros((1, 4), "float32"))
    dtypes = {name: keras.backend.standardize_dtype(value.dtype) for name, value in result.items()}
    assert dtypes == {"wide": "float32", "narrow": "float16", "number": "int32"}


@pytest.mark.parametrize("form", ["dict", "list", "tuple"])
@pytest.mark.parametrize("way", ["call", "predict", "fit"])
@pytest.mark.filterwarnings("error:The structure of `inputs`")
def test_several_inputs_may_be_given_by_name_or_in_order(form, way):
    """In an order that is not that of their names; Keras sorts the keys of a dict."""
    d = Draft()
    wide, small = d.input("wide", 3), d.input("small", 2)
    x = d.add("both", "Concatenate", [wide, small])
    d.output("y", d.add("y", "Dense", x, units=1), loss="mse")
    model = built(d.graph())
    wide, small = np.zeros((2, 3), "float32"), np.zeros((2, 2), "float32")
    given = {"dict": {"small": small, "wide": wide}, "list": [wide, small], "tuple": (wide, small)}
    match way:
        case "call":
            assert model(given[form]).shape == (2, 1)
        case "predict":
            assert model.predict_on_batch(given[form]).shape == (2, 1)
        case "fit":
            model.fit(given[form], np.zeros((2, 1)), verbose=0)


def test_inference_leaves_out_auxiliary_outputs_and_is_not_compiled():
    whole, plain = built(zoo.auxiliary()), built(zoo.auxiliary(), inference=True)
    assert whole.compiled
    assert not plain.compiled
    assert [layer.name for layer in plain.layers] == ["x", "fc1", "fc2", "final"]
    assert plain.output.shape == (None, 4)


def test_operations_have_the_names_of_their_calls_and_keep_them(tmp_path, keras):
    from graphdsl.keras import save

    d = Draft()
    x = d.input("x", 4, 6)
    d.add("add", "Add", [x, x])  # a layer has the name that Keras would give the operation
    y = d.function("total", "add", Ref("add"), x)
    for name, function, args in (
        ("a", "linalg.norm", (-1,)),
        ("b", "median", (-1,)),
        ("c", "nn.softmax", ()),
        ("d", "image.resize", ((2, 2),)),
        ("e", "var", (-1,)),
        ("f", "normalize", ()),
        ("g", "logsumexp", (-1,)),
        ("h", "take", (1,)),
        ("i", "one_hot", (3,)),
    ):
        image = d.function(name + "_4d", "expand_dims", y, -1) if "image" in function else y
        start = d.function(name + "_int", "cast", y, "int32") if function == "one_hot" else image
        d.output(f"out_{name}", d.function(name, function, start, *args))
    model = built(d.graph())
    names = [operation.name for operation in model.operations]
    expected = {"x", "add", *d.nodes, *(f"out_{name}" for name in "abcdefghi")}
    assert expected == set(names)
    save(model, tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert [operation.name for operation in loaded.operations] == names


def test_operations_that_compute_masks_are_called_after_their_layer():
    """Keras would number them by process: `not_equal_7`, whatever the model."""
    d = Draft()
    read = [
        d.add(f"read_{n}", "Embedding", d.input(f"word_{n}", None, dtype="int32"), input_dim=5,
              output_dim=2, mask_zero=True)
        for n in (1, 2)
    ]  # fmt: skip
    d.add("both", "Concatenate", [*read, d.input("more", None, 2)], axis=1)
    d.output("y", d.add("y", "LSTM", Ref("both"), units=2))
    for _ in range(2):
        names = {operation.name for operation in built(d.graph()).operations}
        masks = names - d.layers.keys() - {"word_1", "word_2", "more"}
        assert {name.partition("_mask")[0] for name in masks} == {"read_1", "read_2", "both"}
        assert {"read_1_mask", "read_2_mask", "both_mask", "both_mask_concatenate"} <= masks


def test_an_object_that_keras_numbers_by_process_has_a_name_of_its_own():
    d = Draft()
    d.output("y", d.add("y", "Dense", d.input("x", 2), units=1, activation="sigmoid"),
             loss="binary_crossentropy", metrics=(Object("Recall"), Object("AUC")))  # fmt: skip
    for _ in range(2):
        model = built(d.graph())
        model.train_on_batch(np.zeros((2, 2)), np.zeros((2, 1)))
        assert model.optimizer.name == "rm_sprop"
        assert list(model.get_metrics_result()) == ["loss", "recall", "auc"]
