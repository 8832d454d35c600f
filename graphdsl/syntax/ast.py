"""What the parser makes of a text: one frozen node per construct, each with its span.

Names are kept as written; what they mean is decided by lowering. An expression, a step and a source
of a pipeline share one set of nodes, since only the meaning of a name tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from graphdsl.source import Span

# ---------------------------------------------------------------- expressions


@dataclass(frozen=True, slots=True)
class Name:
    """A name, dotted or not: `relu`, `stem.mid`, `conv.residual`."""

    span: Span = field(repr=False, compare=False)
    id: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The name split at its dots."""
        return tuple(self.id.split("."))


@dataclass(frozen=True, slots=True)
class Flow:
    """`_`, the current value of the body."""

    span: Span = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number; `text` is how it was written (`1e-3`, `0x1F`, `1_000`)."""

    span: Span = field(repr=False, compare=False)
    value: int | float
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class String:
    """A string with escapes resolved; `parts` alternates literal text and `{name}` insertions."""

    span: Span = field(repr=False, compare=False)
    parts: tuple[str | Name, ...]
    text: str = field(compare=False)
    """How it was written, quotes included."""


@dataclass(frozen=True, slots=True)
class Constant:
    """`true`, `false`, `none` or `?` (written only among dimensions and sizes)."""

    span: Span = field(repr=False, compare=False)
    value: Literal["true", "false", "none", "?"]


@dataclass(frozen=True, slots=True)
class List:
    """`[a, b]`."""

    span: Span = field(repr=False, compare=False)
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Tuple:
    """`(a, b)`, `(a,)`, `()`."""

    span: Span = field(repr=False, compare=False)
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Paren:
    """`(a)`: one expression in parentheses, kept since the formatter prints it."""

    span: Span = field(repr=False, compare=False)
    inner: Expr


@dataclass(frozen=True, slots=True)
class Dict:
    """`{a: 1, "b c": 2}`; keys are names or strings."""

    span: Span = field(repr=False, compare=False)
    items: tuple[tuple[Name | String, Expr], ...]


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument; `name` is None for a positional one."""

    span: Span = field(repr=False, compare=False)
    name: Name | None
    value: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """`Dense(64, activation = relu)`: `function` applied to arguments."""

    span: Span = field(repr=False, compare=False)
    function: Name
    args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True)
class CallArgs:
    """`(q, kv, attention_mask = m)`: the start of a pipeline, several arguments with a keyword."""

    span: Span = field(repr=False, compare=False)
    args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`-a`, `+a`, `not a`."""

    span: Span = field(repr=False, compare=False)
    operator: Literal["-", "+", "not"]
    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary:
    """`a + b`; comparisons, `and` and `or` included."""

    span: Span = field(repr=False, compare=False)
    operator: Literal[
        "+", "-", "*", "/", "//", "%", "**", "@",
        "==", "!=", "<", "<=", ">", ">=", "and", "or",
    ]  # fmt: skip
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Conditional:
    """`a if condition else b`."""

    span: Span = field(repr=False, compare=False)
    then: Expr
    condition: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Slice:
    """`start:stop:step` inside an index."""

    span: Span = field(repr=False, compare=False)
    start: Expr | None
    stop: Expr | None
    step: Expr | None


@dataclass(frozen=True, slots=True)
class EllipsisIndex:
    """`...` inside an index."""

    span: Span = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """`x[:, -1]`, as in numpy."""

    span: Span = field(repr=False, compare=False)
    value: Expr
    indices: tuple[Expr | Slice | EllipsisIndex, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """`1..4`: the integers from 1 to 4, both included."""

    span: Span = field(repr=False, compare=False)
    start: Expr
    stop: Expr


@dataclass(frozen=True, slots=True)
class Arrow:
    """`Dropout -> MCDropout` as an argument of a graph operation."""

    span: Span = field(repr=False, compare=False)
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


@dataclass(frozen=True, slots=True)
class Step:
    """One member of a pipeline: an expression, `frozen` before it, `as` names behind it."""

    span: Span = field(repr=False, compare=False)
    value: Expr
    frozen: bool = False
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`a -> Dense(64) -> ReLU as y`, or `target = …`, which leaves the flow alone."""

    span: Span = field(repr=False, compare=False)
    steps: tuple[Step, ...]
    target: Name | None = None


@dataclass(frozen=True, slots=True)
class Dtype:
    """`int32[?, 28]`: what an input takes, without the batch; `dtype` None is float32."""

    span: Span = field(repr=False, compare=False)
    dtype: Name | None
    dims: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """`input image: [28, 28]`; in a block `input q` stands without a type."""

    span: Span = field(repr=False, compare=False)
    name: Name
    type: Dtype | None


@dataclass(frozen=True, slots=True)
class Copies:
    """`[3]`, or `[w in [32, 64]]`: how often a branch stands, with a variable or without."""

    span: Span = field(repr=False, compare=False)
    variable: Name | None
    values: Expr
    """The count where `variable` is None, else what it runs over."""


@dataclass(frozen=True, slots=True)
class Taken:
    """`from V [since A] [until B]`: where a segment starts, or the model it takes a part of."""

    span: Span = field(repr=False, compare=False)
    value: Expr
    since: Name | None = None
    until: Name | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """`stem`, `stage`, `branch`, `head` and `aux`."""

    span: Span = field(repr=False, compare=False)
    kind: Literal["stem", "stage", "branch", "head", "aux"]
    name: Name | None
    """Only a stem may go without a name; it is called `stem`."""
    copies: Copies | None
    options: tuple[Arg, ...]
    taken: Taken | None
    body: Body | None
    """None only with `from`: the segment is what was taken."""
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """`shared encoder = LSTM(32)`: one instance of a layer, block or model."""

    span: Span = field(repr=False, compare=False)
    name: Name
    value: Expr
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Let:
    """`let width = 64`."""

    span: Span = field(repr=False, compare=False)
    name: Name
    value: Expr


@dataclass(frozen=True, slots=True)
class For:
    """`for f in [64, 128] { … }`."""

    span: Span = field(repr=False, compare=False)
    variable: Name
    values: Expr
    body: Body


@dataclass(frozen=True, slots=True)
class Repeat:
    """`repeat 3 { … }`."""

    span: Span = field(repr=False, compare=False)
    count: Expr
    body: Body


@dataclass(frozen=True, slots=True)
class If:
    """`if c { … } else { … }`; `else if` is an `otherwise` that holds one If."""

    span: Span = field(repr=False, compare=False)
    condition: Expr
    then: Body
    otherwise: Body | If | None


@dataclass(frozen=True, slots=True)
class Output:
    """`output a, b`."""

    span: Span = field(repr=False, compare=False)
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Train:
    """`train { optimizer = Adam(1e-3) }`; every entry has a name."""

    span: Span = field(repr=False, compare=False)
    entries: tuple[Arg, ...]


Statement: TypeAlias = (
    Pipeline | Input | Segment | Shared | Let | For | Repeat | If | Output | Train
)


@dataclass(frozen=True, slots=True)
class Body:
    """`{ … }` with its braces."""

    span: Span = field(repr=False, compare=False)
    statements: tuple[Statement, ...]


# ------------------------------------------------------------------ top level


@dataclass(frozen=True, slots=True)
class Parameter:
    """`stride = 1` in the head of a block, model or extern layer; `default` None is required."""

    span: Span = field(repr=False, compare=False)
    name: Name
    default: Expr | None


@dataclass(frozen=True, slots=True)
class Version:
    """`gdl 1`."""

    span: Span = field(repr=False, compare=False)
    number: Number


@dataclass(frozen=True, slots=True)
class Import:
    """`import "conv.gdl" as conv`."""

    span: Span = field(repr=False, compare=False)
    path: String
    name: Name


@dataclass(frozen=True, slots=True)
class LayerAlias:
    """`layer RegularizedDense = Dense(activation = elu)`."""

    span: Span = field(repr=False, compare=False)
    name: Name
    value: Expr


@dataclass(frozen=True, slots=True)
class Extern:
    """`extern layer MyNorm(axis = -1)`."""

    span: Span = field(repr=False, compare=False)
    name: Name
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """`block residual(filters, stride = 1) { … }`."""

    span: Span = field(repr=False, compare=False)
    name: Name
    parameters: tuple[Parameter, ...]
    body: Body


@dataclass(frozen=True, slots=True)
class Model:
    """`model m(width = 64) { … }`, or `model best = cutout(m, …)`: then `body` is None."""

    span: Span = field(repr=False, compare=False)
    name: Name
    parameters: tuple[Parameter, ...]
    body: Body | None
    operation: Expr | None = None


Item: TypeAlias = Version | Import | Let | LayerAlias | Extern | Block | Model


@dataclass(frozen=True, slots=True)
class Comment:
    """`# …` up to the end of its line, the `#` included."""

    span: Span = field(repr=False, compare=False)
    text: str


@dataclass(frozen=True, slots=True)
class File:
    """A whole text."""

    span: Span = field(repr=False, compare=False)
    items: tuple[Item, ...]
    comments: tuple[Comment, ...] = field(default=(), compare=False)
    """In order of place; the formatter puts them back."""
