"""What a saved model can get wrong: each is a diagnostic, whatever the file holds."""

from __future__ import annotations

import copy
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import graphdsl
from graphdsl.diagnostics.base import REGISTRY, Level
from graphdsl.diagnostics.rendering.render import render
from graphdsl.graph.json import from_json, to_json
from graphdsl.saved import archive, config_to_graph, read_model
from tests.golden import check_golden

HERE = Path(__file__).parent
SMALL = json.loads((HERE / "small.json").read_text(encoding="utf-8"))


def put(path, value, config=SMALL):
    """The good config with one entry changed; `config layers 0 name`. None takes it out."""
    config = copy.deepcopy(config)
    *way, last = [int(p) if p.isdigit() else p for p in path.split()]
    holder = config
    for part in way:
        holder = holder[part]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return config


def place(name):
    """Where the layer stands in the good config."""
    names = [layer["name"] for layer in SMALL["config"]["layers"]]
    return f"config layers {names.index(name)}"


def tensor(layer, call=0, output=0):
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [layer, call, output]}}


def reads(*history):
    return [{"args": [tensor(*history)], "kwargs": {}}]


YES, CLIP, LSTM = place("yes"), place("clip"), place("lstm")
FUNCTION = {"module": "my", "class_name": "function", "config": "swoosh", "registered_name": "s"}
LAMBDA = {"class_name": "__lambda__", "config": {"value": ["4wEAAAA", None, None]}}
CIRCLE = put(f"{place('multiply')} inbound_nodes", reads("concatenate"))
CHAIN = SMALL["config"]["layers"][int(place("chain").split()[-1])]
UNBUILT = put("config build_input_shape", None, CHAIN)

CONFIGS = {
    "an empty object": {},
    "no name": put("config name", None),
    "no layers": put("config layers", "none"),
    "a layer that is a number": put("config layers 0", 3),
    "a layer without a class": put(f"{YES} class_name", None),
    "a layer without a config": put(f"{YES} config", None),
    "a name that is a list": put(f"{YES} name", ["yes"]),
    "calls that are an object": put(f"{YES} inbound_nodes", {"args": []}),
    "a call in the form of Keras 2": put(f"{YES} inbound_nodes", [[["concatenate", 0, 0, {}]]]),
    "a tensor without a history": put(f"{YES} inbound_nodes 0 args 0 config keras_history", [1]),
    "a call with a negative number": put(f"{YES} inbound_nodes", reads("concatenate", -1)),
    "an unknown layer": put(f"{YES} inbound_nodes", reads("concatenat")),
    "a call that is not there": put(f"{YES} inbound_nodes", reads("concatenate", 3)),
    "a layer that is never called": put(f"{place('clip')} inbound_nodes", []),
    "an output that is not there": put(f"{place('twice')} inbound_nodes", reads("lstm", 0, 7)),
    "a model's output that is not there": put(f"{YES} inbound_nodes", reads("twice", 0, 2)),
    "a circle": CIRCLE,
    "a name twice": put(f"{YES} name", "clip"),
    "an input that is a layer": put("config input_layers 0 0", "lstm"),
    "an input without a shape": put(f"{place('words')} config batch_shape", None),
    "an input of words": put(f"{place('words')} config batch_shape", ["many"]),
    "no outputs": put("config output_layers", []),
    "an output of a model counted from 0": put("config output_layers two", ["twice", 0, 1]),
    "too few tensors for a model": put(f"{place('twice')} inbound_nodes 0 args", []),
    "arguments instead of layers": {
        "module": "my.models",
        "class_name": "Transformer",
        "config": {"name": "t", "depth": 12},
    },
    "a Sequential that was never built": put("config layers 0", None, UNBUILT),
    "a compile config of words": SMALL | {"compile_config": "adam"},
    "nested too deep": put(f"{YES} config units", json.loads("[" * 250 + "]" * 250)),
    "a function of the user": put(f"{YES} config activation", FUNCTION),
    "a function without a name": put(f"{YES} config activation", LAMBDA),
    "an operation that is not known": put(f"{CLIP} class_name", "Clap"),
    "an operation that is no part of a model": put(f"{CLIP} class_name", "WhileLoop"),
    "an argument that is not known": put(f"{YES} config sharpness", 3),
    "an argument of an operation that is not known": put(f"{CLIP} config x_mid", 3),
    "a batch of one size": put(f"{place('words')} config batch_shape 0", 32),
    "an optional input": put(f"{place('words')} config optional", True),
    "a class of the user": put("class_name", "MyModel", put("module", "my")),
    "a flag in a call": put(f"{LSTM} inbound_nodes 0 kwargs training", True),
    "an input that is given twice": put(
        "config input_layers", [["words", 0, 0], ["image", 0, 0], ["words", 0, 0]]
    ),
}


def told(found, folder=""):
    if not folder:
        return [render(d) for d in found]
    return [render(d).replace(f"{folder}/", "").replace(str(folder), "here") for d in found]


def test_messages(tmp_path):
    parts = []
    for name, config in CONFIGS.items():
        graph, found = config_to_graph(config)
        errors = [d for d in found if d.level is Level.ERROR]
        assert found, name
        assert graph is not None or errors, name
        parts.append(f"# {name}: {'a graph' if graph else 'nothing'} is read")
        parts.extend(told(found))
    for name, make in FILES.items():
        path = make(tmp_path)
        graph, found = read_model(path)
        assert graph is None
        assert found, name
        parts.append(f"# {name}")
        parts.extend(told(found, tmp_path))
    text = "\n\n".join(parts) + "\n"
    check_golden(HERE / "messages.txt", text)
    shown = {code for code in REGISTRY if f"[{code}]" in text}
    of_reading = {code for code in REGISTRY if code.startswith(("GDL06", "GDL07"))} - {"GDL073"}
    assert of_reading <= shown


# ------------------------------------------------------------------ files


def written(name, data):
    def make(folder):
        path = folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return make


def zipped(*members, name="model.keras", **how):
    """An archive of these members, each a name and what it holds."""

    def make(folder):
        path = folder / name
        with zipfile.ZipFile(path, "w", **how) as file:
            for member, data in members:
                file.writestr(member, data)
        return path

    return make


def damaged(folder):
    path = zipped(("config.json", json.dumps(SMALL)))(folder)
    data = bytearray(path.read_bytes())
    data[60:80] = bytes(20)
    path.write_bytes(data)
    return path


GOOD = ("config.json", json.dumps(SMALL))
BOMB = {"compression": zipfile.ZIP_DEFLATED}
FILES = {
    "no such file": lambda folder: folder / "lost.keras",
    "a folder": lambda folder: folder,
    "an empty file": written("empty.keras", b""),
    "text": written("words.json", "a model, really"),
    "another encoding": written("utf16.json", '{"a": 1}'.encode("utf-16")),
    "a list": written("list.json", "[1, 2]"),
    "a number of 5000 digits": written("digits.json", '{"a": ' + "1" * 5000 + "}"),
    "half a character": written("half.json", '{"name": "\\ud800"}'),
    "brackets without end": written("deep.json", "[" * 100_000),
    "lists in lists": written("nested.json", '{"a": ' + "[" * 300 + "]" * 300 + "}"),
    "an archive of something else": zipped(("weights.bin", "1")),
    "a damaged archive": damaged,
    "a config that is no JSON": zipped(("config.json", "{")),
    "metadata that is no JSON": zipped(GOOD, ("metadata.json", "{")),
    "a way out of the folder": zipped(GOOD, ("../../etc/passwd", "me")),
    "a way out with backslashes": zipped(GOOD, ("..\\evil.dll", "me")),
    "a place from the root": zipped(GOOD, ("/etc/passwd", "me")),
    "a place on a drive": zipped(GOOD, ("c:/autoexec.bat", "me")),
    "a bomb": zipped(GOOD, ("model.weights.h5", bytes(80 * 2**20)), **BOMB),
    "a config that unpacks to too much": zipped(("config.json", bytes(65 * 2**20)), **BOMB),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_twice(tmp_path):
    graph, found = read_model(zipped(GOOD, ("config.json", "{}"))(tmp_path))
    assert graph is None
    assert "is in it twice" in found[0].message()


def test_more_members_than_a_model_has(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MEMBERS_LIMIT", 3)
    graph, found = read_model(zipped(*((str(n), "") for n in range(4)))(tmp_path))
    assert graph is None
    assert "more than 3 members" in found[0].message()


def test_an_archive_that_lies_about_sizes(tmp_path, monkeypatch):
    path = zipped(GOOD)(tmp_path)
    monkeypatch.setattr(archive, "SIZE_LIMIT", len(GOOD[1]) - 1)
    monkeypatch.setattr(archive, "_unsafe", lambda member, path: None)
    graph, found = read_model(path)
    assert graph is None
    assert found[0].code == "GDL061"


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "SIZE_LIMIT", 100)
    graph, found = read_model(written("large.json", json.dumps(SMALL))(tmp_path))
    assert graph is None
    assert found[0].code == "GDL004" or "MiB" in found[0].message()


# ------------------------------------------------------------------ any change of a good one


def ways(value, way=()):
    """Every place in a config."""
    yield way
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, item in items:
        yield from ways(item, (*way, key))


WAYS = [way for way in ways(SMALL) if way]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "yes", "lstm", "Dense", "Sequential", "keras.layers", "__numpy__"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["class_name", "config", "name", "module"]), inner)
    ),
    max_leaves=6,
)


def changed(way, value):
    config = copy.deepcopy(SMALL)
    holder = config
    for part in way[:-1]:
        holder = holder[part]
    holder[way[-1]] = value
    return config


@given(st.sampled_from(WAYS), JSON | st.sampled_from(WAYS).map(lambda way: ("copy", way)))
def test_any_change_gives_a_graph_or_says_why_not(way, value):
    if isinstance(value, tuple):  # a part of the config in another place
        part = SMALL
        for step in value[1]:
            part = part[step]
        value = part
    graph, found = config_to_graph(changed(way, value))
    assert graph is not None or any(d.level is Level.ERROR for d in found)
    for diagnostic in found:
        assert diagnostic.message()
    if graph is not None and all(d.level is not Level.ERROR for d in found):
        assert from_json(to_json(graph)) == graph


def test_what_is_not_kept_of_a_part_is_told_where_it_is_taken(tmp_path):
    """A fixed batch size does not come along, in a part as little as in the whole model."""
    layers = [
        {
            "module": "keras.layers",
            "class_name": "InputLayer",
            "config": {"name": "x", "batch_shape": [7, 4]},
        },
        {"module": "keras.layers", "class_name": "Dense", "config": {"name": "d", "units": 2}},
    ]
    model = {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "s", "layers": layers},
    }
    (tmp_path / "s.json").write_text(json.dumps(model))
    text = tmp_path / "m.gdl"
    text.write_text('model m { input x: [4]; stem from "s.json" }')
    (found,) = graphdsl.check(text)
    assert (found.code, found.span.text) == ("GDL070", '"s.json"')
