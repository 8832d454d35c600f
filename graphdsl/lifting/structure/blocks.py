"""A repeated stretch as a block: what is the same stands in it, the rest are its parameters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from graphdsl.graph import Layer, Ref
from graphdsl.lifting.items import Call, Item, Template, Use
from graphdsl.lifting.structure.names import split, varying
from graphdsl.lifting.structure.parameters import Parameter, Parameters
from graphdsl.lifting.structure.pieces import (
    ABSENT,
    Slot,
    filled,
    kind_of,
    parameter_name,
    slots,
)
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast
from graphdsl.syntax.literals import quoted


@dataclass(frozen=True, slots=True)
class Block:
    """A block, with the calls of its first use."""

    id: str
    parameters: tuple[Parameter, ...]
    items: tuple[Item, ...]
    starts: tuple[Ref, ...]
    """What goes in."""
    end: Ref
    prefix: str | None
    """What stands before the names of layers in its first use; None where they have nothing in
    common but numbers."""


def block_of(
    id: str,
    stretches: Sequence[Sequence[Call | Use]],
    alone: Collection[str],
    taken: Collection[str] = (),
) -> tuple[Block, list[Use]] | None:
    """The block for these stretches and a use of it for each; None where there is none.

    `alone` holds the layers that are called as they are by themselves, `taken` the names of uses
    of other blocks, since two with one name would get a number.
    """
    prefixes = prefixes_of(stretches, alone)
    if prefixes is not None and not all(map(partial(_is_free, taken), prefixes, stretches)):
        prefixes = None
    _items(stretches, prefixes, alone, first := Parameters())
    items = _items(stretches, prefixes, alone, parameters := Parameters(expected=first.found))
    if items is None:
        return None
    found = tuple(parameters.found.values())
    block = Block(
        id,
        found,
        tuple(items),
        _entries(stretches[0]),
        stretches[0][-1].results[0],
        None if prefixes is None else prefixes[0],
    )
    return block, [
        Use(
            id,
            _entries(stretch),
            stretch[-1].results[0],
            {parameter.name: parameter.values[number] for parameter in found},
            None if prefixes is None else prefixes[number],
        )
        for number, stretch in enumerate(stretches)
    ]


def _is_free(taken: Collection[str], prefix: str, stretch: Sequence[Call | Use]) -> bool:
    """Whether nothing is called `prefix`, but for what would then be inside."""
    return prefix not in taken or any(i.name == prefix for i in stretch if isinstance(i, Use))


def _items(
    stretches: Sequence[Sequence[Call | Use]],
    prefixes: Sequence[str] | None,
    alone: Collection[str],
    parameters: Parameters,
) -> list[Item] | None:
    """The items of the first stretch with parameters; None where they cannot be one."""
    found: list[Item] = []
    for column in zip(*stretches, strict=True):
        prefix = None if prefixes is None else prefixes[0]
        item = unified(column, parameters, prefix)
        if item is None:
            return None
        found.append(item if prefix is not None else _named(item, column, alone, parameters))
    return found


def prefixes_of(
    stretches: Sequence[Sequence[Call | Use]], alone: Collection[str]
) -> list[str] | None:
    """What stands before all names in each stretch, if the rest is the same in all of them."""
    found = [names_in(stretch, alone) for stretch in stretches]
    split_up = [names for names in found if names is not None and names[0]]
    if len(split_up) < len(found) or any(names[1] != split_up[0][1] for names in split_up):
        return None
    return [prefix for prefix, _ in split_up]


def names_in(
    stretch: Sequence[Call | Use], alone: Collection[str]
) -> tuple[str, tuple[str, ...]] | None:
    """What stands before all names in a stretch, and the rests; None where there is no such thing,
    since layers are called by themselves there, or uses of blocks in them."""
    layers = [i.layer for i in stretch if isinstance(i, Call) and i.layer.kind != "function"]
    uses = [item.name for item in stretch if isinstance(item, Use)]
    texts = [name for name in uses if isinstance(name, str)]
    if len(texts) < len(uses) or not (texts or layers):
        return None
    if layers and all(layer.name in alone for layer in layers) and not texts:
        return None
    return split([layer.name for layer in layers], texts)


def _entries(stretch: Sequence[Call | Use]) -> tuple[Ref, ...]:
    made = {ref for item in stretch for ref in item.results}
    return tuple(dict.fromkeys(r for item in stretch for r in item.reads if r not in made))


def unified(
    column: Sequence[Call | Use], parameters: Parameters, prefix: str | None = None
) -> Call | Use | None:
    """The first of the calls, with parameters for the arguments in which they differ; these are
    called after the layer, behind `prefix`, where several have the name of the argument."""
    first = column[0]
    known = [slots(item) for item in column]
    found: dict[Slot, Any] = {}
    for slot in dict.fromkeys(slot for each in known for slot in each):
        values = [filled(item, slot, own) for item, own in zip(column, known, strict=True)]
        if any(value is ABSENT for value in values):
            return None
        wish = parameter_name(first, slot)
        expr = parameters.of(
            values, parameters.wish(wish, _word(first, prefix)), kind_of(first, slot)
        )
        if expr is not None:
            found[slot] = Template(expr)
    return with_slots(first, found)


def _word(item: Call | Use, prefix: str | None) -> str:
    """The first word of the name of a layer in its block."""
    if prefix is None or not isinstance(item, Call):
        return ""
    return item.layer.name.removeprefix(prefix).lstrip("_").partition("_")[0]


def with_slots(item: Call | Use, found: Mapping[Slot, Any]) -> Call | Use:
    """The item with other values for some of its arguments."""
    if not found:
        return item
    if isinstance(item, Use):
        return replace(item, args={**item.args, **{str(at): v for (_, at), v in found.items()}})
    args: dict[str, Any] = {**item.layer.args}
    args |= {str(at): value for (what, at), value in found.items() if what == "arg"}
    inputs: list[Any] = list(item.node.args)
    kwargs: dict[str, Any] = dict(item.node.kwargs)
    for (what, at), value in found.items():
        if what == "in" and isinstance(at, int):
            inputs[at] = value
        elif what == "in":
            kwargs[str(at)] = value
    layer: Layer = replace(item.layer, args=args)
    return replace(item, layer=layer, node=replace(item.node, args=tuple(inputs), kwargs=kwargs))


def _named(
    item: Call | Use, column: Sequence[Call | Use], alone: Collection[str], parameters: Parameters
) -> Call | Use:
    """The item with its name in a block whose uses have no names: what differs is a parameter."""
    if isinstance(item, Use):
        names = [one.name for one in column if isinstance(one, Use)]
        texts = [text for text in names if isinstance(text, str)]
        return replace(item, name=name_of(texts, parameters)) if texts else item
    layers = [one.layer for one in column if isinstance(one, Call)]
    if item.layer.kind == "function":
        return item
    if all(layer.name in alone for layer in layers):
        return replace(item, alone=True)
    return replace(item, name=name_of([layer.name for layer in layers], parameters))


def name_of(names: Sequence[str], parameters: Parameters) -> ast.Expr:
    """A name with a parameter in it for what differs."""
    head, middle, tail = varying(names)
    expr = parameters.of(
        middle, "n" if isinstance(middle[0], int) else "label", None, multiples=False
    )
    parts = (head, expr, tail) if isinstance(expr, ast.Name) else (names[0],)
    written = tuple(part for part in parts if part != "")
    return ast.String(NOWHERE, written, quoted(written))
