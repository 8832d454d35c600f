"""Weights go by the names of layers, whatever their order, from files of every kind."""

from __future__ import annotations

import numpy as np
import pytest

import graphdsl
from graphdsl import GraphdslError, GraphdslWarning

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore:You are saving your model")]

TWO = """
model m {
    input x: [4]
    branch a { Dense(3) }
    branch b { Dense(3) }
    [a, b] -> Add -> Dense(2) as out
}
"""
SWAPPED = """
model m {
    input x: [4]
    branch b { Dense(3) }
    branch a { Dense(3) }
    [a, b] -> Add -> Dense(2) as out
}
"""


def built(text=TWO, **options):
    return graphdsl.compile_string(text, **options)


def of(model, *path):
    for name in path:
        model = model.get_layer(name)
    return [np.array(weight) for weight in model.get_weights()]


def same(a, b):
    return len(a) == len(b) and all(map(np.array_equal, a, b))


@pytest.mark.parametrize("form", ["keras", "h5", "weights.h5", "live"])
def test_branches_of_one_shape_do_not_change_places(form, tmp_path):
    """Keras itself takes them in order: the branches would be swapped without a word."""
    trained = built()
    source = trained
    if form != "live":
        source = tmp_path / f"t.{form}"
        (trained.save_weights if form == "weights.h5" else trained.save)(source)
        if form == "weights.h5":
            (tmp_path / "t.json").write_text(trained.to_json())
    model = built(SWAPPED, weights=source, strict_weights=True)
    for name in ("a", "b", "out"):
        layer = name if name == "out" else f"{name}_dense"
        assert same(of(model, layer), of(trained, layer)), name


def test_weights_without_a_description_are_those_of_the_same_model(tmp_path):
    trained = built()
    trained.save_weights(tmp_path / "t.weights.h5")
    model = built(weights=tmp_path / "t.weights.h5", strict_weights=True)
    assert same(model.get_weights(), trained.get_weights())


def test_a_model_whose_layers_keras_orders_otherwise(tmp_path):
    """Groups in the file are counted in Keras' order, and that of ours may be another one."""
    import keras

    x, y = keras.Input((4,), name="x"), keras.Input((4,), name="y")
    late = keras.layers.Dense(3, name="late")(x)
    early = keras.layers.Dense(3, name="early")(y)
    deep = keras.layers.Dense(3, name="deep")(keras.layers.Dense(3, name="deeper")(early))
    inner = keras.Sequential(
        [keras.layers.Dense(3, name="p"), keras.layers.Dense(3, name="q")], name="inner"
    )
    out = keras.layers.Add(name="sum")([deep, inner(late)])
    model = keras.Model({"y": y, "x": x}, [out, late], name="odd")
    model.save(tmp_path / "odd.keras")
    text = """
        model part {
            input y: [4]
            stage s from "odd.keras" since early until deep
        }
        model other {
            input x: [4]
            stage s from "odd.keras" since late until inner
        }
    """
    (tmp_path / "part.gdl").write_text(text)
    part = graphdsl.compile_file(tmp_path / "part.gdl", model="part")
    other = graphdsl.compile_file(tmp_path / "part.gdl", model="other")
    for name in ("early", "deeper", "deep"):
        assert same(of(part, f"s_{name}"), of(model, name)), name
    assert same(of(other, "s_late"), of(model, "late"))
    for name in ("p", "q"):
        assert same(of(other, "s_inner", name), of(model, "inner", name)), name


@pytest.mark.parametrize("form", ["keras", "h5"])
def test_layers_with_layers_in_them(form, tmp_path):
    text = """
        model m {
            input words: int32[7]
            Embedding(20, 8) as e
            Bidirectional(LSTM(4, return_sequences = true)) as r
            (_, _) -> MultiHeadAttention(2, 4) as att
            GRU(5) as g
            BatchNormalization as bn
        }
    """
    trained = built(text)
    trained.set_weights([np.random.default_rng(1).random(w.shape) for w in trained.get_weights()])
    trained.save(tmp_path / f"t.{form}")
    model = built(text, weights=tmp_path / f"t.{form}", strict_weights=True)
    words = np.random.default_rng(0).integers(0, 20, (3, 7))
    mine, theirs = model.predict(words, verbose=0), trained.predict(words, verbose=0)
    assert np.array_equal(mine, theirs)


def test_a_vocabulary_that_was_learnt_comes_along(tmp_path):
    import keras

    trained = keras.Sequential(
        [keras.Input((1,), dtype="string", name="w"), keras.layers.StringLookup(name="s")],
        name="m",
    )
    trained.get_layer("s").adapt(["a", "b", "a"])
    trained.save(tmp_path / "t.keras")
    part = graphdsl.cutout(trained, keep="s")
    assert part.get_layer("s").get_vocabulary() == trained.get_layer("s").get_vocabulary()
    (tmp_path / "p.gdl").write_text('model p { input w: string[1]; stage s from "t.keras" }')
    taken = graphdsl.compile_file(tmp_path / "p.gdl")
    assert taken.get_layer("s_s").get_vocabulary() == trained.get_layer("s").get_vocabulary()


def test_other_shapes_begin_untrained_and_it_is_said():
    trained = built()
    wide = TWO.replace("branch b { Dense(3) }", "branch b { Dense(3, relu) }")
    wide = wide.replace("Dense(2) as out", "Dense(5) as out")
    with pytest.warns(GraphdslWarning, match="other shapes"):
        model = built(wide, weights=trained)
    assert same(of(model, "a_dense"), of(trained, "a_dense"))
    with pytest.raises(GraphdslError) as caught:
        built(wide, weights=trained, strict_weights=True)
    assert [d.code for d in caught.value.diagnostics] == ["GDL041"]


def test_renamed_layers_with_globs():
    trained = built()
    text = TWO.replace("branch a", "branch left").replace("branch b", "branch right")
    text = text.replace("[a, b]", "[left, right]")
    names = {"a_*": "left_*", "b_dense": "right_dense"}
    model = built(text, weights=trained, rename=names, strict_weights=True)
    assert same(of(model, "left_dense"), of(trained, "a_dense"))
    assert same(of(model, "right_dense"), of(trained, "b_dense"))
    with pytest.raises(GraphdslError) as caught:
        built(text, weights=trained, rename={"c_*": "left_*"})
    assert [d.code for d in caught.value.diagnostics] == ["GDL042"]


def test_weights_by_the_name_of_the_model_that_parts_come_from():
    text = f"""
        {TWO}
        model other {{ input x: [4]; Dense(3) as d }}
        model both {{
            input x: [4]
            branch one from m until a_dense
            branch two from other
            [one, two] -> Add -> Dense(1) as new
        }}
    """
    m, other = built(text, model="m"), built(text, model="other")
    both = built(text, model="both", weights={"m": m, "other": other})
    assert same(of(both, "one_a_dense"), of(m, "a_dense"))
    assert same(of(both, "two_d"), of(other, "d"))
    again = built(text, model="both", weights=both, strict_weights=True)
    assert same(again.get_weights(), both.get_weights())
    with pytest.raises(GraphdslError) as caught:
        built(text, model="both", weights={"mm": m})
    assert [d.code for d in caught.value.diagnostics] == ["GDL044"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("no.keras", None, "GDL0"),
        ("no.h5", None, "GDL0"),
        ("bad.keras", b"PK\x03\x04 no archive", "GDL0"),
        ("bad.weights.h5", b"no hdf5", "GDL040"),
        ("weights.txt", b"1 2 3", "GDL040"),
    ],
)
def test_files_that_cannot_be_read(name, content, code, tmp_path):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GraphdslError) as caught:
        built(weights=path)
    found = [d.code for d in caught.value.diagnostics]
    assert all(c.startswith(code) for c in found), found
    assert str(caught.value)


def test_no_layer_in_common():
    trained = built("model m { input x: [4]; Dense(3) as other }")
    with pytest.raises(GraphdslError) as caught:
        built(weights=trained)
    assert [d.code for d in caught.value.diagnostics] == ["GDL046"]


def test_weights_of_an_application_that_cannot_be_had(monkeypatch):
    import keras

    def refuse(*args, **kwargs):
        raise OSError("URL fetch failure: no network")

    monkeypatch.setattr(keras.applications, "MobileNetV2", refuse)
    text = """
        model m {
            input image: [32, 32, 3]
            frozen stem from MobileNetV2(include_top = false, weights = imagenet) until Conv1
        }
    """
    with pytest.raises(GraphdslError) as caught:
        built(text)
    (found,) = caught.value.diagnostics
    assert found.code == "GDL043"
    assert "no network" in str(caught.value)
    assert "weights = none" in (found.help() or "")


@pytest.mark.parametrize("form", ["keras", "h5", "json"])
def test_a_part_of_a_saved_model(form, tmp_path, capfd):
    trained = built()
    if form == "json":
        (tmp_path / "t.json").write_text(trained.to_json())
    else:
        trained.save(tmp_path / f"t.{form}")
    text = f'model p {{ input x: [4]; stage s from "t.{form}" until a_dense; Dense(1) }}'
    (tmp_path / "p.gdl").write_text(text)
    part = graphdsl.compile_file(tmp_path / "p.gdl")
    taken = same(of(part, "s_a_dense"), of(trained, "a_dense"))
    assert taken == (form != "json"), "a description has no weights"


FROZEN = """
model tuned {
    input x: [4]
    frozen stem { Dense(5, relu) -> Dense(3) }
    head y (loss = mse) { Dense(1) }
}
"""


def donor(*names, sizes=(5, 3)):
    """A model whose layers have these names."""
    steps = " -> ".join(f"Dense({s}) as {n}" for n, s in zip(names, sizes, strict=False))
    return built(f"model donor {{ input x: [4]; {steps} }}")


def warned(caught):
    return [str(w.message) for w in caught if issubclass(w.category, GraphdslWarning)]


def test_a_frozen_part_that_is_filled_is_not_doubted(recwarn):
    built(FROZEN, weights=donor("stem_dense", "stem_dense_1"))
    assert warned(recwarn) == []
    built(FROZEN)
    assert len(warned(recwarn)) == 1, "without weights it stays random"


def test_a_frozen_part_that_is_filled_in_part_is_told_after_the_build(recwarn):
    built(FROZEN, weights=donor("stem_dense", "other"))
    (said,) = warned(recwarn)
    assert said == "`stem` is frozen, and not all of it got weights: the rest stays random"


def test_a_frozen_part_with_other_shapes_is_told(recwarn):
    built(FROZEN, weights=donor("stem_dense", "stem_dense_1", sizes=(5, 7)))
    said = warned(recwarn)
    assert len(said) == 2
    assert "other shapes" in said[0]
    assert "`stem` is frozen" in said[1]


def test_a_frozen_part_that_stays_random_may_be_allowed(recwarn):
    text = FROZEN.replace("Dense(3) }", "Dense(3) }  # gdl: allow GDL626")
    built(text, weights=donor("stem_dense", "other"))
    assert warned(recwarn) == []


def test_frozen_parts_of_a_model_that_is_used_twice_are_told_where_they_are_not_filled(recwarn):
    text = """
    model features { input x: [4]; frozen stem { Dense(3) }; Dense(3) }
    model m {
        input x: [4]
        x -> features as one
        x -> features as two
        [one, two] -> Add
        head y (loss = mse) { Dense(1) }
    }
    """
    whole = built(text, model="m")
    recwarn.clear()
    built(text, model="m", weights=whole)
    assert warned(recwarn) == []
    half = """
    model features { input x: [4]; frozen stem { Dense(3) }; Dense(3) }
    model m { input x: [4]; features as one }
    """
    built(text, model="m", weights=built(half, model="m"))
    assert warned(recwarn) == [
        "`stem` is frozen, and not all of it got weights: the rest stays random"
    ]
