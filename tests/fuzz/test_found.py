"""Inputs that failed once, as small as they became, each with what it has to end in now."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import h5py
import pytest

from graphdsl.opening import analyze_file
from tests.fuzz.checks import check, low_bounds, prepare
from tests.fuzz.inputs import Input
from tests.fuzz.start import configs

TEXTS = {
    "a model that warns and has no output": (
        "model m { input x: [8]; input y: [8]; let a = 1 }",
        ["GDL601", "GDL203"],
    ),
    "an index with a name": ("model m { input x: [6]\nx[:, :k] }", ["GDL561"]),
    "an index with a fraction": ("model m { input x: [6]\nx[:, :1.5] }", ["GDL561"]),
    "an index with an error": ("model m { input x: [6]\nx[:, :lost.a] }", ["GDL201"]),
    "an index of a huge axis": (
        "model m { input x: [3, 2]\nGRU(9223372036854775808) as s\ns[:, :] }",
        [],
    ),
    "parts beyond all sizes": (
        "model m { input x: [8, 8, 6]\nGroupNormalization(groups = 9223372036854775808) }",
        ["GDL505"],
    ),
    "more parts than memory holds": (
        "model m { input x: [?]\nsplit(_, 2147483648, -1) as a, b }",
        ["GDL561"],
    ),
    "an argument that the flow gives": (
        "model m { input x: [8]\nmean(_, 0, axis = 1) }",
        ["GDL405"],
    ),
    "a state that is a number": (
        "model m { input x: [6, 3]\n(x, initial_state = [[20]]) -> LSTM(3) }",
        ["GDL518"],
    ),
    "states of both directions that are numbers": (
        "model m { input x: [6, 3]\n(x, initial_state = 3) -> Bidirectional(LSTM(3)) }",
        ["GDL518"],
    ),
    "more axes than a tensor has": (
        f"model m {{ input x: [{'2, ' * 2000}]\nFlatten -> Dense(1) }}",
        ["GDL704"],
    ),
    "more parameters than a float holds": (
        f"model m {{ input x: [{'2000000000, ' * 40}3]\nFlatten -> Dense(1) }}",
        [],
    ),
    "an input in a condition before the input": (
        "model m(h = 4) { if true { input c }\ninput x: [] }",
        ["GDL203", "GDL309"],
    ),
    "an end behind `frozen`": ("model{frozen", ["GDL116", "GDL108", "GDL102"]),
    "an input twice": (
        "model m { input x: []; input y: [4, 8]\ninput x: [4, 6]\nx + y }",
        ["GDL202"],
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where inputs are written."""
    prepare(tmp_path)
    with low_bounds():
        yield tmp_path


def codes(folder: Path, data: bytes, ending: str) -> list[str]:
    """What is told of it, after everything has been looked at."""
    check(Input("found", data, ending), folder, thorough=True)
    return [d.code for d in analyze_file(str(folder / f"model{ending}")).diagnostics]


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str, folder: Path) -> None:
    text, expected = TEXTS[name]
    assert codes(folder, text.encode(), ".gdl") == expected


def test_a_graph_without_inputs_and_outputs(folder: Path) -> None:
    graph = {"graphdsl": 1, "name": "m", "inputs": [], "layers": [], "nodes": [], "outputs": []}
    assert sorted(codes(folder, json.dumps(graph).encode(), ".graph.json")) == ["GDL307", "GDL601"]


def test_an_archive_of_a_later_version(folder: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", configs()[0])
    data = bytearray(file.getvalue())
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 6] = 157  # the version that is needed to unpack it, times ten
    assert codes(folder, bytes(data), ".keras") == ["GDL060"]


def config_of(name: str) -> dict[str, object]:
    """The config of the model of that name."""
    return next(c for c in map(json.loads, configs()) if c["config"]["name"] == name)


def test_a_model_among_the_metrics(folder: Path) -> None:
    config = config_of("trained")
    config["compile_config"] = {"loss": "mse", "metrics": [config_of("plain")]}
    assert codes(folder, json.dumps(config).encode(), ".json") == ["GDL070"]


def test_a_result_of_a_huge_number(folder: Path) -> None:
    config = config_of("plain")
    config["config"]["layers"][-1] |= {"class_name": "Own", "module": "my"}
    config["config"]["output_layers"][2] = 2**70
    assert codes(folder, json.dumps(config).encode(), ".json") == ["GDL062"]


def test_a_file_in_which_the_library_of_hdf5_ends(folder: Path) -> None:
    data = (Path(__file__).parent / "found/ends_the_library.h5").read_bytes()
    assert codes(folder, data, ".h5") == ["GDL080"]
    sound = io.BytesIO()
    with h5py.File(sound, "w") as file:
        file.attrs["model_config"] = configs()[0]
        file["itself"] = file
    assert codes(folder, sound.getvalue(), ".h5") == []


def test_slices_that_are_given_to_a_class_of_its_own(folder: Path) -> None:
    config = config_of("ops")
    item = next(e for e in config["config"]["layers"] if e["class_name"] == "GetItem")
    item |= {"module": "my", "class_name": "Picked", "registered_name": "my>Picked"}
    assert codes(folder, json.dumps(config).encode(), ".json") == []
