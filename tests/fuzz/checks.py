"""What has to hold whatever is fed: no exception, places in the file, and results that hold up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from unittest.mock import patch
from zlib import crc32

from graphdsl.api import lower
from graphdsl.check.costs import costs
from graphdsl.comparing.differences import differences
from graphdsl.comparing.telling import as_json, as_text
from graphdsl.diagnostics.applications import LearningFailed
from graphdsl.diagnostics.base import Diagnostic, GraphdslError, Level
from graphdsl.diagnostics.rendering.formats import FORMATS
from graphdsl.emit import summary as table
from graphdsl.emit.diagram import draw
from graphdsl.emit.python import emit_python
from graphdsl.fixing import fix
from graphdsl.graph import Graph
from graphdsl.graph.json import from_json, to_json
from graphdsl.lifting import lifted
from graphdsl.opening import analyze_file
from graphdsl.pipeline import Analysis, Checked, analyze
from graphdsl.saved.arrays import packed
from graphdsl.source import Source
from graphdsl.syntax.parser import parse
from graphdsl.syntax.printer import format_source, print_file
from tests.fuzz.inputs import Input
from tests.fuzz.places import check_spans, check_written

PARTS = {
    "parts.gdl": "let size = 3\nblock bottleneck(filters) { Conv2D(filters, 1, padding = same) }\n",
    "broken.gdl": "model m { input x: [4]; Dense( }\n",
    "arrays.gdl": 'import "model.npz" as of\nmodel m { input x: [3]; x + array(of.table) }\n',
    "circle.gdl": 'import "model.gdl" as again\n',
}
"""Files that lie beside the input, for it to import."""
BOUNDS = {
    "graphdsl.lowering.session.CALL_LIMIT": 1_000,
    "graphdsl.lowering.models.CALL_LIMIT": 1_000,
    "graphdsl.lowering.size.CALL_LIMIT": 1_000,
    "graphdsl.lowering.arithmetic.LENGTH_LIMIT": 2_000,
    "graphdsl.lowering.evaluate.RANGE_LIMIT": 2_000,
    "graphdsl.lowering.segments.COPIES_LIMIT": 500,
}
"""The bounds of the language, lowered: inputs that go past them are as quick as others."""


@contextmanager
def low_bounds() -> Iterator[None]:
    """Lowers the bounds inside the block, and keeps inputs from starting Keras."""
    patches = [patch(place, value) for place, value in BOUNDS.items()]
    patches.append(patch("graphdsl.saved.applications._config", _unlearnt))
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def _unlearnt(name: str, key: str) -> Diagnostic:
    return LearningFailed(name=name, reason="inputs that are spoilt do not start Keras")


def prepare(folder: Path) -> None:
    """Writes the files that inputs may import."""
    for name, text in PARTS.items():
        (folder / name).write_text(text, encoding="utf-8")


def check(given: Input, folder: Path, *, thorough: bool = False) -> bool:
    """Feeds the input; whether it was found right. What does not hold is an exception.

    What takes long is looked at for a part of the inputs, which the input itself decides, or
    for all of them where it is to be `thorough`.
    """
    path = folder / f"model{given.ending}"
    path.write_bytes(given.data)
    if given.ending == ".npz":
        path = folder / "arrays.gdl"
    analysis = analyze_file(str(path))
    found, chosen = analysis.diagnostics, _Chosen(given.data, thorough)
    assert isinstance(found, tuple)
    assert all(isinstance(d, Diagnostic) for d in found)
    check_spans(found)
    for form in FORMATS if found else ():
        if chosen.one_of(20):
            check_written(found, form)
    if given.ending == ".gdl" and analysis.source.has_text:
        if chosen.one_of(4):
            check_formatting(analysis.source)
        if chosen.one_of(8):
            check_fixing(analysis)
    for write in RESULTS if analysis.ok else ():
        if chosen.one_of(4):
            for checked in analysis.models.values():
                write(checked)
    return analysis.ok


class _Chosen:
    """Decides by the bytes of an input what is looked at."""

    def __init__(self, data: bytes, everything: bool) -> None:
        self._choice = None if everything else Random(crc32(data))

    def one_of(self, number: int) -> bool:
        """True for one of so many inputs."""
        return self._choice is None or self._choice.randrange(number) == 0


def check_fixing(analysis: Analysis) -> None:
    """Mending ends, and leaves no more errors of syntax than there were."""
    if not any(d.best_fix() for d in analysis.diagnostics):
        return
    fixed = fix(analysis.source, lambda text: analyze(text).diagnostics)
    assert _syntax_errors(fixed.left) <= _syntax_errors(analysis.diagnostics), fixed.source.text
    check_spans(fixed.left)


def _syntax_errors(found: tuple[Diagnostic, ...]) -> int:
    return sum(d.code.startswith("GDL1") and d.level is Level.ERROR for d in found)


def check_formatting(source: Source) -> None:
    """Its canonical form is the same tree with the same comments, and its own canonical form."""
    parsed = parse(source)
    if any(d.level is Level.ERROR for d in parsed.diagnostics):
        return
    formatted = print_file(parsed.file)
    again = parse(Source(formatted))
    assert again.diagnostics == () or parsed.diagnostics, f"formatted wrongly:\n{formatted}"
    assert again.file == parsed.file, f"another tree:\n{formatted}"
    assert [c.text for c in again.file.comments] == [c.text for c in parsed.file.comments]
    assert print_file(again.file) == formatted, f"formatted anew:\n{formatted}"


def check_file(checked: Checked) -> None:
    """A graph file gives the same graph again, unless it is deeper than a file may be."""
    try:
        text = to_json(checked.graph)
    except GraphdslError as error:
        check_spans(error.diagnostics)
        return
    again = from_json(Source(text))
    assert to_json(again) == text, "another graph file"
    assert again == checked.graph or "nan" in text.lower(), "another graph"  # NaN is never equal


def check_python(checked: Checked) -> None:
    """What is emitted is Python."""
    compile(emit_python(checked.graph), "model.py", "exec")


def check_summary(checked: Checked) -> None:
    """The table can be written."""
    told = table.summary(checked.graph, checked.types, costs(checked.graph))
    table.render(told).encode()


def check_picture(checked: Checked) -> None:
    """The picture can be handed to what lays it out."""
    assert draw(checked.graph, checked.types, "dot").startswith(b"digraph")


def check_text(checked: Checked) -> None:
    """A text that is written means the same graph; where there is none, it is said why."""
    for flat, beside in ((False, "model.arrays.npz"), (True, None)):
        try:
            made = lifted(checked.graph, flat=flat, beside=beside)
        except GraphdslError as error:
            (told,) = error.diagnostics
            assert "all of it" not in told.message(), "a text that means something else"
            continue
        packed(made.arrays)
        assert format_source(Source(made.text)) == made.text, f"formatted wrongly:\n{made.text}"


def check_differences(checked: Checked) -> None:
    """There are none to itself, and those to others can be told."""
    graph = checked.graph
    assert differences(graph, graph).none, "it differs from itself"
    for one, two in ((graph, other()), (other(), graph), (graph, _without_arguments(graph))):
        found = differences(one, two)
        as_text(found, "one", "two").encode("utf-8", "backslashreplace")
        as_json(found)


@cache
def other() -> Graph:
    """A graph that differs from most others."""
    return lower("model m { input x: [4]; stem { Dense(4, relu) }; [x, stem] -> Add }")


def _without_arguments(graph: Graph) -> Graph:
    layers = {name: replace(layer, args={}) for name, layer in graph.layers.items()}
    return replace(graph, layers=layers)


RESULTS = (check_file, check_python, check_summary, check_picture, check_text, check_differences)
"""What can be made of a right model without Keras."""
