"""What other libraries, older versions of Keras and Python call what the language has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from graphdsl.diagnostics.base import Edit
from graphdsl.source import Span

MODULES = frozenset(
    [
        "keras",
        "layers",
        "ops",
        "activations",
        "tf",
        "tensorflow",
        "np",
        "numpy",
        "jnp",
        "torch",
        "nn",
        "F",
    ]
)
"""How programs call the modules whose names the language has without them."""

ELSEWHERE = {
    "Linear": "Dense",
    "BatchNorm": "BatchNormalization",
    "BatchNorm1d": "BatchNormalization",
    "BatchNorm2d": "BatchNormalization",
    "LayerNorm": "LayerNormalization",
    "cat": "concatenate",
    "concat": "concatenate",
    "reduce_max": "max",
    "reduce_mean": "mean",
    "reduce_min": "min",
    "reduce_prod": "prod",
    "reduce_sum": "sum",
}
"""How other libraries call layers and functions of Keras."""
FORMER: Final[Mapping[str, tuple[str, ...]]] = {
    "lr": ("learning_rate",),
    "output_dim": ("units",),
    "nb_filter": ("filters",),
    "border_mode": ("padding",),
    "subsample": ("strides",),
    "subsample_length": ("strides",),
    "filter_length": ("kernel_size",),
    "pool_length": ("pool_size",),
    "atrous_rate": ("dilation_rate",),
    "dilation": ("dilation_rate",),
    "init": ("kernel_initializer", "embeddings_initializer"),
    "inner_init": ("recurrent_initializer",),
    "beta_init": ("beta_initializer",),
    "gamma_init": ("gamma_initializer",),
    "inner_activation": ("recurrent_activation",),
    "bias": ("use_bias",),
    "W_regularizer": ("kernel_regularizer", "embeddings_regularizer"),
    "U_regularizer": ("recurrent_regularizer",),
    "b_regularizer": ("bias_regularizer",),
    "W_constraint": ("kernel_constraint", "embeddings_constraint"),
    "U_constraint": ("recurrent_constraint",),
    "b_constraint": ("bias_constraint",),
    "dropout_W": ("dropout",),
    "dropout_U": ("recurrent_dropout",),
    "p": ("rate",),
    "eps": ("epsilon",),
    "out_features": ("units",),
    "out_channels": ("filters",),
    "num_embeddings": ("input_dim",),
    "embedding_dim": ("output_dim",),
}
"""What arguments were called in older Keras, or are in PyTorch, where they take the same values."""
_CALL = 60
"""Characters of a call that is looked at."""
_RANGE = re.compile(r"\brange\(\s*(?:(\w+)\s*,\s*)?(\w+)\s*\)")


def with_ranges(text: str) -> str:
    """`text` with `0..2` for Python's `range(3)`.

    >>> with_ranges("for i in range(3)"), with_ranges("range(1, n)")
    ('for i in 0..2', '1..n - 1')
    """

    def ours(found: re.Match[str]) -> str:
        last = str(int(found[2]) - 1) if found[2].isdecimal() else f"{found[2]} - 1"
        return f"{found[1] or 0}..{last}"

    return _RANGE.sub(ours, text)


def range_edits(function: Span) -> tuple[Edit, ...]:
    """`0..2` for the call `range(3)` of which `function` is the name, if that is all there is."""
    text, start = function.source.text, function.start
    end = text.find(")", start, start + _CALL) + 1
    ours = with_ranges(text[start:end])
    return () if ours == text[start:end] else (Edit(function._replace(end=end), ours),)
