"""The statements of a body, from its plan and the names of its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graphdsl.graph import Output, Ref
from graphdsl.layers.training import OPTIONS
from graphdsl.lifting.forms import (
    as_step,
    expression,
    is_function,
    operands,
    source_of,
)
from graphdsl.lifting.items import Call, Use
from graphdsl.lifting.making import FLOW, arg, body, call, name, pipeline, step
from graphdsl.lifting.planning import Inside, Move, Plan, Planner, Rounds, Run
from graphdsl.lifting.values import Values, string
from graphdsl.lifting.words import Words
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast
from graphdsl.syntax.comments import Comments
from graphdsl.syntax.layout import INDENT, WIDTH, flat
from graphdsl.syntax.print_statements import StatementPrinter

LINE: Final = WIDTH - 3 * INDENT
"""Columns that a line of several steps may take, wherever it stands."""
_BEGINS = (
    "Conv1D Conv2D Conv3D DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D "
    "Conv1DTranspose Conv2DTranspose Conv3DTranspose Dense EinsumDense Embedding LSTM GRU "
    "SimpleRNN RNN Bidirectional MultiHeadAttention"
)
BEGINS: Final = frozenset(_BEGINS.split())
"""Layers before which a new line begins: what follows them belongs to them."""


@dataclass(slots=True)
class Bindings:
    """What values, and layers, are called in the text."""

    values: dict[Ref, str] = field(default_factory=dict[Ref, str])
    layers: Mapping[str, str | ast.Expr] = field(default_factory=dict[str, "str | ast.Expr"])
    """By layer, what stands behind its `name =`."""
    shared: Mapping[str, str] = field(default_factory=dict[str, str])
    """By layer, its name as a step."""


class Writer:
    """Writes the bodies of one model or block."""

    def __init__(self, planner: Planner, bindings: Bindings, words: Words) -> None:
        self._planner = planner
        self._bindings = bindings
        self._words = words
        self._values = words.values
        self._printer = StatementPrinter(Comments("", ()))

    def statements(self, plan: Plan, *, named: bool) -> Iterator[ast.Statement]:
        """The statements of a body; `named` says whether what flows in has a name already."""
        start = plan.start
        if start is not None and start in self._planner.needs and not named:
            yield self._aside(start)
        for statement in plan.statements:
            match statement:
                case Move(to):
                    yield pipeline([step(name(self._bindings.values[to]))])
                case Run():
                    yield from self._run(statement)
                case Rounds():
                    yield from self._rounds(statement)
                case Inside():
                    yield self._inside(statement)

    def _aside(self, ref: Ref) -> ast.Statement:
        """`x = _`."""
        return pipeline([step(FLOW)], self._bindings.values[ref])

    # ------------------------------------------------------------------- runs

    def _run(self, run: Run) -> Iterator[ast.Statement]:
        steps = list(self._steps(run))
        last = steps[-1]
        if run.aside:
            target = self._bindings.values[run.items[-1].results[0]]
            yield pipeline([*steps[:-1], replace_names(last, ())], target)
        else:
            yield from map(pipeline, self._lines(steps, run.items))

    def _steps(self, run: Run) -> Iterator[ast.Step]:
        """The members of the pipeline."""

        def tensor(ref: Ref) -> ast.Expr:
            inner = self._planner.within.get(ref.node)
            if inner is not None:
                return expression(inner, self._values, tensor)
            return FLOW if ref == run.flow else name(self._bindings.values[ref])

        for number, item in enumerate(run.items):
            source = item.source if isinstance(item, Use) else source_of(item)
            if source is not None:
                if number == 0 and source != run.flow:
                    yield step(tensor(source))
                yield self._step(item)
            elif isinstance(item, Use):
                yield step(ast.Tuple(NOWHERE, tuple(map(tensor, item.sources))))
                yield self._step(item)
            elif is_function(item):
                yield step(
                    self._expression(item, expression(item, self._values, tensor)),
                    self._names(item),
                )
            else:
                yield step(operands(item, self._values, tensor))
                yield self._step(item)

    def _expression(self, item: Call, written: ast.Expr) -> ast.Expr:
        given = self._bindings.layers.get(item.layer.name)
        if given is None or not isinstance(written, ast.Call):
            return written
        return ast.Call(NOWHERE, written.function, (*written.args, arg("name", _text(given))))

    def _step(self, item: Call | Use) -> ast.Step:
        names = self._names(item)
        if isinstance(item, Use):
            return step(self._words.use(item), names)
        if is_function(item):
            return step(self._function(item), names)
        shared = self._bindings.shared.get(item.layer.name)
        if shared is not None:
            return step(name(shared), names)
        return step(self.layer(item), names, frozen=item.layer.frozen)

    def _function(self, item: Call) -> ast.Expr:
        """A function as a step; it takes the flow or what stands before it."""

        def tensor(ref: Ref) -> ast.Expr:
            return name(self._bindings.values[ref])

        written = as_step(item, self._values, tensor)
        given = self._bindings.layers.get(item.layer.name)
        if given is None:
            return written
        args = written.args if isinstance(written, ast.Call) else ()
        return call(item.layer.cls, (*args, arg("name", _text(given))))

    def layer(self, item: Call) -> ast.Expr:
        """A layer with its arguments, and its name where that has to be said."""
        given = self._bindings.layers.get(item.layer.name)
        called = () if given is None else (arg("name", _text(given)),)
        return self._words.layer(item.layer, *called)

    def _names(self, item: Call | Use) -> Sequence[str]:
        values = self._bindings.values
        if len(item.results) > 1:
            return [values[ref] for ref in item.results]
        found = next((values.get(ref) for ref in item.results), None)
        return () if found is None else (found,)

    def _lines(
        self, steps: Sequence[ast.Step], items: Sequence[Call | Use]
    ) -> Iterator[list[ast.Step]]:
        """Steps in lines: each begins where something new does, or where the last is full."""
        offset = len(steps) - len(items)
        line: list[ast.Step] = []
        room = 0
        for number, one in enumerate(steps):
            width = len(flat(self._printer.step(one))) + len(" -> ")
            item = items[number - offset] if number >= max(offset, 1) else None
            new = number > offset and item is not None and _begins(item)
            if line and number > offset and (new or width > room):
                yield line
                line = []
            room = (room if line else LINE) - width
            line.append(one)
        yield line

    # ---------------------------------------------------------------- bodies

    def _rounds(self, rounds: Rounds) -> Iterator[ast.Statement]:
        loop = rounds.loop
        inner = body(self.statements(rounds.plan, named=True))
        if loop.variable:
            yield ast.For(NOWHERE, name(loop.variable), loop.values, inner)
        else:
            yield ast.Repeat(NOWHERE, loop.values, inner)
        if loop.result in self._planner.needs:
            yield self._aside(loop.result)

    def _inside(self, inside: Inside) -> ast.Segment:
        part = inside.part
        values = self._bindings.values
        outside = part.source is not None and part.source != inside.flow
        source = values[part.source] if outside and part.source is not None else None
        statements = list(self.statements(inside.plan, named=True))
        for ref in part.results:
            if ref in values:
                values[ref] = f"{part.name}.{values[ref]}"
        if part.ends is not None and part.ends in part.results:
            values[part.ends] = part.name
        return ast.Segment(
            NOWHERE,
            part.kind,  # pyright: ignore[reportArgumentType] - one of the kinds
            None if part.kind == "stem" == part.name else name(part.name),
            None,
            () if part.output is None else tuple(options(part.output, self._values)),
            None if source is None else ast.Taken(NOWHERE, name(source)),
            body(statements),
            part.frozen,
        )


def options(output: Output, values: Values) -> Iterator[ast.Arg]:
    """What stands in the parentheses of a head."""
    told = {"loss": output.loss, "weight": output.weight, "metrics": list(output.metrics)}
    for key, value in told.items():
        if value is not None and value != []:
            yield arg(key, values.value(value, OPTIONS[key]))


def replace_names(one: ast.Step, names: Sequence[str]) -> ast.Step:
    """The step with other names."""
    return step(one.value, names, frozen=one.frozen)


def _begins(item: Call | Use) -> bool:
    return isinstance(item, Use) or item.layer.cls in BEGINS


def _text(given: str | ast.Expr) -> ast.Expr:
    return string(given) if isinstance(given, str) else given
