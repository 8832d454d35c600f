"""Layers that graphdsl adds to Keras. Each stands by itself: `.py` output copies it as it is."""

from __future__ import annotations

from typing import Any

from graphdsl.keras.api import keras


@keras.saving.register_keras_serializable(package="graphdsl")
class MCDropout(keras.layers.Dropout):
    """Dropout that stays on in prediction, for Monte Carlo estimates of uncertainty.

    Keras cannot say this as data: `training=True` in a call of Dropout is overwritten by the flag
    of the model around it, so `predict` would drop nothing.
    """

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        """Drops whatever `training` says."""
        return keras.layers.Dropout.call(self, inputs, training=True)
