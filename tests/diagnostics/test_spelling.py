"""Which name was meant for certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.diagnostics.spelling import certain, respelt
from graphdsl.source import Source

LAYERS = ["Dense", "Conv1D", "Conv2D", "BatchNormalization", "Flatten", "Add", "And"]


@pytest.mark.parametrize(
    ("name", "candidates", "meant"),
    [
        ("Dens", LAYERS, "Dense"),
        ("Desne", LAYERS, "Dense"),
        ("dense", LAYERS, "Dense"),
        ("Conv", LAYERS, None),
        ("Conv3D", LAYERS, None),
        ("BatchNormalisation", LAYERS, "BatchNormalization"),
        ("BatchNormalisaton", LAYERS, "BatchNormalization"),
        ("BatchNorm", LAYERS, None),
        ("Ad", LAYERS, None),
        ("Anded", LAYERS, None),
        ("acuracy", ["Accuracy", "accuracy"], "accuracy"),
        ("Acuracy", ["Accuracy", "accuracy"], "Accuracy"),
        ("rellu", ["relu", "relu6", "elu"], "relu"),
        ("", LAYERS, None),
        ("xx", ["", "xyx"], "xyx"),
        ("x", ["y"], None),
        ("X", ["x"], "x"),
        ("conv2", ["conv1"], None),
        ("relu66", ["relu6"], None),
        ("Dense", ["Dense"], None),
    ],
)
def test_certain(name: str, candidates: list[str], meant: str | None) -> None:
    assert certain(name, candidates) == meant


@given(st.sampled_from(LAYERS), st.data())
def test_any_one_slip_in_a_name_that_has_no_neighbours_is_found(
    name: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    slips = [
        name[:at] + name[at + 1 :],
        name[:at] + "z" + name[at:],
        name[:at] + "z" + name[at + 1 :],
        name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
    ]
    slip = data.draw(st.sampled_from(slips))
    if slip != name and {*"123"}.isdisjoint({*slip} ^ {*name}):
        assert certain(slip, [name, "SomethingElse"]) == name


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("activation = rellu", "activation = relu"),
        ("'rellu'", "'relu'"),
        ("rellu", "relu"),
        ("f(rellu, rellu)", None),
        ("width", None),
        ("a.rellu", None),
        ("rellus", None),
    ],
)
def test_a_word_is_respelt_where_it_stands_once(text: str, mended: str | None) -> None:
    source = Source(f"x {text} y")
    edits = respelt(source.span(2, 2 + len(text)), "rellu", "relu")
    if mended is None:
        assert edits == ()
    else:
        (edit,) = edits
        start, end = edit.span.start, edit.span.end
        assert source.text[:start] + edit.text + source.text[end:] == f"x {mended} y"
