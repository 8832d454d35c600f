"""Models of `keras.applications`, built by Keras with the weights that were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.weights import WeightsNotToHave
from graphdsl.keras.api import keras
from graphdsl.keras.problems import keras_words


def application(name: str, args: Mapping[str, Any]) -> Any:
    """The Keras model; raises GraphdslError where its weights could not be had."""
    try:
        return getattr(keras.applications, name)(**args)
    except Exception as error:  # of the network, of files, of Keras: of no common kind
        wanted = str(args.get("weights", "imagenet"))
        found = WeightsNotToHave(application=name, weights=wanted, words=keras_words(error))
        raise GraphdslError((found,)) from error
