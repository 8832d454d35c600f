"""Where graphdsl and Keras say different things of a layer on purpose, with the reason: one table.

Each row has an example that is tested to fall under it, so that a change in Keras is noticed.
Besides these, graphdsl refuses what Keras builds and then fails to run, or runs to another shape
than it told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from graphdsl.graph import Layer, Object
from graphdsl.layers.tensors import BATCH, Dim, Sym, TensorType


@dataclass(frozen=True)
class Deviation:
    """One row; `said` is searched in what the oracle finds that the two say differently."""

    layers: str
    said: str
    why: str
    example: str
    args: dict[str, Any]
    given: Any
    """The first operand, or all of them by name."""


def t(*shape: Dim, dtype: str = "float32") -> TensorType:
    return TensorType((BATCH, *shape), dtype)


N = Sym("n")
STEPS = t(2, 1)
IMAGE, WORDS, NUMBERS = t(8, 8, 3), t(3, dtype="string"), t(3, dtype="int64")
WORD = t(1, dtype="string")

NO_NUMBER = "Keras takes it for the number 1 or 0"
DECLARED = "the input is declared in the model"
LATER = "Keras looks at it only when it is needed"
QUANTIZED = "no quantized layers here"
INITIALIZED = "which shapes an initializer works on is left to Keras"
AS_TOLD = "the call gives something else than Keras told before; models are built by what it told"
UNADAPTED = "there is nothing to look up in until the layer is adapted, which is done later"
GIVEN_BACK = "it gives back its own input, and a functional model is built without the layer"
NOT_LOOKED_AT = "Keras does not look at it, and it makes no sense"
ONE_IMAGE = "Keras takes the batch for the first axis of a single picture, sound or list of words"
BY_CHANCE = "fails only where chance picks a change of colours, which takes one channel or three"
WRONG_AXES = "Keras lays the weights against other axes than those they were made of"

DEVIATIONS = [
    Deviation(
        ".*", "we refuse: .* cannot be `(true|false)`", NO_NUMBER, "Dense", {"units": True}, t(3)
    ),
    Deviation(
        ".*", "we refuse: `use_bias` .* `1`", NO_NUMBER, "Dense", {"units": 3, "use_bias": 1}, t(3)
    ),
    Deviation(
        ".*",
        "we refuse: .* no argument `input_shape`",
        DECLARED,
        "Dense",
        {"units": 3, "input_shape": (3,)},
        t(3),
    ),
    Deviation(".*", "we refuse: `seed` ", LATER, "Dropout", {"rate": 0, "seed": "x"}, t(3)),
    Deviation(
        ".*",
        "we refuse: `dtype` .* `int8_from_float32`",
        QUANTIZED,
        "Dense",
        {"units": 3, "dtype": "int8_from_float32"},
        t(3),
    ),
    Deviation(
        ".*",
        "Keras refuses: .* must be at least two-dimensional",
        INITIALIZED,
        "Dense",
        {"units": 3, "bias_initializer": "orthogonal"},
        t(3),
    ),
    Deviation(
        ".*",
        "Keras refuses: .*not enough values to unpack",
        INITIALIZED,
        "Dense",
        {"units": 3, "kernel_initializer": Object("STFT")},
        t(3),
    ),
    Deviation(
        "EinsumDense",
        "Keras tells",
        "Keras lays the sizes that `...` stands for out backwards",
        "EinsumDense",
        {"equation": "...x,xy->...y", "output_shape": 2},
        t(3, 4, 5),
    ),
    Deviation(
        "Dense|Activation",
        "Keras tells",
        "`glu` halves the last axis, and Keras does not tell",
        "Dense",
        {"units": 4, "activation": "glu"},
        t(3),
    ),
    Deviation(
        "LayerNormalization|RMSNormalization",
        "we refuse: `axis` .* mixes axes",
        WRONG_AXES,
        "LayerNormalization",
        {"axis": [-1, 1]},
        t(2, 3),
    ),
    Deviation(
        "MultiHeadAttention",
        "Keras tells",
        "Keras tells scores for a value as long as the query",
        "MultiHeadAttention",
        {"num_heads": 1, "key_dim": 1},
        {"query": t(3, 1), "value": t(2, 1), "return_attention_scores": True},
    ),
    Deviation(
        "GroupQueryAttention",
        "we refuse: `num_query_heads` .* `0`",
        NOT_LOOKED_AT,
        "GroupQueryAttention",
        {"head_dim": 1, "num_query_heads": 0, "num_key_value_heads": 1},
        {"query": t(2, 1), "value": t(2, 1), "use_causal_mask": False},
    ),
    Deviation(
        "MultiHeadAttention",
        "we refuse: .* cannot work along axis|`attention_axes`",
        "Keras attends over samples or heads then, or does not look at the axes",
        "MultiHeadAttention",
        {"num_heads": 2, "key_dim": 3, "attention_axes": 0},
        {"query": t(3, 4), "value": t(3, 4)},
    ),
    Deviation(
        "StringLookup|IntegerLookup|TextVectorization",
        "Table not initialized",
        UNADAPTED,
        "StringLookup",
        {},
        WORDS,
    ),
    Deviation(
        "[A-Z][a-z]+Lookup|TextVectorization",
        "must set the layer's vocabulary before",
        UNADAPTED,
        "TextVectorization",
        {"output_mode": "multi_hot"},
        t(dtype="string"),
    ),
    Deviation(
        "RandomFlip",
        "we refuse: `mode` ",
        "Keras does not look at it, and then flips nothing",
        "RandomFlip",
        {"mode": "diagonal"},
        IMAGE,
    ),
    Deviation(
        "[A-Z][a-z]+Lookup",
        "found OOV values",
        "it depends on the values of a batch",
        "StringLookup",
        {"vocabulary": ["b"], "num_oov_indices": 0},
        WORDS,
    ),
    Deviation(
        "Discretization",
        "pass the `bin_boundaries` argument",
        UNADAPTED,
        "Discretization",
        {"num_bins": 3},
        t(3),
    ),
    Deviation("Equalization", "we refuse: .* leaves it out", GIVEN_BACK, "Equalization", {}, IMAGE),
    Deviation(
        "Equalization", "we refuse: `bins` ", NOT_LOOKED_AT, "Equalization", {"bins": -1}, IMAGE
    ),
    Deviation(
        ".*",
        "we refuse: `value_range` ",
        NOT_LOOKED_AT,
        "RandomInvert",
        {"value_range": (3, 3)},
        IMAGE,
    ),
    Deviation(
        "MelSpectrogram",
        "we refuse: `(sampling_rate|sequence_length|num_mel_bins)` ",
        NOT_LOOKED_AT,
        "MelSpectrogram",
        {"fft_length": 4, "sampling_rate": -1},
        t(9),
    ),
    Deviation(
        "Hashing|HashedCrossing",
        r"we refuse: `num_bins` .* `(0|2\.5)`",
        NOT_LOOKED_AT,
        "HashedCrossing",
        {"num_bins": 0},
        [WORD, WORD],
    ),
    Deviation(
        "HashedCrossing",
        "we refuse: .* no argument",
        "Keras takes any keyword, and drops it",
        "HashedCrossing",
        {"num_bins": 3, "trainable": True},
        [WORD, WORD],
    ),
    Deviation(
        "Normalization",
        "we refuse: `axis` .* twice",
        "Keras does not look, if a single mean is given",
        "Normalization",
        {"axis": (1, -1), "mean": 1.0, "variance": 2.0},
        t(3),
    ),
    Deviation(
        "AugMix|RandAugment",
        "we refuse: `(num_ops|num_chains|chain_depth)` ",
        NOT_LOOKED_AT,
        "RandAugment",
        {"num_ops": 0},
        IMAGE,
    ),
    Deviation(
        "GRU",
        "we refuse: `GRU` takes 1 initial state",
        NOT_LOOKED_AT,
        "GRU",
        {"units": 2},
        {"sequences": STEPS, "initial_state": [t(2), t(2)]},
    ),
    Deviation(
        "RNN",
        "we refuse: `RNN` takes [2-9] initial states",
        "Keras calls only as many cells as there are states",
        "RNN",
        {"cell": [Layer("", "layer", "GRUCell", {"units": 2})] * 2},
        {"sequences": STEPS, "initial_state": [t(2)]},
    ),
    Deviation(
        "SpectralNormalization",
        "we refuse: `SpectralNormalization` cannot hold",
        "Keras builds it, and fails when it trains a layer with `lora_rank`",
        "SpectralNormalization",
        {"layer": Layer("", "layer", "Dense", {"units": 2, "lora_rank": 1})},
        t(3),
    ),
    Deviation(
        "MaxNumBoundingBoxes",
        "we refuse: `max_number` ",
        NOT_LOOKED_AT,
        "MaxNumBoundingBoxes",
        {"max_number": 0},
        IMAGE,
    ),
    Deviation(
        "CenterCrop|RandomCrop|Resizing",
        "we refuse: `(height|width)` .* `0`",
        NOT_LOOKED_AT,
        "CenterCrop",
        {"height": 0, "width": 3},
        IMAGE,
    ),
    Deviation(
        "RandomPosterization",
        "we refuse: `factor` .*`1.0",
        "1.0 happens to work, as no other float",
        "RandomPosterization",
        {"factor": 1.0},
        IMAGE,
    ),
    Deviation(
        "RandomElasticTransform",
        "we refuse: .* computes in float16",
        "works where the factor is 0",
        "RandomElasticTransform",
        {"factor": 0, "dtype": "float16"},
        IMAGE,
    ),
    Deviation(
        "(Integer|String)Lookup",
        "we refuse: `sparse` and `output_mode`",
        ONE_IMAGE,
        "StringLookup",
        {"output_mode": "tf_idf", "sparse": True, "vocabulary": ["a"], "idf_weights": [0.5]},
        t(dtype="string"),
    ),
    Deviation(
        "(Integer|String)Lookup|TextVectorization",
        "we refuse: `max_tokens` .* `2.5`",
        NOT_LOOKED_AT,
        "StringLookup",
        {"max_tokens": 2.5, "vocabulary": ["a"]},
        WORDS,
    ),
    Deviation(
        "IntegerLookup",
        "we refuse: `oov_token` .* `bogus`",
        NOT_LOOKED_AT,
        "IntegerLookup",
        {"oov_token": "bogus", "vocabulary": [10]},
        t(2, dtype="int64"),
    ),
    Deviation(
        "TextVectorization",
        "we refuse: `ngrams` .* `0`",
        NOT_LOOKED_AT,
        "TextVectorization",
        {"ngrams": 0, "vocabulary": ["a"]},
        t(dtype="string"),
    ),
    Deviation(
        "CutMix",
        "we refuse: .* computes in b?float16",
        ONE_IMAGE,
        "CutMix",
        {"dtype": "float16"},
        t(1, 1),
    ),
    Deviation(
        "AugMix",
        "we refuse: .* takes a size of 3",
        BY_CHANCE,
        "AugMix",
        {"num_chains": 1, "chain_depth": 1, "all_ops": False, "seed": 1},
        t(8, 8, 4),
    ),
    Deviation(
        ".*",
        r"we refuse: .* of 3 dimensions, found \[[^,]*, [^,]*\]",
        ONE_IMAGE,
        "RandomFlip",
        {},
        t(8, 8),
    ),
    Deviation(
        "MelSpectrogram",
        r"we refuse: .* of 1 dimension, found \[\]",
        ONE_IMAGE,
        "MelSpectrogram",
        {"fft_length": 4, "sequence_stride": 1},
        t(),
    ),
    Deviation(
        "STFTSpectrogram",
        "only supports the NHWC",
        "TensorFlow has it for other devices only",
        "STFTSpectrogram",
        {"frame_length": 16, "data_format": "channels_first"},
        t(2, 100),
    ),
    Deviation(
        "RandomCrop",
        "Keras tells .*training=False",
        AS_TOLD,
        "RandomCrop",
        {"height": 3, "width": 3},
        IMAGE,
    ),
    Deviation(
        "[A-Z][a-z]+Lookup|TextVectorization|Hashing|CategoryEncoding",
        "Keras tells",
        AS_TOLD,
        "StringLookup",
        {"invert": True, "vocabulary": ["a", "b"]},
        NUMBERS,
    ),
    Deviation(
        "CenterCrop|Equalization|RandomGrayscale|[A-Z]+[a-z]*Spectrogram",
        "Keras tells",
        AS_TOLD,
        "CenterCrop",
        {"height": 3, "width": 30, "dtype": "float16"},
        IMAGE,
    ),
]


def deviation(layer: str, found: str | None) -> Deviation | None:
    """The row under which falls what the two say differently of `layer`, or None."""
    for row in DEVIATIONS if found is not None else ():
        if re.fullmatch(row.layers, layer) and re.search(row.said, found or "", re.DOTALL):
            return row
    return None
