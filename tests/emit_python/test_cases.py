"""Graphs that no text gives: read from JSON, or changed by a transform."""

from __future__ import annotations

import ast
import doctest
import sys
from dataclasses import replace

import graphdsl.emit.python.module
from graphdsl import lower
from graphdsl.emit.python import emit_python
from graphdsl.graph import Layer, Object, Ref, Segment
from tests.emit_python import recording
from tests.emit_python.models import graph_of
from tests.keras.handmade import Draft


def body(text, function):
    """The lines of one function of the emitted code."""
    tree = ast.parse(text)
    found = next(f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f.name == function)
    return "\n".join(text.splitlines()[found.lineno - 1 : found.end_lineno])


def test_the_example_of_the_docstring():
    assert doctest.testmod(graphdsl.emit.python.module).failed == 0


def test_what_reaches_no_output_is_told():
    d = Draft("cut")
    x = d.input("x", 4)
    d.add("lost", "Dense", d.add("forgotten", "Dense", x, units=2), units=3)
    d.output("y", d.add("y", "Dense", x, units=1))
    assert body(emit_python(d.graph()), "build_cut") == (
        "def build_cut() -> keras.Model:\n"
        '    """The model `cut`: from `x` to `y`."""\n'
        '    inputs = keras.Input(shape=(4,), name="x")\n'
        '    y = layers.Dense(1, name="y")(inputs)\n'
        "\n"
        "    # Left out, since no output needs it: forgotten, lost.\n"
        '    return keras.Model(inputs, y, name="cut")'
    )


def test_a_use_that_something_outside_stands_in_is_written_out():
    d = Draft("entangled")
    d.segment("unit", "block", template="unit")
    x = d.add("unit_a", "Dense", d.input("image", 4), segment="unit", units=2)
    x = d.add("between", "Dense", x, units=3)
    d.output("unit_b", d.add("unit_b", "Dense", x, segment="unit", units=4))
    text = emit_python(d.graph())
    assert "def unit(" not in text
    assert body(text, "build_entangled").splitlines()[3:] == [
        "",
        "    # unit",
        '    x = layers.Dense(2, name="unit_a")(image)',
        "",
        '    x = layers.Dense(3, name="between")(x)',
        "",
        "    # unit",
        '    b = layers.Dense(4, name="unit_b")(x)',
        "",
        '    return keras.Model(image, b, name="entangled")',
    ]


def test_names_off_the_pattern_are_given_at_the_call():
    d = Draft("renamed")
    x = d.input("image", 4)
    for path, names in (("unit", ("unit_a", "unit_b")), ("unit_1", ("other", "unit_1_b"))):
        d.segments[path] = Segment(path, "block", template="unit")
        x = d.add(names[0], "Dense", x, segment=path, units=2)
        x = d.add(names[1], "Dense", x, segment=path, units=3)
    d.output("unit_1_b", x)
    text = emit_python(d.graph())
    assert body(text, "unit") == (
        "def unit(x, dense_name, *, name):\n"
        "    x = layers.Dense(2, name=dense_name)(x)\n"
        '    return layers.Dense(3, name=f"{name}_b")(x)'
    )
    assert 'unit(x, "other", name="unit_1")' in text


def test_names_that_follow_another_beginning():
    d = Draft("imported")
    x = d.input("image", 4)
    for number in (1, 2):
        path = f"unit_{number}"
        d.segments[path] = Segment(path, "block", template="unit")
        x = d.add(f"conv{number}_block1_a", "Dense", x, segment=path, units=2)
        x = d.add(f"conv{number}_block1_b", "Dense", x, segment=path, units=number)
    d.output("conv2_block1_b", x)
    text = emit_python(d.graph())
    assert 'name=f"{name}_a"' in text
    assert 'unit(x, 2, name="conv2_block1")' in text


def test_nothing_in_a_graph_becomes_code():
    code = '"); boom() #'
    d = Draft(code)
    d.segment(f"stem\n{code}", "stem")
    x = d.input(f"in\n{code}", 4)
    x = d.add(f"a\n{code}", f"Dense{code}", x, segment=f"stem\n{code}", **{f"units{code}": code})
    x = d.add("b", f"Mine{code}", x, kind="extern", regularizer=Object(f"L2{code}", {code: 1}))
    x = d.function("c", f"add.{code}", x, **{code: code})
    d.function(f"lost\n{code}", "add", x, x)
    d.output(f"y\n{code}", x, loss=Object(f"Huber{code}", {}))
    text = emit_python(d.graph({"optimizer": code, code: code}))
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert "boom" not in names
    texts = [n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant)]
    assert f"a\n{code}" in texts


def test_results_without_names_are_picked_out_of_what_keras_nests():
    d = Draft("picked")
    cells = [
        Layer("", "layer", "GRUCell", {"units": 8}),
        Layer("", "layer", "LSTMCell", {"units": 4}),
    ]
    x = d.add("rnn", "RNN", d.input("x", 5, 4), cell=cells, return_state=True)
    d.output("y", d.add("y", "Concatenate", [x, *(Ref("rnn", n) for n in (1, 2, 3))]))
    lines = body(emit_python(d.graph()), "build_picked").splitlines()
    assert lines[-2:] == [
        '    y = layers.Concatenate(name="y")([rnn[0], rnn[1], rnn[2][0], rnn[2][1]])',
        '    return keras.Model(inputs, y, name="picked")',
    ]


def test_five_thousand_layers():
    d = Draft("deep")
    x = d.input("image", 4)
    for number in range(5_000):
        x = d.add(f"fc_{number * 7919 % 5003}", "Dense", x, units=4 + number % 3)
        if number % 10 == 0:
            x = d.function(f"plus_{number}", "add", x, 0.5)
    d.output("fc_out", d.add("fc_out", "Dense", x, units=1))
    graph = d.graph()
    before = sys.getrecursionlimit()
    text = emit_python(graph)
    assert sys.getrecursionlimit() == before
    notes = recording.Notes()
    assert recording.run(text, notes, 0).number == recording.expected(graph, notes)[0]


def test_a_frozen_model_is_frozen_after_it_is_built():
    text = emit_python(graph_of("frozen"))
    lines = body(text, "build_frozen_stem").splitlines()
    made = next(n for n, line in enumerate(lines) if "model = keras.Model" in line)
    frozen = [n for n, line in enumerate(lines) if "trainable = False" in line]
    compiled = next(n for n, line in enumerate(lines) if "model.compile" in line)
    assert frozen
    assert all(made < n < compiled for n in frozen)


def test_copies_of_a_cut_graph_are_functions_still():
    graph = graph_of("weighted_vote")
    kept = replace(graph, outputs=tuple(o for o in graph.outputs if o.name != "learner_1_opinion"))
    text = emit_python(kept)
    assert text.count("def learner(") == 1
    assert "vote = " in text


def test_uses_that_differ_in_much_are_functions_of_their_own():
    d = Draft("different")
    x = d.input("image", 4)
    for number, path in enumerate(("unit", "unit_1")):
        d.segments[path] = Segment(path, "block", template="unit")
        for layer in range(20):
            x = d.add(f"{path}_{layer}", "Dense", x, segment=path, units=100 * number + layer)
    d.output("unit_1_19", x)
    text = emit_python(d.graph())
    assert "def unit(x, *, name):" in text
    assert "def unit_2(x, *, name):" in text


def test_layers_of_our_own_are_written_out():
    """The module runs where graphdsl is not installed."""
    graph = lower("model m { input x: [4]; MCDropout(0.5) -> Dense(2) -> MCDropout(0.1) }")
    text = emit_python(graph)
    classes = [node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    assert classes == ["MCDropout"]
    assert "import graphdsl" not in text
