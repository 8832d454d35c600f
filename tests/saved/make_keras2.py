"""Writes the files of Keras 2 in tests/saved/keras2, with `tf-keras`, which the tests do not need.

TF_USE_LEGACY_KERAS=1 python -m tests.saved.make_keras2
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import h5py
import numpy as np

from tests.saved.twins import TWINS, of_tensorflow

FOLDER = Path(__file__).with_name("keras2")
AS_JSON = ("nested", "recurrent", "sequential", "shared")
"""Those that are kept in the form of `to_json`, too: it has modules, which HDF5 has not."""
AS_ARCHIVE = ("trained", "trained_several")
"""Those that are kept in the form of the `.keras` files of Keras 2, too."""
WHOLE = "nested"
"""The one whose HDF5 file is kept as it is, with its weights, and what it gives for halves."""


def make(name: str, folder: Path) -> None:
    import tensorflow as tf
    import tf_keras

    tf_keras.utils.set_random_seed(0)
    tf_keras.backend.clear_session()
    model = TWINS[name](tf_keras, of_tensorflow(tf))
    whole = FOLDER / f"{name}.h5" if name == WHOLE else folder / "model.h5"
    model.save(whole)
    if name == WHOLE:
        given = [np.full((1, *tensor.shape[1:]), 0.5, "float32") for tensor in model.inputs]
        results = [np.asarray(value).tolist() for value in model(given)]
        (FOLDER / f"{name}.results").write_text(json.dumps(results) + "\n", encoding="utf-8")
    with h5py.File(whole) as file:
        config = json.loads(file.attrs["model_config"])
        if "training_config" in file.attrs:
            config["training_config"] = json.loads(file.attrs["training_config"])
    put(name, config)
    if name in AS_JSON:
        put(f"{name}_json", json.loads(model.to_json()))
    if name in AS_ARCHIVE:
        model.save(folder / "model.keras")
        with zipfile.ZipFile(folder / "model.keras") as archive:
            put(f"{name}_keras", json.loads(archive.read("config.json")))


def put(name: str, config: object) -> None:
    (FOLDER / f"{name}.json").write_text(json.dumps(config) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        for each in TWINS:
            make(each, Path(scratch))
