"""Finding layers and objects by name, and what that costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from graphdsl.layers.families.index import FAMILIES
from graphdsl.layers.objects.names import CLASSES
from graphdsl.layers.registry import (
    FUNCTIONS,
    LAYERS,
    OBJECTS,
    find_layer,
    find_object,
    layer_names,
    object_names,
)

LIGHT = {"index", "nested"}
"""Modules of the families that hold no layers."""


def test_aliases_lead_to_the_class() -> None:
    assert find_layer("Convolution2D") is LAYERS["Conv2D"]
    assert find_layer("Dens") is None
    assert "Dens" not in LAYERS
    assert "Dense" in layer_names("core")


def test_every_name_leads_somewhere() -> None:
    assert all(LAYERS[name].__doc__ for name in LAYERS)
    assert all(OBJECTS[name].__doc__ for name in OBJECTS)
    assert len(LAYERS) == len(list(LAYERS))


def test_families_tell_objects_of_one_name_apart() -> None:
    loss = find_object("MeanSquaredError", ("losses",))
    metric = find_object("MeanSquaredError", ("metrics",))
    assert loss is not None
    assert metric is not None
    assert list(loss.args) == ["reduction", "name", "dtype"]
    assert list(metric.args) == ["name", "dtype"]
    assert find_object("he_normal") is OBJECTS["HeNormal"]
    assert find_object("Adam", ("losses",)) is None
    assert "SGD" in object_names(("optimizers",))
    assert set(object_names()) == {n for names in CLASSES.values() for n in names}


def test_functions_are_found_by_their_name_under_ops() -> None:
    assert FUNCTIONS["add"].name == "add"
    assert "image.resize" in FUNCTIONS


@pytest.mark.parametrize("what", ["families", "functions", "objects"])
def test_modules_load_on_demand(what: str) -> None:
    script = f"""
import sys
from graphdsl.layers.registry import LAYERS
assert "Dense" in LAYERS and len(LAYERS) > 100
loaded = [m for m in sys.modules if m.startswith("graphdsl.layers.{what}.")]
LAYERS["Dense"]
print(*loaded, "|", *(m for m in sys.modules if m.startswith("graphdsl.layers.families.")))
"""
    run = [sys.executable, "-c", script]
    told = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    before, after = ({m.rpartition(".")[2] for m in half.split()} for half in told.split("|"))
    allowed = {"families": LIGHT, "functions": set[str](), "objects": {"names"}}[what]
    assert before <= allowed
    assert after - LIGHT == {"core", "parts"}


def test_no_class_is_in_two_families() -> None:
    names = [name for family in FAMILIES.values() for name in family]
    assert sorted(names) == sorted(set(names))
