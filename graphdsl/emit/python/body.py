"""The text of one function: its statements under titles of the segments that they stand in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphdsl.emit.python import statements
from graphdsl.emit.python.functions import Function
from graphdsl.emit.python.layout import INDENT, WIDTH, Doc
from graphdsl.emit.python.literals import scalar
from graphdsl.emit.python.names import Known, on_one_line
from graphdsl.emit.python.printing import document
from graphdsl.emit.python.sections import Section
from graphdsl.emit.python.settling import Settled, settled
from graphdsl.emit.python.steps import For, If, Step
from graphdsl.emit.python.tree import LAYER, MODEL, Call, Expr, Items, Literal, Member, Name
from graphdsl.graph import Ref


def text_of(function: Function, known: Known, notes: Sequence[str] = ()) -> str:
    """The definition of `function`; `notes` are comments before the model is made."""
    return "\n".join(_definition(function, known, notes, {}, 0))


def _definition(
    function: Function, known: Known, notes: Sequence[str], around: dict[Ref, str], indent: int
) -> Iterator[str]:
    body = settled(function, known, around)
    result = "keras.Model" if function.model else ""
    yield statements.definition(function.name, _parameters(function, body), result, indent)
    if function.model:
        yield " " * INDENT + f'"""{_described(function)}"""'
    before = "def"
    for line in _Body(function, body, notes, known, indent + INDENT).lines():
        if line or (before and before != "def"):
            yield line
        before = line


def _parameters(function: Function, body: Settled) -> list[Doc]:
    """Operands, constants, and behind `*` the name."""
    found: list[Doc] = [body.names[operand.ref] for operand in function.operands]
    for parameter in function.parameters:
        default = parameter.default
        found.append(
            parameter.name if default is None else (parameter.name, "=", document(default))
        )
    return [*found, "*", "name"] if function.named else found


def _described(function: Function) -> str:
    """The docstring of a function that builds a model."""
    inputs = [step.name for step in function.steps if step.kind == "input"]
    outputs = _listed(function.outputs)
    long = f"The model `{function.model}`: from {_listed(inputs)} to {outputs}."
    short = f"The model `{function.model}`."
    text = long if inputs and len(long) <= WIDTH - INDENT - 6 else short
    return on_one_line(text)


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


@dataclass(frozen=True, slots=True)
class _Block:
    """Statements under one title."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Body:
    function: Function
    body: Settled
    notes: Sequence[str]
    known: Known
    indent: int

    def lines(self) -> Iterator[str]:
        """The statements, with comments between them."""
        *steps, last = self.body.steps
        tail: list[Step] = []
        while last.gives == (MODEL,) or last.kind in ("freeze", "do"):
            tail.insert(0, last)
            *steps, last = steps
        blocks = _blocks([*steps, last])
        for number, block in enumerate(blocks):
            if number:
                yield ""
            if block.title:
                yield f"{' ' * self.indent}# {block.title}"
            for step in block.steps:
                yield from self._statement(step, self.indent)
        if tail and (len(blocks) > 1 or len(tail) > 1 or self.notes):
            yield ""
        yield from self._comments()
        for step in tail:
            yield from self._statement(step, self.indent)
        yield from self._return()

    def _comments(self) -> Iterator[str]:
        for note in self.notes:
            for line in textwrap.wrap(note, WIDTH - INDENT - 2, break_on_hyphens=False):
                yield f"{' ' * INDENT}# {line}"

    def _statement(self, step: Step, indent: int) -> Iterator[str]:
        value = self.body.expr(step)
        names = [self.body.names[ref] for ref in step.targets]
        if step.kind == "def":
            local = next(f for f in self.function.closures if f.name == step.local)
            layers = {r: n for r, n in self.body.names.items() if r.index == LAYER}
            yield ""
            yield from _definition(local, self.known, (), layers, indent)
            yield ""
        elif step.kind == "freeze":
            yield from _freezing(value)
        elif step.kind == "do":
            yield statements.expression(value, indent)
        elif step.head is not None:
            if value != Name(names[0]):
                yield statements.assignment(names, value, indent)
            yield self._head(step.head, indent)
            for inner in step.inner:
                yield from self._statement(inner, indent + INDENT)
        elif self._is_returned(step):
            yield statements.returned(value, indent)
        else:
            yield statements.assignment(names, value, indent, step.nesting)

    def _head(self, head: For | If, indent: int) -> str:
        if isinstance(head, For):
            return statements.loop(head.target, self.body.named(head.source), indent)
        return statements.condition(head.test, indent)

    def _is_returned(self, step: Step) -> bool:
        """Whether the last statement makes just what is returned."""
        last = step is self.body.steps[-1] and step.head is None and not step.keys
        return last and step.gives == self.function.results

    def _return(self) -> Iterator[str]:
        if not self._is_returned(self.body.steps[-1]):
            names = [Name(self.body.names[ref]) for ref in self.function.results]
            value = names[0] if len(names) == 1 else Items(tuple(names), "()")
            yield statements.returned(value, self.indent)


def _blocks(steps: Sequence[Step]) -> list[_Block]:
    """Statements of one segment together, and segments of one statement with their like."""
    runs: list[tuple[Section, list[Step]]] = []
    for step in steps:
        if runs and runs[-1][0] == step.section:
            runs[-1][1].append(step)
        else:
            runs.append((step.section, [step]))
    blocks: list[tuple[Section, int, list[Step]]] = []
    for section, members in runs:
        alone = len(members) == 1 and bool(section.path)
        if alone and blocks and blocks[-1][1] and _alike(blocks[-1][0], section):
            before, count, others = blocks[-1]
            blocks[-1] = (before, count + 1, others + members)
        else:
            blocks.append((section, int(alone), members))
    return [
        _Block(section.together if count > 1 else section.title, tuple(members))
        for section, count, members in blocks
    ]


def _alike(one: Section, other: Section) -> bool:
    parents = [section.path.rpartition(".")[0] for section in (one, other)]
    return parents[0] == parents[1] and one.together == other.together


def _freezing(value: Expr) -> Iterator[str]:
    """Sets `trainable` once all variables are there, since only then all of them follow."""
    assert isinstance(value, Call)
    assert isinstance(value.function, Name)
    names = value.args[1]
    space = " " * INDENT
    if value.function.id == "freeze_all":
        assert isinstance(names, Items)
        prefix = names.items[0] if len(names.items) == 1 else names
        test = statements.expression(Call(Name("layer.name.startswith"), (prefix,)), 0)
        yield f"{space}for layer in model.layers:"
        yield f"{space * 2}if {test}:"
        yield f"{space * 3}layer.trainable = False"
        return
    if isinstance(names, Items) and len(names.items) == 1:
        layer = Call(Name("model.get_layer"), (names.items[0],))
        line = f"{space}{statements.expression(Member(layer, 'trainable'), 0)} = False"
        if len(line) <= WIDTH and "\n" not in line:
            yield line
            return
    yield statements.loop("layer_name", names, INDENT)
    yield f"{space * 2}model.get_layer(layer_name).trainable = False"


__all__ = ["Literal", "Ref", "scalar", "text_of"]
