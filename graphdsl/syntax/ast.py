"""What the parser makes of a text: one frozen node per construct, each with its span.

Names are kept as written; what they mean is decided by lowering. An expression, a step and a source
of a pipeline share one set of nodes, since only the meaning of a name tells them apart. The span
comes first in each node and is no part of what makes two nodes equal. One module, since expressions
hold steps and bodies, and these hold expressions.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from graphdsl.syntax.node import Node

# ---------------------------------------------------------------- expressions


class Name(Node):
    """A name, dotted or not: `relu`, `stem.mid`, `conv.residual`."""

    id: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The name split at its dots."""
        return tuple(self.id.split("."))


class Flow(Node):
    """`_`, the current value of the body."""


class Number(Node, uncompared=("text",)):
    """A number; `text` is how it was written (`1e-3`, `0x1F`, `1_000`)."""

    value: int | float
    text: str


class String(Node, uncompared=("text",)):
    """A string with escapes resolved; `parts` alternates literal text and `{name}` insertions."""

    parts: tuple[str | Name, ...]
    text: str
    """How it was written, quotes included."""


class Constant(Node):
    """`true`, `false`, `none` or `?` (written only among dimensions and sizes)."""

    value: Literal["true", "false", "none", "?"]


class List(Node):
    """`[a, b]`."""

    items: tuple[Expr, ...]


class Tuple(Node):
    """`(a, b)`, `(a,)`, `()`."""

    items: tuple[Expr, ...]


class Paren(Node):
    """`(a)`: one expression in parentheses, kept since the formatter prints it."""

    inner: Expr


class Dict(Node):
    """`{a: 1, "b c": 2}`; keys are names or strings."""

    items: tuple[tuple[Name | String, Expr], ...]


class Arg(Node):
    """One argument; `name` is None for a positional one."""

    name: Name | None
    value: Expr


class Call(Node):
    """`Dense(64, activation = relu)`: `function` applied to arguments."""

    function: Name
    args: tuple[Arg, ...]


class CallArgs(Node):
    """`(q, kv, attention_mask = m)`: the start of a pipeline, several arguments with a keyword."""

    args: tuple[Arg, ...]


class Unary(Node):
    """`-a`, `+a`, `not a`."""

    operator: Literal["-", "+", "not"]
    operand: Expr


class Binary(Node):
    """`a + b`; comparisons, `and` and `or` included."""

    operator: Literal[
        "+", "-", "*", "/", "//", "%", "**", "@",
        "==", "!=", "<", "<=", ">", ">=", "and", "or",
    ]  # fmt: skip
    left: Expr
    right: Expr


class Conditional(Node):
    """`a if condition else b`."""

    then: Expr
    condition: Expr
    otherwise: Expr


class Slice(Node):
    """`start:stop:step` inside an index."""

    start: Expr | None
    stop: Expr | None
    step: Expr | None


class EllipsisIndex(Node):
    """`...` inside an index."""


class Index(Node):
    """`x[:, -1]`, as in numpy."""

    value: Expr
    indices: tuple[Expr | Slice | EllipsisIndex, ...]


class Range(Node):
    """`1..4`: the integers from 1 to 4, both included."""

    start: Expr
    stop: Expr


class Arrow(Node):
    """`Dropout -> MCDropout` as an argument of a graph operation."""

    left: Expr
    right: Expr


Expr: TypeAlias = (
    Name
    | Flow
    | Number
    | String
    | Constant
    | List
    | Tuple
    | Paren
    | Dict
    | Call
    | CallArgs
    | Unary
    | Binary
    | Conditional
    | Index
    | Range
    | Arrow
)

# ----------------------------------------------------------------- statements


class Step(Node):
    """One member of a pipeline: an expression, `frozen` before it, `as` names behind it."""

    value: Expr
    frozen: bool = False
    names: tuple[Name, ...] = ()


class Pipeline(Node):
    """`a -> Dense(64) -> ReLU as y`, or `target = …`, which leaves the flow alone."""

    steps: tuple[Step, ...]
    target: Name | None = None


class Dtype(Node):
    """`int32[?, 28]`: what an input takes, without the batch; `dtype` None is float32."""

    dtype: Name | None
    dims: tuple[Expr, ...]


class Input(Node):
    """`input image: [28, 28]`; in a block `input q` stands without a type."""

    name: Name
    type: Dtype | None
    options: tuple[Arg, ...] = ()


class Copies(Node):
    """`[3]`, or `[w in [32, 64]]`: how often a branch stands, with a variable or without."""

    variable: Name | None
    values: Expr
    """The count where `variable` is None, else what it runs over."""


class Taken(Node):
    """`from V [since A] [until B]`: where a segment starts, or the model it takes a part of."""

    value: Expr
    since: Name | None = None
    until: Name | None = None


class Segment(Node):
    """`stem`, `stage`, `branch`, `head` and `aux`."""

    kind: Literal["stem", "stage", "branch", "head", "aux"]
    name: Name | None
    """Only a stem may go without a name; it is called `stem`."""
    copies: Copies | None
    options: tuple[Arg, ...]
    taken: Taken | None
    body: Body | None
    """None only with `from`: the segment is what was taken."""
    frozen: bool = False


class Shared(Node):
    """`shared encoder = LSTM(32)`: one instance of a layer, block or model."""

    name: Name
    value: Expr
    frozen: bool = False


class Let(Node):
    """`let width = 64`."""

    name: Name
    value: Expr


class For(Node):
    """`for f in [64, 128] { … }`."""

    variable: Name
    values: Expr
    body: Body


class Repeat(Node):
    """`repeat 3 { … }`."""

    count: Expr
    body: Body


class If(Node):
    """`if c { … } else { … }`; `else if` is an `otherwise` that holds one If."""

    condition: Expr
    then: Body
    otherwise: Body | If | None


class Output(Node):
    """`output a, b`."""

    names: tuple[Name, ...]


class Structure(Node):
    """`input: {left: a, right: b}`, `output: [a, {"b": b}]`."""

    of: Literal["input", "output"]
    value: Expr


class Train(Node):
    """`train { optimizer = Adam(1e-3) }`; every entry has a name."""

    entries: tuple[Arg, ...]


Statement: TypeAlias = (
    Pipeline | Input | Segment | Shared | Let | For | Repeat | If | Output | Structure | Train
)


class Body(Node):
    """`{ … }` with its braces."""

    statements: tuple[Statement, ...]


# ------------------------------------------------------------------ top level


class Parameter(Node):
    """`stride = 1` in the head of a block, model or extern layer; `default` None is required."""

    name: Name
    default: Expr | None


class Version(Node):
    """`gdl 1`."""

    number: Number


class Import(Node):
    """`import "conv.gdl" as conv`."""

    path: String
    name: Name


class LayerAlias(Node):
    """`layer RegularizedDense = Dense(activation = elu)`."""

    name: Name
    value: Expr


class Extern(Node):
    """`extern layer MyNorm(axis = -1)`."""

    name: Name
    parameters: tuple[Parameter, ...]


class Block(Node):
    """`block residual(filters, stride = 1) { … }`."""

    name: Name
    parameters: tuple[Parameter, ...]
    body: Body


class Model(Node):
    """`model m(width = 64) { … }`, or `model best = cutout(m, …)`: then `body` is None."""

    name: Name
    parameters: tuple[Parameter, ...]
    body: Body | None
    operation: Expr | None = None


Item: TypeAlias = Version | Import | Let | LayerAlias | Extern | Block | Model


class Comment(Node):
    """`# …` up to the end of its line, the `#` included."""

    text: str


class File(Node, uncompared=("comments",)):
    """A whole text."""

    items: tuple[Item, ...]
    comments: tuple[Comment, ...] = ()
    """In order of place; the formatter puts them back."""
