"""Arguments that Keras leaves out when it writes down an object, put back in.

A saved model would come back with the defaults for them, without a word. What is put in is an
argument of the class, so Keras reads it without us. The oracle tests find out which they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from graphdsl.keras.api import keras

LEFT_OUT: Final[Mapping[str, tuple[str, ...]]] = {
    "initializers.Identity": ("gain",),
    "layers.CategoryEncoding": ("sparse",),
    "layers.GRU": ("implementation", "use_cudnn"),
    "layers.GRUCell": ("implementation",),
    "layers.GroupedQueryAttention": ("flash_attention",),
    "layers.LSTM": ("implementation", "use_cudnn"),
    "layers.LSTMCell": ("implementation",),
    "layers.MaxNumBoundingBoxes": ("fill_value",),
    "layers.MultiHeadAttention": ("flash_attention",),
    "layers.RandomGrayscale": ("seed",),
    "layers.RandomShear": ("x_factor", "y_factor"),  # written as a range that it does not take
    "layers.SimpleRNN": ("seed",),
    "losses.CosineSimilarity": ("axis",),
    "losses.Huber": ("delta",),
    "losses.SparseCategoricalCrossentropy": ("axis",),
    "metrics.CosineSimilarity": ("axis",),
}
"""By the module of Keras and the name of the class."""
OF_ALL_LAYERS: Final = ("autocast",)
OF_ALL_LOSSES: Final = ("dtype",)


def left_out(cls: type) -> tuple[str, ...]:
    """The arguments that Keras leaves out for a class of its own."""
    package, _, module = cls.__module__.partition(".src.")
    if package != "keras":
        return ()
    own = LEFT_OUT.get(f"{module.partition('.')[0]}.{cls.__name__}", ())
    if issubclass(cls, keras.Layer):
        return (*own, *OF_ALL_LAYERS)
    return (*own, *OF_ALL_LOSSES) if issubclass(cls, keras.losses.Loss) else own


def with_whole_config(made: Any, given: Mapping[str, Any]) -> Any:
    """`made`, which writes down all the arguments `given` to it."""
    cls: type = made.__class__
    missing = {name: given[name] for name in left_out(cls) if name in given}
    if missing:
        made.get_config = partial(_whole_config, made, missing)
    return made


def _whole_config(made: Any, missing: Mapping[str, Any]) -> dict[str, Any]:
    return {**made.__class__.get_config(made), **missing}
