"""Weights by layer name, read from HDF5 files as data."""

from __future__ import annotations

import json
import subprocess
import sys

import h5py
import numpy as np
import pytest

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.saved.hdf5 import Content, content_of, is_weights_only
from graphdsl.saved.legacy_weights import legacy_weights, named_weights
from tests.saved.hdf5_files import weights_of_keras_3, weights_only, whole

KERNEL, BIAS = np.arange(6, dtype="float32").reshape(2, 3), np.ones(3, "float32")
WEIGHTS = {
    "input_1": {},
    "dense": {"dense/kernel:0": KERNEL, "dense/bias:0": BIAS},
    "block/conv": {"block/conv/kernel:0": KERNEL, "block/conv/count:0": np.float32(3)},
}


@pytest.mark.parametrize("write", [weights_only, lambda path, w: whole(path, {}, w)])
def test_weights_by_layer_name(tmp_path, write):
    path = write(tmp_path / "m.h5", WEIGHTS)
    found = legacy_weights(path)
    assert list(found) == ["input_1", "dense", "block/conv"]
    assert found["input_1"] == ()
    np.testing.assert_array_equal(found["dense"][0], KERNEL)
    np.testing.assert_array_equal(found["dense"][1], BIAS)
    assert found["block/conv"][1].shape == ()
    named = named_weights(path)
    assert [w.name for w in named["dense"]] == ["dense/kernel:0", "dense/bias:0"]


def test_names_that_are_split_into_several_attributes(tmp_path):
    path = weights_only(tmp_path / "m.h5", WEIGHTS)
    with h5py.File(path, "a") as file:
        names = file.attrs["layer_names"]
        del file.attrs["layer_names"]
        file.attrs["layer_names0"], file.attrs["layer_names1"] = names[:1], names[1:]
    assert list(legacy_weights(path)) == list(WEIGHTS)
    assert content_of(path) is Content.LEGACY_WEIGHTS


def test_names_that_are_text(tmp_path):
    path = weights_only(tmp_path / "m.h5", WEIGHTS)
    with h5py.File(path, "a") as file:
        file.attrs["layer_names"] = list(WEIGHTS)
    assert list(legacy_weights(path)) == list(WEIGHTS)


def test_what_files_hold(tmp_path):
    assert content_of(whole(tmp_path / "a.h5", {})) is Content.MODEL
    assert content_of(weights_only(tmp_path / "b.h5", WEIGHTS)) is Content.LEGACY_WEIGHTS
    assert content_of(weights_of_keras_3(tmp_path / "c.weights.h5")) is Content.WEIGHTS
    h5py.File(tmp_path / "d.h5", "w").close()
    assert content_of(tmp_path / "d.h5") is Content.OTHER
    (tmp_path / "e.h5").write_bytes(b"\x89HDF\r\n\x1a\n cut off")
    only = [is_weights_only(tmp_path / f"{name}.h5") for name in ("a", "b", "c.weights", "d", "e")]
    assert only == [False, True, True, False, False]
    assert not is_weights_only(tmp_path / "lost.h5")


# ------------------------------------------------------------------ files with something wrong


def changed(change, weights=WEIGHTS):
    def make(folder):
        path = weights_only(folder / "m.h5", weights)
        with h5py.File(path, "a") as file:
            change(file)
        return path

    return make


def replaced(file, value, name="dense/dense/kernel:0"):
    del file[name]
    file[name] = value


def of_another_file(file):
    file["dense"].create_dataset(
        "far", (4,), "float32", external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)]
    )
    file["dense"].attrs["weight_names"] = [b"far"]


def virtual(file):
    layout = h5py.VirtualLayout((4,), "float32")
    layout[:] = h5py.VirtualSource("other.h5", "x", (4,))
    file["dense"].create_virtual_dataset("far", layout)
    file["dense"].attrs["weight_names"] = [b"far"]


def bomb(file):
    file["dense"].create_dataset("big", (2**40,), "float32", chunks=True, compression="gzip")
    file["dense"].attrs["weight_names"] = [b"big"]


def many_of_one(file):
    file["dense"].create_dataset("big", (2**23,), "float32", chunks=True, compression="gzip")
    for number in range(4):
        file[f"dense/x{number}"] = file["dense/big"]
    file["dense"].attrs["weight_names"] = [f"x{number}".encode() for number in range(4)]


def naming(name):
    def change(file):
        file.attrs["layer_names"] = [name.encode()]

    return changed(change)


def cut(folder):
    path = weights_only(folder / "m.h5", WEIGHTS)
    path.write_bytes(path.read_bytes()[:1000])
    return path


def text(folder):
    (folder / "m.h5").write_text("a model")
    return folder / "m.h5"


WRONG = {
    "GDL001": (lambda folder: folder / "lost.h5", "there is no file"),
    "GDL002": (lambda folder: folder, "is a folder"),
    "GDL080 text": (text, "no HDF5 file"),
    "GDL080 cut": (cut, "damaged"),
    "GDL080 other": (changed(lambda f: f.attrs.pop("layer_names")), "no weights in it"),
    "GDL080 modern": (lambda folder: weights_of_keras_3(folder / "m.h5"), "not by the name"),
    "GDL080 lost": (changed(lambda f: f.pop("dense/dense/kernel:0")), "is not there"),
    "GDL080 numbers": (changed(lambda f: f.attrs.update({"layer_names": [1, 2]})), "no list"),
    "GDL080 one name": (changed(lambda f: f.attrs.update({"layer_names": "x"})), "no list"),
    "GDL080 twice": (changed(lambda f: f.attrs.update({"layer_names": ["dense"] * 2})), "two"),
    "GDL080 odd text": (changed(lambda f: f.attrs.update({"layer_names": [b"\xff"]})), "damaged"),
    "GDL080 empty name": (naming(""), "is no name"),
    "GDL080 root": (naming("/dense"), "is no name"),
    "GDL080 upwards": (naming("../x"), "is not there"),
    "GDL080 words": (changed(lambda f: replaced(f, "hello")), "not made of numbers"),
    "GDL080 group": (changed(lambda f: replaced(f, h5py.Empty("f4"))), "no array"),
    "GDL080 fields": (
        changed(lambda f: replaced(f, np.zeros(2, [("a", "f4")]))),
        "not made of numbers",
    ),
    "GDL082 soft": (changed(lambda f: replaced(f, h5py.SoftLink("/dense"))), "somewhere else"),
    "GDL082 external": (
        changed(lambda f: replaced(f, h5py.ExternalLink("/etc/passwd", "x"))),
        "somewhere else",
    ),
    "GDL082 file": (changed(of_another_file), "another file"),
    "GDL082 virtual": (changed(virtual), "another file"),
    "GDL082 bomb": (changed(bomb), "next to nothing"),
    "GDL082 many": (changed(many_of_one), "next to nothing"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said(tmp_path, case):
    make, part = WRONG[case]
    found = legacy_weights(make(tmp_path))
    assert isinstance(found, Diagnostic)
    assert found.code == case[:6]
    assert part in found.message()


def test_any_cut_and_any_changed_byte_is_a_diagnostic_or_weights(tmp_path):
    path = weights_only(tmp_path / "m.h5", WEIGHTS)
    data = path.read_bytes()
    for place in range(0, len(data), 37):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        assert legacy_weights(path) is not None
        path.write_bytes(data[:place])
        assert isinstance(legacy_weights(path), Diagnostic)


READING = """
import json, sys
import graphdsl, graphdsl.saved, graphdsl.saved.legacy_weights as reader
assert "h5py" not in sys.modules
assert isinstance(reader.legacy_weights(sys.argv[1]), dict)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_reading_loads_h5py_late_and_no_keras(tmp_path):
    path = weights_only(tmp_path / "m.h5", WEIGHTS)
    command = [sys.executable, "-c", READING, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(json.loads(run.stdout))
    assert "h5py" in loaded
    assert not {"keras", "tensorflow"} & loaded


@pytest.mark.keras
def test_files_that_keras_writes(tmp_path):
    import keras

    x = keras.Input((4,), name="x")
    norm = keras.layers.BatchNormalization(name="norm")
    layers = [keras.Input((4,)), keras.layers.Dense(3, name="a"), norm]
    inner = keras.Sequential(layers, name="inner")
    model = keras.Model(x, keras.layers.Dense(2, name="out")(inner(x)))
    model.save(tmp_path / "m.h5")
    found = named_weights(tmp_path / "m.h5")
    assert list(found) == ["x", "inner", "out"]
    names = [weight.name.rpartition("inner/")[2] for weight in found["inner"]]
    assert names == [
        *("a/kernel", "a/bias", "norm/gamma", "norm/beta"),
        *("norm/moving_mean", "norm/moving_variance"),
    ]
    for weight, value in zip(found["out"], model.get_layer("out").get_weights(), strict=True):
        np.testing.assert_array_equal(weight.value, value)
    model.save_weights(tmp_path / "m.weights.h5")
    assert content_of(tmp_path / "m.weights.h5") is Content.WEIGHTS
