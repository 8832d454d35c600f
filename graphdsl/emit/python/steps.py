"""Statements of a function while its values have no Python names yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from graphdsl.emit.python.expressing import Expressing, arranged, new_input
from graphdsl.emit.python.nesting import nesting_of, paths, row
from graphdsl.emit.python.reading import Reading
from graphdsl.emit.python.sections import NONE, Section
from graphdsl.emit.python.tree import (
    LAYER,
    MODEL,
    WHOLE,
    Call,
    Expr,
    Items,
    Name,
    Tensor,
    Text,
    refs,
)
from graphdsl.graph import Layer, Node, Ref
from graphdsl.graph.names import snake_case
from graphdsl.layers.base import Nesting

_FEWEST_BY_PREFIX: Final = 4
StepKind: TypeAlias = Literal["value", "input", "layer", "freeze", "do", "def"]


@dataclass(frozen=True, slots=True)
class For:
    """The head of a loop in which a value goes round."""

    target: str
    source: Expr


@dataclass(frozen=True, slots=True)
class If:
    """The head of statements that stand only in some uses of a function."""

    test: Expr


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
    head: For | If | None = None
    """Of a loop or condition: `value` is then what its result is without it."""
    local: str = ""
    """The function that is defined here; `value` is the layers that it calls."""
    inner: tuple[Step, ...] = ()
    """The statements under `head`: a run, the last one makes what the whole gives."""
    nesting: Nesting = ()
    """How several results stand in each other; empty for one."""
    keys: tuple[str, ...] = ()
    """Where all results are one thing: what picks each out of it, `["code"]`."""

    @property
    def targets(self) -> tuple[Ref, ...]:
        """What it assigns."""
        return (Ref(self.gives[0].node, WHOLE),) if self.keys else self.gives

    def reads(self) -> list[Ref]:
        """The values from outside that it reads, as often as they stand there."""
        found = refs(self.value)
        made = {*self.gives, *(ref for step in self.inner for ref in step.gives)}
        for step in self.inner:
            found += [ref for ref in step.reads() if ref not in made]
        return found


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
        keys = reading.keyed[node.name]
        gives = tuple(Ref(node.name, i) for i in range(len(keys)))
        return Step(value, gives, "value", node.name, made_up, section=section, keys=keys)
    gives = tuple(Ref(node.name, i) for i in range(max(1, len(node.results))))
    step = Step(value, gives, "value", node.name, made_up, node.results, section, alias)
    return replace(step, nesting=_nesting(node, layer)) if len(gives) > 1 else step


def _nesting(node: Node, layer: Layer) -> Nesting:
    """How Keras nests the results, as far as that is as many as have names."""
    found = nesting_of(node, layer)
    named = len(node.results)
    return row(named) if found is None or len(list(paths(found))) != named else found


def _segment_of(node: Node, reading: Reading) -> tuple[str, bool]:
    """The name of the segment whose result the call is, and whether that is a branch."""
    if node.name not in reading.graph.nodes:
        return reading.layers[node.layer].name, False
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
    """`keras.Model(…)`, inputs and outputs in their structures."""
    reading = expressing.reading
    graph = reading.graph
    inputs = arranged(graph.takes, {i.name: Tensor(Ref(i.name)) for i in graph.inputs})
    outputs = arranged(graph.gives, {o.name: Tensor(o.value) for o in reading.outputs})
    value = Call(Name("keras.Model"), (inputs, outputs), (("name", name),))
    return Step(value, (MODEL,), "value", "model")


def freeze_steps(reading: Reading) -> Iterator[Step]:
    """Which layers of the model are frozen, once all of their variables are there."""
    live = [reading.layers[name] for name in reading.calls]
    frozen = [layer.name for layer in live if layer.frozen]
    others = {layer.name for layer in live} - set(frozen)
    others |= {given.name for given in reading.graph.inputs}
    prefixes = list(_prefixes(reading, frozen, others))
    if prefixes:
        yield _freezing("freeze_all", prefixes)
    rest = [name for name in frozen if not name.startswith(tuple(prefixes))]
    if rest:
        yield _freezing("freeze", rest)


def _freezing(function: str, names: list[str]) -> Step:
    texts = Items(tuple(Text((name,)) for name in names), "()")
    return Step(Call(Name(function), (Tensor(MODEL), texts)), (), "freeze")


def _prefixes(reading: Reading, frozen: list[str], others: set[str]) -> Iterator[str]:
    """What the names of many frozen layers begin with, if only theirs do."""
    for segment in reading.graph.segments.values():
        prefix = segment.path.replace(".", "_") + "_"
        outer = reading.graph.segments.get(segment.parent)
        if not segment.frozen or (outer is not None and outer.frozen):
            continue
        members = [name for name in frozen if name.startswith(prefix)]
        if len(members) >= _FEWEST_BY_PREFIX and not any(n.startswith(prefix) for n in others):
            yield prefix
