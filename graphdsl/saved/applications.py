"""What the models of `keras.applications` look like: learnt once from Keras, and kept.

A process of its own builds the model, so that nothing here imports Keras. What it says is kept in
the user's cache, by the version of Keras and the arguments.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from graphdsl.diagnostics.applications import ApplicationRefused, LearningFailed
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.files import replacing
from graphdsl.graph import Graph, Value
from graphdsl.saved.reading import config_to_graph

TEACHER: Final = "graphdsl.keras.describe"
"""The module that is run to build a model; it writes its config."""
WITHOUT_WEIGHTS: Final[Mapping[str, Value]] = {"weights": None}
"""Weights do not change what a model looks like, so none are asked for."""


def application_graph(name: str, args: Mapping[str, Value]) -> Graph | Diagnostic:
    """The graph of the application `name` made with `args`, or why there is none.

    The first time for a version of Keras and these arguments Keras is started, which takes seconds;
    a line on standard error says so.
    """
    try:
        key = json.dumps({**args, **WITHOUT_WEIGHTS}, sort_keys=True)
    except (TypeError, ValueError):
        return ApplicationRefused(name=name, words="its arguments are numbers, words and lists")
    return _graph(name, key)


@cache
def _graph(name: str, key: str) -> Graph | Diagnostic:
    config = _config(name, key)
    if isinstance(config, Diagnostic):
        return config
    graph, found = config_to_graph(config)
    if graph is None:
        words = found[0].message() if found else "its config cannot be read"
        return ApplicationRefused(name=name, words=words)
    return graph


def _config(name: str, key: str) -> Mapping[str, Any] | Diagnostic:
    try:
        keras = version("keras")
    except PackageNotFoundError:
        return LearningFailed(name=name, reason="Keras is not installed")
    path = _place(name, keras, key)
    kept = None if path is None else _kept(path, key)
    if kept is not None:
        return kept
    print(f"graphdsl: learning what {name} of Keras {keras} looks like …", file=sys.stderr)
    learnt = _learnt(name, key)
    if isinstance(learnt, Diagnostic):
        return learnt
    if path is not None and _keep(path, key, learnt):
        print(f"graphdsl: kept in {path}", file=sys.stderr)
    return learnt


def _place(name: str, keras: str, key: str) -> Path | None:
    """The file for what is learnt; None where the user has no home."""
    try:
        return cache_folder() / "applications" / f"{name}-{keras}-{_digest(key)}.json"
    except RuntimeError:
        return None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def cache_folder() -> Path:
    """Where what was learnt is kept: `$XDG_CACHE_HOME/graphdsl`, or as the system has it."""
    given = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if given:
        return Path(given) / "graphdsl"
    folder = Path("Library", "Caches") if sys.platform == "darwin" else Path(".cache")
    return Path.home() / folder / "graphdsl"


def _kept(path: Path, key: str) -> Mapping[str, Any] | None:
    """What was learnt before; nothing of a file that is damaged or of other arguments."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return found["config"] if found["args"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, key: str, config: Mapping[str, Any]) -> bool:
    """Keeps what was learnt, if the folder can be written to."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as scratch:
            scratch.write_text(json.dumps({"args": key, "config": config}), encoding="utf-8")
    except OSError:
        return False
    return True


def _learnt(name: str, key: str) -> Mapping[str, Any] | Diagnostic:
    done = subprocess.run(
        [sys.executable, "-m", TEACHER, name, key],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    try:
        said = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        return LearningFailed(name=name, reason=last[0])
    if "error" in said:
        return ApplicationRefused(name=name, words=said["error"])
    return said["config"]
