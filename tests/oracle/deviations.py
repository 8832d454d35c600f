"""Where graphdsl and Keras differ about a layer on purpose, with the reason: the one table.

Each row is tested to hold, so that a change in Keras is noticed. Besides these, graphdsl refuses
what Keras builds and then fails to run, or runs to another shape than it told.
"""

from __future__ import annotations

from typing import Any

from graphdsl.graph import Object
from graphdsl.layers.tensors import BATCH, Dim, Sym, TensorType

Row = tuple[str, dict[str, Any], TensorType, str]


def t(*shape: Dim, dtype: str = "float32") -> TensorType:
    return TensorType((BATCH, *shape), dtype)


STRICTER: list[Row] = [
    ("Dense", {"units": True}, t(3), "`true` is no number here"),
    ("Dense", {"units": 3, "use_bias": 1}, t(3), "a flag is `true` or `false`"),
    ("Dense", {"units": 3, "input_shape": (3,)}, t(3), "the input is declared in the model"),
    ("Dropout", {"rate": 0, "seed": "x"}, t(3), "Keras looks at a seed only if it needs one"),
    ("Dropout", {"rate": 0.5}, t(3, dtype="string"), "it fails as soon as it is trained"),
    ("BatchNormalization", {"momentum": True}, t(3), "`true` is no number here"),
    ("Dense", {"units": 3, "dtype": "int8_from_float32"}, t(3), "no quantized layers here"),
]
"""We refuse, Keras builds and runs."""

LOOSER: list[Row] = [
    (
        "Dense",
        {"units": 3, "bias_initializer": "orthogonal"},
        t(3),
        "which shapes an initializer works on is left to Keras",
    ),
    (
        "Dense",
        {"units": 3, "kernel_initializer": Object("STFT")},
        t(3),
        "which shapes an initializer works on is left to Keras",
    ),
]
"""We accept, Keras refuses when it builds; its error is then shown at the place in the text."""

TOLD_WRONG = {
    "EinsumDense": "lays the sizes that `...` stands for out backwards where there are several",
}
"""Layers of which Keras tells a shape, while it builds, that is not the one it gives; we tell what
Keras tells, since the layers that follow are built by it."""

TOLD_WRONG_CALLS: list[Row] = [
    ("EinsumDense", {"equation": "...x,xy->...y", "output_shape": 2}, t(3, 4, 5), "backwards"),
    ("Dense", {"units": 4, "activation": "glu"}, t(3), "`glu` halves the last axis"),
    ("Activation", {"activation": "glu"}, t(4, Sym("n"), 2), "`glu` halves the last axis"),
]
"""Calls of which Keras tells a shape that is not the one it gives."""

AS_TOLD = "the call gives something else than Keras told before; models are built by what it told"
UNADAPTED = "there is nothing to look up in until the layer is adapted, which is done later"
NOT_LOOKED_AT = "Keras does not look at it, and it makes no sense"
ONE_IMAGE = "Keras takes the batch for the first axis of a single picture or sound"
BY_CHANCE = "fails only where chance picks a change of colours, which takes one channel or three"
PREPROCESSING: list[tuple[str, str, str]] = [
    ("StringLookup|IntegerLookup|TextVectorization", "Table not initialized", UNADAPTED),
    ("[A-Z][a-z]+Lookup|TextVectorization", "must set the layer's vocabulary before", UNADAPTED),
    ("RandomFlip", "we refuse: `mode` ", "Keras does not look at it, and then flips nothing"),
    ("[A-Z][a-z]+Lookup", "found OOV values", "it depends on the values of a batch"),
    ("Discretization", "pass the `bin_boundaries` argument", UNADAPTED),
    (".*", "we refuse: .* cannot be `(true|false)`", "Keras takes it for the number 1 or 0"),
    ("Equalization", "we refuse: `bins` ", NOT_LOOKED_AT),
    (".*", "we refuse: `value_range` ", NOT_LOOKED_AT),
    (
        "MelSpectrogram",
        "we refuse: `(sampling_rate|sequence_length|num_mel_bins)` ",
        NOT_LOOKED_AT,
    ),
    ("Hashing|HashedCrossing", r"we refuse: `num_bins` .* `(0|2\.5)`", NOT_LOOKED_AT),
    ("HashedCrossing", "we refuse: .* no argument", "Keras takes any keyword, and drops it"),
    (
        "Normalization",
        "we refuse: `axis` .* twice",
        "Keras does not look, if a single mean is given",
    ),
    ("AugMix|RandAugment", "we refuse: `(num_ops|num_chains|chain_depth)` ", NOT_LOOKED_AT),
    ("MaxNumBoundingBoxes", "we refuse: `max_number` ", NOT_LOOKED_AT),
    ("CenterCrop|RandomCrop|Resizing", "we refuse: `(height|width)` .* `0`", NOT_LOOKED_AT),
    ("RandomPosterization", "we refuse: `factor` .*`1.0", "1.0 happens to work, as no other float"),
    ("RandomElasticTransform", "we refuse: .* computes in float16", "works where the factor is 0"),
    ("AugMix", "we refuse: .* takes a size of 3", BY_CHANCE),
    (".*", r"we refuse: .* of 3 dimensions, found \[[^,]*, [^,]*\]", ONE_IMAGE),
    ("MelSpectrogram", r"we refuse: .* of 1 dimension, found \[\]", ONE_IMAGE),
    ("STFTSpectrogram", "only supports the NHWC", "TensorFlow has it for other devices only"),
    ("RandomCrop", "Keras tells .*training=False", AS_TOLD),
    ("[A-Z][a-z]+Lookup|TextVectorization|Hashing|CategoryEncoding", "Keras tells", AS_TOLD),
    ("CenterCrop|Equalization|RandomGrayscale|[A-Z]+[a-z]*Spectrogram", "Keras tells", AS_TOLD),
]
"""For preprocessing: layers, what the two say differently of them, and why it stays so."""
