"""Where the weights of each layer lie in a file of Keras 3.

Keras calls a layer's group after its class and counts through (`dense`, `dense_1`), in the order of
the model's layers. That of a model built from our graph may be another, so groups are found by the
names of layers: in the file by its config, in the model by the model itself.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Any

from graphdsl.graph.leaves import Path
from graphdsl.graph.names import snake_case
from graphdsl.keras.api import keras
from graphdsl.saved.written import Entry, Json, an_object, entry

WEIGHTS = "model.weights.h5"
"""The member of a `.keras` file."""
Groups = Mapping[Path, str]
"""Path of a layer → the group of its weights."""


def groups_in_config(config: Mapping[str, Json]) -> Groups:
    """The groups in the file whose config this is."""
    whole = entry(dict(config), ()) if "class_name" in config else None
    layers = an_object(whole.config if whole else config, ("config",)).get("layers")
    return dict(_in_config(layers, (), "", has_inputs=whole is None or not whole.is_sequential))


def _in_config(
    written: Json, path: Path, group: str, *, has_inputs: bool
) -> Iterator[tuple[Path, str]]:
    found = [entry(one, ("layers", number)) for number, one in enumerate(written or ())]
    layers = [e for e in found if not e.is_operation and (has_inputs or not e.is_input)]
    for one, key in zip(layers, _numbered(e.cls for e in layers), strict=True):
        below = f"{group}layers/{key}"
        if one.is_model:
            inner = one.config.get("layers")
            yield from _inner(one, inner, (*path, one.name), below)
        else:
            yield (*path, one.name), below


def _inner(one: Entry, layers: Json, path: Path, below: str) -> Iterator[tuple[Path, str]]:
    yield from _in_config(layers, path, f"{below}/", has_inputs=not one.is_sequential)


def groups_in_model(model: Any) -> Groups:
    """The groups in a file that the model would be saved to."""
    return dict(_in_model(model, (), ""))


def _in_model(model: Any, path: Path, group: str) -> Iterator[tuple[Path, str]]:
    layers = list(model.layers)
    for layer, key in zip(layers, _numbered(type(x).__name__ for x in layers), strict=True):
        below = f"{group}layers/{key}"
        if isinstance(layer, keras.Model):
            yield from _in_model(layer, (*path, layer.name), f"{below}/")
        else:
            yield (*path, layer.name), below


def _numbered(classes: Iterable[str]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for cls in classes:
        name = snake_case(cls)
        number = counts.get(name, 0)
        counts[name] = number + 1
        yield f"{name}_{number}" if number else name


def load(model: Any, path: str, config: Mapping[str, Json]) -> None:
    """Loads the weights and vocabularies of the `.keras` file at `path`, whose config this is.

    `model` was built from that config by us. Raises what h5py, zipfile and Keras raise.
    """
    theirs, ours = groups_in_config(config), groups_in_model(model)
    with TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
        weights = FilePath(folder, WEIGHTS)
        with archive.open(WEIGHTS) as packed, weights.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
        if theirs != ours:
            weights = _moved(weights, theirs, ours, FilePath(folder, "moved.weights.h5"))
        model.load_weights(weights)
        _load_assets(model, archive, theirs, FilePath(folder, "assets"))


def _moved(source: FilePath, theirs: Groups, ours: Groups, target: FilePath) -> FilePath:
    """The weights with every group where our model looks for it."""
    h5py: Any = import_module("h5py")
    with h5py.File(source) as old, h5py.File(target, "w") as new:
        for path, group in ours.items():
            there = theirs.get(path, "")
            if there in old:
                old.copy(there, new, group)
    return target


def _load_assets(model: Any, archive: zipfile.ZipFile, groups: Groups, folder: FilePath) -> None:
    """Vocabularies that layers have learnt; only files directly in a layer's folder are taken."""
    from graphdsl.keras.weights.copying import layer_at

    for path, group in groups.items():
        layer = layer_at(model, path)
        if not hasattr(layer, "load_assets"):
            continue
        before = f"assets/{group}/"
        members = [n for n in archive.namelist() if n.startswith(before) and n != before]
        if not members:
            continue
        own = folder / "_".join(path).replace("/", "_")
        own.mkdir(parents=True)
        for member in members:
            plain = member[len(before) :]
            if "/" not in plain and "\\" not in plain:
                (own / plain).write_bytes(archive.read(member))
        layer.load_assets(str(own))
