"""From arguments by keyword to an instance of what is known of a class, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from graphdsl.diagnostics.arguments import (
    MissingArgument,
    UnknownArgument,
    WrongArgument,
    not_misnamed,
)
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph.model import Layer as GraphLayer
from graphdsl.graph.values import UNKNOWN, Object, Ref, Value
from graphdsl.layers.base import Layer, Problem, Required, Spec
from graphdsl.layers.kinds import Kind
from graphdsl.layers.objects.names import CLASSES
from graphdsl.layers.registry import find_layer, find_object

LONGEST = 60
"""Characters of a value in a message."""


class Bound(NamedTuple):
    """The instance, or None where something is wrong or unknown; and what is wrong."""

    spec: Spec | None
    problems: tuple[Problem, ...]


def bind(cls: type[Spec], args: Mapping[str, Value], name: str | None = None) -> Bound:
    """Checks `args`, and what is nested in them, against the signature of `cls`.

    `name` is how the class was called, if not by its own name. UNKNOWN values raise no problem,
    but there is no instance then.
    """
    problems = tuple(_problems(cls, args, name or cls.__name__))
    if problems or any(map(_vague, args.values())):
        return Bound(None, problems)
    spec = cls(**args)
    clashes = tuple(spec.problems())
    return Bound(None if clashes else spec, clashes)


def bind_layer(layer: GraphLayer) -> Bound:
    """Checks the arguments of a layer of Keras in a graph; nothing is known of other kinds."""
    cls = find_layer(layer.cls) if layer.kind == "layer" else None
    return Bound(None, ()) if cls is None else bind(cls, layer.args, layer.cls)


def _problems(cls: type[Spec], args: Mapping[str, Value], name: str) -> Iterator[Problem]:
    for argument, value in args.items():
        declared = cls.argument(argument)
        if declared is None:
            known = (*cls.args, *cls.common, *(("name",) if issubclass(cls, Layer) else ()))
            of_call = issubclass(cls, Layer) and argument in cls.operands
            found = UnknownArgument(
                layer=name, argument=argument, known=known, of_call=of_call, given=tuple(args)
            )
            yield Problem(found, argument)
        elif value is not UNKNOWN:
            for problem in value_problems(declared.kind, value, argument, name):
                yield _with_meant(problem, cls, value, args)
    missing = [argument for argument in _required(cls) if argument not in args]
    if missing:
        known = tuple(cls.args)
        missing = not_misnamed(missing, [a for a in args if cls.argument(a) is None], known)
        for argument in missing:
            expected = cls.args[argument].kind.describe()
            yield Problem(MissingArgument(layer=name, argument=argument, expected=expected))


def _with_meant(
    problem: Problem, cls: type[Spec], value: Value, args: Mapping[str, Value]
) -> Problem:
    """`problem`, with the one other argument that takes the word that was given, if there is."""
    found = problem.diagnostic
    if not isinstance(found, WrongArgument) or found.inside or not isinstance(value, str):
        return problem
    free = {n: a.kind for n, a in cls.args.items() if n not in args}
    fits = [n for n, kind in free.items() if value in kind.candidates() and kind.admits(value)]
    if len(fits) != 1:
        return problem
    return Problem(found.replace(meant=fits[0]), problem.argument)


@cache
def _required(cls: type[Spec]) -> tuple[str, ...]:
    return tuple(name for name, arg in cls.args.items() if isinstance(arg.default, Required))


def value_problems(kind: Kind, value: Value, argument: str, name: str) -> Iterator[Problem]:
    """What is wrong with `value` as the argument `argument` of `name`, and inside it."""
    if value is UNKNOWN:
        return
    if not kind.admits(value):
        for wanted, part in kind.faults(value):
            inside = part is not value
            yield Problem(_wrong(wanted, part, argument, name, inside=inside), argument)
            if not inside:
                return
    if isinstance(value, (str, int, float)):
        return
    for inner in _nested(value):
        if isinstance(inner, GraphLayer):
            found = bind_layer(inner).problems
        else:
            spec = find_object(inner.cls, kind.families()) or find_object(inner.cls)
            found = () if spec is None else bind(spec, inner.args, inner.cls).problems
        for problem in found:
            inmost = (
                (problem.owner, problem.part) if problem.owner else (inner.cls, problem.argument)
            )
            yield Problem(problem.diagnostic, argument, *inmost)


def _wrong(kind: Kind, value: Value, argument: str, name: str, *, inside: bool) -> Diagnostic:
    return WrongArgument(
        layer=name,
        argument=argument,
        expected=kind.describe(),
        found=shown(value),
        inside=inside,
        candidates=tuple(kind.candidates()),
        word=value if isinstance(value, str) else "",
        alone="" if inside else _other_form(kind, value),
    )


def _other_form(kind: Kind, value: Value) -> str:
    """A list of one number without its brackets, a number in them, or a class with parentheses, if
    that is admitted."""
    if isinstance(value, str) and not kind.candidates() and kind.admits(Object(value)):
        return f"{value}()" if any(value in CLASSES[f] for f in kind.families()) else ""
    if isinstance(value, (list, tuple)) and len(value) == 1 and _is_number(value[0]):
        return shown(value[0]).strip("`") if kind.admits(value[0]) else ""
    return shown((value,)).strip("`") if _is_number(value) and kind.admits((value,)) else ""


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _nested(value: Value) -> Iterator[Object | GraphLayer]:
    """The objects and layers in `value`, but not those inside them."""
    if isinstance(value, (Object, GraphLayer)):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _nested(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _nested(item)


def _vague(value: Value) -> bool:
    """Whether something in `value` is unknown, inside objects too."""
    if isinstance(value, (list, tuple)):
        return any(map(_vague, value))
    if isinstance(value, dict):
        return any(map(_vague, value.values()))
    if isinstance(value, Object):
        return any(map(_vague, value.args.values()))
    return value is UNKNOWN


def written(value: Value) -> str:
    """A value as it is written in a file, in backquotes."""
    return f"`{_plain(value)}`"


def shown(value: Value) -> str:
    """A value as it is written, without its end where that is long."""
    text = _plain(value)
    return f"`{text}`" if len(text) <= LONGEST else f"`{text[: LONGEST - 1]}…`"


def _plain(value: Value) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "none"}[value]
    if isinstance(value, str):
        return value if value.isidentifier() else f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(_plain, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{k}: {_plain(v)}' for k, v in value.items())}}}"
    if isinstance(value, (Object, GraphLayer)):
        args = ", ".join(f"{k} = {_plain(v)}" for k, v in value.args.items())
        return f"{value.cls}({args})"
    if isinstance(value, Ref):
        return value.node
    return "?" if value is UNKNOWN else str(value)
