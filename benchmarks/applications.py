"""Every model of keras.applications as text and back: the table in docs/applications.md.

    python -m benchmarks.applications            all of them: needs 16 GB, and an hour or two
    python -m benchmarks.applications VGG16 …    only these; other rows stay as they are

One model of each family is there without its top, too: for images of any size, and for others than
it usually takes.

A model goes to text and back with random weights. `config` says whether the config is the same, up
to what Keras itself does not keep, `parameters` whether all weights have their shapes, dtypes and
`trainable`, `outputs` whether both models give the very same numbers once the weights are copied.
"""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import graphdsl
from graphdsl.layers.applications import APPLICATIONS
from tests.saved.applications import SAMPLE
from tests.saved.comparing import (
    config_of,
    copy_weights,
    facts,
    random_inputs,
    read,
    settled,
    shown,
)

PAGE = Path(__file__).parents[1] / "docs" / "applications.md"
HEAD = """\
# The models of keras.applications

`graphdsl import` writes a saved model as text, and `graphdsl compile` makes a model of the text.
Here is what becomes of all models of `keras.applications`, with random weights: how many calls they
have, how many lines their text has with `--flat` and without, and whether the model that comes back
is the same. One model of each family is there without its top as well, for images of any size and
for those of another shape. `python -m benchmarks.applications` makes the whole table, with names
behind it only the rows of these models.

Lines are those of a model made in a fresh process. Keras counts the names of layers on from model
to model, and a text has to say names that the numbers do not begin with: `Dense(3) as dense_3`.

| model | calls | lines flat | lines | same config | same parameters | same outputs |
|---|--:|--:|--:|---|---|---|
"""
SIZE = 224
"""Of images for models that take any."""
SHAPE = (160, 192, 3)
"""Of images that no model takes usually."""


def main(names: list[str]) -> None:
    """Makes the rows and writes them to the page as they come."""
    rows = known_rows()
    for name in names or sorted(APPLICATIONS):
        for title, arguments in variants(name):
            rows[title] = row(name, title, arguments)
            print(rows[title], flush=True)
            PAGE.write_text(HEAD + "".join(f"{rows[n]}\n" for n in sorted(rows)), encoding="utf-8")


def variants(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a model: what they are called, and the arguments that the model is made with."""
    yield name, {}
    if name in SAMPLE:
        yield f"{name}, no top, any size", {"include_top": False}
        pooling = "max" if SAMPLE.index(name) % 2 else "avg"
        shape = "×".join(map(str, SHAPE))
        arguments = {"include_top": False, "input_shape": SHAPE, "pooling": pooling}
        yield f"{name}, no top, {shape}, pooling {pooling}", arguments


def known_rows() -> dict[str, str]:
    """The rows of the page as it is, by what they are called."""
    if not PAGE.exists():
        return {}
    text = PAGE.read_text(encoding="utf-8")
    return {m[1]: m[0] for m in re.finditer(r"^\| (\w[^|]*) \| \d.*$", text, re.MULTILINE)}


def row(name: str, title: str, arguments: dict[str, Any]) -> str:
    """What becomes of one model."""
    keras.utils.clear_session()
    model = getattr(keras.applications, name)(weights=None, **arguments)
    graph = read(model)
    flat, text = (graphdsl.decompile(model, flat=flat) for flat in (True, False))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = graphdsl.compile_string(text)
    copy_weights(model, other)
    given = random_inputs(model, SIZE)
    one, two = shown(model, given, graph), shown(other, given, graph)
    checks = (
        settled(config_of(model)) == settled(config_of(other)),
        facts(model) == facts(other),
        one.keys() == two.keys() and all(np.array_equal(one[key], two[key]) for key in one),
    )
    words = " | ".join("yes" if check else "**no**" for check in checks)
    return f"| {title} | {len(graph.nodes)} | {lines(flat)} | {lines(text)} | {words} |"


def lines(text: str) -> int:
    """How many lines a text has."""
    return text.count("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
