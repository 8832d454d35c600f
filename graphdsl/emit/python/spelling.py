"""How Keras' things are written by hand: positional arguments, modules, operators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from graphdsl.graph import Value
from graphdsl.layers.objects.names import CLASSES

Role: TypeAlias = Literal["argument", "loss", "metric", "optimizer"]
"""What an object is for: `MeanSquaredError` is a loss and a metric."""

_POSITIONAL: Final[Mapping[str, str]] = {
    "units": "Dense LSTM GRU SimpleRNN LSTMCell GRUCell SimpleRNNCell",
    "filters kernel_size": "Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose "
    "SeparableConv1D SeparableConv2D ConvLSTM1D ConvLSTM2D ConvLSTM3D",
    "kernel_size": "DepthwiseConv1D DepthwiseConv2D",
    "pool_size": "MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D "
    "AveragePooling3D",
    "output_size": "AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D "
    "AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D",
    "rate": "Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianDropout "
    "AlphaDropout",
    "stddev": "GaussianNoise",
    "input_dim output_dim": "Embedding",
    "num_heads key_dim": "MultiHeadAttention",
    "target_shape": "Reshape",
    "dims": "Permute",
    "n": "RepeatVector",
    "padding": "ZeroPadding1D ZeroPadding2D ZeroPadding3D",
    "cropping": "Cropping1D Cropping2D Cropping3D",
    "size": "UpSampling1D UpSampling2D UpSampling3D",
    "activation": "Activation",
    "layer": "Bidirectional TimeDistributed SpectralNormalization",
    "cell": "RNN",
    "cells": "StackedRNNCells",
    "scale": "Rescaling",
    "height width": "Resizing CenterCrop RandomCrop",
    "factor": "RandomRotation RandomContrast RandomBrightness",
    "mode": "RandomFlip",
    "equation": "EinsumDense",
    "axes": "Dot",
    "l1": "L1",
    "l2": "L2",
}
POSITIONAL: Final[Mapping[str, tuple[str, ...]]] = {
    cls: tuple(names.split()) for names, classes in _POSITIONAL.items() for cls in classes.split()
}
"""By class, the first arguments that nobody writes with their names."""

BINARY: Final[Mapping[str, str]] = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "true_divide": "/",
    "floor_divide": "//", "mod": "%", "power": "**", "matmul": "@",
    "not_equal": "!=", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=",
}  # fmt: skip
"""Functions that symbolic tensors have an operator for; `==` is not among them."""

COMPARED: Final = frozenset({"not_equal", "less", "less_equal", "greater", "greater_equal"})
"""Those of them that Python turns around where a number stands on the left; nobody compares a
name with itself either."""

DEFAULTS: Final[Mapping[str, Value]] = {
    "activation": None,
    "dilation_rate": 1,
    "groups": 1,
    "padding": "valid",
    "return_sequences": False,
    "strides": 1,
    "trainable": True,
    "use_bias": True,
}
"""Values so usual that a function has them as defaults of its parameters."""

_FAMILIES: Final = (
    "initializers", "regularizers", "constraints", "dtype_policies", "metrics", "losses",
    "schedules", "optimizers", "callbacks",
)  # fmt: skip
_FIRST: Final[Mapping[Role, tuple[str, ...]]] = {
    "argument": (),
    "loss": ("losses",),
    "metric": ("metrics", "losses"),
    "optimizer": ("optimizers",),
}
_MODULES: Final[Mapping[str, str]] = {"schedules": "optimizers.schedules"}


def module_of(cls: str, role: Role) -> str | None:
    """The module of Keras that `cls` stands in: `keras.regularizers`; None if in no known one."""
    for family in (*_FIRST[role], *_FAMILIES):
        if cls in CLASSES[family]:
            return f"keras.{_MODULES.get(family, family)}"
    return "keras.random" if cls == "SeedGenerator" else None
