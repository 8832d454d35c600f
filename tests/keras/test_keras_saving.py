"""Models as files, and where problems are in the text."""

from __future__ import annotations

import json
import zipfile

import pytest

from graphdsl.diagnostics.base import Use
from graphdsl.diagnostics.build import LayerRefused
from graphdsl.origins import Frame, Origin, Origins
from graphdsl.source import Source
from tests.keras import zoo
from tests.keras.handmade import Draft
from tests.keras.test_keras_outputs import built

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def keras_package():
    import graphdsl.keras

    return graphdsl.keras


def test_json_is_what_keras_reads(tmp_path, keras_package):
    import keras

    model = built(zoo.social())
    assert keras_package.save(model, tmp_path / "m.json") == ()
    text = (tmp_path / "m.json").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert "\n" in text
    again = keras.models.model_from_json(text)
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    assert json.loads(text)["compile_config"]["loss_weights"] == {
        "age": 0.25,
        "income": 1,
        "gender": 10,
    }


def test_keras_files_are_archives_of_config_and_weights(tmp_path, keras_package):
    assert keras_package.save(built(zoo.perceptron()), tmp_path / "m.keras") == ()
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        assert sorted(archive.namelist()) == ["config.json", "metadata.json", "model.weights.h5"]


@pytest.mark.parametrize("ending", ["keras", "json"])
def test_a_layer_that_cannot_be_saved_is_a_problem(tmp_path, keras_package, ending):
    import keras

    class Secret(keras.layers.Layer):
        def __init__(self, given, **kwargs):
            super().__init__(**kwargs)

        def call(self, inputs):
            return inputs

    d = Draft()
    d.output("y", d.add("y", "Secret", d.input("x", 2), kind="extern", given={1, 2}))
    model = built(d.graph(), custom_objects={"Secret": Secret})
    (problem,) = keras_package.save(model, tmp_path / f"m.{ending}")
    assert problem.diagnostic.code == "GDL815"
    assert problem.diagnostic.message().startswith(
        f"Keras cannot save the model as .{ending}: Object Secret was created by passing "
        "non-serializable argument values in `__init__()`"
    )


@pytest.mark.parametrize("ending", ["keras", "json"])
def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path, keras_package, ending):
    with pytest.raises(FileNotFoundError):
        keras_package.save(built(zoo.perceptron()), tmp_path / "none" / f"m.{ending}")


def test_a_problem_gets_the_place_of_its_part(keras_package):
    source = Source("model outer { inner } model inner { Dense(0) }")
    use = Use(source.span(14, 19), "inner")
    inner = Origins(
        nodes={"d": Origin(source.span(36, 44), frame=Frame(use))},
        layers={"d": Origin(source.span(36, 41))},
        span=source.span(22, 46),
    )
    outer = Origins(
        nodes={"inner": Origin(source.span(14, 19))},
        layers={"inner": Origin(source.span(14, 19))},
        inputs={"x": Origin(source.span(0, 1))},
        outputs={"y": Origin(source.span(1, 2))},
        train={"": Origin(source.span(2, 3)), "loss": Origin(source.span(3, 4))},
        nested={"inner": inner},
        span=source.span(0, 21),
    )
    diagnostic = LayerRefused(cls="Dense", words="no")

    def place(*about):
        placed = keras_package.BuildProblem(diagnostic, *about).placed(outer)
        return placed.span[1:], placed.uses

    assert place("layer", "inner") == ((14, 19), ())
    assert place("layer", "d", ("inner",)) == ((36, 41), ())
    assert place("node", "d", ("inner",)) == ((36, 44), (use,))
    assert place("model", "", ("inner",)) == ((22, 46), ())
    assert place("input", "x") == ((0, 1), ())
    assert place("output", "y") == ((1, 2), ())
    assert place("train", "loss") == ((3, 4), ())
    assert place("train", "optimizer") == ((2, 3), ())
    assert place("layer", "lost") == ((0, 21), ())
    assert place("layer", "lost", ("unknown",)) == ((0, 21), ())
