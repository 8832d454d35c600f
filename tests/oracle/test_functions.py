"""What a tensor function takes and gives, compared with symbolic calls of Keras."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.operations import AxisTwice
from graphdsl.layers.base import REQUIRED, Reject
from graphdsl.layers.functions.base import Function, Parameter
from graphdsl.layers.functions.outside import REASONS
from graphdsl.layers.functions.table import FUNCTIONS
from graphdsl.layers.tensors import TensorType

from .function_cases import SPECIAL
from .tally import Tally
from .values import in_keras, like, of_kind, random_cases, seen, tensors

pytestmark = pytest.mark.keras

STRICTER = {
    "array_split": "Keras lets Python count the axis",
    "average_pool": "Keras does not ask for three axes",
    "conv_transpose": "Keras does not ask for three axes",
    "dsplit": "Keras lets pass a negative number of parts",
    "einsum": "Keras lets `...` fall away",
    "hsplit": "Keras lets pass a negative number of parts",
    "max_pool": "Keras does not ask for three axes",
    "nancumprod": "Keras does not look at the axis",
    "nancumsum": "Keras does not look at the axis",
    "pad": "Keras takes other than two numbers for a pair, and negative ones",
    "rearrange": "Keras does not look whether sizes divide",
    "repeat": "Keras lets pass negative repeats of an axis of unknown size",
    "split": "Keras lets pass a negative number of parts",
    "view_as_complex": "Keras does not look at the last axis",
    "vsplit": "Keras lets pass a negative number of parts",
    "dot": "Keras does not compare two vectors while it builds",
    "tensordot": "Keras does not compare sizes while it builds where axes is a number",
}
"""Functions for which Keras lets pass, while it builds, what fails as soon as there are values, as
do axes named twice in any function; that it does is tested too."""

TWICE = {
    "squeeze": "Keras takes away two axes for one that is named twice, and tells a wrong shape"
}
"""Functions that run with an axis named twice, of which we refuse it nevertheless."""

NAMES = sorted(set(FUNCTIONS) - set(REASONS))


def keras_function(name: str) -> Any:
    found: Any = keras.ops
    for part in name.split("."):
        found = getattr(found, part)
    return found


def argument(draw: st.DrawFn, parameter: Parameter, first: TensorType, alone: bool) -> Any:
    """A random value for one parameter; tensors have something to do with `first`."""
    if parameter.takes == "value":
        assert parameter.kind is not None
        return draw(of_kind(parameter.kind))
    if parameter.takes == "tensors":
        return draw(st.lists(like(first), min_size=1, max_size=3))
    if not alone and draw(st.integers(0, 6)) == 0:
        number = st.sampled_from([2, 0.5, True])
        return draw(number if parameter.kind is None else of_kind(parameter.kind))
    return draw(like(first))


@st.composite
def calls(draw: st.DrawFn, function: Function) -> dict[str, Any]:
    """Random parameters for one call, at least one of them a tensor where there can be one."""
    special = SPECIAL.get(function.name)
    if special is not None:
        return draw(special)
    first = draw(tensors())
    bound: dict[str, Any] = {}
    for name, parameter in function.parameters.items():
        optional = parameter.default is not REQUIRED
        if optional and draw(st.booleans()):
            continue
        if parameter.takes == "tensor" and not any(
            isinstance(v, TensorType) for v in bound.values()
        ):
            bound[name] = first
        else:
            bound[name] = argument(draw, parameter, first, alone=False)
    return bound


def ends_the_process(function: Function, values: dict[str, Any]) -> bool:
    """Whether TensorFlow may abort: a negative number for a uint64, which it finds out too late."""
    negative = any(isinstance(v, (int, float)) and v < 0 for v in values.values())
    return function.name == "arange" and values.get("dtype") == "uint64" and negative


def called(function: Function, values: dict[str, Any]) -> Any:
    """What Keras gives for a call with these values."""
    if ends_the_process(function, values):
        raise OverflowError("a negative number for a uint64")
    values = dict(values)
    keywords = values.pop("keywords", {})
    positional: list[Any] = []
    if function.rest is not None:
        names = list(function.parameters)
        before = names[: names.index(function.rest)]
        positional = [*(values.pop(n) for n in before), *values.pop(function.rest)]
    return keras_function(function.name)(*positional, **values, **keywords)


def concrete(value: Any) -> Any:
    """`value` with arrays of ones in place of tensors; every unknown size is 2."""
    if isinstance(value, TensorType):
        shape = tuple(d if isinstance(d, int) else 2 for d in value.shape or ())
        return np.ones(shape, value.dtype)
    if isinstance(value, list) and any(isinstance(v, TensorType) for v in value):
        return [concrete(v) for v in value]
    return value


def fails_with_values(function: Function, bound: dict[str, Any]) -> bool:
    try:
        called(function, {n: concrete(v) for n, v in bound.items()})
    except Exception:
        return True
    return False


@pytest.mark.parametrize("name", NAMES)
def test_a_call_gives_what_keras_says(name: str, tally: Tally) -> None:
    function = FUNCTIONS[name]

    @random_cases
    @given(calls(function))
    def compare(bound: dict[str, Any]) -> None:
        try:
            ours: Any = seen(function.infer(**bound))
        except Reject as reject:
            ours = reject.diagnostic
            assert ours.message()
        try:
            theirs: Any = seen(called(function, {n: in_keras(v) for n, v in bound.items()}))
        except Exception as error:
            theirs = error
        tally.enter("functions", name, accepted=isinstance(ours, (tuple, list)))
        if isinstance(theirs, Exception):
            assert not isinstance(ours, (tuple, list)), f"Keras: {theirs}"
        elif isinstance(ours, AxisTwice) and name in TWICE:
            pass
        elif isinstance(ours, AxisTwice) or (name in STRICTER and isinstance(ours, Diagnostic)):
            assert fails_with_values(function, bound)
        else:
            assert ours == theirs

    compare()


def test_a_start_that_is_no_number() -> None:
    bound = {"inputs": TensorType((2, 3), "float32"), "start_indices": (0, (1,)), "shape": (1, -1)}
    with pytest.raises(Reject):
        FUNCTIONS["slice"].infer(**bound)
    with pytest.raises(TypeError):
        called(FUNCTIONS["slice"], {n: in_keras(v) for n, v in bound.items()})


def test_an_axis_named_twice() -> None:
    twice = {"x": TensorType((2, 3), "float32"), "shift": [1, 2], "axis": [0, -2]}
    assert seen(FUNCTIONS["roll"].infer(**twice)) == seen(
        called(FUNCTIONS["roll"], {n: in_keras(v) for n, v in twice.items()})
    )
    squeezed = keras.ops.squeeze(keras.KerasTensor((1, 2, 1)), axis=[0, 0])
    assert squeezed.shape == (1,), "Keras tells a right shape now"
