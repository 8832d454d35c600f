"""From uses of one shape to a function: its parameters, its text, and how each use calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graphdsl.emit.python.merging import Merger, Slot
from graphdsl.emit.python.multiples import factor
from graphdsl.emit.python.names import Known, Scope, beginning
from graphdsl.emit.python.spelling import DEFAULTS
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import (
    LAYER,
    MODEL,
    PARAMETER,
    Call,
    Expr,
    Hole,
    Literal,
    Name,
    Operation,
    Tensor,
    Text,
    leaves,
    rewrite,
)
from graphdsl.emit.python.units import Unit
from graphdsl.emit.python.variants import Family, Test, Use
from graphdsl.graph import Ref, Value, refs_in


@dataclass(frozen=True, slots=True)
class Operand:
    """A tensor or layer that a function is called with."""

    ref: Ref
    name: str
    """Its declared name; empty where it has none."""
    is_layer: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A constant that a function is called with."""

    name: str
    default: Literal | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the emitted module."""

    name: str
    steps: tuple[Step, ...]
    results: tuple[Ref, ...]
    operands: tuple[Operand, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    named: bool = False
    """Whether its last parameter is `name`, for the names of its layers."""
    model: str = ""
    """For a function that builds a model, what the model is called."""
    outputs: tuple[str, ...] = ()
    """The names of that model's outputs."""
    closures: tuple[Function, ...] = ()
    """Functions defined inside it, which call its layers."""

    def takes(self) -> tuple[str, ...]:
        """The names of what it is called with by position."""
        operands = tuple(operand.name for operand in self.operands)
        return operands + tuple(p.name for p in self.parameters if p.default is None)


def function_of(name: str, family: Family, known: Known) -> Function:
    """The function that all uses of `family` are calls of; each use learns its call."""
    uses = family.uses
    own = [list(use.numbers()) for use in uses]
    local = [dict(zip(refs, own[0], strict=True)) for refs in own]
    prefixes = _prefixes(uses)
    merger = Merger(local, prefixes, known)
    steps = [merger.step(column) for column in zip(*(use.steps for use in uses), strict=True)]
    results = _results(uses, local)
    holes = _Holes(uses, list(merger.slots.values()), Scope(known))
    filled = [replace(step, value=rewrite(step.value, holes.filled)) for step in steps]
    if family.test is not None:
        filled = _with_condition(filled, family.test, uses, local, holes)
    function = Function(
        name,
        tuple(filled),
        results,
        tuple(holes.operands.values()),
        holes.ordered(),
        merger.named,
        *_model(uses[0].unit),
    )
    for number, use in enumerate(uses):
        kwargs = holes.keywords(number)
        prefix = prefixes[number]
        if merger.named and prefix is not None:
            kwargs.append(("name", Text((prefix,))))
        value = Call(Name(name), tuple(holes.positional(number)), tuple(kwargs))
        gives = tuple(own[number][own[0].index(ref)] for ref in results)
        use.unit.call = _call_step(use.unit, value, gives)
    return function


def _with_condition(
    steps: list[Step],
    test: Test,
    uses: Sequence[Use],
    local: Sequence[Mapping[Ref, Ref]],
    holes: _Holes,
) -> list[Step]:
    """The optional statements under their condition; without them another value stands instead."""
    start, stop = uses[0].optional
    inner = tuple(steps[start:stop])
    number, short = next((n, use) for n, use in enumerate(uses) if use.instead is not None)
    assert short.instead is not None
    instead = local[number].get(short.instead) or holes.operand_for(number, short.instead)
    values = tuple(use.argument(test.parameter) for use in uses)
    head = test.head(holes.parameter(values, test.parameter))
    whole = replace(inner[-1], value=Tensor(instead), head=head, inner=inner)
    return [*steps[:start], whole, *steps[stop:]]


def _model(unit: Unit) -> tuple[str, tuple[str, ...]]:
    """The name of a model and those of its outputs; none for another unit."""
    if unit.path:
        return "", ()
    return unit.title, tuple(output.name for output in unit.reading.outputs)


def _call_step(unit: Unit, value: Expr, gives: tuple[Ref, ...]) -> Step:
    segment = unit.segment
    base = segment.template.rpartition(".")[2]
    made_up = bool(base) and segment.name.removeprefix(base).lstrip("_").isdigit()
    made_up = made_up or segment.name == base
    names = {ref: name for name, ref in segment.results}
    labels = tuple(names.get(ref) or ref.node for ref in gives) if len(gives) > 1 else ()
    return Step(
        value, gives, "value", unit.path.replace(".", "_"), made_up, labels, alias=segment.name
    )


def _prefixes(uses: Sequence[Use]) -> list[str | None]:
    """What the names of the layers of each use begin with."""
    models = [use.unit.reading.graph.name for use in uses if not use.unit.path]
    if models:
        return [None] * len(uses) if len(set(models)) == 1 else list(models)
    paths = [use.unit.path.replace(".", "_") for use in uses]
    names = [_names(use) for use in uses]
    found = [_common(own, path) for own, path in zip(names, paths, strict=True)]
    if all(_all_begin(own, path) for own, path in zip(names, paths, strict=True)):
        return list(paths)
    if all(_all_begin(own, other) for own, other in zip(names, found, strict=True)):
        return list(found)
    return list(paths)


def _names(use: Use) -> list[str]:
    texts = [leaf for step in use.steps for leaf in leaves(step.value) if isinstance(leaf, Text)]
    return [text.parts[0] for text in texts if isinstance(text.parts[0], str)]


def _all_begin(names: Sequence[str], prefix: str) -> bool:
    return bool(prefix) and all(n == prefix or n.startswith(f"{prefix}_") for n in names)


def _common(names: Sequence[str], otherwise: str) -> str:
    """The longest beginning, up to a `_`, that all names have."""
    if not names:
        return otherwise
    first, last = min(names), max(names)
    return first if first == last else beginning(first, last).rpartition("_")[0]


def _results(uses: Sequence[Use], local: Sequence[Mapping[Ref, Ref]]) -> tuple[Ref, ...]:
    """What is used outside of any use: declared results first, in their order."""
    unit = uses[0].unit
    if not unit.path:
        return (MODEL,)
    used = {names[ref] for use, names in zip(uses, local, strict=True) for ref in _exports(use)}
    declared = [ref for _, ref in unit.segment.results]
    return tuple(dict.fromkeys(ref for ref in (*declared, *local[0]) if ref in used))


def _exports(use: Use) -> list[Ref]:
    from graphdsl.emit.python.tree import WHOLE

    keyed = use.unit.reading.keyed
    return [Ref(r.node, WHOLE) if r.node in keyed else r for r in use.unit.exports]


class _Holes:
    """What stands where uses differ: operands, parameters and simple multiples of those."""

    def __init__(self, uses: Sequence[Use], slots: Sequence[Slot], scope: Scope) -> None:
        self._uses = uses
        self._slots = slots
        self._scope = scope
        self._given = _template_arguments(uses)
        self.operands: dict[int, Operand] = {}
        self._parameters: dict[tuple[Expr, ...], Parameter] = {}
        self._texts: dict[int, Expr] = {}
        for number in self._order():
            self.operands[number] = self._operand(number)
        for number, slot in enumerate(slots):
            if number not in self.operands:
                self._texts[number] = self._constant(slot)

    def filled(self, expr: Expr) -> Expr | None:
        """What stands for a hole."""
        if not isinstance(expr, Hole):
            return None
        operand = self.operands.get(expr.index)
        return self._texts[expr.index] if operand is None else Tensor(operand.ref)

    def operand_for(self, use: int, ref: Ref) -> Ref:
        """The operand that is `ref` in that use."""
        return next(
            operand.ref
            for number, operand in self.operands.items()
            if self._slots[number].values[use] == Tensor(ref)
        )

    def ordered(self) -> tuple[Parameter, ...]:
        """Parameters, those with a default behind the others."""
        found = list(self._parameters.values())
        return tuple(sorted(found, key=lambda parameter: parameter.default is not None))

    def positional(self, use: int) -> list[Expr]:
        """Operands, and the first parameters as far as they read well without their names."""
        found = [self._slots[number].values[use] for number in self.operands]
        return found + [self._value(p, use) for p in self._unnamed()]

    def keywords(self, use: int) -> list[tuple[str, Expr]]:
        """The parameters that are written with their names; defaults are left out."""
        rest = [p for p in self.ordered() if p not in self._unnamed()]
        given = [(p, self._value(p, use)) for p in rest]
        return [(p.name, value) for p, value in given if value != p.default]

    def _unnamed(self) -> list[Parameter]:
        return [p for p in self.ordered() if p.default is None][:1]

    def _value(self, parameter: Parameter, use: int) -> Expr:
        values = next(v for v, p in self._parameters.items() if p is parameter)
        return values[use]

    def _order(self) -> list[int]:
        """The slots of tensors and layers: declared operands in their order, then the rest."""
        outer = [n for n, s in enumerate(self._slots) if isinstance(s.values[0], Tensor)]
        declared = list(_operand_values(self._uses))
        return sorted(outer, key=lambda n: _position(self._slots[n].values, declared))

    def _operand(self, number: int) -> Operand:
        values = self._slots[number].values
        ref = Ref(str(number), PARAMETER)
        first = values[0]
        assert isinstance(first, Tensor)
        if first.ref.index == LAYER:
            return Operand(ref, first.ref.node, is_layer=True)
        declared = _operand_values(self._uses)
        if values in declared:
            name = declared[values]
            return Operand(ref, "" if name == "x" else name)
        return Operand(ref, first.ref.node if declared else "")

    def _constant(self, slot: Slot) -> Expr:
        for values, name in self._given.items():
            if values == slot.values:
                return self.parameter(values, name, slot.hint)
        for values, name in self._given.items():
            found = factor(slot.values, values)
            if found is not None:
                operator, by = found
                return Operation(operator, self.parameter(values, name, name), Literal(by))
        return self.parameter(slot.values, slot.hint, slot.hint)

    def parameter(self, values: tuple[Expr, ...], name: str, hint: str = "") -> Name:
        """The name of the parameter that has these values in the uses."""
        if values not in self._parameters:
            default = Literal(DEFAULTS[hint]) if hint in DEFAULTS else None
            default = default if default in values else None
            self._parameters[values] = Parameter(self._scope.take(name), default)
        return Name(self._parameters[values].name)


def _template_arguments(uses: Sequence[Use]) -> dict[tuple[Expr, ...], str]:
    """The arguments of the block that differ, by their values in each use."""
    found: dict[tuple[Expr, ...], str] = {}
    for name in uses[0].unit.segment.args:
        values = [use.unit.segment.args.get(name) for use in uses]
        exprs = tuple(Literal(value) for value in values)
        if len(set(exprs)) > 1:
            found.setdefault(exprs, name)
    return found


def _operand_values(uses: Sequence[Use]) -> dict[tuple[Expr, ...], str]:
    """What flows in by its declared name, or by none."""
    found: dict[tuple[Expr, ...], str] = {}
    for number, (name, _) in enumerate(uses[0].unit.segment.operands):
        column = [_operand_at(use.unit, number) for use in uses]
        values = tuple(Tensor(ref) for ref in column if ref is not None)
        if len(values) == len(uses):
            found.setdefault(values, name)
    return found


def _operand_at(unit: Unit, number: int) -> Ref | None:
    operands = unit.segment.operands
    value: Value = operands[number][1] if number < len(operands) else None
    return next(refs_in(value), None) if isinstance(value, Ref) else None


def _position(values: tuple[Expr, ...], declared: Sequence[tuple[Expr, ...]]) -> int:
    return declared.index(values) if values in declared else len(declared)
