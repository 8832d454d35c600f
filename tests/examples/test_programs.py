"""The programs of examples/parts do what they say, on real data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graphdsl.cli import main

pytestmark = pytest.mark.keras

PARTS = Path(__file__).parents[2] / "examples" / "parts"


@pytest.mark.parametrize("file", sorted(path.name for path in PARTS.glob("*.gdl")))
def test_the_file_is_without_fault_and_formatted(file, capsys):
    assert main(["check", str(PARTS / file)]) == 0
    assert "warning" not in capsys.readouterr().err
    assert main(["fmt", "--check", str(PARTS / file)]) == 0


def test_the_best_learner_is_as_good_as_its_branch():
    from examples.parts.best_learner import best_learner

    best, alone, among_others = best_learner(epochs=5)
    assert alone == among_others > 0.8
    assert len(best.outputs) == 1


def test_deeper_learners_stand_on_trained_layers():
    from examples.parts.deeper_learners import deeper_learners

    first, deeper, found = deeper_learners(epochs=5)
    for stage, number in (("one", 1), ("two", 2)):
        mine = deeper.get_layer(f"{stage}_learner_{number}_dense").get_weights()
        theirs = first.get_layer(f"learner_{number}_dense").get_weights()
        assert all(map(np.array_equal, mine, theirs))
    assert min(found.values()) > 0.8


def test_transfer_learning():
    from examples.parts.transfer_learning import transfer_learning

    found = transfer_learning(epochs=10)
    assert found.eight_digits > 0.9
    assert 0.8 < found.frozen <= found.unfrozen


def test_monte_carlo_dropout():
    from examples.parts.monte_carlo_dropout import PASSES, monte_carlo

    assert PASSES == 100
    found, labels = monte_carlo(epochs=10)
    best = found.mean.argmax(axis=-1)
    doubt = found.deviation[np.arange(len(best)), best]
    right = best == labels
    assert right.mean() > 0.9
    assert 0 < doubt[right].mean() < doubt[~right].mean()


def test_two_cameras_share_one_model():
    import graphdsl

    model = graphdsl.compile_file(PARTS / "two_cameras.gdl")
    eyes = model.get_layer("eyes")
    assert len(eyes._inbound_nodes) >= 2
    assert sum(layer is eyes for layer in model.layers) == 1
    images = np.random.default_rng(0).random((1, 96, 96, 3), "float32")
    assert model.predict([images, images], verbose=0).shape == (1, 1)


def test_finetuned_inception_and_images_of_other_sizes():
    import graphdsl

    model = graphdsl.compile_file(PARTS / "finetuned.gdl", model="finetuned")
    assert model.input_shape == (None, 75, 75, 3)
    assert model.get_layer("stem_mixed7").output.shape == (None, 3, 3, 768)
    small = graphdsl.prepend(model, "Resizing(75, 75)", shape=(32, 32, 3))
    images = np.random.default_rng(0).random((2, 32, 32, 3), "float32")
    import keras

    resized = keras.layers.Resizing(75, 75)(images)
    mine, theirs = small.predict(images, verbose=0), model.predict(resized, verbose=0)
    np.testing.assert_array_equal(mine, theirs)


def test_activation_logger():
    import graphdsl
    from examples.digits import digits
    from examples.parts.activation_logger import EXAMPLE, activations

    model = graphdsl.compile_file(EXAMPLE, params={"size": 8})
    _, test = digits()
    found = activations(model, test.images)
    assert set(found) == {layer.name for layer in model.layers if layer.name != "image"}
    assert found["stem_flatten"].mean == pytest.approx(test.images.mean(), rel=1e-4)


def test_weighted_ensemble():
    from examples.digits import digits
    from examples.parts.weighted_ensemble import accuracy, weighted_ensemble

    ensemble, models, factors = weighted_ensemble(epochs=5)
    _, test = digits()
    alone = [model.predict(test.images, verbose=0) for model in models]
    by_hand = sum(f * a for f, a in zip(factors, alone, strict=True))
    np.testing.assert_allclose(ensemble.predict(test.images, verbose=0), by_hand, atol=1e-6)
    assert accuracy(ensemble, test) > 0.8
