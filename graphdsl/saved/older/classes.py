"""Layers that Keras 3 calls otherwise, and layers that it does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OTHER_CLASSES: Final[Mapping[str, str]] = {
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
    "SyncBatchNormalization": "BatchNormalization",
    "LayerNormalizationV1": "LayerNormalization",
    "DenseV1": "Dense",
    "LSTMV1": "LSTM",
    "LSTMV2": "LSTM",
    "GRUV1": "GRU",
    "GRUV2": "GRU",
    "GroupedQueryAttention": "GroupQueryAttention",
    "UnifiedLSTM": "LSTM",
    "UnifiedGRU": "GRU",
    "ThresholdedReLU": "ReLU",
}
"""The class of Keras 3 that computes the same."""
ADDED: Final[Mapping[str, Mapping[str, bool]]] = {
    "SyncBatchNormalization": {"synchronized": True},
}
"""Arguments by which the class of Keras 3 does so."""
_CUDNN = "its weights lie otherwise than those of {}, which Keras 2 converts when it loads them"
_OWN_WEIGHTS = "every place in its input has weights of its own, and no layer of Keras 3 does that"
KERAS_1 = "Keras 1 wrote it, with other arguments than Keras 2 and 3 have"
REFUSED: Final[Mapping[str, str]] = {
    "CuDNNLSTM": _CUDNN.format("an `LSTM`"),
    "CuDNNGRU": _CUDNN.format("a `GRU`"),
    "LocallyConnected1D": _OWN_WEIGHTS,
    "LocallyConnected2D": _OWN_WEIGHTS,
    "RandomHeight": "the height of its output is another for every batch",
    "RandomWidth": "the width of its output is another for every batch",
    "DenseFeatures": "its feature columns belong to TensorFlow",
    "SequenceFeatures": "its feature columns belong to TensorFlow",
    "RandomFourierFeatures": "it is in the `experimental` part of Keras 2 alone",
    **dict.fromkeys(
        (
            *("AtrousConvolution1D", "AtrousConvolution2D", "Convolution1D", "Convolution2D"),
            *("Convolution3D", "Deconvolution2D", "SeparableConvolution2D", "TimeDistributedDense"),
        ),
        KERAS_1,
    ),
}
"""Classes that nothing in Keras 3 stands for, with the reason."""
