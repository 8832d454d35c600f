"""Written arguments, positional and by keyword, to a mapping by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graphdsl.diagnostics.arguments import GivenTwice, TooManyArguments
from graphdsl.graph import Unknown, Value
from graphdsl.layers.kinds import Kind
from graphdsl.lowering.session import Env
from graphdsl.syntax import ast


def bind(
    written: Sequence[ast.Arg],
    order: tuple[str, ...],
    what: str,
    kind_of: Callable[[str], Kind | None],
    env: Env,
    value_of: Callable[[ast.Expr, Env, Kind | None], Value],
) -> dict[str, Value]:
    """The arguments of a call of `what` by name; `order` names the positional ones.

    Unknown names stay in, since what knows the signature reports them.
    """
    bound: dict[str, Value] = {}
    places: dict[str, ast.Arg] = {}
    given = sum(argument.name is None for argument in written)
    named = {argument.name.id for argument in written if argument.name is not None}
    behind = False
    for number, argument in enumerate(written):
        misplaced = False
        if argument.name is not None:
            name, behind = argument.name.id, True
        elif behind and any(n not in places and n not in named for n in order):
            # which the parser has told: it stands for what nothing else is given for
            name = next(n for n in order if n not in places and n not in named)
            misplaced = True
        elif number < len(order):
            name = order[number]
        else:
            if number == len(order):
                text = argument.span.text
                found = TooManyArguments(
                    layer=what, expected=len(order), found=given, known=order, first=text
                )
                env.report(found, argument.span)
            value_of(argument.value, env, None)
            continue
        if name in places:
            env.report(
                GivenTwice(layer=what, argument=name, first=places[name].span), argument.span
            )
            continue
        kind = kind_of(name)
        value = value_of(argument.value, env, kind)
        if misplaced and not _fits(value, kind):
            continue
        places[name] = argument
        bound[name] = value
    return bound


def _fits(value: Value, kind: Kind | None) -> bool:
    return kind is None or isinstance(value, Unknown) or kind.admits(value)
