"""What stands where uses of a function differ: its operands and parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphdsl.emit.python.merging import Slot
from graphdsl.emit.python.multiples import factor
from graphdsl.emit.python.names import Scope
from graphdsl.emit.python.spelling import DEFAULTS
from graphdsl.emit.python.tree import (
    LAYER,
    PARAMETER,
    Call,
    Expr,
    Hole,
    Literal,
    Name,
    Operation,
    Tensor,
    Text,
)
from graphdsl.emit.python.units import Unit
from graphdsl.emit.python.uses import Use
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


class Holes:
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

    def operand_for(self, refs: Mapping[int, Ref]) -> Ref | None:
        """The operand that is these values in those uses; None if there is none."""
        for number, operand in self.operands.items():
            values = self._slots[number].values
            if all(values[use] == Tensor(ref) for use, ref in refs.items()):
                return operand.ref
        return None

    def call(self, name: str, use: int, prefix: str | None) -> Call:
        """How a use calls the function `name`; `prefix` is what its layers are called after."""
        kwargs = self.keywords(use)
        if prefix is not None:
            kwargs.append(("name", Text((prefix,))))
        return Call(Name(name), tuple(self.positional(use)), tuple(kwargs))

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
            flag = {Literal(False), Literal(True)} == set(values)
            default = Literal(DEFAULTS.get(hint, False)) if hint in DEFAULTS or flag else None
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
