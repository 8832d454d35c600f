"""Every model of keras.applications as text and back: the table in docs/applications.md.

    python -m benchmarks.applications            all of them: needs 16 GB, and hours
    python -m benchmarks.applications VGG16 …    only these; other rows stay as they are

A model goes to text and back with random weights. `config` says whether the config is the same, up
to what Keras itself does not keep, `parameters` whether all weights have their shapes, dtypes and
`trainable`, `outputs` whether both models give the very same numbers once the weights are copied.
"""

from __future__ import annotations

import os
import re
import sys
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import graphdsl
from graphdsl.layers.applications import APPLICATIONS
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
Here is what becomes of models of `keras.applications`, with random weights: how many calls they
have, how many lines their text has with `--flat` and without, and whether the model that comes back
is the same. `python -m benchmarks.applications` makes the whole table, with names behind it only
the rows of these models.

| model | calls | lines flat | lines | same config | same parameters | same outputs |
|---|--:|--:|--:|---|---|---|
"""
SIZE = 224
"""Of images for models that take any."""


def main(names: list[str]) -> None:
    rows = known_rows()
    for name in names or sorted(APPLICATIONS):
        rows[name] = row(name)
        print(rows[name], flush=True)
        PAGE.write_text(HEAD + "".join(f"{rows[n]}\n" for n in sorted(rows)), encoding="utf-8")


def known_rows() -> dict[str, str]:
    if not PAGE.exists():
        return {}
    text = PAGE.read_text(encoding="utf-8")
    return {m[1]: m[0] for m in re.finditer(r"^\| (\w+) \| \d.*$", text, re.MULTILINE)}


def row(name: str) -> str:
    keras.utils.clear_session()
    model = getattr(keras.applications, name)(weights=None)
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
    return f"| {name} | {len(graph.nodes)} | {lines(flat)} | {lines(text)} | {words} |"


def lines(text: str) -> int:
    return text.count("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
