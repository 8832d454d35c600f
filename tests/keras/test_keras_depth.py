"""Deep and large graphs; Keras walks a model by recursion."""

from __future__ import annotations

import sys

import pytest

from graphdsl.cli import main
from graphdsl.emit.python import emit_python
from graphdsl.graph import Ref
from graphdsl.graph.depth import depth, recursion_limit
from tests.emit_python.comparing import run
from tests.keras.handmade import Draft, layer_value
from tests.keras.test_keras_outputs import built

pytestmark = pytest.mark.keras


def test_a_chain_of_5000_layers_builds_and_is_saved(tmp_path):
    from graphdsl.keras import save

    d = Draft()
    x = d.input("x", 2)
    for number in range(5000):
        x = d.add(f"layer_{number}", "Activation", x, activation="relu")
    d.output("layer_4999", x, loss="mse")
    limit = sys.getrecursionlimit()
    model = built(d.graph())
    assert sys.getrecursionlimit() == limit
    assert len(model.layers) == 5001
    assert save(model, tmp_path / "deep.keras") == ()


def test_10000_operations_in_100_chains_build():
    d = Draft()
    ends = []
    x = d.input("x", 2)
    for chain in range(100):
        end = x
        for number in range(100):
            end = d.function(f"negative_{chain}_{number}", "negative", end)
        ends.append(end)
    d.output("sum", d.add("sum", "Add", ends))
    assert len(built(d.graph()).operations) == 10_002


def test_nested_models_count_for_the_depth():
    inner = Draft("inner")
    x = inner.input("z", 2)
    for number in range(1500):
        x = inner.function(f"n{number}", "negative", x)
    inner.output("end", x)
    d = Draft()
    d.output("y", d.model("inner", inner.graph(), d.input("x", 2)))
    assert built(d.graph()).output.shape == (None, 2)


def chain(length, name="net"):
    d = Draft(name)
    x = d.input("x", 2)
    for number in range(length):
        x = d.add(f"step_{number}", "ReLU", x)
    d.output(f"step_{length - 1}", x)
    return d


@pytest.fixture
def limit():
    """Python's own limit, whatever the test makes of it."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000)
    yield
    sys.setrecursionlimit(before)


def test_a_saved_model_that_is_too_deep_to_load_is_told(tmp_path, monkeypatch, capfd, limit):
    import keras

    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.gdl").write_text("model m { input x: [2]; repeat 1_100 { ReLU } }")
    assert main(["compile", "m.gdl"]) == 0
    assert capfd.readouterr().err.splitlines() == [
        "warning[GDL820]: the model is 1,100 calls deep: Keras loads a .keras by recursion, which "
        "Python ends at about 1,000",
        " --> m.gdl:1:7",
        "  |",
        "1 | model m { input x: [2]; repeat 1_100 { ReLU } }",
        "  |       ^",
        "  |",
        "  = help: call `sys.setrecursionlimit(3_000)` before loading it; a model compiled to .py "
        "does so itself",
        "",
        "1 warning",
    ]
    with pytest.raises(RecursionError):
        keras.models.load_model("m.keras")
    sys.setrecursionlimit(3_000)
    assert len(keras.models.load_model("m.keras").layers) == 1_101


def test_python_of_a_deep_model_runs(limit):
    assert len(run(emit_python(chain(1_100).graph())).layers) == 1_101
    assert sys.getrecursionlimit() == 3_000
    sys.setrecursionlimit(9_000)
    run(emit_python(chain(1_100).graph()))
    assert sys.getrecursionlimit() == 9_000


def test_up_to_the_depth_that_is_not_told_keras_needs_no_more(tmp_path, limit):
    import keras

    graph = chain(900).graph()
    assert recursion_limit(graph) is None
    built(graph).save(tmp_path / "m.keras")
    assert len(keras.models.load_model(tmp_path / "m.keras").layers) == 901
    assert "sys" not in emit_python(graph)


def test_only_what_follows_each_other_is_deep():
    outer = chain(3)
    for number in range(2_000):
        outer.add(f"beside_{number}", "ReLU", Ref("x"))
        outer.add(f"idle_{number}", "ReLU", Ref(f"idle_{number - 1}" if number else "x"))
    outer.add("sum", "Add", [Ref(f"beside_{number}") for number in range(2_000)])
    outer.output("sum", Ref("sum"))
    assert depth(outer.graph()) == 3
    outer.model("inner", chain(5, "inner").graph(), Ref("x"))
    outer.add("around", "TimeDistributed", Ref("x"), layer=layer_value("a", graph=chain(7).graph()))
    outer.output("inner", Ref("inner"))
    assert depth(outer.graph()) == 7
