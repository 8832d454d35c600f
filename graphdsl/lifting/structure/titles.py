"""What a block is called in a text: after what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Final

from graphdsl.layers.registry import FUNCTIONS
from graphdsl.lifting.items import Call, Item, Loop
from graphdsl.lifting.structure.blocks import Block

_WORDS: Final[Mapping[str, str]] = {
    "Conv1D": "conv",
    "Conv2D": "conv",
    "Conv3D": "conv",
    "SeparableConv1D": "separable",
    "SeparableConv2D": "separable",
    "DepthwiseConv1D": "depthwise",
    "DepthwiseConv2D": "depthwise",
    "BatchNormalization": "norm",
    "LayerNormalization": "norm",
    "GroupNormalization": "norm",
    "Dense": "dense",
    "MultiHeadAttention": "attention",
    "MaxPooling2D": "pool",
    "AveragePooling2D": "pool",
}
SUMS: Final = frozenset({"Add", "add"})
JOINS: Final = frozenset({"Concatenate", "concatenate"})
LONGEST: Final = 12
"""Characters of a name."""


def title(block: Block, known: Mapping[str, str]) -> str:
    """A name for the block: `residual` for what is added to its input, or what it consists of."""
    several, last = len(block.starts) > 1, block.items[-1]
    mixed = isinstance(last, Call) and last.layer.cls in JOINS and len(last.reads) > 1
    calls = [item for item in block.items if isinstance(item, Call)]
    classes = {call.layer.cls for call in calls if not several and block.starts[0] in call.reads}
    if classes & SUMS:
        return "residual"
    if classes & JOINS:
        return "growing"
    if any(call.layer.cls in SUMS for call in calls) and not (several and mixed):
        return "shortcut"
    if mixed:
        return "mixed"
    words = dict.fromkeys(word for item in block.items if (word := _word(item, known)))
    *_, found = ("unit", *(n for n in accumulate(words, "{}_{}".format) if len(n) <= LONGEST))
    return f"{found}_unit" if found in FUNCTIONS else found


def _word(item: Item, known: Mapping[str, str]) -> str:
    match item:
        case Call(layer=layer):
            return _WORDS.get(layer.cls, "")
        case Loop(body=body):
            return _word(body[0], known)
        case _:
            return known.get(getattr(item, "block", ""), "").partition("_")[0]
