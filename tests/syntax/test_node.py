"""Nodes are small frozen records whose span does not compare."""

from __future__ import annotations

import copy
import pickle

import pytest

from graphdsl.source import NOWHERE, Source
from graphdsl.syntax import ast

HERE = Source("abc").span(1, 2)


def test_spans_and_spelling_do_not_make_nodes_different() -> None:
    assert ast.Name(HERE, "a") == ast.Name(NOWHERE, "a")
    assert hash(ast.Number(HERE, 1, "1")) == hash(ast.Number(NOWHERE, 1, "0x1"))
    assert ast.Number(HERE, 1, "1") == ast.Number(NOWHERE, 1, "0x1")


def test_kind_and_fields_make_nodes_different() -> None:
    assert ast.Name(HERE, "a") != ast.Name(HERE, "b")
    assert ast.List(HERE, ()) != ast.Tuple(HERE, ())


def test_nodes_are_frozen_and_slotted() -> None:
    node = ast.Name(HERE, "a")
    with pytest.raises(AttributeError, match="Name is frozen"):
        node.id = "b"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="Name is frozen"):
        del node.id
    assert not hasattr(node, "__dict__")


def test_defaults_keywords_and_matching() -> None:
    step = ast.Step(span=HERE, value=ast.Flow(HERE))
    match step:
        case ast.Step(_, ast.Flow(), frozen, names):
            assert (frozen, names) == (False, ())
    with pytest.raises(TypeError):
        ast.Step(HERE)  # type: ignore[call-arg]


def test_repr_shows_fields_without_the_span() -> None:
    assert repr(ast.Let(HERE, ast.Name(HERE, "a"), ast.Number(HERE, 1, "1"))) == (
        "Let(name=Name(id='a'), value=Number(value=1, text='1'))"
    )


def test_nodes_copy_and_pickle() -> None:
    node = ast.Paren(NOWHERE, ast.Name(NOWHERE, "a"))
    assert copy.deepcopy(node) == node
    assert pickle.loads(pickle.dumps(node)) == node
