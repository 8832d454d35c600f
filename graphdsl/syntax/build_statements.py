"""What the rules for statements, bodies and declarations make."""

from __future__ import annotations

from typing import Literal

from graphdsl.diagnostics.slips import MisplacedVersion
from graphdsl.diagnostics.syntax import NestedTooDeep
from graphdsl.source import Span
from graphdsl.syntax import ast
from graphdsl.syntax.ast import Arg, Body, Expr, Name, Statement
from graphdsl.syntax.build import Expressions
from graphdsl.syntax.nesting import LIMIT

Kind = Literal["stem", "stage", "branch", "head", "aux"]


class Builder(Expressions):
    """All rules. What is nested too deep, or could not be read, becomes None and is left out."""

    # ------------------------------------------------------------------- a file

    def file(self, span: Span, items: list[ast.Item | None] | None) -> tuple[ast.Item, ...]:
        """The items of a file."""
        found = tuple(item for item in items or () if item)
        for item in found[1:]:
            if isinstance(item, ast.Version):
                self.diagnostics.append(MisplacedVersion(span=item.span))
        return found

    def version(self, span: Span, text: str) -> ast.Version:
        """`gdl 1`."""
        place = span._replace(start=span.end - len(text))
        return ast.Version(span, self.number(place, text))

    def import_file(self, span: Span, path: ast.String, name: Name) -> ast.Import:
        """`import "conv.gdl" as conv`."""
        return ast.Import(span, path, name)

    def layer_alias(self, span: Span, name: Name, value: Expr) -> ast.LayerAlias | None:
        """`layer L = Dense(activation = elu)`."""
        return ast.LayerAlias(span, name, value) if self.shallow(value) else None

    def extern(
        self, span: Span, name: Name, parameters: list[ast.Parameter] | None
    ) -> ast.Extern | None:
        """`extern layer MyNorm(axis = -1)`."""
        found = tuple(parameters or ())
        return ast.Extern(span, name, found) if self._shallow_defaults(found) else None

    def block(
        self, span: Span, name: Name, parameters: list[ast.Parameter] | None, body: Body
    ) -> ast.Block | None:
        """`block residual(filters) { … }`."""
        found = tuple(parameters or ())
        return ast.Block(span, name, found, body) if self._shallow_defaults(found) else None

    def model(
        self, span: Span, name: Name, parameters: list[ast.Parameter] | None, body: Body
    ) -> ast.Model | None:
        """`model m(width = 64) { … }`."""
        found = tuple(parameters or ())
        return ast.Model(span, name, found, body) if self._shallow_defaults(found) else None

    def model_operation(self, span: Span, name: Name, value: Expr) -> ast.Model | None:
        """`model best = cutout(m, keep = learner_3)`."""
        return ast.Model(span, name, (), None, value) if self.shallow(value) else None

    def parameters(
        self, span: Span, found: list[ast.Parameter] | None
    ) -> list[ast.Parameter] | None:
        """`(filters, stride = 1)`."""
        return found

    def parameter(self, span: Span, name: Name, default: Expr | None) -> ast.Parameter:
        """`stride = 1`."""
        return ast.Parameter(span, name, default)

    def _shallow_defaults(self, parameters: tuple[ast.Parameter, ...]) -> bool:
        return self.shallow(*(parameter.default for parameter in parameters))

    # --------------------------------------------------------------- statements

    def body(self, span: Span, statements: list[Statement | None] | None) -> Body:
        """`{ … }`."""
        return Body(span, tuple(statement for statement in statements or () if statement))

    def broken(self, span: Span, *rest: object) -> None:
        """What could not be read; it has been reported."""

    def let(self, span: Span, name: Name, value: Expr) -> ast.Let | None:
        """`let width = 64`."""
        return ast.Let(span, name, value) if self.shallow(value) else None

    def shared(self, span: Span, name: Name, value: Expr) -> ast.Shared | None:
        """`shared encoder = LSTM(32)`."""
        return ast.Shared(span, name, value) if self.shallow(value) else None

    def frozen(
        self, span: Span, node: ast.Segment | ast.Shared | None
    ) -> ast.Segment | ast.Shared | None:
        """`frozen` before a segment or a shared instance."""
        if isinstance(node, ast.Shared):
            return ast.Shared(span, node.name, node.value, True)
        return node and ast.Segment(
            span, node.kind, node.name, node.copies, node.options, node.taken, node.body, True
        )

    def input(
        self, span: Span, name: Name, dtype: ast.Dtype | None, options: list[ast.Arg] | None
    ) -> ast.Input | None:
        """`input image: [28, 28] (name = "image-1")`."""
        given = tuple(options or ())
        shallow = self.shallow(*(dtype.dims if dtype else ()), *(one.value for one in given))
        return ast.Input(span, name, dtype, given) if shallow else None

    def dtype(self, span: Span, name: Name | None, dims: list[Expr] | None) -> ast.Dtype:
        """`int32[?]`."""
        return ast.Dtype(span, name, tuple(dims or ()))

    def output(self, span: Span, names: list[Name]) -> ast.Output:
        """`output a, b`."""
        return ast.Output(span, tuple(names))

    def input_structure(self, span: Span, value: Expr) -> ast.Structure | None:
        """`input: {left: a, right: b}`."""
        return ast.Structure(span, "input", value) if self.shallow(value) else None

    def output_structure(self, span: Span, value: Expr) -> ast.Structure | None:
        """`output: [a, b]`."""
        return ast.Structure(span, "output", value) if self.shallow(value) else None

    def for_loop(self, span: Span, variable: Name, values: Expr, body: Body) -> ast.For | None:
        """`for i in 1..4 { … }`."""
        return ast.For(span, variable, values, body) if self.shallow(values) else None

    def repeat(self, span: Span, count: Expr, body: Body) -> ast.Repeat | None:
        """`repeat 3 { … }`."""
        return ast.Repeat(span, count, body) if self.shallow(count) else None

    def branch(self, span: Span, condition: Expr, body: Body) -> ast.If | None:
        """`if c { … }`."""
        return ast.If(span, condition, body, None) if self.shallow(condition) else None

    def condition(
        self, span: Span, branches: list[ast.If | None], otherwise: Body | None
    ) -> ast.If | None:
        """`if a { … } else if b { … } else { … }`: each but the first stands in the one before."""
        if len(branches) + len(self.open_brackets) > LIMIT:
            self.diagnostics.append(NestedTooDeep(limit=LIMIT, span=span))
            return None
        node: Body | ast.If | None = otherwise
        for branch in reversed(branches):
            if branch is None:
                return None
            place = branch.span._replace(end=span.end)
            node = ast.If(place, branch.condition, branch.then, node)
        return node if isinstance(node, ast.If) else None

    def train(self, span: Span, entries: list[Arg | None] | None) -> ast.Train | None:
        """`train { optimizer = Adam(1e-3) }`."""
        found = tuple(entry for entry in entries or () if entry)
        return ast.Train(span, found) if self.shallow(*(e.value for e in found)) else None

    # ---------------------------------------------------------------- pipelines

    def pipeline(self, span: Span, steps: list[ast.Step]) -> ast.Pipeline | None:
        """`a -> Dense(64) -> ReLU`."""
        if len(steps) > 1 and isinstance(steps[0].value, ast.CallArgs):
            self.starts.pop(steps[0].value.span.start, None)
        shallow = self.shallow(*(step.value for step in steps))
        return ast.Pipeline(span, tuple(steps)) if shallow else None

    def target(self, span: Span, name: Name, pipeline: ast.Pipeline | None) -> ast.Pipeline | None:
        """`y = Dense(64)`."""
        return pipeline and ast.Pipeline(span, pipeline.steps, name)

    def step(self, span: Span, value: Expr, names: list[Name] | None) -> ast.Step:
        """`LSTM(8) as y, h, c`."""
        return ast.Step(span, value, False, tuple(names or ()))

    def frozen_step(self, span: Span, value: Expr, names: list[Name] | None) -> ast.Step:
        """`frozen Dense(64)`."""
        return ast.Step(span, value, True, tuple(names or ()))

    # ----------------------------------------------------------------- segments

    def kind(self, span: Span, text: Kind) -> Kind:
        """Which segment it is."""
        return text

    def segment(
        self,
        span: Span,
        kind: Kind,
        name: Name | None,
        copies: ast.Copies | None,
        options: tuple[Arg, ...] | None,
        taken: ast.Taken | None,
        body: Body | None = None,
    ) -> ast.Segment | None:
        """`branch b[3] { … }` and its like."""
        found = options or ()
        values = (arg.value for arg in found)
        shallow = self.shallow(copies and copies.values, taken and taken.value, *values)
        return ast.Segment(span, kind, name, copies, found, taken, body) if shallow else None

    taken_segment = segment

    def stem(
        self, span: Span, taken: ast.Taken | None, body: Body | None = None
    ) -> ast.Segment | None:
        """`stem { … }`."""
        return self.segment(span, "stem", None, None, None, taken, body)

    taken_stem = stem

    def count(self, span: Span, values: Expr) -> ast.Copies:
        """`[3]`."""
        return ast.Copies(span, None, values)

    def copies(self, span: Span, variable: Name, values: Expr) -> ast.Copies:
        """`[w in [32, 64]]`."""
        return ast.Copies(span, variable, values)

    def options(self, span: Span, args: list[Arg] | None) -> tuple[Arg, ...]:
        """`(loss = mse, weight = 0.5)`."""
        return self.ordered(args or [])

    def taken(self, span: Span, value: Expr, since: Name | None, until: Name | None) -> ast.Taken:
        """`from V since A until B`."""
        return ast.Taken(span, value, since, until)
