"""What models of keras.applications look like is learnt once, and known without Keras then."""

from __future__ import annotations

import inspect

import pytest

from graphdsl.api import check
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Graph
from graphdsl.layers.applications import APPLICATIONS, NOT_IN_FILES, arguments_of
from graphdsl.saved import applications
from graphdsl.saved.applications import application_graph

pytestmark = pytest.mark.keras

ARGS = {"include_top": False, "weights": None, "alpha": 0.35, "input_shape": [32, 32, 3]}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    applications._graph.cache_clear()
    return tmp_path / "graphdsl" / "applications"


def without_keras(monkeypatch):
    applications._graph.cache_clear()
    monkeypatch.setattr(applications, "TEACHER", "no_such_module")


def test_learnt_once_and_kept(cache, monkeypatch, capfd):
    first = application_graph("MobileNetV2", ARGS)
    assert isinstance(first, Graph)
    said = capfd.readouterr().err
    assert "learning what MobileNetV2 of Keras" in said
    (kept,) = cache.iterdir()
    assert str(kept) in said
    without_keras(monkeypatch)
    assert application_graph("MobileNetV2", {**ARGS, "weights": "imagenet"}) == first
    assert capfd.readouterr().err == ""
    other = application_graph("MobileNetV2", {**ARGS, "alpha": 0.5})
    assert isinstance(other, Diagnostic)
    assert other.code == "GDL341"
    kept.write_text("{")
    applications._graph.cache_clear()
    assert isinstance(application_graph("MobileNetV2", ARGS), Diagnostic), (
        "it is not taken as it is"
    )


def test_it_is_as_keras_builds_it(cache):
    import keras

    from tests.saved.comparing import read

    learnt = application_graph("MobileNetV2", ARGS)
    keras.utils.clear_session()
    theirs = read(keras.applications.MobileNetV2(**ARGS))
    assert isinstance(learnt, Graph)
    assert learnt.layers == theirs.layers
    assert learnt.nodes == theirs.nodes


def test_what_keras_refuses_is_told(cache):
    found = application_graph("MobileNetV2", {"input_shape": [8, 8, 3]})
    assert isinstance(found, Diagnostic)
    assert found.code == "GDL340"
    assert list(cache.parent.glob("**/*.json")) == []


def test_arguments_are_known_without_keras(monkeypatch):
    without_keras(monkeypatch)
    text = "model m { input x: [32, 32, 3]; stem from VGG16(include_tops = false) }"
    (found,) = check(text)
    assert (found.code, found.best_help()) == ("GDL401", "did you mean `include_top`?")


@pytest.mark.parametrize("name", sorted(APPLICATIONS))
def test_arguments_are_those_of_keras(name):
    import keras

    theirs = inspect.signature(getattr(keras.applications, name)).parameters
    assert arguments_of(name) == tuple(n for n in theirs if n not in NOT_IN_FILES)
