"""Weights from one model into another, by the names of layers."""

from graphdsl.keras.weights.copying import Report, copy_weights
from graphdsl.keras.weights.donors import Donor, donor_of
from graphdsl.keras.weights.filling import fill, takes_weights

__all__ = ["Donor", "Report", "copy_weights", "donor_of", "fill", "takes_weights"]
