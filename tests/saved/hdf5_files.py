"""HDF5 files for tests, written with h5py as Keras 2 and 3 write them."""

from __future__ import annotations

import json

import h5py
import numpy as np


def whole(path, config, weights=None, training=None, version="2.15.0"):
    """A whole model; what is no text becomes JSON."""
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = version
        file.attrs["backend"] = "tensorflow"
        for name, value in (("model_config", config), ("training_config", training)):
            if value is not None:
                file.attrs[name] = value if isinstance(value, (str, bytes)) else json.dumps(value)
        put_weights(file.create_group("model_weights"), weights or {})
    return path


def weights_only(path, weights):
    """What `save_weights("x.h5")` of Keras 2 writes: layer name → weight name → array."""
    with h5py.File(path, "w") as file:
        put_weights(file, weights)
    return path


def put_weights(group, weights):
    group.attrs["layer_names"] = [name.encode() for name in weights]
    for layer, values in weights.items():
        inner = group.create_group(layer)
        inner.attrs["weight_names"] = [name.encode() for name in values]
        for name, value in values.items():
            inner[name] = np.asarray(value)


def weights_of_keras_3(path):
    """The form of a `.weights.h5`."""
    with h5py.File(path, "w") as file:
        for name, value in (("0", np.zeros((2, 3))), ("1", np.zeros(3))):
            file[f"layers/dense/vars/{name}"] = value
    return path
