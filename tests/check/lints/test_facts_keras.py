"""What the lints say of Keras, asked of Keras."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pytest

from graphdsl.api import compile_string
from graphdsl.diagnostics.lints import SizesPart
from graphdsl.pipeline import analyze
from graphdsl.source import Source
from tests.check.lints.cases import CASES
from tests.check.lints.test_lints import whole

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

RANDOM = np.random.default_rng(0)
ROWS = 16


def built(text: str):
    """The Keras model of the last model in a text."""
    names = re.findall(r"^model (\w+)", whole(text), re.MULTILINE)
    return compile_string(whole(text), model=names[-1])


def rows(*shape: int) -> np.ndarray:
    return RANDOM.normal(size=(ROWS, *shape)).astype("float32")


def test_a_bias_before_batch_normalisation_has_no_effect_and_no_gradient() -> None:
    import tensorflow as tf

    for name in ("behind a convolution", "with a pooling between"):
        model = built(CASES["GDL407"].told[name])
        biased = next(layer for layer in model.layers if "conv" in layer.name)
        x = rows(*model.input_shape[1:])
        before = model(x, training=True)
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(model(x, training=True) ** 3)
        (slope,) = tape.gradient(total, [biased.bias.value])
        steep = float(tf.reduce_max(tf.abs(total)))
        biased.bias.assign(RANDOM.normal(size=biased.bias.shape))
        after = model(x, training=True)
        np.testing.assert_allclose(before, after, atol=1e-3)
        assert float(tf.reduce_max(tf.abs(slope))) < 1e-4 * steep


def test_a_bias_before_a_frozen_one_has_an_effect() -> None:
    model = built(CASES["GDL407"].silent["frozen normalisation"])
    x = rows(8)
    before = model(x, training=True)
    model.layers[1].bias.assign(np.ones(4))
    assert not np.allclose(before, model(x, training=True))


def test_the_batch_is_laid_against_the_axis() -> None:
    model = built(CASES["GDL520"].told["the batch against an axis"])
    assert model({"x": rows(4), "s": rows()}).shape == (ROWS, ROWS)


def test_what_is_repeated_fits() -> None:
    for name in ("one channel with several", "an operator"):
        model = built(CASES["GDL520"].told[name])
        assert model(rows(8, 4)).shape == (ROWS, 8, 4)


def lint_of(text: str) -> SizesPart:
    """The last one: all sizes that it tells fit in the whole model."""
    found = analyze(Source(whole(text))).diagnostics
    return [d for d in found if isinstance(d, SizesPart)][-1]


def call(model, shape: list[int]) -> None:
    model(np.zeros((1, *shape), "float32"))


@pytest.mark.parametrize(
    "text", [t for n, t in CASES["GDL521"].told.items() if "model" not in n and n != "never"]
)
def test_sizes_that_are_said_to_fail_fail_and_others_pass(text: str) -> None:
    model, found = built(text), lint_of(text)
    shape = [int(n) for n in re.findall(r"\d+", found.inputs[0][1])]
    with pytest.raises(Exception, match=r"(?i)shape|dimension|incompatible"):
        call(model, shape)
    sizes = [found.fitting, *(found.multiple * n for n in (3, 5, 7))]
    for size in filter(None, sizes):
        call(model, [*(size for _ in shape[:-1]), shape[-1]])


@pytest.mark.parametrize("size", [64, 65, 90])
def test_sizes_that_never_fit_fail(size: int) -> None:
    model = built(CASES["GDL521"].told["never"])
    with pytest.raises(Exception, match=r"(?i)shape|dimension|incompatible"):
        call(model, [size, 8])


def test_a_softmax_over_one_value_is_always_1() -> None:
    for name in ("as an argument", "as a layer", "as a function"):
        model = built(CASES["GDL621"].told[name])
        np.testing.assert_allclose(model.predict(rows(8), verbose=0), 1, rtol=1e-6)
    logarithm = built(CASES["GDL621"].told["its logarithm"])
    np.testing.assert_allclose(logarithm.predict(rows(8), verbose=0), 0, atol=1e-6)


def measured(head: str, targets: np.ndarray) -> tuple[float, np.ndarray, str]:
    """The loss of a head, what it predicts, and what Keras warns of."""
    import keras

    keras.utils.set_random_seed(1)
    model = compile_string(f"model m {{ input x: [8]; head y {head} }}")
    x = np.linspace(-3, 3, ROWS * 8, dtype="float32").reshape(ROWS, 8)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loss = model.evaluate(x, targets, verbose=0)
    said = " ".join(str(w.message) for w in caught)
    return float(loss), model.predict(x, verbose=0), said


ONE_HOT = np.eye(4, dtype="float32")[np.arange(ROWS) % 4]
LOGITS = "loss = CategoricalCrossentropy(from_logits = true)"


def test_logits_of_a_softmax() -> None:
    """Keras goes back before the softmax where it can, and warns; else it applies it twice."""
    once, _, _ = measured("(loss = categorical_crossentropy) { Dense(4, softmax) }", ONE_HOT)
    same, _, said = measured(f"({LOGITS}) {{ Dense(4, softmax) }}", ONE_HOT)
    twice, _, silent = measured(f"({LOGITS}) {{ Dense(4, softmax) -> Reshape((4,)) }}", ONE_HOT)
    assert same == pytest.approx(once)
    assert "does not represent logits" in said
    assert twice != pytest.approx(once)
    assert not silent


def test_a_linear_head_without_from_logits_hardly_learns() -> None:
    """What is not between 0 and 1 is cut off, and has no gradient."""
    import keras
    import tensorflow as tf

    values = tf.constant([[-2.0, 3.0, -1.0]])
    with tf.GradientTape() as tape:
        tape.watch(values)
        loss = keras.losses.BinaryCrossentropy()(tf.constant([[1.0, 0.0, 1.0]]), values)
    assert np.all(tape.gradient(loss, values) == 0)
    assert float(loss) > 10


def softmax(values: np.ndarray) -> np.ndarray:
    return np.exp(values) / np.exp(values).sum(axis=-1, keepdims=True)


def test_a_sigmoid_with_categories_is_trained_as_a_softmax() -> None:
    loss, given, _ = measured("(loss = categorical_crossentropy) { Dense(4, sigmoid) }", ONE_HOT)
    logits = np.log(given / (1 - given))
    as_softmax = -np.log((softmax(logits) * ONE_HOT).sum(axis=1)).mean()
    assert loss == pytest.approx(as_softmax, rel=1e-3)
    assert not np.allclose(given.sum(axis=1), 1)


def test_a_softmax_with_yes_or_no_is_trained_as_a_sigmoid() -> None:
    loss, given, _ = measured("(loss = binary_crossentropy) { Dense(4, softmax) }", ONE_HOT)
    as_given = -(ONE_HOT * np.log(given) + (1 - ONE_HOT) * np.log(1 - given)).mean()
    assert loss != pytest.approx(as_given, rel=1e-2)


def test_counts_below_0_have_no_loss() -> None:
    loss, _, _ = measured("(loss = poisson) { Dense(1) }", np.ones((ROWS, 1), "float32"))
    assert np.isnan(loss)


def test_a_relu_never_says_no() -> None:
    loss = "loss = BinaryCrossentropy(from_logits = true)"
    _, given, _ = measured(f"({loss}) {{ Dense(1, relu) }}", np.ones((ROWS, 1), "float32"))
    assert np.all(1 / (1 + np.exp(-given)) >= 0.5)


@pytest.mark.parametrize(
    "loss", ["categorical_crossentropy", "CategoricalFocalCrossentropy()", "CosineSimilarity()"]
)
def test_of_one_value_nothing_is_learnt(loss: str) -> None:
    import keras

    keras.utils.set_random_seed(2)
    model = compile_string(f"model m {{ input x: [8]; head y (loss = {loss}) {{ Dense(1) }} }}")
    before = [w.numpy() for w in model.weights]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(rows(8), np.ones((ROWS, 1), "float32"), epochs=2, verbose=0)
    for old, new in zip(before, model.weights, strict=True):
        np.testing.assert_allclose(old, new.numpy(), atol=1e-4)


def test_an_output_without_loss_is_not_trained() -> None:
    model = built(CASES["GDL625"].told["a plain output"])
    before = model.get_layer("z").get_weights()
    trained = model.get_layer("y").get_weights()
    model.fit(rows(8), {"y": rows(1)}, epochs=1, verbose=0)
    assert np.array_equal(before[0], model.get_layer("z").get_weights()[0])
    assert not np.array_equal(trained[0], model.get_layer("y").get_weights()[0])


def test_a_frozen_part_stays_random() -> None:
    model = built(CASES["GDL626"].told["a step"])
    before = model.layers[1].get_weights()
    model.fit(rows(8), rows(1), epochs=1, verbose=0)
    assert np.array_equal(before[0], model.layers[1].get_weights()[0])


@pytest.mark.parametrize("name", CASES["GDL627"].told)
def test_dropout_stays_active_in_a_frozen_part(name: str) -> None:
    model = built(CASES["GDL627"].told[name])
    x = rows(*model.input_shape[1:])
    assert np.allclose(model(x, training=False), model(x, training=False))
    assert not np.allclose(model(x, training=True), model(x, training=False))
