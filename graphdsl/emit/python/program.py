"""All functions of the emitted module: those that are called stand first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from graphdsl.emit.python.closures import with_closures
from graphdsl.emit.python.expressing import Expressing, Outside, nested_models
from graphdsl.emit.python.functions import Function, function_of
from graphdsl.emit.python.names import Scope, function_name
from graphdsl.emit.python.reading import read
from graphdsl.emit.python.sections import section
from graphdsl.emit.python.steps import (
    Step,
    call_step,
    freeze_steps,
    input_steps,
    layer_step,
    model_step,
)
from graphdsl.emit.python.training import callbacks_of, compile_step
from graphdsl.emit.python.tree import MODEL, Call, Expr, Text
from graphdsl.emit.python.units import Unit, export_outputs, unit_of
from graphdsl.emit.python.uses import Use
from graphdsl.emit.python.variants import Family, joined
from graphdsl.graph import Graph, Node, Value
from graphdsl.graph.depth import recursion_limit
from graphdsl.graph.training import callbacks as callbacks_in
from graphdsl.graph.training import training


@dataclass(slots=True)
class Program:
    """The functions of a module, and what they need from elsewhere."""

    functions: list[Function]
    outside: Outside
    dropped: tuple[str, ...]
    """Calls of the model that reach no output, and so are not built."""
    callbacks: tuple[str, Expr] | None = None
    """The name of a function that makes the callbacks for `fit`, and the list of them."""
    recursion: int | None = None
    """How deep Python has to let Keras go, where that is deeper than it does by itself."""


def program_of(graph: Graph) -> Program:
    """The functions that build `graph`; the last one is the model itself."""
    found = _Units()
    root = found.model(graph, graph.name)
    found.hold([*(training(graph) or {}).values(), *callbacks_in(graph)])
    names = Scope(())
    build = names.take(f"build_{function_name(graph.name)}")
    functions: list[Function] = []
    known: dict[str, tuple[str, ...]] = {build: ()}
    for level in found.levels(root):
        todo = found.families(level)
        while todo:
            family = todo.pop(0)
            name = names.take(_wanted_name(family.uses[0].unit))
            known[name] = ()
            function = function_of(name, family, known)
            if function is None:
                names.free(name)
                todo = [*family.apart(), *todo]
                continue
            functions.append(function)
            known[name] = function.takes()
            found.learn(family.uses)
    steps = (*found.body(root), *found.training(root))
    outputs = tuple(output.name for output in root.reading.outputs)
    functions.append(Function(build, steps, (MODEL,), model=graph.name, outputs=outputs))
    made = found.callbacks(root)
    callbacks = None if made is None else (names.take("callbacks"), made)
    return Program(
        with_closures(functions),
        found.outside,
        root.reading.dropped,
        callbacks,
        recursion_limit(graph),
    )


def _wanted_name(unit: Unit) -> str:
    title = unit.title.rpartition(".")[2]
    return function_name(title) if unit.path else f"build_{function_name(title)}"


@dataclass(slots=True)
class _Units:
    """Every unit of a model and of the models nested in it."""

    outside: Outside = field(default_factory=Outside)
    _models: dict[tuple[int, str], Unit] = field(default_factory=dict[tuple[int, str], Unit])
    """By nested graph and name, the unit that builds it."""
    _calls: dict[tuple[int, str], Call] = field(default_factory=dict[tuple[int, str], Call])
    _expressing: dict[int, Expressing] = field(default_factory=dict[int, Expressing])
    _heights: dict[int, int] = field(default_factory=dict[int, int])

    def model(self, graph: Graph, cls: str) -> Unit:
        """The units of a graph, after those of the graphs nested in it."""
        reading = read(graph)
        root = unit_of(reading, cls)
        export_outputs(root, [output.value for output in reading.outputs])
        self._expressing[id(reading)] = Expressing(reading, self.outside, self._calls)
        for layer in reading.layers.values():
            if layer.name and reading.calls.get(layer.name):
                self.hold(layer)
        return root

    def hold(self, value: Value) -> None:
        """The units of the models that a value is or holds."""
        for key, inner in nested_models(value).items():
            if key not in self._models:
                self._models[key] = self.model(inner.graph, inner.cls)

    def levels(self, root: Unit) -> Iterator[list[Unit]]:
        """All units but `root`, those that need no other first."""
        todo = [*self._models.values(), root]
        units: list[Unit] = []
        while todo:
            unit = todo.pop(0)
            units.append(unit)
            todo = [*unit.inner(), *todo]
        by_height: dict[int, list[Unit]] = {}
        for unit in units:
            if unit is not root:
                by_height.setdefault(self._height(unit), []).append(unit)
        yield from (by_height[height] for height in sorted(by_height))

    def _height(self, unit: Unit) -> int:
        if id(unit) not in self._heights:
            inner = [self._height(other) for other in unit.inner()]
            layers = (unit.reading.layers[name] for name in unit.layers)
            keys = [key for layer in layers for key in nested_models(layer)]
            inner += [self._height(self._models[key]) for key in keys]
            self._heights[id(unit)] = 1 + max(inner, default=0)
        return self._heights[id(unit)]

    def families(self, units: list[Unit]) -> list[Family]:
        """Uses of one name and one shape together, or of two shapes with an `if`."""
        found: dict[tuple[str, bool], dict[object, list[Use]]] = {}
        for unit in units:
            use = Use(unit, tuple(self.body(unit)))
            shapes = found.setdefault((unit.title, bool(unit.path)), {})
            shapes.setdefault(use.shape(), []).append(use)
        alike = [[Family(tuple(uses)) for uses in shapes.values()] for shapes in found.values()]
        return [family for families in alike for family in joined(families)]

    def learn(self, uses: Iterable[Use]) -> None:
        """Notes how the models among `uses` are built."""
        by_unit = {id(unit): key for key, unit in self._models.items()}
        for use in uses:
            key = by_unit.get(id(use.unit))
            if key is not None and use.unit.call is not None:
                value = use.unit.call.value
                assert isinstance(value, Call)
                self._calls[key] = value

    def body(self, unit: Unit) -> Iterator[Step]:
        """The statements of a unit; names in it are as seen from there."""
        begin = unit.path.replace(".", "_") + "_"
        for step in self._statements(unit):
            yield replace(step, name=step.name.removeprefix(begin))

    def _statements(self, unit: Unit) -> Iterator[Step]:
        expressing, graph = self._expressing[id(unit.reading)], unit.reading.graph
        defined: set[str] = set()
        if not unit.path:
            yield from input_steps(unit.reading)
        for member in unit.members:
            called = [member.layer] if isinstance(member, Node) else list(member.layers)
            for name in called:
                if name not in defined and _is_home(unit, name):
                    defined.add(name)
                    yield layer_step(name, expressing, section(_place(member), unit.path, graph))
            if isinstance(member, Node):
                yield call_step(member, expressing, section(member.segment, unit.path, graph))
            elif member.call is not None:
                yield replace(member.call, section=section(member.segment.parent, unit.path, graph))
        if not unit.path:
            yield model_step(expressing, Text((unit.reading.graph.name,)))
            yield from freeze_steps(unit.reading)

    def training(self, root: Unit) -> Iterator[Step]:
        """How the model is compiled, if it is."""
        step = compile_step(self._expressing[id(root.reading)])
        if step is not None:
            yield step

    def callbacks(self, root: Unit) -> Expr | None:
        """The callbacks for `fit`, if there are some."""
        return callbacks_of(self._expressing[id(root.reading)])


def _place(member: Node | Unit) -> str:
    return member.segment if isinstance(member, Node) else member.segment.parent


def _is_home(unit: Unit, layer: str) -> bool:
    """Whether a layer that is called more than once gets its variable in this unit."""
    calls = unit.reading.calls[layer]
    if calls < 2 or unit.reading.layers[layer].kind == "function":
        return False
    inside = any(inner.layers.get(layer, 0) == calls for inner in unit.inner())
    return unit.layers[layer] == calls and not inside
