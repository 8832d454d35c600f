"""Single statements, laid out as ruff lays them out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.emit.python.layout import render
from graphdsl.emit.python.printing import right_side, targets
from graphdsl.emit.python.tree import (
    Call,
    Comprehension,
    Index,
    Items,
    Literal,
    Name,
    Operation,
    Pairs,
    Span,
    Text,
)
from tests.emit_python.ruff import complaints

names = st.text("abcdefg_", min_size=1, max_size=31).map(lambda text: Name(f"{text}z"))
strings = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=90)
numbers = st.sampled_from([0, 1, 64, -1, 0.001, 1e-5, 2.5, 1e20, True, None, float("inf")])
constants = st.recursive(
    numbers | st.text("s'\"\\\n", max_size=30) | strings,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text("k", min_size=1, max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
texts = st.text("q_", min_size=1, max_size=60).flatmap(
    lambda text: st.sampled_from([Text((text,)), Text((Name("name"), text))])
)
keywords = st.lists(st.sampled_from(["units", "padding", "activation", "use_bias"]), unique=True)


def calls(values):
    """Calls with such arguments."""
    named = keywords.flatmap(
        lambda keys: st.tuples(*(st.tuples(st.just(key), values) for key in keys))
    )
    classes = st.text("C", min_size=1, max_size=20).map(lambda text: Name(f"layers.{text}"))
    return st.builds(Call, classes, st.lists(values, max_size=2).map(tuple), named)


values = st.recursive(
    constants.map(Literal) | names | texts,
    lambda inner: calls(inner) | st.lists(inner, max_size=3).map(lambda items: Items(tuple(items))),
    max_leaves=5,
)
operands = st.lists(names, min_size=1, max_size=4).map(tuple)
made = st.builds(Call, calls(values), operands | operands.map(lambda items: (Items(items),)))
sides = st.sampled_from("+-*/@").flatmap(
    lambda sign: st.builds(Operation, st.just(sign), names, names)
)
keys = st.sampled_from([Span(None, None, None), Literal(-1), Literal(...), Literal(None)])
picked = st.builds(Index, names, st.lists(keys, min_size=1, max_size=3).map(tuple))
looped = st.builds(
    Comprehension, st.none() | texts, st.builds(Call, names, operands), st.just("i"),
    st.just(Call(Name("range"), (Literal(1), Literal(4)))),
)  # fmt: skip
pairs = st.lists(st.tuples(texts, names), min_size=1, max_size=4, unique_by=lambda pair: pair[0])
right_sides = made | sides | picked | looped | pairs.map(lambda found: Pairs(tuple(found)))


@given(st.lists(st.tuples(st.lists(names, min_size=1, max_size=4), right_sides), max_size=12))
@settings(max_examples=60)
def test_assignments(found):
    lines = [
        render((targets([name.id for name in left]), " = ", right_side(right)), 4)
        for left, right in found
    ]
    text = "\n".join(["def f():", *lines, "    return 1"]) + "\n"
    assert formatted(text), text


@given(
    st.lists(right_sides | operands.map(lambda items: Items(items, "()")), min_size=1, max_size=5)
)
@settings(max_examples=60)
def test_returns(found):
    functions = [
        f"def f{n}():\n" + render(("return ", right_side(e)), 4) for n, e in enumerate(found)
    ]
    assert formatted("\n\n\n".join(functions) + "\n")


def formatted(text):
    """Whether ruff would leave the layout of `text` alone."""
    return "@@" not in complaints(text)
