"""Statements and the heads of bodies as documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from graphdsl.source import Span
from graphdsl.syntax import ast
from graphdsl.syntax.comments import Comments
from graphdsl.syntax.layout import HARD, SPACE, Doc, Indented, Note, group
from graphdsl.syntax.node import Node
from graphdsl.syntax.print_values import NEVER, ValuePrinter, number_text


class Inside(NamedTuple):
    """What stands between braces."""

    statements: Sequence[Node]
    span: Span
    """The braces included."""


def bodies(node: Node) -> list[Inside]:
    """The bodies of a statement or declaration; most statements have none."""
    match node:
        case ast.If():
            return [Inside(body.statements, body.span) for _, body in branches(node)]
        case ast.Train(span=span, entries=entries):
            brace = span.start + max(span.text.find("{"), 0)
            return [Inside(entries, span._replace(start=brace))]
        case ast.Segment(body=body) | ast.Block(body=body) | ast.Model(body=body):
            return [Inside(body.statements, body.span)] if body else []
        case ast.For(body=body) | ast.Repeat(body=body):
            return [Inside(body.statements, body.span)]
        case _:
            return []


def branches(node: ast.If) -> Iterator[tuple[ast.Expr | None, ast.Body]]:
    """Condition and body of each branch; an `else` has no condition."""
    branch: ast.If | ast.Body | None = node
    while isinstance(branch, ast.If):
        yield branch.condition, branch.then
        branch = branch.otherwise
    if branch is not None:
        yield None, branch


class StatementPrinter:
    """Writes what is not a body."""

    def __init__(self, comments: Comments) -> None:
        self.comments = comments
        self.values = ValuePrinter(comments)

    def header(self, node: Node) -> Doc:
        """What stands before the body of `node`."""
        value = self.values.value
        match node:
            case ast.Segment():
                return self.segment(node)
            case ast.For():
                return [f"for {node.variable.id} in ", value(node.values)]
            case ast.Repeat():
                return ["repeat ", value(node.count)]
            case ast.Train():
                return "train"
            case ast.Block():
                end = node.body.span.start + 1
                return [f"block {node.name.id}", self._parameters(node.name, node.parameters, end)]
            case ast.Model(name=name, body=ast.Body(span=span)):
                end = span.start + 1
                return [f"model {name.id}", self._parameters(name, node.parameters, end)]
            case _:
                raise TypeError(node)

    def simple(self, node: Node) -> Doc:
        """A statement or declaration without a body."""
        value = self.values.value
        match node:
            case ast.Pipeline():
                return self.pipeline(node)
            case ast.Input(name=name, type=dtype):
                parts: list[Doc] = [f"input {name.id}"]
                parts += [": ", self._dtype(dtype)] if dtype else []
                start = dtype.span.end if dtype else name.span.end
                place = node.span._replace(start=start)
                parts += [" ", self.values.arguments(node.options, place)] if node.options else []
                return parts
            case ast.Output(names=names):
                return f"output {', '.join(name.id for name in names)}"
            case ast.Structure(of=side):
                return [f"{side}: ", value(node.value)]
            case ast.Let(name=name):
                return [f"let {name.id} = ", value(node.value)]
            case ast.Shared(name=name):
                frozen = "frozen " if node.frozen else ""
                return [f"{frozen}shared {name.id} = ", value(node.value)]
            case ast.Arg():
                return self.values.argument(node)
            case ast.Segment():
                return self.segment(node)
            case _:
                return self._declaration(node)

    def _declaration(self, node: Node) -> Doc:
        value = self.values.value
        match node:
            case ast.Version(number=number):
                return f"gdl {number_text(number)}"
            case ast.Import(path=path, name=name):
                return ["import ", value(path), f" as {name.id}"]
            case ast.LayerAlias(name=name):
                return [f"layer {name.id} = ", value(node.value)]
            case ast.Extern(name=name, span=span):
                return [
                    f"extern layer {name.id}",
                    self._parameters(name, node.parameters, span.end),
                ]
            case ast.Model(name=name, operation=operation) if operation:
                return [f"model {name.id} = ", value(operation)]
            case _:
                raise TypeError(node)

    # ---------------------------------------------------------------- pipelines

    def pipeline(self, node: ast.Pipeline) -> Doc:
        """`y = a -> b`: too long for one line, each arrow begins one."""
        first, *rest = node.steps
        head: list[Doc] = [f"{node.target.id} = "] if node.target else []
        head.append(self.step(first))
        lines: list[Doc] = []
        last = first
        for step in rest:
            behind = self.comments.behind(last.span.end, step.span.start)
            above = self.comments.before(step.span.start)
            lines += [Note(behind.text) if behind else "", SPACE]
            lines += [part for comment in above for part in (comment.text, HARD)]
            lines += ["-> ", self.step(step)]
            last = step
        return group(*head, Indented(lines))

    def step(self, step: ast.Step) -> Doc:
        """`frozen LSTM(8) as y, h, c`."""
        names = ", ".join(name.id for name in step.names)
        value = self.values.value(step.value)
        return ["frozen " if step.frozen else "", value, f" as {names}" if names else ""]

    # ------------------------------------------------------- segments and inputs

    def segment(self, node: ast.Segment) -> Doc:
        """The head of a segment: all of it where it has no body."""
        parts: list[Doc] = ["frozen " if node.frozen else "", node.kind]
        parts += [f" {node.name.id}"] if node.name else []
        parts += [self._copies(node.copies)] if node.copies else []
        parts += [" ", self._options(node)] if node.options else []
        if node.taken:
            parts += [" from ", self.values.value(node.taken.value)]
            parts += [f" since {node.taken.since.id}"] if node.taken.since else []
            parts += [f" until {node.taken.until.id}"] if node.taken.until else []
        return parts

    def _copies(self, copies: ast.Copies) -> Doc:
        variable = f"{copies.variable.id} in " if copies.variable else ""
        place, printed = self.values.element(copies.values)
        element = (place, lambda: [variable, printed()])
        return self.values.brackets("[", [element], "]", copies.span, NEVER)

    def _options(self, node: ast.Segment) -> Doc:
        name, behind = node.name or node, node.taken or node.body or node
        start = name.span.end if node.name else name.span.start
        end = behind.span.end if behind is node else behind.span.start + 1
        return self.values.arguments(node.options, node.span._replace(start=start, end=end))

    def _parameters(self, name: ast.Name, parameters: Sequence[ast.Parameter], end: int) -> Doc:
        if not parameters:
            return ""
        elements = ((p.span, partial(self._parameter, p)) for p in parameters)
        span = name.span._replace(start=name.span.end, end=end)
        return self.values.brackets("(", elements, ")", span)

    def _parameter(self, parameter: ast.Parameter) -> Doc:
        if parameter.default is None:
            return parameter.name.id
        return [f"{parameter.name.id} = ", self.values.value(parameter.default)]

    def _dtype(self, dtype: ast.Dtype) -> Doc:
        name = dtype.dtype.id if dtype.dtype else ""
        start = dtype.dtype.span.end if dtype.dtype else dtype.span.start
        dims = map(self.values.element, dtype.dims)
        return [name, self.values.brackets("[", dims, "]", dtype.span._replace(start=start))]
