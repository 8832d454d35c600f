"""Which module knows which layer: so that only the families a file uses are loaded."""

from __future__ import annotations

from collections.abc import Mapping


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FAMILIES: Mapping[str, tuple[str, ...]] = {
    "core": _names("Dense Embedding Identity Masking ReversibleEmbedding"),
    "einsum": ("EinsumDense",),
    "activations": _names("Activation ELU LeakyReLU PReLU ReLU Softmax"),
    "convolutional": _names("Conv1D Conv2D Conv3D"),
    "transposed": _names("Conv1DTranspose Conv2DTranspose Conv3DTranspose"),
    "depthwise": _names("DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D"),
    "pooling": _names(
        "MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D "
        "AveragePooling3D GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D "
        "GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D AdaptiveAveragePooling1D "
        "AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling1D "
        "AdaptiveMaxPooling2D AdaptiveMaxPooling3D"
    ),
    "normalization": _names(
        "BatchNormalization GroupNormalization LayerNormalization RMSNormalization "
        "UnitNormalization"
    ),
    "regularization": _names(
        "ActivityRegularization AlphaDropout Dropout GaussianDropout GaussianNoise "
        "SpatialDropout1D SpatialDropout2D SpatialDropout3D"
    ),
    "reshaping": _names(
        "Cropping1D Cropping2D Cropping3D Flatten Permute RepeatVector Reshape UpSampling1D "
        "UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D"
    ),
    "merging": _names("Add Average Concatenate Dot Maximum Minimum Multiply Subtract"),
    "cells": _names("GRUCell LSTMCell SimpleRNNCell StackedRNNCells"),
    "recurrent": _names("GRU LSTM RNN SimpleRNN"),
    "convolutional_recurrent": _names("ConvLSTM1D ConvLSTM2D ConvLSTM3D"),
    "wrappers": _names("Bidirectional SpectralNormalization TimeDistributed"),
    "attention": _names("AdditiveAttention Attention"),
    "heads": _names("GroupQueryAttention MultiHeadAttention"),
    "scaling": _names("Normalization Rescaling"),
    "preprocessing": _names("CategoryEncoding Discretization HashedCrossing Hashing"),
    "lookups": _names("IntegerLookup StringLookup TextVectorization"),
    "spectrograms": _names("MelSpectrogram STFTSpectrogram"),
    "images": _names(
        "AutoContrast CenterCrop ContrastLimitedAdaptiveHistogramEqualization Equalization "
        "MaxNumBoundingBoxes RandomCrop Resizing"
    ),
    "augmentation": _names(
        "RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomPerspective "
        "RandomRotation RandomShear RandomTranslation RandomZoom"
    ),
    "colours": _names(
        "AugMix CutMix MixUp RandAugment RandomBrightness RandomColorDegeneration "
        "RandomColorJitter RandomContrast RandomGrayscale RandomHue RandomInvert "
        "RandomPosterization RandomSaturation RandomSharpness Solarization"
    ),
}
"""By module of this package, the classes in it."""

ALIASES: Mapping[str, str] = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "Convolution1DTranspose": "Conv1DTranspose",
    "Convolution2DTranspose": "Conv2DTranspose",
    "Convolution3DTranspose": "Conv3DTranspose",
    "SeparableConvolution1D": "SeparableConv1D",
    "SeparableConvolution2D": "SeparableConv2D",
    "MaxPool1D": "MaxPooling1D",
    "MaxPool2D": "MaxPooling2D",
    "MaxPool3D": "MaxPooling3D",
    "AvgPool1D": "AveragePooling1D",
    "AvgPool2D": "AveragePooling2D",
    "AvgPool3D": "AveragePooling3D",
    "GlobalAvgPool1D": "GlobalAveragePooling1D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "GlobalAvgPool3D": "GlobalAveragePooling3D",
    "GlobalMaxPool1D": "GlobalMaxPooling1D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalMaxPool3D": "GlobalMaxPooling3D",
}
"""Other public names of the classes above."""
