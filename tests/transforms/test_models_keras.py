"""Operations on live Keras models: weights are copied, and nothing is shared."""

from __future__ import annotations

import numpy as np
import pytest

import graphdsl
from graphdsl import GraphdslError, GraphdslWarning

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore:the state of the optimizer")]

TEXT = """
model m {
    input x: [6]
    stem { Dense(8, relu) -> BatchNormalization -> Dropout(0.5) }
    branch learner[2] {
        Dense(5, relu)
        head digit (loss = sparse_categorical_crossentropy, metrics = [accuracy]) {
            Dense(3, softmax)
        }
    }
    train { optimizer = Adam(learning_rate = 0.01) }
}
"""


@pytest.fixture(scope="module")
def trained():
    import keras

    keras.utils.set_random_seed(0)
    model = graphdsl.compile_string(TEXT)
    x, y = data()
    model.fit(x, dict.fromkeys(model.output_names, y), epochs=2, verbose=0)
    return model


def data():
    random = np.random.default_rng(0)
    return random.random((32, 6), "float32"), random.integers(0, 3, 32)


def weights(model):
    return [np.array(weight) for weight in model.get_weights()]


def same(a, b):
    return len(a) == len(b) and all(map(np.array_equal, a, b))


def test_a_cut_computes_what_its_parent_does(trained):
    x, _ = data()
    part = graphdsl.cutout(trained, keep="learner_2_digit")
    expected = trained.predict(x, verbose=0)["learner_2_digit"]
    assert np.array_equal(part.predict(x, verbose=0), expected)
    assert part.compiled
    assert part.loss == "sparse_categorical_crossentropy"


def test_training_and_freezing_a_cut_leave_the_parent_as_it_was(trained):
    before, flags = weights(trained), [layer.trainable for layer in trained.layers]
    part = graphdsl.cutout(trained, keep="learner_1_digit")
    x, y = data()
    part.fit(x, y, epochs=1, verbose=0)
    part.trainable = False
    for layer in part.layers:
        layer.trainable = False
    assert same(weights(trained), before)
    assert [layer.trainable for layer in trained.layers] == flags
    mine = {id(v) for v in part.variables}
    assert mine.isdisjoint(id(v) for v in trained.variables)


def test_it_says_that_the_state_of_the_optimizer_is_left_behind(trained):
    with pytest.warns(GraphdslWarning, match="the state of the optimizer is left behind"):
        graphdsl.cutout(trained, keep="learner_1_digit")


def test_an_interior_start(trained):
    import keras

    tail = graphdsl.cutout(trained, keep="learner_1_digit", since="stem_batch_normalization")
    assert [tensor.name for tensor in tail.inputs] == ["stem_batch_normalization"]
    x, _ = data()
    probe = keras.Model(trained.inputs, trained.get_layer("stem_batch_normalization").output)
    middle = probe.predict(x, verbose=0)
    expected = trained.predict(x, verbose=0)["learner_1_digit"]
    assert np.array_equal(tail.predict(middle, verbose=0), expected)


@pytest.mark.parametrize("name", ["freeze", "unfreeze", "flatten", "outputs"])
def test_operations_that_change_no_number(trained, name):
    made = getattr(graphdsl, name)(trained)
    x, _ = data()
    mine, theirs = made.predict(x, verbose=0), trained.predict(x, verbose=0)
    assert all(np.array_equal(mine[key], theirs[key]) for key in theirs)
    assert same(weights(made), weights(trained)) or name == "outputs"


def test_freezing_is_set_on_every_leaf(trained):
    frozen = graphdsl.freeze(trained, "stem*")
    found = {layer.name: layer.trainable for layer in frozen.layers if layer.weights}
    assert found == {
        "stem_dense": False,
        "stem_batch_normalization": False,
        "learner_1_dense": True,
        "learner_1_digit": True,
        "learner_2_dense": True,
        "learner_2_digit": True,
    }
    assert all(layer.trainable for layer in graphdsl.unfreeze(frozen).layers)


def test_monte_carlo_dropout_stays_on(trained):
    doubting = graphdsl.replace(trained, "Dropout", "MCDropout")
    x, _ = data()
    a, b = (doubting.predict(x, verbose=0)["learner_1_digit"] for _ in range(2))
    assert not np.array_equal(a, b)
    assert doubting.get_layer("stem_dropout").rate == 0.5


def test_a_model_of_keras_alone_with_a_nested_one_and_shared_layers():
    import keras

    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="d")], name="inner")
    x, y = keras.Input((4,), name="x"), keras.Input((4,), name="y")
    joined = keras.layers.Concatenate(name="joined")([inner(x), inner(y)])
    out = keras.layers.Dense(2, name="out")(keras.ops.relu(joined))
    model = keras.Model([x, y], out, name="siamese")
    given = [np.random.default_rng(n).random((3, 4), "float32") for n in range(2)]
    flat = graphdsl.flatten(model)
    assert not any(isinstance(layer, keras.Model) for layer in flat.layers)
    assert np.array_equal(flat.predict(given, verbose=0), model.predict(given, verbose=0))
    part = graphdsl.cutout(model, keep="joined")
    probe = keras.Model([x, y], joined)
    assert np.array_equal(part.predict(given, verbose=0), probe.predict(given, verbose=0))
    head = graphdsl.cutout(model, keep="out", since="joined")
    middle = probe.predict(given, verbose=0)
    assert np.array_equal(head.predict(middle, verbose=0), model.predict(given, verbose=0))


def test_a_layer_of_the_user_comes_along():
    import keras

    @keras.saving.register_keras_serializable("tests")
    class Scaled(keras.layers.Layer):
        def build(self, shape):
            self.factor = self.add_weight(shape=(), initializer="random_normal")

        def call(self, x):
            return x * self.factor

    x = keras.Input((4,), name="x")
    model = keras.Model(x, keras.layers.Dense(2, name="d")(Scaled(name="s")(x)))
    part = graphdsl.cutout(model, keep="s")
    given = np.ones((1, 4), "float32")
    assert np.array_equal(part(given), model.get_layer("s")(given))


def test_what_is_no_functional_model_is_refused():
    import keras

    class Own(keras.Model):
        def call(self, x):
            return x

    model = Own()
    model(np.ones((1, 2)))
    with pytest.raises(GraphdslError):
        graphdsl.cutout(model, keep="x")
    with pytest.raises(TypeError):
        graphdsl.cutout("model.keras", keep="x")


def test_ensembles_of_models_with_one_name():
    models = [graphdsl.compile_string("model m { input x: [4]; Dense(2) }") for _ in range(3)]
    x = np.random.default_rng(0).random((5, 4), "float32")
    alone = [model.predict(x, verbose=0) for model in models]
    average = graphdsl.merge(models, "Average").predict(x, verbose=0)
    np.testing.assert_allclose(average, np.mean(alone, axis=0), atol=1e-6)
    factors = [0.5, 0.3, 0.2]
    weighted = graphdsl.merge(models, factors=factors).predict(x, verbose=0)
    by_hand = sum(f * a for f, a in zip(factors, alone, strict=True))
    np.testing.assert_allclose(weighted, by_hand, atol=1e-6)
