"""Models that take inputs and give outputs in lists and dicts, as text and as Python."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

pytestmark = pytest.mark.keras

HALF = {"loss": ["mse", None], "metrics": [["mae"], None]}
"""What is told of the first output alone."""
MODELS = {
    "a list": (lambda a, b: [a, b], {"loss": ["mse", "mae"], "loss_weights": [1.0, 0.5]}),
    "a part of a list": (lambda a, b: [a, b], HALF | {"weighted_metrics": [None, ["mse"]]}),
    "a list of one": (lambda a, b: [a], {"loss": ["mse"], "metrics": [["mae"]]}),
    "keys": (
        lambda a, b: {"up": a, "down": b},
        {"loss": {"up": "mse", "down": "mae"}, "loss_weights": {"up": 1.0, "down": 0.5}},
    ),
    "keys that are names of others": (
        lambda a, b: {"b": a, "a": b},
        {"loss": {"a": "mse", "b": "mae"}, "metrics": {"a": ["mae"]}},
    ),
    "a part of the keys": (lambda a, b: {"up": a, "down": b}, {"loss": {"up": "mse"}}),
    "one key": (lambda a, b: {"up": a}, {"loss": {"up": "mse"}, "metrics": {"up": ["mae"]}}),
    "lists in a dict": (
        lambda a, b: {"p": [a, b], "q": a},
        {
            "loss": {"p": ["mse", None], "q": "mae"},
            "loss_weights": {"p": [0.5, None], "q": 1.0},
            "metrics": {"p": [["mae"], None], "q": ["mse"]},
        },
    ),
    "lists in a list": (
        lambda a, b: [a, [b, a]],
        {"loss": ["mse", ["mae", None]], "loss_weights": [1.0, [0.5, None]]},
    ),
    "one loss for all": (lambda a, b: [a, [b, a]], {"loss": "mse"}),
}


def in_python(text):
    import graphdsl
    from graphdsl.emit.python import emit_python

    names = {}
    exec(emit_python(graphdsl.lower(text)), names)
    return names["build_m"]()


def in_keras(text):
    import graphdsl

    return graphdsl.compile_string(text)


@pytest.mark.parametrize("make", [in_keras, in_python])
@pytest.mark.parametrize("name", MODELS)
def test_trains_as_before(name, make, tmp_path):
    import keras

    import graphdsl

    structure, training = MODELS[name]
    keras.utils.clear_session()
    x = keras.Input((4,), name="x")
    a, b = keras.layers.Dense(2, name="a")(x), keras.layers.Dense(3, name="b")(x)
    model = keras.Model(x, structure(a, b), name="m")
    model.compile("sgd", run_eagerly=True, **training)  # a graph is slow to make
    model.save(tmp_path / "m.keras")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", graphdsl.GraphdslWarning)
        other = make(graphdsl.decompile(tmp_path / "m.keras"))
    assert other.get_config()["output_layers"] == model.get_config()["output_layers"]
    assert [layer.name for layer in other.layers] == [layer.name for layer in model.layers]
    assert settled(other) == settled(model)
    other.set_weights(model.get_weights())
    random = np.random.default_rng(0)
    given = random.normal(size=(8, 4)).astype("float32")
    wanted = keras.tree.map_structure(
        lambda t: random.normal(size=(8, t.shape[-1])).astype("float32"), model.output
    )
    first, second = (m.fit(given, wanted, shuffle=False, verbose=0).history for m in (model, other))
    assert first == second
    found = [m.predict(given, verbose=0) for m in (model, other)]
    keras.tree.assert_same_structure(*found)
    keras.tree.map_structure(np.testing.assert_array_equal, *found)


def settled(model):
    """What is told by output: a loss for all at each, what is in a list of one by itself."""
    import keras

    config = model.get_compile_config()
    told = {n: config[n] for n in ("loss", "loss_weights", "metrics", "weighted_metrics")}
    if isinstance(told["loss"], str):
        told["loss"] = keras.tree.map_structure(lambda _: config["loss"], model.output)
    return {name: bare(value) for name, value in told.items()}


def bare(value):
    while isinstance(value, (list, dict)) and len(value) == 1:
        (value,) = value.values() if isinstance(value, dict) else value
    return value


TAKEN = {
    "one": lambda x, y: x,
    "one in a list": lambda x, y: [x],
    "one by another name": lambda x, y: {"features": x},
    "a list": lambda x, y: [x, y],
    "a list the other way": lambda x, y: [y, x],
    "names": lambda x, y: {"x": x, "y": y},
    "names the other way": lambda x, y: {"y": y, "x": x},
    "other names": lambda x, y: {"right": x, "left side": y},
    "each other's names": lambda x, y: {"y": x, "x": y},
    "in each other": lambda x, y: [{"a": [y], "none": []}, x],
}


@pytest.mark.parametrize("make", [in_keras, in_python])
@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("name", TAKEN)
@pytest.mark.filterwarnings("ignore:When providing `inputs` as a dict")
@pytest.mark.filterwarnings("error:The structure of `inputs`")
def test_takes_its_inputs_as_before(name, nested, make, tmp_path):
    import keras

    import graphdsl

    keras.utils.clear_session()
    model = taking(TAKEN[name], nested)
    model.save(tmp_path / "m.keras")
    text = graphdsl.decompile(tmp_path / "m.keras")
    other = make(text)
    assert other.get_config()["input_layers"] == model.get_config()["input_layers"]
    if nested:
        first, second = (m.get_layer("inner").get_config() for m in (model, other))
        assert first["input_layers"] == second["input_layers"]
    other.set_weights(model.get_weights())
    random = np.random.default_rng(0)
    given = keras.tree.map_structure(
        lambda t: random.normal(size=(8, t.shape[-1])).astype("float32"), model.input
    )
    np.testing.assert_array_equal(*(m.predict(given, verbose=0) for m in (model, other)))


def taking(structure, nested):
    """A model that takes one or two inputs in a structure; or one that calls such a model."""
    import keras

    x, y = keras.Input((4,), name="x"), keras.Input((3,), name="y")
    given = structure(x, y)
    read = [t for t in (x, y) if any(t is one for one in keras.tree.flatten(given))]
    made = [keras.layers.Dense(2, name=f"of_{t.name}")(t) for t in read]
    joined = keras.layers.Subtract(name="of")(made) if len(made) > 1 else made[0]
    model = keras.Model(given, joined, name="inner" if nested else "m")
    if not nested:
        return model
    a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b")
    outer = [a, b] if len(read) > 1 else [a]
    return keras.Model(outer, keras.layers.Dense(1, name="end")(model(structure(a, b))), name="m")


def in_a_dict():
    import keras

    t = keras.Input((4,), name="t")
    p, q = keras.layers.Dense(3, name="pd")(t), keras.layers.Dense(2, name="qd")(t)
    return keras.Sequential(
        [keras.layers.Dense(4, name="first"), keras.Model(t, {"q": q, "p": [p]}, name="tail")],
        name="sequence",
    )


def with_states():
    import keras

    return keras.Sequential([keras.layers.LSTM(4, return_state=True, name="states")], name="states")


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize(("make", "shape"), [(in_a_dict, (4,)), (with_states, (5, 3))])
def test_a_sequential_gives_all_that_its_last_layer_gives(make, shape, inside, tmp_path):
    import keras

    import graphdsl

    keras.utils.clear_session()
    x = keras.Input(shape, name="x")
    model = keras.Sequential([x, make()], name="m")
    if inside:
        given = keras.tree.flatten(make()(x))
        model = keras.Model(x, [given[1], keras.layers.ReLU(name="r")(given[0])], name="m")
    model.save(tmp_path / "m.keras")
    other = graphdsl.compile_string(graphdsl.decompile(tmp_path / "m.keras"))
    other.set_weights(model.get_weights())
    data = np.random.default_rng(0).normal(size=(8, *shape)).astype("float32")
    found = [m.predict(data, verbose=0) for m in (model, other)]
    if not inside and make is in_a_dict:
        keras.tree.assert_same_structure(*found)
    for one, two in zip(*map(keras.tree.flatten, found), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("keys", [False, True])
def test_operations_that_are_outputs_keep_their_names(compiled, keys, tmp_path):
    import keras

    import graphdsl

    keras.utils.clear_session()
    x = keras.Input((4,), name="x")
    h = keras.layers.Dense(3, name="h")(x)
    soft, total = keras.ops.softmax(h), keras.ops.sum(h, axis=-1, keepdims=True)
    last = keras.ops.softmax(h * 2)
    outputs = {"a": soft, "b": total, "c": last} if keys else [soft, total, last]
    model = keras.Model(x, outputs, name="m")
    if compiled:
        model.compile("sgd", loss=keras.tree.map_structure(lambda _: "mse", outputs))
    model.save(tmp_path / "m.keras")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", graphdsl.GraphdslWarning)
        other = graphdsl.compile_string(graphdsl.decompile(tmp_path / "m.keras"))
    assert other.output_names == model.output_names
    assert other.get_config()["output_layers"] == model.get_config()["output_layers"]


def test_operations_on_models_that_take_dicts():
    import graphdsl
    from graphdsl.keras import build

    graph = graphdsl.lower("""
        model m {
            input x: [4]
            input y: [3]
            input z: [2]
            input: {first: x, rest: [y, z]}
            stem left { x -> Dense(2) }
            b = y -> Dense(2)
            c = z -> Dense(2)
            [left, b, c] -> Add as all
        }
    """)
    assert graphdsl.cutout(graph, "c").input_structure is None
    assert graphdsl.cutout(graph, ["b", "c"]).input_structure == {"rest": ["y", "z"]}
    started = graphdsl.cutout(graph, "all", since="b")
    assert started.input_structure == {"first": "x", "rest": ["z"], "b": "b"}
    assert build(started).problems == ()
    resized = graphdsl.prepend(graph, "Rescaling(0.5)", input="y")
    assert resized.input_structure == graph.input_structure
    assert graphdsl.merge([graph, graph]).input_structure == graph.input_structure
    assert graphdsl.nest(graph, "left").input_structure == graph.input_structure
    assert list(build(graphdsl.merge([graph, graph])).model.input) == ["first", "rest"]


def test_operations_on_models_that_give_lists():
    import graphdsl
    from graphdsl.keras import build

    graph = graphdsl.lower("""
        model m {
            input x: [4]
            a = Dense(2)
            b = Dense(3)
            c = Dense(5)
            output: [a, {more: [b, c]}]
        }
    """)
    assert graphdsl.cutout(graph, ["a", "c"]).output_structure == ["a", {"more": ["c"]}]
    assert graphdsl.cutout(graph, "b").output_structure is None
    assert graphdsl.outputs(graph).output_structure == ["a", {"more": ["b", "c"]}]
    assert graphdsl.remove(graph, "c").outputs != graph.outputs
    inserted = graphdsl.insert(graph, "ReLU()", after="b")
    assert inserted.output_structure == graph.output_structure
    assert {o.name for o in inserted.outputs} == {"a", "b", "c"}
    model = build(inserted).model
    assert [t.shape[-1] for t in (model.output[0], *model.output[1]["more"])] == [2, 3, 5]


def test_a_regularizer_is_loss_enough(tmp_path):
    import keras

    import graphdsl

    x = keras.Input((4,), name="x")
    model = keras.Model(x, keras.layers.Dense(2, kernel_regularizer="l2", name="y")(x))
    model.compile(keras.optimizers.Adam(0.01), metrics=["mae"])
    model.save(tmp_path / "m.keras")
    other = graphdsl.compile_string(graphdsl.decompile(tmp_path / "m.keras"))
    assert other.optimizer.get_config() == model.optimizer.get_config()
    other.set_weights(model.get_weights())
    given, wanted = np.ones((4, 4), "float32"), np.ones((4, 2), "float32")
    assert other.evaluate(given, wanted, verbose=0) == model.evaluate(given, wanted, verbose=0)


@pytest.mark.parametrize("name", ["outer", "add", "Dense", "model", "two words"])
def test_a_model_keeps_its_name(name):
    import keras

    import graphdsl

    x = keras.Input((4,), name="x")
    model = keras.Model(x, keras.layers.Dense(2)(x), name=name)
    assert graphdsl.compile_string(graphdsl.decompile(model)).name == name


def test_operations_that_are_outputs_keep_the_names_of_their_values():
    import keras

    import graphdsl

    x = keras.Input((4,), name="x")
    y = keras.layers.Dense(3)(x)
    model = keras.Model(x, [y * 2 + 1, keras.ops.softmax(y)])
    first = graphdsl.compile_string(graphdsl.decompile(model))
    second = graphdsl.compile_string(graphdsl.decompile(first))
    assert second.output_names == first.output_names
