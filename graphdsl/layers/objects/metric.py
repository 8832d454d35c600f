"""What metrics have in common."""

from __future__ import annotations

from typing import ClassVar, Final

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.layers.base import Arg, Problem, Spec
from graphdsl.layers.kinds import (
    DtypeKind,
    Either,
    Float,
    ListOf,
    Optional,
    Str,
)

NAME: Final = Optional(Str())
DTYPE: Final = Optional(DtypeKind())
SHARE: Final = Float(min=0, max=1)
THRESHOLDS: Final = Optional(Either(SHARE, ListOf(SHARE)))


class Metric(Spec):
    """What most metrics take: a name and a dtype, first or last."""

    named: ClassVar[str | None] = None
    """The default of `name`."""
    name_at: ClassVar[int | None] = 0
    """The place of `name`, `dtype` behind it; None is the end."""
    dtype: str | None

    def __init_subclass__(cls) -> None:
        """Puts name and dtype in their place."""
        super().__init_subclass__()
        own = {n: a for n, a in cls.args.items() if n not in ("name", "dtype")}
        names = list(own)
        place = len(names) if cls.name_at is None else cls.name_at
        both = {"name": Arg(NAME, cls.named), "dtype": Arg(DTYPE, None)}
        everything = {**own, **both}
        cls.args = {n: everything[n] for n in (*names[:place], *both, *names[place:])}


def clash(metric: Spec, arguments: tuple[str, ...], why: str) -> Problem:
    """A problem of arguments that do not fit each other."""
    name = type(metric).__name__
    return Problem(ArgumentsClash(layer=name, arguments=arguments, why=why), arguments[0])
