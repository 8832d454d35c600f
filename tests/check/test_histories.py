"""Histories of sizes: wherever one is asked for, it is whole and agrees with the types."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.check.explain.history import Historian, Spot, Trail
from graphdsl.check.infer import Inference, inferred, input_type
from graphdsl.diagnostics.rendering.render import render_all
from graphdsl.graph import Ref
from graphdsl.origins import Origins
from graphdsl.pipeline import analyze
from graphdsl.source import Source

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("examples/*.gdl"))


def spots(run: Inference) -> Iterator[Spot]:
    """Every size of every tensor, the batch left out."""
    for name, types in run.nodes.items():
        for index, found in enumerate(types or ()):
            for axis in range(1, found.rank or 0):
                yield Spot(run, Ref(name, index), axis)


def check(trail: Trail, spot: Spot) -> None:
    """A history begins somewhere, ends with the size, and goes on where it left off."""
    steps = trail.history.steps
    assert len(steps) == len(trail.spots)
    assert steps[0].kind in ("input", "made", "joined")
    assert (steps[0].kind == "input") is (trail.start.node is None)
    assert [step.after for step in steps] == [str(each.size) for each in trail.spots]
    assert trail.history.size == str(spot.size)
    for before, step in pairwise(steps):
        assert step.kind in ("changed", "joined")
        assert before.after in step.before
        assert step.kind == "joined" or before.after != step.after
    for each, step in zip(trail.spots, steps, strict=True):
        node = each.node
        if node is not None and step.before:
            read = [s for ref in node.refs() for s in each.run.type_of(ref).shape or ()]
            assert set(step.before) <= set(map(str, read))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_size_of_an_example_has_a_history(path: Path) -> None:
    analysis = analyze(Source.read(path))
    for checked in analysis.models.values():
        inputs = {i.name: input_type(i) for i in checked.graph.inputs}
        run = inferred(checked.graph, checked.origins, inputs)
        historian = Historian()
        for spot in spots(run):
            check(historian.trail(spot), spot)


def numbers(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(str)


SIZES = st.one_of(*[numbers(1, 40)] * 4, st.just("?"))
FLAG = st.sampled_from(("valid", "same"))
STEPS = st.one_of(
    st.builds("Conv2D({}, {}, padding = {})".format, numbers(1, 8), numbers(1, 5), FLAG),
    st.builds("Conv2D({}, 3, strides = {})".format, numbers(1, 8), numbers(1, 3)),
    st.builds("Conv2DTranspose({}, 2, strides = {})".format, numbers(1, 8), numbers(1, 3)),
    st.builds("MaxPooling2D({}, padding = {})".format, numbers(1, 4), FLAG),
    st.builds("Conv1D({}, {})".format, numbers(1, 8), numbers(1, 5)),
    st.builds("Dense({})".format, numbers(1, 40)),
    st.builds("LSTM({}, return_sequences = {})".format, numbers(1, 8), st.just("true")),
    st.builds("Reshape(({}, -1))".format, numbers(1, 8)),
    st.builds("GroupNormalization(groups = {})".format, numbers(1, 8)),
    st.sampled_from(
        (
            "UpSampling2D", "Flatten", "BatchNormalization", "GlobalMaxPooling2D",
            "Permute((2, 1))",
            "Permute((3, 1, 2))", "RepeatVector(4)", "LSTM(4)", "ReLU", "transpose(_)", "_[:, 0]",
            "_[:, 1:]", "mean(_, axis = 1)", "expand_dims(_, -1)", "reshape(_, (-1, 6))", "_ @ _",
            "Mystery(2)", "MultiHeadAttention(2, 4)", "tower",
        )
    ),
)  # fmt: skip
JOINS = st.sampled_from(
    (
        "[{}, {}] -> Add", "[{}, {}] -> Concatenate", "[{}, {}] -> Concatenate(axis = 1)",
        "[{}, {}] -> Dot(axes = 1)", "({}, {}) -> MultiHeadAttention(2, 4)",
        "[{}, {}] -> Attention", "({} @ {})", "({} + {})", "({}, {}) -> einsum_of",
        "concatenate([{}, {}], axis = 1)", "matmul({}, {})",
    )
)  # fmt: skip


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A model of random steps, some of them joins with earlier values."""
    rank = draw(st.sampled_from((1, 2, 3, 3, 3)))
    shapes = draw(st.lists(st.lists(SIZES, min_size=rank, max_size=rank), min_size=1, max_size=2))
    lines = [f"    input x{n}: [{', '.join(shape)}]" for n, shape in enumerate(shapes)]
    names = [f"x{n}" for n in range(len(shapes))]
    for number in range(draw(st.integers(1, 8))):
        name = f"v{number}"
        if draw(st.booleans()) and len(names) > 1:
            step = draw(JOINS).format(draw(st.sampled_from(names)), draw(st.sampled_from(names)))
        else:
            source = draw(st.sampled_from(names[-2:]))
            step = draw(STEPS)
            step = step.replace("_", source) if "_" in step else f"{source} -> {step}"
            step = step.replace(f"return{source}sequences", "return_sequences")
        lines.append(f"    {name} = {step}")
        names.append(name)
    return PROGRAM.format("\n".join(lines), names[-1])


PROGRAM = """\
extern layer Mystery(size)
model tower {{ input z: [?, ?, ?]; MaxPooling2D -> Permute((2, 1, 3)) -> ZeroPadding2D }}
block einsum_of {{ input p; input q; einsum("bij,bkj->bik", p, q) }}
model m {{
{}
    {} -> Dense(1)
}}
"""


@settings(max_examples=150, deadline=None)
@given(programs())
def test_stories_of_anything(text: str) -> None:
    source = Source(text, "m.gdl")
    analysis = analyze(source)
    assert render_all(analysis.diagnostics) or analysis.ok
    for diagnostic in analysis.diagnostics:
        assert len(diagnostic.all_notes()) <= 6, diagnostic
        assert len(diagnostic.all_labels()) <= 5, diagnostic
        assert all(label.text for label in diagnostic.all_labels()), diagnostic
    for checked in analysis.models.values():
        inputs = {i.name: input_type(i) for i in checked.graph.inputs}
        run = inferred(checked.graph, Origins(), inputs)
        historian = Historian()
        for spot in spots(run):
            check(historian.trail(spot), spot)
