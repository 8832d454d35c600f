"""What files of older Keras, and HDF5 files, can get wrong: each is a diagnostic."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import h5py
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.diagnostics import older
from graphdsl.diagnostics.base import REGISTRY, Level
from graphdsl.diagnostics.rendering.render import render
from graphdsl.graph.json import from_json, to_json
from graphdsl.saved import config_to_graph, hdf5_model, open_saved, read_model
from tests.golden import check_golden
from tests.saved.hdf5_files import weights_of_keras_3, weights_only, whole
from tests.saved.test_bad_models import JSON, ways

HERE = Path(__file__).parent
GOOD = {
    name: json.loads((HERE / "keras2" / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("nested", "operators", "recurrent", "trained_several", "sequential")
}


def put(name, path, value):
    """A good config with one entry changed: `layers 0 name`."""
    config = copy.deepcopy(GOOD[name])
    *way, last = [int(p) if p.isdigit() else p for p in path.split()]
    holder = config["config"]
    for step in way:
        holder = holder[step]
    holder[last] = value
    return config


def place(name, layer):
    names = [entry["name"] for entry in GOOD[name]["config"]["layers"]]
    return f"layers {names.index(layer)}"


SUM, LSTM = place("nested", "sum"), place("recurrent", "lstm")
ADD = place("operators", "tf.__operators__.add")
ITEM = place("operators", "tf.__operators__.getitem")
HELD = [["x", 0, 0, {"slice_spec": ["y", 0, 0]}]]
NODE = {"name": "n", "node_def": '{"op": "Lgamma"}', "constants": {}}
CONFIGS = {
    "a layer that is not there": put("nested", f"{SUM} inbound_nodes", [[["tial", 0, 0, {}]]]),
    "a call that is not there": put("nested", f"{SUM} inbound_nodes", [[["tail", 4, 0, {}]]]),
    "a circle": put("nested", f"{SUM} inbound_nodes", [[["sum", 0, 0, {}]]]),
    "a call of nothing": put("nested", f"{SUM} inbound_nodes", [[]]),
    "a call of a word": put("nested", f"{SUM} inbound_nodes", ["tail"]),
    "a call of a number": put("nested", f"{SUM} inbound_nodes", [[3]]),
    "arguments that are a list": put("nested", f"{SUM} inbound_nodes", [[["tail", 1, 0, [1]]]]),
    "an input without a shape": put("nested", "layers 0 config batch_input_shape", None),
    "a layer without a config": put("nested", f"{SUM} config", None),
    "a class of nobody": put("nested", f"{SUM} class_name", "Summe"),
    "a layer for graphics cards": put("recurrent", f"{LSTM} class_name", "CuDNNLSTM"),
    "a class of Keras 1": put("nested", f"{SUM} class_name", "Convolution2D"),
    "time first": put("recurrent", f"{LSTM} config time_major", True),
    "constants for cells": put("recurrent", f"{LSTM} config num_constants", 1),
    "another function": put("recurrent", f"{LSTM} config recurrent_activation", "hard_sigmoid"),
    "a function that is not known": put("operators", f"{ADD} config function", "math.betainc"),
    "no function": put("operators", f"{ADD} config", {"name": "tf.__operators__.add"}),
    "an argument that is not known": put(
        "operators", f"{ADD} inbound_nodes", [["x", 0, 0, {"y": ["y", 0, 0], "z": 1}]]
    ),
    "an operand that is missing": put("operators", f"{ADD} inbound_nodes", [["x", 0, 0, {}]]),
    "an index that is a tensor": put("operators", f"{ITEM} inbound_nodes", HELD),
    "a method of a class": put("operators", f"{ADD} class_name", "ClassMethod"),
    "a node that is not known": put(
        "operators", ADD, {**GOOD["operators"]["config"]["layers"][2], "config": NODE}
        | {"class_name": "TensorFlowOpLayer"}
    ),
    "layers that are a word": {"class_name": "Model", "config": {"name": "m", "layers": "none"}},
    "a model without layers": {"class_name": "Model", "config": {"name": "m", "depth": 3}},
    "a Sequential of nothing": {"class_name": "Sequential", "config": []},
    "a Sequential of numbers": {"class_name": "Sequential", "config": [1, 2]},
    "a Sequential that was never built": {
        "class_name": "Sequential",
        "config": [{"class_name": "Dense", "config": {"name": "d", "units": 2}}],
    },
    "a training config of words": GOOD["sequential"] | {"training_config": "adam"},
    "an optimizer of words": GOOD["sequential"] | {"training_config": {"optimizer_config": "adam"}},
    "losses of numbers": GOOD["sequential"] | {"training_config": {"loss": 3, "metrics": [[7]]}},
    "Keras 1": {"keras_version": "1.2.2", "class_name": "Sequential", "config": []},
}  # fmt: skip


def cut(path):
    path.write_bytes(path.read_bytes()[:3000])
    return path


def endless(path):
    """The file with a heap whose free space takes up no space: HDF5 walks through it for ever."""
    data = bytearray(path.read_bytes())
    at = data.find(b"GCOL") + 16
    while number := int.from_bytes(data[at : at + 2], "little"):
        assert number < 10
        at += 16 + (int.from_bytes(data[at + 8 : at + 16], "little") + 7) // 8 * 8
    data[at + 8 : at + 16] = bytes(8)
    path.write_bytes(data)
    return path


def without(attribute, path):
    with h5py.File(path, "a") as file:
        del file.attrs[attribute]
    return path


def put_attribute(value, path, name="model_config"):
    with h5py.File(path, "a") as file:
        file.attrs[name] = value
    return path


def lost(file):
    del file["model_weights"]


def plain(folder, config=None):
    return whole(folder / "m.h5", GOOD["sequential"] if config is None else config)


FILES = {
    "no such file": lambda folder: folder / "lost.h5",
    "weights by layer name": lambda folder: weights_only(folder / "w.h5", {"dense": {}}),
    "weights of Keras 3": lambda folder: weights_of_keras_3(folder / "m.weights.h5"),
    "nothing": lambda folder: without("model_config", plain(folder)),
    "a file that is cut off": lambda folder: cut(plain(folder)),
    "text without end": lambda folder: endless(plain(folder)),
    "a config that is no JSON": lambda folder: plain(folder, "{"),
    "a config that is a list": lambda folder: plain(folder, "[]"),
    "a config of numbers": lambda folder: put_attribute([1, 2], plain(folder)),
    "a config that is empty": lambda folder: put_attribute(h5py.Empty("S10"), plain(folder)),
    "brackets without end": lambda folder: plain(folder, "[" * 50_000),
    "a config that is not UTF-8": lambda folder: put_attribute(b"{\xff}", plain(folder)),
    "training that is no JSON": lambda folder: put_attribute("{", plain(folder), "training_config"),
    "a text": lambda folder: (folder / "m.h5").write_text("a model") and folder / "m.h5",
}


def test_messages(tmp_path):
    parts = []
    for name, config in CONFIGS.items():
        graph, found = config_to_graph(config)
        assert graph is not None or any(d.level is Level.ERROR for d in found), name
        parts.append(f"# {name}: {'a graph' if graph else 'nothing'} is read")
        parts.extend(render(d) for d in found)
    for name, make in FILES.items():
        graph, found = read_model(make(tmp_path))
        assert graph is None
        assert found, name
        parts.append(f"# {name}")
        parts.extend(render(d).replace(f"{tmp_path}/", "") for d in found)
    text = "\n\n".join(parts) + "\n"
    check_golden(HERE / "messages_older.txt", text)
    shown = {code for code in REGISTRY if f"[{code}]" in text}
    of_older = {cls.code for cls in REGISTRY.values() if cls.__module__ == older.__name__}
    assert of_older - {"GDL082"} <= shown  # of that tests/saved/test_legacy_weights.py tells


def test_a_config_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(hdf5_model, "SIZE_LIMIT", 100)
    for text in (json.dumps(GOOD["sequential"]), b"x" * 200):
        graph, found = read_model(put_attribute(text, plain(tmp_path)))
        assert graph is None
        assert found[0].code == "GDL080"
        assert "MiB" in found[0].message()


def test_a_config_in_bytes_or_text_is_the_same(tmp_path):
    text = json.dumps(GOOD["sequential"])
    read = [read_model(put_attribute(form, plain(tmp_path))) for form in (text, text.encode())]
    assert read[0] == read[1]
    assert read[0][0] is not None


def test_a_file_without_weights_tells_its_model(tmp_path):
    path = plain(tmp_path)
    with h5py.File(path, "a") as file:
        lost(file)
    assert read_model(path)[0] is not None


@pytest.mark.parametrize("step", [1, 2])
def test_any_changed_byte_is_a_diagnostic_or_a_model(tmp_path, step):
    path = plain(tmp_path)
    data = path.read_bytes()
    for at in range(step, len(data), 61):
        path.write_bytes(data[:at] + bytes([data[at] ^ (0x55 * step)]) + data[at + 1 :])
        assert open_saved(path) is not None


WAYS = [(name, way) for name, config in GOOD.items() for way in ways(config) if way]


@given(st.sampled_from(WAYS), JSON | st.sampled_from(WAYS))
def test_any_change_gives_a_graph_or_says_why_not(change, value):
    name, way = change
    if isinstance(value, tuple):  # a part of a config in another place
        part = GOOD[value[0]]
        for step in value[1]:
            part = part[step]
        value = part
    config = copy.deepcopy(GOOD[name])
    holder = config
    for step in way[:-1]:
        holder = holder[step]
    holder[way[-1]] = value
    graph, found = config_to_graph(config)
    assert graph is not None or any(d.level is Level.ERROR for d in found)
    for diagnostic in found:
        assert diagnostic.message()
    if graph is not None and all(d.level is not Level.ERROR for d in found):
        assert from_json(to_json(graph)) == graph
