"""Weights copied layer by layer, and an account of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Any

from graphdsl.diagnostics.wording import count
from graphdsl.graph.leaves import Path
from graphdsl.keras.api import keras


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the layers that have weights; each by the path to it, with dots."""

    copied: tuple[tuple[str, str], ...] = ()
    """Each layer, and what its weights come from."""
    fresh: tuple[str, ...] = ()
    """Those that nothing was found for."""
    unfit: tuple[tuple[str, str, str], ...] = ()
    """Those of other shapes: the layer, what it was to come from, and how they differ."""

    @property
    def complete(self) -> bool:
        """Whether every layer got its weights."""
        return not self.fresh and not self.unfit

    def lines(self) -> tuple[str, ...]:
        """The account in a few lines, for people."""
        sources = dict.fromkeys(source for _, source in self.copied)
        found = [
            f"weights of {count(sum(s == source for _, s in self.copied), 'layer')} from {source}"
            for source in sources
        ]
        if self.fresh:
            found.append(f"fresh: {_some(self.fresh)}")
        return tuple(found)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8:,} more" if len(names) > 8 else "")


def layer_at(model: Any, path: Path) -> Any:
    """The layer of a Keras model at a path of names; None where there is none."""
    found: Any = model
    for name in path:
        found = next((layer for layer in found.layers if layer.name == name), None)
        if found is None:
            return None
        if len(path) > 1 and not isinstance(found, keras.Model) and name != path[-1]:
            return None
    return found


def paths_of(model: Any) -> Mapping[Path, Any]:
    """The layers of a Keras model that are no models and have weights, by their paths."""
    found: dict[Path, Any] = {}
    for layer in model.layers:
        if isinstance(layer, keras.Model) and hasattr(layer, "layers"):
            inner = paths_of(layer)
            found |= {(layer.name, *path): leaf for path, leaf in inner.items()}
        elif has_state(layer):
            found[(layer.name,)] = layer
    return found


def has_state(layer: Any) -> bool:
    """Whether there is something to copy: weights, or a vocabulary."""
    return bool(layer.weights) or hasattr(layer, "load_assets")


def misfit(layer: Any, other: Any) -> str:
    """Why the weights of `other` do not fit into `layer`; "" where they do."""
    mine = [tuple(weight.shape) for weight in layer.weights]
    theirs = [tuple(weight.shape) for weight in other.weights]
    if mine == theirs:
        return ""
    if len(mine) != len(theirs):
        return f"{len(theirs)} weights, the layer has {len(mine)}"
    ours, them = next((a, b) for a, b in zip(mine, theirs, strict=True) if a != b)
    return f"{_shape(them)}, the layer has {_shape(ours)}"


def _shape(sizes: Sequence[int]) -> str:
    return f"[{', '.join(map(str, sizes))}]"


def copy_weights(layer: Any, other: Any) -> None:
    """Copies the weights of `other`, and a vocabulary that it has learnt; nothing is shared."""
    if layer.weights:
        layer.set_weights(other.get_weights())
    if hasattr(layer, "load_assets") and hasattr(other, "save_assets"):
        with TemporaryDirectory() as folder:
            other.save_assets(folder)
            if any(FilePath(folder).iterdir()):
                layer.load_assets(folder)
