"""What the whole text has in common: how values are written, and what names mean something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphdsl.graph import Layer
from graphdsl.lifting.aliases import Alias
from graphdsl.lifting.items import Use
from graphdsl.lifting.making import arg, call, name
from graphdsl.lifting.structure.parameters import Parameter, same
from graphdsl.lifting.structure.pieces import ABSENT
from graphdsl.lifting.values import Values, string
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast

BY_PLACE = 4
"""Arguments of a block that are given without their names, at most."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A block as it stands in the text."""

    name: str
    parameters: tuple[tuple[Parameter, Any], ...]
    """Those without a default first, each with its default or ABSENT."""


def _is_plain(parameter: Parameter) -> bool:
    """Whether it is a number that a reader knows without its name."""
    return not parameter.label and isinstance(parameter.values[0], (int, float))


def declared(name: str, parameters: Sequence[Parameter]) -> Declared:
    """The block of that name with its parameters in order."""
    known = [(parameter, parameter.default) for parameter in parameters]
    order = sorted(known, key=lambda p: (p[1] is not ABSENT, p[0].label, not _is_plain(p[0])))
    return Declared(name, tuple(order))


@dataclass(frozen=True, slots=True)
class Words:
    """The values, blocks and reserved names of one text."""

    values: Values
    reserved: frozenset[str]
    blocks: Mapping[str, Declared] = field(default_factory=dict[str, Declared])
    aliases: Sequence[Alias] = ()
    folded: bool = False
    """Whether what repeats is written once."""

    def layer(self, layer: Layer, *more: ast.Arg) -> ast.Expr:
        """A layer with its arguments as a step."""
        alias = next((alias for alias in self.aliases if alias.covers(layer)), None)
        cls = self.values.class_of(layer)
        if alias is not None:
            rest = {n: v for n, v in layer.args.items() if n not in alias.args}
            layer, cls = replace(layer, args=rest), alias.name
        args = [*self.values.made_of(layer), *more]
        return call(cls, args) if args else name(cls)

    def use(self, item: Use) -> ast.Expr:
        """A use of a block as a step."""
        block = self.blocks[item.block]
        args = list(self._arguments(item, block))
        if item.name is not None:
            given = string(item.name) if isinstance(item.name, str) else item.name
            args.append(arg("name", given))
        return call(block.name, args) if args else name(block.name)

    def _arguments(self, item: Use, block: Declared) -> Iterator[ast.Arg]:
        by_place = True
        for number, (parameter, default) in enumerate(block.parameters):
            value = item.args[parameter.name]
            if default is not ABSENT and same(value) == same(default):
                continue
            by_place = by_place and default is ABSENT and number < BY_PLACE
            by_place = by_place and _is_plain(parameter)
            written = self.values.value(value, parameter.kind)
            yield arg(None if by_place else parameter.name, written)

    def parameters(self, block: Declared) -> tuple[ast.Parameter, ...]:
        """The parameters as they are declared."""
        return tuple(
            ast.Parameter(
                NOWHERE,
                name(parameter.name),
                None if default is ABSENT else self.values.value(default, parameter.kind),
            )
            for parameter, default in block.parameters
        )
