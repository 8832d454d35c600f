"""Pairs of models, as texts: one, and what it became."""

from __future__ import annotations

from typing import Final

import graphdsl
from graphdsl.api import types_of
from graphdsl.emit.diagram import Side

BASE: Final = """
model net {
    input image: [32, 32, 3]
    stage stem {
        Conv2D(16, 3, padding = same, activation = relu) as conv
        MaxPooling2D as pool
    }
    stage body {
        Conv2D(32, 3, padding = same) as first
        ReLU as bend
        Conv2D(32, 3, padding = same) as second
        Dropout(0.2) as drop
    }
    Flatten as flat
    head label (loss = sparse_categorical_crossentropy) { Dense(10, softmax) as digit }
    train { optimizer = Adam }
}
"""
MIXED: Final = (
    "model m { input x: [4]; Dense(8) as a; Dense(8) as b; [_, a] -> Add; Dense(1) as y }"
)
MOVING: Final = """
model m {
    input x: [8, 8, 3]
    shared pool = MaxPooling2D()
    stage stem { Conv2D(4, 3) as conv; conv -> pool }
    stage body { Conv2D(4, 2) as more; Flatten }
}
"""
INNER: Final = """
model tower { input x: [8]; Dense(8) as low; Dense(4) as high }
model m { input x: [8]; input y: [8]; x -> tower as t -> Dense(2) as d; [d, y] -> Concatenate as c }
"""
TWICE: Final = """
model tower { input x: [8]; Dense(8) as low; Dense(4) as high }
model m {
    input x: [8]; input y: [8]
    shared t = tower
    x -> t as a; y -> t as b; [a, b] -> Concatenate as c
}
"""
LONG: Final = """
block unit(filters) {
    Conv2D(filters, 3, padding = same, use_bias = false); BatchNormalization; ReLU
}
model deep {
    input image: [32, 32, 3]
    repeat 12 { unit(16) }
    stage odd { Conv2D(16, 5, padding = same) as wide }
    repeat 12 { unit(16) }
    GlobalAveragePooling2D; Dense(10)
}
"""

PAIRS: Final = {
    "argument": (BASE, BASE.replace("Conv2D(16", "Conv2D(64")),
    "added": (BASE, BASE.replace("Flatten as flat", "Flatten as flat; Dense(32, relu) as extra")),
    "removed": (BASE, BASE.replace("        Dropout(0.2) as drop\n", "")),
    "moved": (
        MOVING,
        MOVING.replace("; conv -> pool }", " }")
        .replace("stage body {", "stage body { _ -> pool;")
        .replace("Conv2D(4, 2)", "Conv2D(4, 2, padding = same)"),
    ),
    "segment_gone": (
        BASE,
        BASE[: BASE.index("    stage body")] + BASE[BASE.index("    Flatten") :],
    ),
    "rewired": (MIXED, MIXED.replace("Dense(8) as b; [_, a]", "x -> Dense(8) as b; [_, a]")),
    "operation": (
        MIXED.replace("[_, a] -> Add", "_ + a * 2"),
        MIXED.replace("[_, a] -> Add", "_ + a * 3"),
    ),
    "input": (MIXED, MIXED.replace("x: [4]", "x: [6]")),
    "training": (BASE, BASE.replace("Adam", "SGD").replace("sparse_", "")),
    "inside": (INNER, INNER.replace("Dense(8) as low", "Dense(16) as low; Dropout(0.5) as drop")),
    "inside_a_shared_model": (TWICE, TWICE.replace("Dense(8) as low", "Dense(16) as low")),
    "order": (
        "model m { input x: [4]; Dense(4) as a; Dense(4) as b; Dense(4) as c }",
        "model m { input x: [4]; Dense(4) as b; Dense(4) as a; Dense(4) as c }",
    ),
    "long": (LONG, LONG.replace("Conv2D(16, 5", "Conv2D(16, 7")),
    "nothing": (
        BASE,
        BASE.replace("Conv2D(32, 3, padding = same)", "Conv2D(32, (3, 3), padding = same)"),
    ),
}


def sides(before: str, after: str) -> tuple[Side, Side]:
    """Both models, ready to be compared."""
    one, other = graphdsl.lower(before), graphdsl.lower(after)
    return Side("old.gdl", one, types_of(one)), Side("new.gdl", other, types_of(other))
