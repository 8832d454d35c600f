"""Saved Keras models as graphs: read as data, without Keras, and without running what they hold."""

from graphdsl.saved.archive import Saved, has_weights, open_saved
from graphdsl.saved.hdf5 import Content, content_of, is_weights_only
from graphdsl.saved.reading import config_to_graph, read_model

__all__ = [
    "Content",
    "Saved",
    "config_to_graph",
    "content_of",
    "has_weights",
    "is_weights_only",
    "open_saved",
    "read_model",
]
