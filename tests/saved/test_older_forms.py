"""Forms of older configs, each beside the modern one that says the same."""

from __future__ import annotations

import json

import pytest

from graphdsl.graph import Object
from graphdsl.saved import config_to_graph, read_model
from graphdsl.saved.older import functions
from tests.saved.hdf5_files import whole


def entry(cls, name, calls=(), *, module="keras.layers", **config):
    """An entry as Keras 3 writes it."""
    config = {"name": name, **config}
    given = {"module": module, "class_name": cls, "config": config, "name": name}
    return given | {"inbound_nodes": [new_call(call) for call in calls]}


def new_call(call):
    args, kwargs = call if isinstance(call, tuple) else (call, {})
    return {"args": [tensor(args)], "kwargs": {name: tensor(v) for name, v in kwargs.items()}}


def tensor(written):
    """`["x", 0, 0]` in the form of Keras 3, also in lists."""
    if isinstance(written, list) and written and isinstance(written[0], str):
        return {"class_name": "__keras_tensor__", "config": {"keras_history": written[:3]}}
    return [tensor(item) for item in written] if isinstance(written, list) else written


def old(cls, name, *calls, **config):
    """An entry as Keras 2 writes it to HDF5."""
    config = {"name": name, "trainable": True, "dtype": "float32", **config}
    return {"class_name": cls, "config": config, "name": name, "inbound_nodes": list(calls)}


def given(name, *shape, dtype="float32"):
    return old("InputLayer", name, batch_input_shape=[None, *shape], dtype=dtype, sparse=False)


def new_given(name, *shape, dtype="float32"):
    return entry("InputLayer", name, batch_shape=[None, *shape], dtype=dtype)


def model(layers, inputs, outputs, *, cls="Model", name="m", module=None):
    config = {"name": name, "layers": layers, "input_layers": inputs, "output_layers": outputs}
    return {"class_name": cls, "config": config} | ({"module": module} if module else {})


def old_model(layers, *outputs, name="m"):
    first = [e["name"] for e in layers if e["class_name"] == "InputLayer"]
    return model(layers, [[n, 0, 0] for n in first], list(outputs), name=name)


def new_model(layers, *outputs, name="m"):
    found = old_model(layers, *outputs, name=name)
    if len(found["config"]["input_layers"]) == 1:
        (found["config"]["input_layers"],) = found["config"]["input_layers"]
    if len(outputs) == 1:
        found["config"]["output_layers"] = outputs[0]
    return found | {"module": "keras.src.models.functional", "class_name": "Functional"}


def read(config):
    graph, found = config_to_graph(json.loads(json.dumps(config)))
    assert [d.message() for d in found] == []
    return graph


def layer(cls, **config):
    """How one layer of Keras 2 is read: the layer of the graph, and what is told."""
    config = old_model([given("x", 4), old(cls, "y", [["x", 0, 0, {}]], **config)], ["y", 0, 0])
    graph, found = config_to_graph(config)
    return graph.layers["y"], [d.message() for d in found]


# ------------------------------------------------------------------ Sequential


DENSE = {"units": 3, "activation": "relu", "kernel_initializer": {
    "class_name": "VarianceScaling",
    "config": {"scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None},
}}  # fmt: skip
LAYERS = [
    {"class_name": "Dense", "config": {"name": "a", "batch_input_shape": [None, 4], **DENSE}},
    {"class_name": "Dense", "config": {"name": "b", **DENSE}},
]
MODERN = [
    new_given("a_input", 4),
    entry("Dense", "a", [["a_input", 0, 0]], units=3, activation="relu"),
    entry("Dense", "b", [["a", 0, 0]], units=3, activation="relu"),
]


@pytest.mark.parametrize(
    "config", [LAYERS, {"name": "sequential", "layers": LAYERS}], ids=["a list", "an object"]
)
def test_a_sequential(config):
    found = read({"class_name": "Sequential", "config": config, "keras_version": "2.0.6"})
    assert found == read(new_model(MODERN, ["b", 0, 0], name="sequential"))


def test_a_sequential_with_its_input_inside():
    inner = {"class_name": "Sequential", "config": LAYERS}
    outer = {"class_name": "Sequential", "config": [inner, LAYERS[1]]}
    graph = read(outer)
    assert [i.name for i in graph.inputs] == ["a_input"]
    assert list(graph.nodes) == ["sequential", "b"]
    assert list(graph.layers["sequential"].graph.nodes) == ["a", "b"]


def test_a_sequential_of_words_takes_the_dtype_of_its_layer():
    config = {"name": "e", "batch_input_shape": [None, 7], "dtype": "int32", "input_length": 7}
    config |= {"input_dim": 9, "output_dim": 2}
    graph = read(
        {"class_name": "Sequential", "config": [{"class_name": "Embedding", "config": config}]}
    )
    assert [(i.name, i.dtype, i.shape) for i in graph.inputs] == [("e_input", "int32", (7,))]
    assert graph.layers["e"].args == {"input_dim": 9, "output_dim": 2, "dtype": "int32"}


@pytest.mark.parametrize("start", [0, 1])
def test_calls_of_a_sequential_are_counted_from_0_or_1(start):
    inner = {"class_name": "Sequential", "config": LAYERS, "name": "s"}
    inner["inbound_nodes"] = [[["x", 0, 0, {}]], [["y", 0, 0, {}]]]
    both = old("Add", "z", [["s", start, 0, {}], ["s", start + 1, 0, {}]])
    graph = read(
        old_model([given("x", 4), given("y", 4), inner, both], ["z", 0, 0], ["s", start, 0])
    )
    assert [ref.node for ref in graph.nodes["z"].refs()] == ["s", "s_1"]
    assert [o.value.node for o in graph.outputs] == ["z", "s"]


# ------------------------------------------------------------------ calls


def test_states_that_stand_in_a_list_with_the_sequence():
    for cls, states in (("LSTM", ["h", "c"]), ("GRU", ["h"])):
        listed = [[n, 0, 0, {}] for n in ("x", *states)]
        inputs = [("x", (None, 3)), ("h", (5,)), ("c", (5,))][: 1 + len(states)]
        layers = [given(n, *shape) for n, shape in inputs]
        options = {"units": 5} | ({"reset_after": True} if cls == "GRU" else {})
        found = read(old_model([*layers, old(cls, "y", listed, **options)], ["y", 0, 0]))
        modern = [new_given(n, *shape) for n, shape in inputs]
        refs = [[n, 0, 0] for n in states]
        call = (["x", 0, 0], {"initial_state": refs if len(refs) > 1 else refs[0]})
        modern.append(entry(cls, "y", [call], **options))
        assert found == read(new_model(modern, ["y", 0, 0]))


def test_tensors_inside_arguments():
    layers = [given("q", 5, 8), given("v", 6, 8)]
    call = [["q", 0, 0, {"value": ["v", 0, 0], "attention_mask": None, "training": None}]]
    options = {"num_heads": 2, "key_dim": 4}
    built = {"query_shape": [None, 5, 8], "attention_axes": [1], "value_shape": [None, 6, 8]}
    found = read(
        old_model([*layers, old("MultiHeadAttention", "y", call, **options, **built)], ["y", 0, 0])
    )
    modern = [new_given("q", 5, 8), new_given("v", 6, 8)]
    modern.append(
        entry("MultiHeadAttention", "y", [(["q", 0, 0], {"value": ["v", 0, 0]})], **options)
    )
    assert found == read(new_model(modern, ["y", 0, 0]))


def node(op, constants=None, **attributes):
    """The config of a TensorFlowOpLayer, whose node is JSON in JSON."""
    made = {
        "name": op,
        "op": op,
        "input": ["a", "b"],
        "attr": {"T": {"type": "DT_FLOAT"}, **attributes},
    }
    return {"node_def": json.dumps(made), "constants": constants or {}}


KEPT = {"b": True}
FIRST = {"list": {"i": ["1"]}}
NODES = {
    "add": (node("AddV2", {"1": 3.0}), "add", ("x", 3.0), {}),
    "subtract from": (node("Sub", {"0": 1.0}), "subtract", (1.0, "x"), {}),
    "relu": (node("Relu"), "relu", ("x",), {}),
    "mean": (node("Mean", {"1": [1]}), "mean", ("x",), {"axis": (1,)}),
    "sum": (node("Sum", {"1": 1}, keep_dims=KEPT), "sum", ("x",), {"axis": 1, "keepdims": True}),
    "reshape": (node("Reshape", {"1": [-1, 2, 2]}), "reshape", ("x", (-1, 2, 2)), {}),
    "expand": (node("ExpandDims", {"1": 1}), "expand_dims", ("x", 1), {}),
    "squeeze": (node("Squeeze", squeeze_dims=FIRST), "squeeze", ("x",), {"axis": (1,)}),
    "cast": (node("Cast", DstT={"type": "DT_HALF"}), "cast", ("x", "float16"), {}),
    "concat": (node("ConcatV2", {"1": -1}), "concatenate", (["x"],), {"axis": -1}),
}


@pytest.mark.parametrize("name", NODES)
def test_nodes_of_tensorflow(name):
    config, function, args, kwargs = NODES[name]
    layers = [given("x", 4), old("TensorFlowOpLayer", "tf_op_layer_y", [["x", 0, 0, {}]], **config)]
    graph = read(old_model(layers, ["tf_op_layer_y", 0, 0]))
    found = graph.nodes["tf_op_layer_y"]
    assert graph.layer_of(found).cls == function
    assert (named(found.args), found.kwargs) == (args, kwargs)


def named(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(named, value))
    return getattr(value, "node", value)


def test_every_counterpart_is_a_function_with_these_parameters():
    for symbol, ours in functions.FUNCTIONS.items():
        if ours.name != "Identity":
            parameters = functions_of_keras()[ours.name].parameters
            used = {*ours.takes.values(), *ours.fixed}
            assert used <= parameters.keys() - {next(iter(parameters))}, symbol
            assert not ours.silent.keys() & ours.takes.keys(), symbol
    assert functions.FUNCTIONS.keys() >= set(functions.OTHER_NAMES.values())


def functions_of_keras():
    from graphdsl.layers.registry import FUNCTIONS

    return FUNCTIONS


# ------------------------------------------------------------------ layers and their arguments


def scaled(scale, mode, distribution, **more):
    config = {"scale": scale, "mode": mode, "distribution": distribution, **more}
    initializer = {"class_name": "VarianceScaling", "config": config}
    return {"units": 1, "kernel_initializer": initializer}


POLICY = {"class_name": "PolicyV1", "config": {"name": "mixed_float16", "loss_scale": None}}
ONES = {"class_name": "Ones", "config": {"dtype": "float32"}}
NUMBER = {"type": "ndarray", "value": 6.0}
SEPARABLE = {"filters": 2, "kernel_size": [3], "groups": 1, "kernel_initializer": None}
OTHERWISE = {
    "a leak": ("LeakyReLU", {"alpha": 0.1}, {"negative_slope": 0.1}),
    "a number of numpy": ("ReLU", {"max_value": NUMBER}, {"max_value": 6.0}),
    "a threshold": ("ThresholdedReLU", {"theta": 0.5}, {"threshold": 0.5}),
    "an axis in a list": ("BatchNormalizationV1", {"axis": [1], "fused": True}, {"axis": 1}),
    "all replicas": ("SyncBatchNormalization", {"axis": -1}, {"synchronized": True}),
    "no renorm": ("BatchNormalization", {"renorm": False, "renorm_momentum": 0.9}, {}),
    "softmax_v2": ("Activation", {"activation": "softmax_v2"}, {"activation": "softmax"}),
    "an old GRU": ("GRU", {"units": 2, "implementation": 1}, {"units": 2, "reset_after": False}),
    "a new GRU": ("GRU", {"units": 2, "reset_after": True, "time_major": False}, {"units": 2}),
    "a policy": ("Dense", {"units": 1, "dtype": POLICY}, {"units": 1, "dtype": "mixed_float16"}),
    "he_normal": (
        "Dense",
        scaled(2.0, "fan_in", "normal", dtype="float32"),
        {"units": 1, "kernel_initializer": "he_normal"},
    ),
    "another scale": (
        "Dense",
        scaled(0.3, "fan_out", "normal", seed=None),
        {
            "units": 1,
            "kernel_initializer": Object("VarianceScaling", {"scale": 0.3, "mode": "fan_out"}),
        },
    ),
    "of TensorFlow 1": (
        "Dense",
        {"units": 1, "bias_initializer": ONES},
        {"units": 1, "bias_initializer": "ones"},
    ),
    "leftovers": ("SeparableConv1D", SEPARABLE, {"filters": 2, "kernel_size": 3}),
}
"""Class and arguments of Keras 2, and the arguments that are read."""
CLASSES = {
    "ThresholdedReLU": "ReLU",
    "BatchNormalizationV1": "BatchNormalization",
    "SyncBatchNormalization": "BatchNormalization",
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_layers_under_their_new_names(name):
    cls, config, args = OTHERWISE[name]
    found, told = layer(cls, **config)
    assert told == []
    assert (found.kind, found.cls, found.args) == ("layer", CLASSES.get(cls, cls), args)


def test_layers_of_somebody_s_own():
    for cls, config in (("Custom>Bias", {}), ("Bias", {}), ("pack>Dense", {"units": 3})):
        found, told = layer(cls, batch_input_shape=[None, 4], start=2.0, dynamic=False, **config)
        assert told == []
        assert (found.kind, found.cls) == ("extern", cls.rpartition(">")[2])
        assert found.args == {"start": 2.0, **config}


def test_a_lambda_keeps_its_code_as_data():
    code = ["4wEAAAAAAAAA", None, None]
    gone = {"function_type": "lambda", "module": "m", "output_shape_type": "raw"}
    found, told = layer("Lambda", function=code, arguments={}, **gone)
    assert told == []
    assert (found.kind, found.cls) == ("extern", "Lambda")
    assert found.args["function"] == {"class_name": "__lambda__", "config": {"value": code}}


def test_what_older_keras_meant_is_told():
    assert layer("Dense", units=1, activation="hard_sigmoid")[1] == [
        "the layer `y`: `activation = hard_sigmoid` is another function in Keras 3"
    ]
    assert layer("Dense", units=1, sharpness=3)[1] == [
        "the layer `y`: its argument `sharpness` is not kept"
    ]


def test_losses_that_were_added_are_told():
    layers = [given("x", 4), old("Dense", "y", [["x", 0, 0, {}]], units=1)]
    layers.append(old("AddLoss", "add_loss", [["y", 0, 0, {}]], unconditional=True))
    graph, found = config_to_graph(old_model(layers, ["y", 0, 0]))
    assert list(graph.nodes) == ["y"]
    told = ["the layer `add_loss`: the loss that it adds to the model is not kept"]
    assert [d.message() for d in found] == told


# ------------------------------------------------------------------ training


def trained(optimizer, loss="mse", **training):
    config = {"class_name": "Sequential", "config": LAYERS}
    training = {"loss": loss, "sample_weight_mode": None, "loss_weights": None, **training}
    return read(config | {"training_config": {"optimizer_config": optimizer, **training}})


def test_how_an_old_model_was_compiled():
    slow = {"lr": 0.01, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07, "amsgrad": False}
    graph = trained(
        {"class_name": "Adam", "config": {**slow, "decay": 0.0}},
        "kullback_leibler_divergence",
        metrics=["accuracy", "mae"],
    )
    assert graph.train == {"optimizer": Object("Adam", {"learning_rate": 0.01})}
    assert (graph.outputs[0].loss, graph.outputs[0].metrics) == (
        "kl_divergence",
        ("accuracy", "mae"),
    )


def test_a_decay_is_a_schedule():
    graph = trained({"class_name": "SGD", "config": {"lr": 0.1, "decay": 0.001, "momentum": 0.9}})
    schedule = {"initial_learning_rate": 0.1, "decay_steps": 1, "decay_rate": 0.001}
    args = {"learning_rate": Object("InverseTimeDecay", schedule), "momentum": 0.9}
    assert graph.train == {"optimizer": Object("SGD", args)}


# ------------------------------------------------------------------ versions


def test_keras_1_is_refused(tmp_path):
    config = {"class_name": "Sequential", "config": LAYERS}
    for path in (
        whole(tmp_path / "m.h5", config, version="1.2.2"),
        whole(tmp_path / "n.h5", config | {"keras_version": "1.0.0"}),
    ):
        graph, found = read_model(path)
        assert graph is None
        assert [d.code for d in found] == ["GDL084"]
