"""Layers of graphdsl's own, for what Keras has no layer for; `graphdsl.keras.own` holds them."""

from __future__ import annotations

from graphdsl.layers.families.regularization import Dropout


class MCDropout(Dropout):
    """Dropout that stays on in prediction, for Monte Carlo estimates of uncertainty."""

    def differs_in_training(self, *, frozen: bool = False) -> bool:
        """It always drops."""
        return False
