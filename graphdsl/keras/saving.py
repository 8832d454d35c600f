"""Models as files: `.keras`, or Keras' own description in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphdsl.diagnostics.saving import CannotSave, FreezingForgotten
from graphdsl.keras.api import keras
from graphdsl.keras.problems import BuildProblem, keras_words


def save(model: Any, path: str | Path) -> tuple[BuildProblem, ...]:
    """Writes `model` to `path` by its ending: `.keras`, or `.json` for its config alone.

    Gives what Keras refuses, and what it forgets. Raises OSError; a file that could not be
    finished may be left at `path`. A model more than about 1,000 layers deep can be saved, but
    Keras loads it only after `sys.setrecursionlimit`, with a few times its depth.
    """
    path = Path(path)
    try:
        if path.suffix == ".json":
            path.write_text(model.to_json(indent=2) + "\n", encoding="utf-8", newline="\n")
        else:
            model.save(path)
    except OSError:
        raise
    except Exception as error:
        return (BuildProblem(CannotSave(form=path.suffix, words=keras_words(error))),)
    return tuple(_forgotten(model, (), {}))


def _forgotten(
    model: Any, path: tuple[str, ...], known: dict[object, bool]
) -> Iterator[BuildProblem]:
    """The frozen layers that are not frozen any more in the model when it is loaded."""
    for layer in model.layers:
        if isinstance(layer, keras.Model) and layer.trainable:
            yield from _forgotten(layer, (*path, layer.name), known)
        elif (
            not isinstance(layer, keras.Model)
            and not layer.trainable
            and layer.weights
            and _thaws(layer, known)
        ):
            problem = FreezingForgotten(layer=layer.name, cls=type(layer).__name__)
            yield BuildProblem(problem, "layer", layer.name, path)


def _thaws(layer: Any, known: dict[object, bool]) -> bool:
    """Whether Keras, told to make `layer` anew, makes one that is trained.

    That depends on the class and on where its weights lie, so like layers are tried once.
    """
    cls = layer.__class__
    inner = tuple(weight.path.removeprefix(layer.path) for weight in layer.weights)
    key = (cls, inner)
    if all("/" not in name.strip("/") for name in inner):
        return False
    if key not in known:
        known[key] = _trained_anew(cls, layer)
    return known[key]


def _trained_anew(cls: Any, layer: Any) -> bool:
    try:
        copy = cls.from_config(layer.get_config())
        copy.build_from_config(layer.get_build_config())
    except Exception:  # a layer of the user's that cannot be made anew is not ours to judge
        return False
    return any(weight.trainable for weight in copy.weights)
