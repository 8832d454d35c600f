"""No input makes it fail: what is fed and what has to hold is that of `make fuzz`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.checks import check, low_bounds, prepare
from tests.fuzz.inputs import KINDS, Input, encoded, made, numbered

EACH = 10
CHOICES = st.randoms(use_true_random=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where inputs are written, beside what they import."""
    place = tmp_path_factory.mktemp("fuzz")
    prepare(place)
    with low_bounds():
        yield place


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_of_a_kind(kind: str, folder: Path) -> None:
    @settings(max_examples=EACH, suppress_health_check=[HealthCheck.too_slow])
    @given(CHOICES)
    def holds(choice: Random) -> None:
        check(made(choice, kind), folder)

    holds()


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary() | st.text().map(encoded), ending=st.sampled_from([".gdl", ".json"]))
def test_any_bytes(data: bytes, ending: str, folder: Path) -> None:
    check(Input("bytes", data, ending), folder, thorough=True)


def test_a_number_says_the_whole_input() -> None:
    numbers = range(1000)
    inputs = {number: numbered(7, number) for number in numbers}
    assert inputs == {number: numbered(7, number) for number in reversed(numbers)}
    assert inputs != {number: numbered(8, number) for number in numbers}
    assert {given.kind for given in inputs.values()} == set(KINDS)
