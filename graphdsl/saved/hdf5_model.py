"""A whole model in an HDF5 file: JSON in attributes tells how it is made, and compiled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.older import BadHdf5, OnlyWeights
from graphdsl.files import SIZE_LIMIT
from graphdsl.saved.hdf5 import CONFIG, Content, Group, content, looked_at
from graphdsl.saved.json_text import json_object
from graphdsl.saved.written import Unreadable

TRAINING: Final = "training_config"
VERSION: Final = "keras_version"


def config_of(path: str | Path) -> tuple[Mapping[str, Any], str | None] | Diagnostic:
    """The config, with `training_config` in it, and the version of Keras; or why there is none."""
    return looked_at(path, lambda file: _config(file, str(path)))


def _config(file: Group, path: str) -> tuple[Mapping[str, Any], str | None]:
    match content(file):
        case Content.MODEL:
            pass
        case Content.OTHER:
            problem = f"it has neither a `{CONFIG}` nor weights"
            raise Unreadable(BadHdf5(path=path, problem=problem))
        case weights:
            by_name = weights is Content.LEGACY_WEIGHTS
            raise Unreadable(OnlyWeights(path=path, by_name=by_name))
    config = dict(_json(file, CONFIG, path))
    if TRAINING in file.attrs:
        config[TRAINING] = _json(file, TRAINING, path)
    version = file.attrs.get(VERSION)
    if isinstance(version, bytes):
        version = version.decode("utf-8")
    if not isinstance(version, str):
        return config, None
    return {VERSION: version, **config}, version


def _json(file: Group, attribute: str, path: str) -> Mapping[str, Any]:
    """The object that an attribute holds as JSON."""
    what = f"its attribute `{attribute}`"
    written: Any = file.attrs[attribute]  # all of it stands in the file: nothing is unpacked
    data = written.encode("utf-8", "surrogateescape") if isinstance(written, str) else written
    problem = None
    if not isinstance(data, bytes):
        problem = f"{what} is no text"
    elif len(data) > SIZE_LIMIT:
        problem = f"{what} has more than {SIZE_LIMIT // 2**20} MiB"
    if problem:
        raise Unreadable(BadHdf5(path=path, problem=problem))
    found = json_object(data, path, what)
    if isinstance(found, Diagnostic):
        raise Unreadable(found)
    return found
