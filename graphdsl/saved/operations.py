"""Operations of a config as calls of functions of `keras.ops`.

Keras splits the parameters of a function: those that are no tensors stand in the config of an
operation, the others in its calls. The class says which function it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from graphdsl.diagnostics.saved import UnknownOperation
from graphdsl.graph import Value
from graphdsl.graph.names import snake_case
from graphdsl.layers.base import Required
from graphdsl.layers.functions.outside import REASONS
from graphdsl.layers.registry import FUNCTIONS
from graphdsl.saved.context import Context
from graphdsl.saved.defaults import as_tuple, same
from graphdsl.saved.values import Holder, value_of
from graphdsl.saved.written import OPERATIONS, Entry

if TYPE_CHECKING:
    from graphdsl.layers.functions.base import Function, Parameter

OTHER_NAMES: Final[Mapping[str, str]] = {
    "AllClose": "allclose",
    "BatchNorm": "batch_normalization",
    "CDist": "cdist",
    "IsIn": "isin",
    "LayerNorm": "layer_normalization",
    "RMSNorm": "rms_normalization",
    "SearchSorted": "searchsorted",
}
"""Classes that are not called like their function."""
OTHER_OPERANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "batch_normalization": ("x", "mean", "variance", "offset", "scale"),
    "full": ("fill_value",),
    "einsum": ("operands",),
}
"""Functions whose operations are called with other parameters than the first ones."""
NOTHING_SAID: Final[Mapping[str, Value]] = {"rms_scaling": False, "data_format": "channels_last"}
"""Values that an operation always saves, and that the function takes to be meant anyway."""


def function_of(entry: Entry, context: Context) -> Function | None:
    """The function that an operation is a call of; None, after a diagnostic, if it is not known."""
    name = OTHER_NAMES.get(entry.cls, snake_case(entry.cls))
    if entry.module == OPERATIONS + "image":
        name = f"image.{name}"
    found = None if name in REASONS else FUNCTIONS.get(name)
    if found is None:
        known = name in REASONS
        problem = f"cannot be read: {REASONS[name]}" if known else "is not known here"
        context.report(UnknownOperation(name=entry.name, cls=entry.cls, problem=problem))
    return found


def configured(entry: Entry, function: Function, context: Context) -> dict[str, Value]:
    """The parameters that stand in the config of the operation."""
    found: dict[str, Value] = {}
    for name, written in entry.config.items():
        holder = Holder(entry.words, name, (*entry.path, "config", name))
        value = value_of(written, holder, context)
        if name in function.parameters:
            found[name] = value
        elif name not in ("name", "dtype") and not same(value, NOTHING_SAID.get(name)):
            context.lose(entry.words, f"its argument `{name}`")
    return found


def bound(
    function: Function,
    given: Mapping[str, Value],
    args: Sequence[Value],
    kwargs: Mapping[str, Value],
) -> dict[str, Value]:
    """All parameters of one call by name, in the order of the signature."""
    found = dict(given)
    names = OTHER_OPERANDS.get(function.name, tuple(function.parameters))
    for place, value in enumerate(args):
        name = names[min(place, len(names) - 1)]
        if name == function.rest:
            found[name] = list(args[place:])
            break
        found[name] = value
    found |= kwargs
    order = (*function.parameters, *(n for n in found if n not in function.parameters))
    return {name: _shaped(function, name, found[name]) for name in order if name in found}


def _shaped(function: Function, name: str, value: Value) -> Value:
    """Lists of numbers that are no tensors are written as tuples: shapes, axes, an index."""
    parameter = function.parameters.get(name)
    plain = parameter is not None and parameter.takes == "value" and name != function.rest
    return as_tuple(value) if plain else value


def written_out(
    function: Function, parameters: Mapping[str, Value]
) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """How the call is written: what has no default comes first, the rest by keyword.

    Parameters that have their default are left out.
    """
    said = {n: v for n, v in parameters.items() if not _is_default(function, n, v)}
    args: list[Value] = []
    for name, parameter in function.parameters.items():
        if name not in said or not _by_place(parameter):
            break
        if name == function.rest:
            args.extend(_items(said.pop(name)))
            break
        args.append(said.pop(name))
    return tuple(args), said


def _by_place(parameter: Parameter) -> bool:
    return isinstance(parameter.default, Required) or parameter.takes != "value"


def _items(value: Value) -> Sequence[Value]:
    return value if isinstance(value, (list, tuple)) else (value,)


def _is_default(function: Function, name: str, value: Value) -> bool:
    parameter = function.parameters.get(name)
    if parameter is None or isinstance(parameter.default, Required):
        return False
    if parameter.default is None and name in NOTHING_SAID:
        return value is None or same(value, NOTHING_SAID[name])
    return same(value, parameter.default)
