"""Statements of a function while its values have no Python names yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from graphdsl.emit.python.expressing import Expressing, gathered, new_input
from graphdsl.emit.python.tree import LAYER, MODEL, WHOLE, Call, Expr, Items, Name, Pairs, Tensor, Text
from graphdsl.emit.python.reading import Reading
from graphdsl.emit.python.sections import NONE, Section
from graphdsl.graph import Layer, Node, Ref
from graphdsl.lowering.naming import snake_case

StepKind: TypeAlias = Literal["value", "input", "layer", "freeze", "do"]


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a function, before its values have Python names."""

    value: Expr
    gives: tuple[Ref, ...] = ()
    kind: StepKind = "value"
    name: str = ""
    """What the graph calls it."""
    made_up: bool = False
    """Whether that name says no more than the class."""
    labels: tuple[str, ...] = ()
    """Names of several results."""
    section: Section = NONE
    alias: str = ""
    """The segment whose result it is: a better name for it than that of its layer."""


def input_steps(reading: Reading) -> Iterator[Step]:
    """The inputs of a model."""
    for given in reading.graph.inputs:
        yield Step(new_input(given), (Ref(given.name),), "input", given.name)


def layer_step(name: str, expressing: Expressing, section: Section) -> Step:
    """A layer that is called more than once gets a variable of its own."""
    made = expressing.layer(expressing.reading.layers[name])
    return Step(made, (Ref(name, LAYER),), "layer", name, section=section)


def call_step(node: Node, expressing: Expressing, section: Section) -> Step:
    """A call of a layer that is made on the spot, of one that has a variable, or of a function."""
    reading = expressing.reading
    layer = reading.layers[node.layer]
    function: Expr | None = None
    if layer.kind != "function":
        shared = reading.calls[node.layer] > 1
        function = Tensor(Ref(layer.name, LAYER)) if shared else expressing.layer(layer)
    value = expressing.call(node, function)
    alias, is_branch = _segment_of(node, reading)
    made_up = is_made_up(node.name, layer) and not is_branch
    if node.name in reading.keyed:
        return Step(value, (Ref(node.name, WHOLE),), "value", node.name, made_up, (), section)
    gives = tuple(Ref(node.name, i) for i in range(max(1, len(node.results))))
    return Step(value, gives, "value", node.name, made_up, node.results, section, alias)


def _segment_of(node: Node, reading: Reading) -> tuple[str, bool]:
    """The name of the segment whose result the call is, and whether that is a branch."""
    segment = reading.graph.segments.get(node.segment)
    if segment is None or Ref(node.name) not in (ref for _, ref in segment.results):
        return "", False
    return segment.name, segment.kind == "branch"


def is_made_up(name: str, layer: Layer) -> bool:
    """Whether `name` ends in what the class is called, with or without a number."""
    base = snake_case(layer.cls.rpartition(".")[2])
    stem, _, number = name.rpartition("_")
    name = stem if number.isdigit() else name
    return name == base or name.endswith(f"_{base}")


def model_step(expressing: Expressing, name: Expr) -> Step:
    """`keras.Model(…)`: several outputs are a dict by name."""
    reading = expressing.reading
    inputs = gathered(reading.graph, {i.name: Tensor(Ref(i.name)) for i in reading.graph.inputs})
    named = [(Text((o.name,)), expressing.tensor(o.value)) for o in reading.outputs]
    outputs: Expr = named[0][1] if len(named) == 1 else Pairs(tuple(named))
    value = Call(Name("keras.Model"), (inputs, outputs), (("name", name),))
    return Step(value, (MODEL,), "value", "model")


def freeze_step(reading: Reading) -> Step | None:
    """Which layers of the model are frozen, once all of their variables are there."""
    live = [reading.layers[name] for name in reading.calls]
    frozen = [layer.name for layer in live if layer.frozen]
    if not frozen:
        return None
    others = {layer.name for layer in live} | {i.name for i in reading.graph.inputs}
    prefixes = _prefixes(reading, frozen, others - set(frozen))
    function, names = ("freeze_all", prefixes) if prefixes else ("freeze", frozen)
    texts = Items(tuple(Text((name,)) for name in names), "()")
    return Step(Call(Name(function), (Tensor(MODEL), texts)), (), "freeze")


def _prefixes(reading: Reading, frozen: list[str], others: set[str]) -> list[str]:
    """What the names of many frozen layers begin with, if only theirs do."""
    segments = reading.graph.segments.values()
    paths = [s.path for s in segments if s.frozen and s.path.partition(".")[0] == s.path]
    found = [path + "_" for path in paths]
    exact = all(name.startswith(tuple(found)) for name in frozen)
    if len(frozen) < 5 or not exact or any(name.startswith(tuple(found)) for name in others):
        return []
    return found
