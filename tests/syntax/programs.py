"""Random programs: trees of the whole language, and texts that write them in any manner."""

from __future__ import annotations

from hypothesis import strategies as st

from graphdsl.source import NOWHERE
from graphdsl.syntax import ast

NAMES = [
    "x",
    "a1",
    "Dense",
    "width",
    "_b",
    "input",
    "stage",
    "from",
    "train",
    "for",
    "let",
    "model",
]
RESERVED = ["if", "in", "true", "not"]
ARITHMETIC = ["+", "-", "*", "/", "//", "%", "**", "@"]
COMPARISONS = ["==", "!=", "<", "<=", ">", ">="]

names = st.sampled_from(NAMES).map(lambda text: ast.Name(NOWHERE, text))
references = st.sampled_from([*NAMES, "stem.mid", "conv.block.x"]).map(
    lambda text: ast.Name(NOWHERE, text)
)
keys = st.sampled_from([*NAMES, *RESERVED]).map(lambda text: ast.Name(NOWHERE, text))
texts = st.text("ab {}\\\"'\n\t\u00e9\u200b#;", min_size=1, max_size=6)


def _number(value: float) -> ast.Number:
    return ast.Number(NOWHERE, value, "")


def _string(parts: list[str | ast.Name]) -> ast.String:
    joined: list[str | ast.Name] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return ast.String(NOWHERE, tuple(joined), "")


numbers = (st.integers(0, 10**12) | st.floats(0, 1e300)).map(_number)
strings = st.lists(texts | references, max_size=3).map(_string)
constants = st.sampled_from(["true", "false", "none", "?"]).map(
    lambda text: ast.Constant(NOWHERE, text)
)
leaves = references | numbers | strings | constants | st.just(ast.Flow(NOWHERE))


def tuples(inner: st.SearchStrategy, *, least: int = 0, most: int = 3) -> st.SearchStrategy:
    return st.lists(inner, min_size=least, max_size=most).map(tuple)


def node(kind: type, *fields: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(kind, st.just(NOWHERE), *fields)


def _arguments(value: st.SearchStrategy, first: st.SearchStrategy) -> st.SearchStrategy:
    positional = tuples(node(ast.Arg, st.none(), first))
    named = tuples(node(ast.Arg, keys, value))
    return st.tuples(positional, named).map(lambda both: both[0] + both[1])


def _grown(inner: st.SearchStrategy) -> st.SearchStrategy:
    maybe = st.none() | inner
    subscript = inner | node(ast.Slice, maybe, maybe, maybe) | node(ast.EllipsisIndex)
    argument = inner | node(ast.Arrow, inner, inner)
    return st.one_of(
        node(ast.List, tuples(inner)),
        node(ast.Tuple, tuples(inner)),
        node(ast.Paren, inner),
        node(ast.Dict, tuples(st.tuples(keys | strings, inner))),
        node(ast.Call, references, _arguments(argument, argument)),
        node(ast.Unary, st.sampled_from(["-", "+", "not"]), inner),
        node(ast.Binary, st.sampled_from([*ARITHMETIC, *COMPARISONS, "and", "or"]), inner, inner),
        node(ast.Conditional, inner, inner, inner),
        node(ast.Range, inner, inner),
        node(ast.Index, inner, tuples(subscript, least=1)),
    )


values = st.recursive(leaves, _grown, max_leaves=12)
arguments = _arguments(values, values)

steps = node(ast.Step, values, st.booleans(), tuples(names))
starts = node(
    ast.Step,
    node(ast.CallArgs, _arguments(values, values).filter(lambda args: args and args[-1].name)),
    st.just(False),
)
pipelines = st.builds(
    lambda first, rest, target: ast.Pipeline(NOWHERE, (*first, *rest), target),
    tuples(starts, most=1),
    tuples(steps, least=1),
    st.none() | names,
)
dtypes = node(ast.Dtype, st.none() | names, tuples(values))
copies = node(ast.Copies, st.none() | names, values)
taken = node(ast.Taken, values, st.none() | references, st.none() | references)
simple = st.one_of(
    pipelines,
    node(ast.Input, names, st.none() | dtypes),
    node(ast.Shared, names, values, st.booleans()),
    node(ast.Let, names, values),
    node(ast.Output, tuples(references, least=1)),
    node(ast.Train, tuples(node(ast.Arg, keys, values))),
)


def _segments(body: st.SearchStrategy) -> st.SearchStrategy:
    kinds = st.sampled_from(["stem", "stage", "branch", "head", "aux"])
    options = (kinds, names, st.none() | copies, arguments)
    frozen = st.booleans()
    stem = st.just("stem")
    named = st.one_of(
        node(ast.Segment, *options, st.none() | taken, body, frozen),
        node(ast.Segment, *options, taken, st.none(), frozen),
    )
    return st.one_of(
        named.filter(lambda segment: (segment.kind, segment.name.id) != ("stem", "from")),
        node(ast.Segment, stem, st.none(), st.none(), st.just(()), st.none() | taken, body, frozen),
        node(ast.Segment, stem, st.none(), st.none(), st.just(()), taken, st.none(), frozen),
    )


def _nested(statement: st.SearchStrategy) -> st.SearchStrategy:
    body = node(ast.Body, tuples(statement))
    last = node(ast.If, values, body, st.none() | body)
    return st.one_of(
        _segments(body),
        node(ast.For, names, values, body),
        node(ast.Repeat, values, body),
        last,
        node(ast.If, values, body, last),
    )


statements = st.recursive(simple, _nested, max_leaves=5)
bodies = node(ast.Body, tuples(statements, most=4))
parameters = tuples(node(ast.Parameter, names, st.none() | values))
items = st.one_of(
    node(ast.Import, strings, names),
    node(ast.Let, names, values),
    node(ast.LayerAlias, names, values),
    node(ast.Extern, names, parameters),
    node(ast.Block, names, parameters, bodies),
    node(ast.Model, names, parameters, bodies),
    node(ast.Model, names, st.just(()), st.none(), values),
)
files = st.deferred(lambda: tuples(items, most=4).map(lambda items: ast.File(NOWHERE, items)))
