"""What the classes of Keras' layers are for: the eight families that a diagram tells apart."""

from __future__ import annotations

import re
from typing import Final

_FAMILIES: Final = (
    ("recurrent", r"LSTM|GRU|RNN|Bidirectional"),
    ("attention", r"Attention"),
    ("embedding", r"Embedding|CategoryEncoding|Lookup|Hashing|TextVectorization|Discretization"),
    ("pooling", r"Pooling|UpSampling|Cropping|ZeroPadding|Resizing|Random|CenterCrop"),
    ("normalization", r"Normalization|Rescaling"),
    ("convolution", r"Conv"),
    ("activation", r"ReLU|ELU|PReLU|Softmax|Activation$|^Elu$"),
    ("dense", r"Dense"),
    ("regularization", r"Dropout|GaussianNoise|ActivityRegularization|Mix|CutMix"),
    ("merge", r"^(Add|Subtract|Multiply|Average|Maximum|Minimum|Concatenate|Dot)$"),
)
_PATTERNS: Final = tuple((family, re.compile(pattern)) for family, pattern in _FAMILIES)


def family_of(cls: str) -> str:
    """The family of the class `cls`; empty for one that only moves data, or is not Keras'."""
    return next((family for family, pattern in _PATTERNS if pattern.search(cls)), "")
