"""Models to emit: pages of the language, the examples, and graphs that no text says."""

from __future__ import annotations

from functools import cache

from graphdsl.pipeline import analyze
from graphdsl.source import Source
from tests.emit_python.texts import TEXTS
from tests.examples.catalogue import CASES, EXAMPLES
from tests.keras.zoo import ZOO

TEXT_MODELS = [*TEXTS, *(model for _, model in CASES)]
"""Models that come from a text: the pages and the examples."""
MODELS = [*TEXT_MODELS, *(f"zoo {name}" for name in ZOO)]


@cache
def graph_of(name):
    """The graph of one of the models."""
    if name.startswith("zoo "):
        return ZOO[name.removeprefix("zoo ")]()
    if name in TEXTS:
        analysis = analyze(Source(TEXTS[name]))
    else:
        file = next(file for file, model in CASES if model == name)
        analysis = analyze(Source.read(EXAMPLES / f"{file}.gdl"), model=name)
    assert analysis.ok, analysis.diagnostics
    return list(analysis.models.values())[-1].graph
