"""Written arguments, positional and by keyword, to a mapping by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graphdsl.diagnostics.arguments import GivenTwice, TooManyArguments
from graphdsl.graph import Value
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
    for number, argument in enumerate(written):
        if argument.name is not None:
            name = argument.name.id
        elif number < len(order):
            name = order[number]
        else:
            env.report(
                TooManyArguments(layer=what, expected=len(order), found=number + 1), argument.span
            )
            value_of(argument.value, env, None)
            continue
        if name in places:
            env.report(
                GivenTwice(layer=what, argument=name, first=places[name].span), argument.span
            )
            continue
        places[name] = argument
        bound[name] = value_of(argument.value, env, kind_of(name))
    return bound
