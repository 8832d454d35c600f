"""Calls that matter, chosen by hand: those that must be accepted, with the weights and the shapes
that Keras gives, and those that must be refused."""

from __future__ import annotations

from typing import Any

import pytest

from graphdsl.graph import Layer, Object
from graphdsl.layers.families.index import FAMILIES
from graphdsl.layers.registry import KERAS_LAYERS
from graphdsl.layers.tensors import BATCH, Dim, Sym, TensorType

from .layer_cases import PLAIN_FAMILIES
from .layer_oracle import disagreement, ours

pytestmark = pytest.mark.keras

N, M = Sym("n"), Sym("m")
MIXED = Object("DTypePolicy", {"name": "mixed_float16"})


LSTM = Layer("", "layer", "LSTM", {"units": 4})
WIDER = Layer("", "layer", "GRU", {"units": 6, "go_backwards": True})


def t(*shape: Dim, dtype: str = "float32") -> TensorType:
    return TensorType((BATCH, *shape), dtype)


def i(*shape: Dim) -> TensorType:
    return t(*shape, dtype="int32")


FINE: list[tuple[str, dict[str, Any], Any]] = [
    ("Dense", {"units": 10, "activation": "softmax"}, t(784)),
    ("Dense", {"units": 3, "use_bias": False}, t(N, 5)),
    ("Dense", {"units": 3, "lora_rank": 2}, t(5)),
    ("Dense", {"units": 3, "dtype": "mixed_float16"}, t(5)),
    ("Dense", {"units": 3, "dtype": MIXED}, t(5, dtype="float64")),
    ("Dense", {"units": 3}, i(5)),
    ("Dense", {"units": 3, "kernel_regularizer": Object("L2", {"l2": 1e-4})}, t(5)),
    (
        "EinsumDense",
        {"equation": "abc,cd->abd", "output_shape": (None, 64), "bias_axes": "d"},
        t(10, 32),
    ),
    ("EinsumDense", {"equation": "...x,xy->...y", "output_shape": 64, "bias_axes": "y"}, t(128)),
    ("EinsumDense", {"equation": "...x,xy->...y", "output_shape": 64}, t(7, 128)),
    (
        "EinsumDense",
        {"equation": "abc,cde->abde", "output_shape": (None, 4, 2), "lora_rank": 2},
        t(N, 8),
    ),
    (
        "EinsumDense",
        {"equation": "ab...,bc->ac...", "output_shape": 4, "bias_axes": "c"},
        t(3, 5, N),
    ),
    ("Embedding", {"input_dim": 100, "output_dim": 8, "mask_zero": True}, i(N)),
    ("Embedding", {"input_dim": 100, "output_dim": 8, "lora_rank": 2, "dtype": "float16"}, i()),
    ("ReversibleEmbedding", {"input_dim": 100, "output_dim": 8, "tie_weights": False}, i(N)),
    ("Identity", {}, t(3, dtype="string")),
    ("Identity", {}, t(3, dtype="float64")),
    ("Masking", {"mask_value": -1.0}, t(N, 3)),
    ("Activation", {"activation": "relu"}, i(3)),
    ("Activation", {"activation": None}, t(3)),
    ("ReLU", {"max_value": 6}, t(3, N)),
    ("LeakyReLU", {}, i(3)),
    ("LeakyReLU", {"alpha": 0.1}, t(3)),
    ("ELU", {"alpha": 0.5}, t(N, 3)),
    ("PReLU", {"shared_axes": [1, 2]}, t(N, M, 3)),
    ("Softmax", {"axis": [1, 2]}, t(3, 4)),
    ("Conv1D", {"filters": 8, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}, t(N, 4)),
    ("Conv1D", {"filters": 8, "kernel_size": 2, "lora_rank": 2}, t(9, 4)),
    ("Conv2D", {"filters": 8, "kernel_size": 3, "strides": 2, "padding": "SAME"}, t(9, 9, 3)),
    ("Conv2D", {"filters": 8, "kernel_size": (3, 5), "strides": [2, 1]}, t(N, 12, 3)),
    ("Conv2D", {"filters": 8, "kernel_size": 3, "groups": 4}, t(6, 6, 8)),
    ("Conv2D", {"filters": 8, "kernel_size": 3, "data_format": "channels_first"}, t(3, 9, M)),
    ("Conv3D", {"filters": 2, "kernel_size": 3, "dilation_rate": (1, 2, 1)}, t(9, 9, 9, 1)),
    ("Conv1DTranspose", {"filters": 2, "kernel_size": 3, "strides": 2}, t(N, 4)),
    (
        "Conv2DTranspose",
        {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"},
        t(7, 7, 4),
    ),
    (
        "Conv2DTranspose",
        {"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": 1},
        t(7, 7, 4),
    ),
    (
        "Conv3DTranspose",
        {"filters": 2, "kernel_size": 2, "strides": 3, "use_bias": False},
        t(3, 3, 3, 4),
    ),
    ("DepthwiseConv1D", {"kernel_size": 3, "depth_multiplier": 2}, t(N, 4)),
    ("DepthwiseConv2D", {"kernel_size": 3, "strides": 2, "padding": "same"}, t(9, 9, 4)),
    ("SeparableConv1D", {"filters": 5, "kernel_size": 3}, t(9, 4)),
    ("SeparableConv2D", {"filters": 5, "kernel_size": 3, "depth_multiplier": 2}, t(9, N, 4)),
    ("MaxPooling1D", {}, t(9, 4)),
    ("MaxPooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}, t(9, N, 4)),
    ("MaxPooling3D", {"data_format": "channels_first"}, t(4, 9, 9, 9)),
    ("AveragePooling1D", {"pool_size": 2}, t(N, 4)),
    ("AveragePooling2D", {"pool_size": (2, 3), "strides": 1}, t(9, 9, 4)),
    ("AveragePooling3D", {"pool_size": 2}, t(4, 4, 4, 2)),
    ("GlobalAveragePooling1D", {"keepdims": True}, t(N, 4)),
    ("GlobalAveragePooling2D", {"data_format": "channels_first"}, t(4, N, M)),
    ("GlobalAveragePooling3D", {}, t(4, 4, 4, 2)),
    ("GlobalMaxPooling1D", {}, t(N, 4)),
    ("GlobalMaxPooling2D", {"keepdims": True}, t(3, N, 4)),
    ("GlobalMaxPooling3D", {}, t(4, 4, 4, 2)),
    ("AdaptiveAveragePooling1D", {"output_size": 3}, t(N, 4)),
    ("AdaptiveAveragePooling2D", {"output_size": (3, 2)}, t(7, 9, 4)),
    ("AdaptiveAveragePooling3D", {"output_size": 2}, t(4, 4, 4, 2)),
    ("AdaptiveMaxPooling1D", {"output_size": [3]}, t(9, 4)),
    ("AdaptiveMaxPooling2D", {"output_size": 3}, t(7, 9, 4)),
    ("AdaptiveMaxPooling3D", {"output_size": 2}, t(4, 4, 4, 2)),
    ("BatchNormalization", {}, t(N, M, 3)),
    ("BatchNormalization", {"axis": 1, "scale": False}, t(3, N, M)),
    ("BatchNormalization", {"renorm": True, "renorm_clipping": {"rmax": 3.0, "rmin": 0.3}}, t(3)),
    ("GroupNormalization", {"groups": 4}, t(N, 8)),
    ("GroupNormalization", {"groups": -1, "center": False}, t(6, 6, 8)),
    ("LayerNormalization", {"axis": [1, 2]}, t(3, 4)),
    ("LayerNormalization", {"rms_scaling": True}, t(N, 4)),
    ("LayerNormalization", {"scale": False, "center": False}, t(N, M)),
    ("RMSNormalization", {}, t(N, 4)),
    ("UnitNormalization", {"axis": [1, 2]}, t(3, N)),
    ("ActivityRegularization", {"l2": 0.1}, t(3)),
    ("AlphaDropout", {"rate": 0.1, "seed": 3}, t(3)),
    ("Dropout", {"rate": 0.5, "noise_shape": (None, 1)}, t(3)),
    ("Dropout", {"rate": 1}, t(3)),
    ("GaussianDropout", {"rate": 0.1}, t(N)),
    ("GaussianNoise", {"stddev": 0.1, "dtype": "bfloat16"}, t(N)),
    ("SpatialDropout1D", {"rate": 0.1}, t(N, 4)),
    ("SpatialDropout2D", {"rate": 0.1, "data_format": "channels_first"}, t(4, N, M)),
    ("SpatialDropout3D", {"rate": 0.1}, t(2, 2, 2, 4)),
    ("Cropping1D", {"cropping": (2, 0)}, t(N, 4)),
    ("Cropping2D", {"cropping": ((1, 2), 3)}, t(9, 9, 4)),
    ("Cropping2D", {"cropping": 2}, t(9, N, 4)),
    ("Cropping3D", {"cropping": (1, 2, 0), "data_format": "channels_first"}, t(4, 9, 9, 9)),
    ("Flatten", {}, t(28, 28)),
    ("Flatten", {"data_format": "channels_first"}, i(3, N)),
    ("Flatten", {}, t()),
    ("Permute", {"dims": (3, 1, 2)}, t(2, N, 4)),
    ("RepeatVector", {"n": 3}, t(N)),
    ("Reshape", {"target_shape": (-1, 4)}, t(8, 3)),
    ("Reshape", {"target_shape": (-1, 4)}, t(N, 3)),
    ("Reshape", {"target_shape": ()}, t(1)),
    ("Reshape", {"target_shape": (2, None)}, t(8)),
    ("UpSampling1D", {"size": 3}, t(N, 4)),
    ("UpSampling2D", {"size": (2, 3), "interpolation": "bilinear"}, t(3, 4, 4)),
    ("UpSampling3D", {"data_format": "channels_first"}, t(4, 2, N, 3)),
    ("ZeroPadding1D", {"padding": (1, 0)}, t(N, 4)),
    ("ZeroPadding2D", {"padding": ((1, 2), (0, 3))}, t(9, 9, 4)),
    ("ZeroPadding3D", {"padding": 1}, t(2, N, 3, 4)),
    ("Add", {}, [t(8, 32), t(8, 1)]),
    ("Add", {}, [t(8, 32), t(32)]),
    ("Add", {}, [t(N, 3), t(5, 3), t(1, 3)]),
    ("Add", {}, [t(3)]),
    ("Average", {}, [t(3), i(3)]),
    ("Maximum", {}, [t(N), t(N)]),
    ("Minimum", {}, [t(), t(3)]),
    ("Multiply", {}, [t(3, dtype="float64"), t(3)]),
    ("Subtract", {}, [t(3, N), t(3, M)]),
    ("Concatenate", {"axis": 1}, [t(N, 3), t(5, 3), t(M, 3)]),
    ("Concatenate", {}, [t(88, 88, 64), t(88, N, 32)]),
    ("Concatenate", {}, [t(3)]),
    ("Dot", {"axes": 1}, [t(4), t(4)]),
    ("Dot", {"axes": (2, 1), "normalize": True}, [t(3, 4), t(4, N)]),
    ("Dot", {"axes": -1}, [t(3, N), t(5, N)]),
]

WRONG: list[tuple[str, dict[str, Any], Any]] = [
    ("Dense", {"units": 0}, t(3)),
    ("Dense", {"units": 2.5}, t(3)),
    ("Dense", {"units": 3}, t()),
    ("Dense", {"units": 3}, t(N)),
    ("Dense", {"units": 3}, t(3, dtype="string")),
    ("Dense", {"units": 3, "activation": "rellu"}, t(3)),
    ("Dense", {"units": 3, "activation": Layer("", "layer", "ReLU", {"max_value": -1})}, t(3)),
    ("Dense", {"units": 3, "kernel_initializer": Object("HeNormal", {"sed": 1})}, t(3)),
    ("Dense", {"units": 3, "bogus": 3}, t(3)),
    ("Dense", {"units": 3, "dtype": "int8"}, t(3)),
    ("Dense", {"units": 3, "lora_rank": 2, "kernel_constraint": "non_neg"}, t(3)),
    ("EinsumDense", {"equation": "ab,bc", "output_shape": 3}, t(3)),
    ("EinsumDense", {"equation": "ab,bc->ac", "output_shape": 3, "bias_axes": "b"}, t(3)),
    ("Embedding", {"input_dim": 100}, i(3)),
    ("Embedding", {"input_dim": True, "output_dim": 2}, i(3)),
    ("PReLU", {}, t(N, 3)),
    ("LeakyReLU", {"negative_slope": -0.1}, t(3)),
    ("Softmax", {"axis": 2}, t(3)),
    ("Conv2D", {"filters": 8, "kernel_size": 3}, t(28, 28)),
    ("Conv2D", {"filters": 8, "kernel_size": 3}, t(2, 28, 1)),
    ("Conv2D", {"filters": 8, "kernel_size": 3, "padding": "causal"}, t(28, 28, 1)),
    ("Conv2D", {"filters": 8, "kernel_size": 3, "strides": 2, "dilation_rate": 2}, t(28, 28, 1)),
    ("Conv2D", {"filters": 8, "kernel_size": 3, "groups": 3}, t(28, 28, 6)),
    ("Conv2D", {"filters": 8, "kernel_size": 3, "groups": 2}, t(28, 28, 3)),
    ("Conv2D", {"filters": 8, "kernel_size": 3}, t(28, 28, N)),
    ("Conv2D", {"filters": 8, "kernel_size": 3}, i(28, 28, 1)),
    ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "output_padding": 1}, t(7, 7, 4)),
    ("DepthwiseConv2D", {"kernel_size": 3, "strides": (1, 2)}, t(7, 7, 4)),
    ("MaxPooling2D", {"pool_size": 4}, t(3, 9, 1)),
    ("MaxPooling2D", {"padding": "SAME"}, t(9, 9, 1)),
    ("AveragePooling2D", {}, t(9, 9, 1)),
    ("BatchNormalization", {}, t(3, N)),
    ("BatchNormalization", {"axis": 4}, t(3, 3)),
    ("GroupNormalization", {}, t(30)),
    ("LayerNormalization", {"axis": [1, -1]}, t(3)),
    ("Dropout", {"rate": 1.5}, t(3)),
    ("SpatialDropout1D", {"rate": 0.1, "trainable": False}, t(3, 3)),
    ("Cropping1D", {"cropping": 5}, t(9, 4)),
    ("Permute", {"dims": (1, 3)}, t(3, 4)),
    ("Permute", {"dims": (2, 1)}, t(3)),
    ("Reshape", {"target_shape": (-1, 5)}, t(8, 3)),
    ("Reshape", {"target_shape": (-1, -1)}, t(8, 3)),
    ("Add", {}, [t(88), t(89)]),
    ("Add", {}, []),
    ("Add", {}, t(3)),
    ("Subtract", {}, [t(3), t(3), t(3)]),
    ("Concatenate", {}, [t(88, 88, 64), t(89, 88, 32)]),
    ("Concatenate", {}, [t(88, 64), t(64)]),
    ("Dot", {"axes": 1}, [t(4), t(N)]),
    ("Dot", {"axes": 0}, [t(4), t(4)]),
    ("Dot", {"axes": (1, 2)}, [t(4, 3), t(4, 3)]),
    ("Bidirectional", {"layer": LSTM, "backward_layer": WIDER}, t(5, 3)),
]


@pytest.mark.parametrize(("name", "args", "given"), FINE)
def test_both_accept(name: str, args: dict[str, Any], given: Any) -> None:
    operands = {next(iter(KERAS_LAYERS[name].operands)): given}
    assert ours(KERAS_LAYERS[name], args, operands).refused is None
    assert disagreement(KERAS_LAYERS[name], args, operands) is None


@pytest.mark.parametrize(("name", "args", "given"), WRONG)
def test_both_refuse(name: str, args: dict[str, Any], given: Any) -> None:
    operands = {next(iter(KERAS_LAYERS[name].operands)): given}
    assert ours(KERAS_LAYERS[name], args, operands).refused is not None
    assert disagreement(KERAS_LAYERS[name], args, operands) is None


def test_every_layer_is_in_the_table() -> None:
    names = {name for family in PLAIN_FAMILIES for name in FAMILIES[family]}
    assert names - {name for name, _, _ in FINE} == set()
