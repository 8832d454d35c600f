"""From the config of a saved model to its graph, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.saved import ConfigTooDeep, NoLayersSaved
from graphdsl.graph import Graph
from graphdsl.graph.json.limits import MAX_DEPTH, depth
from graphdsl.saved.archive import open_saved
from graphdsl.saved.context import Context
from graphdsl.saved.functional import functional
from graphdsl.saved.layers import inner_layer
from graphdsl.saved.nested import as_functional
from graphdsl.saved.older.forms import is_older
from graphdsl.saved.structures import flat_order, leaves
from graphdsl.saved.training import with_training
from graphdsl.saved.written import MODELS, Entry, Json, Unreadable, entry

Read = tuple[Graph | None, tuple[Diagnostic, ...]]
"""A graph, or None, and what is wrong with it, or is not kept of the file."""


def read_model(path: str | Path) -> Read:
    """The graph of the model in a `.keras`, `.json` or `.h5` file; weights are not looked at."""
    saved = open_saved(path)
    if isinstance(saved, Diagnostic):
        return None, (saved,)
    return config_to_graph(saved.config)


def config_to_graph(config: Mapping[str, Any]) -> Read:
    """The graph of a model's config, as `json.loads(model.to_json())` or `model.get_config()`.

    It may be one of Keras 2, too, and have a `training_config`, as HDF5 files do.

    No class is looked up or made, whatever the config names.
    """
    context = Context(_model, inner_layer, str(config.get("keras_version") or ""))
    graph = None
    try:
        if depth(config) > MAX_DEPTH:
            raise Unreadable(ConfigTooDeep(limit=MAX_DEPTH))
        if is_older(config):
            from graphdsl.saved.older.models import modern  # much, and seldom needed

            config = modern(config, context)
        whole = _whole(config)
        graph = _model(whole, context, None)
        graph = with_training(graph, config.get("compile_config"), _order(whole), context)
    except Unreadable as refused:
        context.report(refused.diagnostic)
    except RecursionError:
        context.report(ConfigTooDeep(limit=MAX_DEPTH))
    return graph, tuple(context.found)


def _whole(config: Mapping[str, Any]) -> Entry:
    """The model itself; what `model.get_config()` gives lacks its class."""
    if "class_name" not in config and "layers" in config:
        cls = "Functional" if "input_layers" in config else "Sequential"
        config = {"module": "keras", "class_name": cls, "config": config}
    return entry(dict(config), ())


def _order(model: Entry) -> tuple[int, ...]:
    """The places of the outputs in the order in which Keras counts them."""
    if not model.is_functional:
        return (0,)
    return flat_order(leaves(model.config["output_layers"], ("config", "output_layers")))


def _model(model: Entry, context: Context, called_with: Sequence[Json] | None) -> Graph:
    """The graph of an entry that is a model."""
    path = (*model.path, "config")
    if model.is_functional:
        if model.cls not in MODELS:
            context.lose(model.words, f"what the class `{model.cls}` does besides its layers")
        return functional(model.config, path, context)
    if model.is_sequential:
        return functional(as_functional(model, called_with), path, context, whole=True)
    raise Unreadable(NoLayersSaved(cls=model.cls))
