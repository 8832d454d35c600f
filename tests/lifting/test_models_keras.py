"""Models of Keras as text and back: the same configs, weights and results."""

from __future__ import annotations

import warnings

import pytest

pytestmark = pytest.mark.keras

UNSAID = {
    "names_that_no_text_has": "names of layers that TensorFlow refuses when it runs them",
}
"""Models that the language has no text for, and why."""


@pytest.fixture(autouse=True)
def own_names():
    """The names that Keras counts through begin anew, so that a test is the same by itself."""
    import keras

    keras.utils.clear_session()


def names():
    from tests.saved.models import MODELS

    return sorted(set(MODELS) - set(UNSAID))


def compiled(text: str):
    import graphdsl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", graphdsl.GraphdslWarning)
        return graphdsl.compile_string(text)


@pytest.mark.parametrize("flat", [False, True], ids=["folded", "flat"])
@pytest.mark.parametrize("name", names())
def test_comes_back_as_it_was(name, flat):
    import graphdsl
    from tests.saved.comparing import assert_same, read
    from tests.saved.models import MODELS

    model = MODELS[name]()
    text = graphdsl.decompile(model, flat=flat)
    assert_same(model, read(model), compiled(text))


@pytest.mark.parametrize(("name", "most"), [("MobileNetV2", 80), ("VGG16", 30), ("ResNet50", 60)])
def test_applications_are_short(name, most):
    import keras

    import graphdsl
    from tests.saved.comparing import config_of, settled

    with keras.StatelessScope(initialize_variables=False):
        model = getattr(keras.applications, name)(weights=None)
        text = graphdsl.decompile(model)
        assert text.count("\n") <= most
        assert text == graphdsl.decompile(model)
        assert settled(config_of(compiled(text))) == settled(config_of(model))
