"""Saved Keras models as graphs: read as data, without Keras, and without running what they hold."""

from graphdsl.saved.archive import Saved, open_saved
from graphdsl.saved.reading import config_to_graph, read_model

__all__ = ["Saved", "config_to_graph", "open_saved", "read_model"]
