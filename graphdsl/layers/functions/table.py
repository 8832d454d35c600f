"""Every tensor function by name, and the functions that operators stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graphdsl.layers.functions import (
    arithmetic,
    creation,
    folding,
    images,
    indexing,
    joining,
    matrices,
    neural,
    outside,
    patches,
    products,
    reductions,
    repeating,
    reshaping,
    searching,
    spectra,
    windows,
)
from graphdsl.layers.functions.base import Function

_IMAGE = images.IMAGE | patches.PATCHES

FUNCTIONS: Mapping[str, Function] = {
    **arithmetic.ARITHMETIC,
    **arithmetic.UNARIES,
    **arithmetic.ACTIVATIONS,
    **reductions.REDUCTIONS,
    **reshaping.RESHAPING,
    **repeating.REPEATING,
    **indexing.INDEXING,
    **searching.SEARCHING,
    **joining.JOINING,
    **products.PRODUCTS,
    **matrices.MATRICES,
    **neural.NEURAL,
    **windows.WINDOWS,
    **folding.FOLDS,
    **{
        f"image.{name}": replace(f, name=f"image.{name}")
        for name, f in (images.IMAGE | patches.PATCHES).items()
    },
    **spectra.SPECTRA,
    **creation.CREATION,
    **outside.OUTSIDE,
}
"""Every tensor function by its shortest name under `keras.ops`: `add`, `norm`, `image.resize`."""

OPERATORS: Mapping[str, str] = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "true_divide",
    "//": "floor_divide",
    "%": "mod",
    "**": "power",
    "@": "matmul",
    "==": "equal",
    "!=": "not_equal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
}
"""The function that stands for an operator between two operands, as Keras' own tensors have it."""

UNARY_OPERATORS: Mapping[str, str] = {"-": "negative"}
"""The function that stands for an operator before its operand."""

INDEX = "get_item"
"""The function that stands for `x[...]`; its `key` is a tuple, since Keras takes no bare slice."""
