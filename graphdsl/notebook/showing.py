"""What a notebook is given to show for a model: a picture, and text where there are none."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from graphdsl.check.infer import infer
from graphdsl.check.types import Types
from graphdsl.diagnostics.base import GraphdslError
from graphdsl.emit import diagram
from graphdsl.emit.diagram.inline import standalone
from graphdsl.graph import Graph
from graphdsl.origins import Origins
from graphdsl.pipeline import KerasModel

Bundle: TypeAlias = dict[str, str]
"""Texts by their media types."""
_KERAS = ("keras.src.models.model", "Model")
"""The class of all Keras models, which is named here and not imported."""


def bundle(graph: Graph, types: Types, origins: Origins | None = None, **options: Any) -> Bundle:
    """The picture of a graph and its tree; the tree alone where no picture can be laid out.

    `options` are those of `diagram.draw`.
    """
    view = options.pop("view", diagram.View())
    text = diagram.draw(graph, types, "txt", view).decode()
    try:
        svg = diagram.draw(graph, types, "svg", view, origins=origins, **options)
    except GraphdslError:
        return {"text/plain": text}
    return {"text/plain": text, "image/svg+xml": standalone(svg)}


def bundle_of(graph: Graph) -> Bundle:
    """The same for a graph alone."""
    return bundle(graph, infer(graph, Origins())[0])


def picture_of_model(model: KerasModel) -> str | None:
    """The SVG of a Keras model; None, which leaves it to IPython, for one that is not a graph."""
    from graphdsl.saved import config_to_graph

    try:
        graph, _ = config_to_graph(json.loads(model.to_json()))
    except Exception:  # a class of somebody else's may raise anything
        return None
    return None if graph is None else bundle_of(graph).get("image/svg+xml")


def show_models(shell: Any) -> None:
    """From now on Keras models are shown as pictures, too."""
    formatter = shell.display_formatter.formatters["image/svg+xml"]
    formatter.for_type_by_name(*_KERAS, picture_of_model)
