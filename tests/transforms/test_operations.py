"""Every operation on every example: its argument stays, and its result is a sound graph."""

from __future__ import annotations

import copy

import pytest

import graphdsl
from graphdsl.check.infer import infer
from graphdsl.diagnostics.base import GraphdslError, Level
from graphdsl.graph.json import from_json, to_json
from graphdsl.lifting import lift
from graphdsl.lowering.operations import read_argument
from graphdsl.operations import __dict__ as functions
from graphdsl.origins import Origins
from graphdsl.transforms.names import NAMES
from graphdsl.transforms.operations import OPERATIONS
from graphdsl.transforms.reaching import crossing
from graphdsl.transforms.selecting import outputs
from tests.examples.catalogue import CASES, path_of

GRAPHS = {f"{file}-{model}": graphdsl.load(path_of(file), model=model) for file, model in CASES}


def first_layer(graph):
    """A layer of Keras that reads one tensor and is called once."""
    for node in graph.nodes.values():
        layer = graph.layer_of(node)
        if layer.kind == "layer" and len(graph.calls_of(layer.name)) == 1:
            return node.name
    raise AssertionError


def results(graph):
    """Results of every operation on a graph, by the operation; those that refuse are left out."""
    name = first_layer(graph)
    cls = graph.layer_of(graph.nodes[name]).cls
    inner = [path for path, s in graph.segments.items() if not s.parent and s.results]
    given = {
        "cutout": [{"keep": graph.outputs[0].name}, {"keep": "*"}, {"keep": name}],
        "freeze": [{}, {"names": name}],
        "unfreeze": [{}, {"names": name}],
        "replace": [{"change": (cls, graph.layer_of(graph.nodes[name]))}],
        "insert": [{"layer": read_argument("Identity", "layer", "test"), "after": name}],
        "remove": [{"names": "*dropout*"}],
        "drop_aux": [{}],
        "flatten": [{}],
        "nest": [{"names": path} for path in inner],
        "merge": [{}],
        "outputs": [{}],
        "prepend": [{"layer": read_argument("Identity", "layer", "test")}],
    }
    assert given.keys() == OPERATIONS.keys()
    for operation in OPERATIONS.values():
        for arguments in given[operation.name]:
            try:
                model = [graph, graph] if operation.several else graph
                yield operation.name, operation.run(model, **arguments)
            except GraphdslError:
                continue


@pytest.mark.parametrize("case", GRAPHS)
def test_results_are_sound(case):
    graph = GRAPHS[case]
    before = copy.deepcopy(graph)
    seen = set()
    for operation, made in results(graph):
        seen.add(operation)
        assert from_json(to_json(made)) == made
        _, found = infer(made, Origins())
        assert [d for d in found if d.level is Level.ERROR] == [], operation
        known = {i.name for i in made.inputs}
        for node in made.nodes.values():
            assert all(ref.node in known for ref in node.refs()), (operation, node)
            assert node.segment in ("", *made.segments)
            known.add(node.name)
        assert {n.layer for n in made.nodes.values()} == made.layers.keys()
        assert all(o.value.node in known for o in made.outputs)
        assert len({o.name for o in made.outputs}) == len(made.outputs)
    assert graph == before
    assert {"cutout", "freeze", "insert", "flatten", "outputs", "merge"} <= seen


@pytest.mark.parametrize("case", GRAPHS)
def test_a_cut_is_text_that_gives_the_cut(case):
    graph = GRAPHS[case]
    for output in graph.outputs:
        part = graphdsl.cutout(graph, output.name)
        again = graphdsl.lower(lift(part))
        assert [o.name for o in again.outputs] == [output.name]
        assert of_keras(again) == of_keras(part)


def of_keras(graph):
    """Names and classes of layers; operations have none that matter."""
    return {n: x.cls for n, x in graph.layers.items() if x.kind != "function"}


@pytest.mark.parametrize("case", GRAPHS)
def test_starts_that_are_proposed_work(case):
    graph = GRAPHS[case]
    kept = outputs(graph, [o.name for o in graph.outputs])
    for name in graph.nodes:
        try:
            made = graphdsl.cutout(graph, [o.name for o in kept], since=name)
        except GraphdslError as error:
            refused = error.diagnostics[0]
            starts = getattr(refused, "starts", ())
            if starts:
                works = graphdsl.cutout(graph, [o.name for o in kept], since=starts)
                assert {i.name for i in works.inputs} >= set(starts)
        else:
            assert name in {i.name for i in made.inputs}
            assert name not in made.nodes


def test_a_smallest_cut_is_as_small_as_can_be():
    """Two paths of three layers each: one value before they part is enough."""
    graph = graphdsl.lower("""
        model m {
            input x: [4]
            Dense(4) as trunk
            branch a { repeat 3 { Dense(4) } }
            branch b { repeat 3 { Dense(4) } }
            [a, b] -> Add as joined
            Dense(1) as last
        }
    """)
    kept = outputs(graph, "last")
    from graphdsl.graph import Ref

    found = crossing(graph, kept, (Ref("a_dense_1"),))
    assert found is not None
    assert found.value == "trunk"
    assert found.smallest == ("trunk",)
    assert found.path == ("trunk", "b_dense", "b_dense_1", "b_dense_2", "joined", "last")


def test_every_operation_has_one_name_everywhere():
    from graphdsl.cli.operate import COMMANDS

    assert list(COMMANDS) == list(OPERATIONS) == list(NAMES)
    for name, operation in OPERATIONS.items():
        assert name in functions
        assert getattr(graphdsl, name) is functions[name]
        _, places, options = COMMANDS[name]
        assert sorted((*places, *options)) == sorted(operation.arguments)


def test_training_that_is_left():
    text = """
        model m {
            input x: [4]
            branch a { Dense(2) }
            branch b { Dense(3) }
            output a, b
            train { loss = {a: mse, b: mae}; metrics = {a: [mae]} }
        }
    """
    graph = graphdsl.lower(text)
    assert graphdsl.cutout(graph, "a").train == {"loss": {"a": "mse"}, "metrics": {"a": ["mae"]}}
    assert graphdsl.cutout(graph, "b").train == {"loss": {"b": "mae"}}
    assert graphdsl.cutout(graph, ["b", "a"]).train == graph.train


def test_what_is_not_trained_any_more_has_no_train_block():
    text = """
        model m {
            input x: [4]
            stem { Dense(2) }
            head y (loss = mse) { Dense(1) }
            train { optimizer = SGD(learning_rate = 0.1) }
        }
    """
    part = graphdsl.cutout(graphdsl.lower(text), "stem")
    assert part.train is None
    assert [(o.name, o.loss) for o in part.outputs] == [("stem_dense", None)]
