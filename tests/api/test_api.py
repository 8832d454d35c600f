"""The Python functions, as a program calls them."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import graphdsl
from graphdsl.graph.json import to_json

TEXT = "model m(units = 2) { input x: [4]; Dense(units, relu) -> Dense(1) as y }"


LOADED = "import sys, graphdsl; print(*sorted(n for n in sys.modules if n.startswith('graphdsl')))"


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, check=True)
    assert done.stdout.decode().split() == [
        "graphdsl",
        "graphdsl.check",
        "graphdsl.showing",
        "graphdsl.version",
    ]


@pytest.mark.parametrize("first", ["import graphdsl.check.infer", "import graphdsl.api", "pass"])
def test_check_is_the_function_whatever_is_imported_before(first: str) -> None:
    program = f"{first}\nimport graphdsl\nprint(graphdsl.check('model m {{}}')[0].code)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.startswith(b"GDL")


def test_all_names_are_there_and_are_listed() -> None:
    assert set(graphdsl.__all__) <= set(dir(graphdsl))
    assert all(getattr(graphdsl, name) is not None for name in graphdsl.__all__)
    with pytest.raises(AttributeError, match="module 'graphdsl' has no attribute 'chekc'"):
        _ = graphdsl.chekc  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]


def test_check_takes_a_text_or_a_path(tmp_path: Path) -> None:
    path = tmp_path / "m.gdl"
    path.write_text("model m { input x: [4]; Dens(1) }")
    assert [d.code for d in graphdsl.check(path)] == ["GDL201"]
    assert graphdsl.check(TEXT) == ()


def test_parse_refuses_what_is_not_the_language() -> None:
    assert len(graphdsl.parse(TEXT).items) == 1
    with pytest.raises(graphdsl.GraphdslError) as caught:
        graphdsl.parse("model m {")
    assert "error[GDL1" in str(caught.value)


def test_lower_and_load_give_the_same_graph(tmp_path: Path) -> None:
    graph = graphdsl.lower(TEXT, params={"units": 3})
    (tmp_path / "m.gdl").write_text(TEXT)
    (tmp_path / "m.graph.json").write_text(to_json(graph))
    assert graphdsl.load(tmp_path / "m.gdl", params={"units": 3}) == graph
    assert graphdsl.load(tmp_path / "m.graph.json") == graph


def test_an_error_says_all_that_is_wrong() -> None:
    with pytest.raises(graphdsl.GraphdslError) as caught:
        graphdsl.lower("model m { input x: [4]; Dens(1); Dense(relu) }")
    assert [d.code for d in caught.value.diagnostics] == ["GDL201", "GDL403"]


def test_a_warning_is_given_once_and_names_its_place() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        graphdsl.lower("model m { input x: [4]\n skip = _\n Dense(1) }")
    assert [str(w.message) for w in caught] == ["<string>:2:2: the value `skip` is never used"]
    assert caught[0].category is graphdsl.GraphdslWarning
    assert caught[0].filename == __file__


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        graphdsl.load(tmp_path / "none.gdl")


def test_summary_and_draw() -> None:
    graph = graphdsl.lower(TEXT)
    assert "2 layers, 13 parameters" in graphdsl.summary(graph)
    assert graphdsl.draw(graph).startswith(b"<?xml")
    assert graphdsl.draw(graph, "png").startswith(b"\x89PNG")


@pytest.mark.keras
class TestCompile:
    def test_a_string_becomes_a_model(self) -> None:
        model = graphdsl.compile_string(TEXT, params={"units": 5})
        assert [layer.name for layer in model.layers] == ["x", "dense", "y"]
        assert model.count_params() == 31
        assert not model.compiled

    def test_a_file_becomes_a_model(self, tmp_path: Path) -> None:
        (tmp_path / "b.gdl").write_text("block b { Dense(3) }")
        (tmp_path / "m.gdl").write_text(
            'import "b.gdl" as lib\n'
            "model m { input x: [4]; lib.b; head y (loss = mse) { Dense(1) } }"
        )
        model = graphdsl.compile_file(tmp_path / "m.gdl")
        assert model.compiled
        assert model.output_names == ["y"]

    def test_custom_objects_supply_extern_layers(self) -> None:
        import keras

        class Twice(keras.layers.Layer):
            def __init__(self, factor: int = 2, **kwargs: object) -> None:
                super().__init__(**kwargs)
                self.factor = factor

            def call(self, inputs: object) -> object:
                return inputs * self.factor  # type: ignore[operator]

        text = "extern layer Twice(factor = 2)\nmodel m { input x: [4]; Twice(factor = 3) as t }"
        model = graphdsl.compile_string(text, custom_objects={"Twice": Twice})
        assert model.get_layer("t").factor == 3
        with pytest.raises(graphdsl.GraphdslError) as caught:
            graphdsl.compile_string(text)
        assert caught.value.diagnostics[0].span.text.startswith("Twice(factor = 3)")

    def test_what_keras_refuses_is_shown_at_its_place(self) -> None:
        text = "extern layer Odd(a)\nmodel m { input x: [4]\n  Odd(a = 1)\n}"
        import keras

        class Odd(keras.layers.Layer):
            def __init__(self, a: int, **kwargs: object) -> None:
                raise ValueError("a must be even")

        with pytest.raises(graphdsl.GraphdslError) as caught:
            graphdsl.compile_string(text, custom_objects={"Odd": Odd})
        (found,) = caught.value.diagnostics
        assert found.span.begin.line == 3
        assert "a must be even" in found.message()

    def test_a_slice_alone_is_an_index(self) -> None:
        text = "model m { input x: [4]; y = x[0:2]; z = x[...]; output y, z }"
        assert graphdsl.compile_string(text).output_names == ["y", "z"]
