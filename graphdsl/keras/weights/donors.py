"""Models that weights come from: live ones, files, models of `keras.applications`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from graphdsl.diagnostics.base import Diagnostic, GraphdslError
from graphdsl.diagnostics.weights import WeightsUnreadable
from graphdsl.graph import Graph
from graphdsl.graph.leaves import Path
from graphdsl.keras.api import keras
from graphdsl.keras.build import build
from graphdsl.keras.problems import keras_words
from graphdsl.keras.weights.copying import paths_of
from graphdsl.keras.weights.groups import load
from graphdsl.saved import config_to_graph, open_saved

if TYPE_CHECKING:
    from graphdsl.saved.legacy_weights import Weight

_ENDINGS = (".keras", ".weights.h5", ".h5", ".hdf5")


@dataclass(slots=True)
class Donor:
    """A model with weights, and what it is called in messages."""

    name: str
    model: Any
    """A `keras.Model`; it is never changed."""
    tensors: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What each call gives, where the model was built from a graph."""
    _layers: Mapping[Path, Any] | None = None

    @property
    def layers(self) -> Mapping[Path, Any]:
        """Its layers with weights, by path."""
        if self._layers is None:
            self._layers = paths_of(self.model)
        return self._layers


def donor_of(
    source: Any, graph: Graph | None = None, custom_objects: Mapping[str, type] | None = None
) -> Donor:
    """The donor that `source` is: a `keras.Model`, or the path of a file.

    A file without a description of its model is read as one of `graph`. Raises GraphdslError.
    """
    if isinstance(source, keras.Model):
        return Donor(f"the model `{source.name}`", source)
    path = str(source)
    if not path.lower().endswith(_ENDINGS):
        raise _unreadable(path, "its name ends in none of .keras, .weights.h5, .h5")
    try:
        if path.lower().endswith(".keras"):
            return _saved(path, custom_objects)
        return _hdf5(path, graph, custom_objects)
    except GraphdslError:
        raise
    except Exception as error:  # of zipfile, h5py and Keras, of no common kind
        raise _unreadable(path, keras_words(error)) from error


def _unreadable(path: str, reason: str) -> GraphdslError:
    return GraphdslError((WeightsUnreadable(path=path, reason=reason),))


def _saved(path: str, custom_objects: Mapping[str, type] | None) -> Donor:
    saved = open_saved(path)
    if isinstance(saved, Diagnostic):
        raise GraphdslError((saved,))
    graph, found = config_to_graph(saved.config)
    if graph is None:
        raise GraphdslError(found)
    donor = _built(path, graph, custom_objects)
    load(donor.model, path, saved.config)
    return donor


def _built(path: str, graph: Graph, custom_objects: Mapping[str, type] | None) -> Donor:
    from graphdsl.transforms.training import untrained

    made = build(untrained(graph), custom_objects=custom_objects)
    if made.model is None:
        raise GraphdslError(tuple(problem.diagnostic for problem in made.problems))
    return Donor(path, made.model, made.tensors)


def _hdf5(path: str, graph: Graph | None, custom_objects: Mapping[str, type] | None) -> Donor:
    """Weights in HDF5: with their model, or with its description beside them, or of `graph`."""
    if not FilePath(path).is_file():
        raise _unreadable(path, "there is no such file")
    own = _described(path)
    graph = own or graph
    if graph is None:
        raise _unreadable(path, "it does not tell of its model, and there is none beside it")
    donor = _built(path, graph, custom_objects)
    if path.lower().endswith(".weights.h5"):
        donor.model.load_weights(path)
    else:
        _by_name(donor.model, path)
    return donor


def _described(path: str) -> Graph | None:
    """The graph that the file tells, or one with the same name but for its end."""
    stem = next(path[: -len(e)] for e in reversed(_ENDINGS[1:]) if path.lower().endswith(e))
    stem = stem.removesuffix(".weights")
    for name in (path, f"{stem}.json", f"{stem}.graph.json"):
        if name != path and not FilePath(name).is_file():
            continue
        saved = open_saved(name)
        if isinstance(saved, Diagnostic):
            continue
        graph, _ = config_to_graph(saved.config)
        if graph is not None:
            return graph
    return None


def _by_name(model: Any, path: str) -> None:
    """Fills the layers of the model from a legacy file."""
    from graphdsl.saved.legacy_weights import named_weights

    found = named_weights(path)
    if isinstance(found, Diagnostic):
        raise GraphdslError((found,))
    for layer in model.layers:
        values = found.get(layer.name, ())
        leaves = paths_of(layer) if isinstance(layer, keras.Model) else {(layer.name,): layer}
        for names, leaf in leaves.items():
            own = values if leaf is layer else _of(values, names[-1])
            order = [*leaf.trainable_weights, *leaf.non_trainable_weights]
            if len(own) != len(order):
                name = ".".join((layer.name, *names) if leaf is not layer else names)
                reason = f"`{name}` has {len(own)} weights in it, and {len(order)} by its kind"
                raise _unreadable(path, reason)
            for weight, value in zip(order, own, strict=True):
                weight.assign(value.value)


def _of(values: Sequence[Weight], layer: str) -> list[Weight]:
    """Those of one layer among all of a nested model, which stand in an order of their own."""
    return [weight for weight in values if layer in weight.name.split("/")[:-1]]
