"""Values of arguments: numbers, strings, symbols, lists, objects and nested layers.

One module, since each kind of value may hold any other: the functions call each other in a circle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.limits import TextTooLong, TooDeep
from graphdsl.diagnostics.names import NotAValue, UndefinedName
from graphdsl.diagnostics.slips import PipelineInside
from graphdsl.diagnostics.spelling import certain
from graphdsl.diagnostics.values import DivisionByZero, WrongOperand, WrongValue
from graphdsl.graph import UNKNOWN, Object, Unknown, Value
from graphdsl.layers.kinds import Kind
from graphdsl.layers.objects.names import CLASSES, STRINGS
from graphdsl.layers.registry import FUNCTIONS, LAYERS, find_object, object_names
from graphdsl.lowering import arithmetic
from graphdsl.lowering.arguments import bind
from graphdsl.lowering.instances import instance, nested, positional
from graphdsl.lowering.lookup import NUMBERS, VALUES, constant_names, find, python_word
from graphdsl.lowering.scope import (
    Pending,
    SharedBlock,
    SharedLayer,
    Static,
    Stored,
    Template,
)
from graphdsl.lowering.session import DEPTH_LIMIT, Env
from graphdsl.syntax import ast

RANGE_LIMIT = 100_000
"""Elements of a range."""


def evaluate(expr: ast.Expr, env: Env, kind: Kind | None = None) -> Value:
    """The value of `expr` as an argument of `kind`; UNKNOWN after an error."""
    match expr:
        case ast.Number() if expr.value == math.inf:
            return UNKNOWN  # which the lexer has told
        case ast.Number():
            return _checked(arithmetic.bounded(expr.value), expr, env)
        case ast.String():
            return string(expr, env)
        case ast.Constant():
            return {"true": True, "false": False}.get(expr.value)
        case ast.Name():
            return _name(expr, env, kind)
        case ast.List():
            return _bounded([evaluate(item, env, kind) for item in expr.items], expr, env)
        case ast.Tuple():
            return _bounded(tuple(evaluate(item, env, kind) for item in expr.items), expr, env)
        case ast.Paren():
            return evaluate(expr.inner, env, kind)
        case ast.Dict():
            held = {key_of(key, env): evaluate(value, env, kind) for key, value in expr.items}
            return _bounded(held, expr, env)
        case ast.Call():
            return _call(expr, env, kind)
        case ast.Unary() | ast.Binary():
            return _operation(expr, env)
        case ast.Conditional():
            holds = condition(expr.condition, env)
            if isinstance(holds, Unknown):
                return UNKNOWN
            return evaluate(expr.then if holds else expr.otherwise, env, kind)
        case ast.Index():
            return _element(expr, env)
        case ast.Range():
            return _range(expr, env)
        case ast.Flow():
            return _refused(expr, env, "a tensor", _BEFORE)
        case ast.CallArgs():
            return UNKNOWN  # which the parser has told
        case ast.Arrow():
            left = expr.left.span.text
            hint = f"name its result on a line of its own, `name = {left} -> …`, and use `name`"
            env.report(PipelineInside(hint=hint), expr.span)
            return UNKNOWN


def constant(expr: ast.Expr, env: Env) -> Value:
    """The value of a `let`, which is no name of something else."""
    entity = find(expr, env.scope) if isinstance(expr, ast.Name) else None
    if isinstance(entity, (Template, SharedLayer, SharedBlock, *VALUES)):
        is_tensor = isinstance(entity, VALUES)
        hint = "`let` names numbers, strings and lists; a step is used by its own name"
        hint = f"write `name = {expr.span.text}` to name a tensor once more" if is_tensor else hint
        what = "the value" if is_tensor else "the step"
        return _refused(expr, env, f"{what} `{expr.span.text}`", hint)
    return evaluate(expr, env)


def _bounded(value: Value, expr: ast.Expr, env: Env) -> Value:
    """A list, a tuple or a dict, if there is not too much in it and in what it holds."""
    if value and all(isinstance(v, Unknown) for v in _items(value)):
        return UNKNOWN
    env.session.spend_on(value, expr.span)
    size, depth = env.session.extent(value)
    if size > arithmetic.LENGTH_LIMIT:
        env.report(TextTooLong(limit=arithmetic.LENGTH_LIMIT), expr.span)
    elif depth > DEPTH_LIMIT:
        env.report(TooDeep(limit=DEPTH_LIMIT, what="lists"), expr.span)
    else:
        return value
    return UNKNOWN


_BEFORE = "arguments, conditions and `let` are worked out before there are tensors"


def _items(value: Value) -> Iterable[Value]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()


def condition(expr: ast.Expr, env: Env) -> bool | Unknown:
    """The truth of a condition; UNKNOWN after an error."""
    value = evaluate(expr, env)
    if isinstance(value, (bool, Unknown)):
        return value
    _wrong("a condition", "`true` or `false`", value, expr, env)
    return UNKNOWN


def _wrong(what: str, expected: str, value: Value, expr: ast.Expr, env: Env) -> None:
    """Says that `value` cannot stand there; of a tensor, why it cannot."""
    if report_word(expr, value, env):
        return
    tensor = _is_tensor(expr, env)
    found = "a tensor" if tensor else arithmetic.describe(value)
    hint = "loops and conditions are settled when the file is read, not when the model runs"
    hint = hint if tensor else None
    env.report(WrongValue(what=what, expected=expected, found=found, hint=hint), expr.span)


def report_word(expr: ast.Expr, value: Value, env: Env) -> bool:
    """Says of a bare word, where no string can stand, that nothing is called so."""
    if not isinstance(expr, ast.Name) or value != expr.id or find(expr, env.scope) is not None:
        return False
    found = UndefinedName(name=expr.id, wanted="value", candidates=constant_names(env))
    env.report(found, expr.span)
    return True


def _is_tensor(expr: ast.Expr, env: Env) -> bool:
    """Whether it is written as a tensor of the model, where only what is known now can stand."""
    return isinstance(expr, ast.Name) and isinstance(find(expr, env.scope), VALUES)


def _operation(expr: ast.Unary | ast.Binary, env: Env) -> Value:
    """The result of an operator, in a place where tensors cannot stand."""
    parts = (expr.operand,) if isinstance(expr, ast.Unary) else (expr.left, expr.right)
    values = [evaluate(part, env) for part in parts]
    rule = arithmetic.unary if isinstance(expr, ast.Unary) else arithmetic.binary
    result = rule(expr.operator, *values)
    if isinstance(result, DivisionByZero) and isinstance(expr, ast.Binary):
        result = DivisionByZero(divisor=expr.right.span.text)
    if isinstance(result, WrongOperand):
        words = [report_word(p, v, env) for p, v in zip(parts, values, strict=True)]
        if any(words):
            return UNKNOWN
    if isinstance(result, WrongOperand) and any(_is_tensor(part, env) for part in parts):
        found = tuple(
            "a tensor" if _is_tensor(part, env) else arithmetic.describe(value)
            for part, value in zip(parts, values, strict=True)
        )
        result = WrongOperand(operator=expr.operator, found=found, static=True)
    if not isinstance(result, Diagnostic):
        env.session.spend_on(result, expr.span)
    return _checked(result, expr, env)


def string(expr: ast.String, env: Env) -> str | Unknown:
    """The text of a string with its insertions."""
    parts: list[str] = []
    for part in expr.parts:
        if isinstance(part, str):
            parts.append(part)
            continue
        if not part.id:
            return UNKNOWN  # which the parser has told
        value = _bound(part, env)
        if value is None or isinstance(value, Unknown):
            if value is None:
                candidates = constant_names(env)
                env.report(
                    UndefinedName(name=part.id, wanted="value", candidates=candidates), part.span
                )
            return UNKNOWN
        parts.append(_text(value.value))
    text = "".join(parts)
    if len(text) > arithmetic.LENGTH_LIMIT:
        found = TextTooLong(limit=arithmetic.LENGTH_LIMIT, what="characters")
        env.report(found, expr.span)
        return UNKNOWN
    return text


def _text(value: Value) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    return str(value)


def key_of(key: ast.Name | ast.String, env: Env) -> str:
    """The key of a dict, which may have parameters in it."""
    if isinstance(key, ast.Name):
        return key.id
    text = string(key, env)
    return "" if isinstance(text, Unknown) else text


def _checked(value: Value | Diagnostic, expr: ast.Expr, env: Env) -> Value:
    if isinstance(value, Diagnostic):
        env.report(value, expr.span)
        return UNKNOWN
    return value


def _refused(expr: ast.Expr, env: Env, what: str, hint: str | None = None) -> Unknown:
    env.report(NotAValue(found=what, hint=hint), expr.span)
    return UNKNOWN


def _bound(name: ast.Name, env: Env) -> Static | Unknown | None:
    """The static value bound to `name`; None where a symbol is meant."""
    entity = find(name, env.scope)
    if isinstance(entity, (Pending, Stored)):
        from graphdsl.lowering.files import settle

        entity = settle(name, entity, env)
    return entity if isinstance(entity, (Static, Unknown)) else None


def _name(expr: ast.Name, env: Env, kind: Kind | None) -> Value:
    value = _bound(expr, env)
    if isinstance(value, Unknown):
        return UNKNOWN
    if value is not None:
        return value.value
    if expr.id in NUMBERS and find(expr, env.scope) is None:
        return NUMBERS[expr.id]
    if kind is not None and kind.takes_layers():
        entity = find(expr, env.scope)
        if isinstance(entity, (Template, SharedLayer, SharedBlock)) or expr.id in LAYERS:
            return _nested(expr, env)
    if kind is not None and _only_a_class(expr.id, kind):
        return Object(expr.id)
    meant = python_word(expr.id)
    slip = kind is not None and not kind.admits(expr.id) and not any(kind.candidates())
    if slip and _is_tensor(expr, env):
        hint = f"what a step is called with stands before it, `{expr.id} -> …`"
        return _refused(expr, env, f"the tensor `{expr.id}`", hint)
    candidates = constant_names(env)
    if meant or "." in expr.id or (slip and certain(expr.id, candidates)):
        env.report(
            UndefinedName(name=expr.id, wanted="value", candidates=candidates, python=meant),
            expr.span,
        )
        return UNKNOWN
    return expr.id


def _only_a_class(name: str, kind: Kind) -> bool:
    """Whether `name` is a class of a family that Keras has no strings for, called with nothing."""
    return any(name in CLASSES[family] and not STRINGS[family] for family in kind.families())


def _nested(expr: ast.Name | ast.Call, env: Env) -> Value:
    made = instance(expr, env)
    return UNKNOWN if made is None else nested(made)


def _call(expr: ast.Call, env: Env, kind: Kind | None) -> Value:
    families = kind.families() if kind is not None else ()
    spec = find_object(expr.function.id, families)
    named = find(expr.function, env.scope)
    if spec is not None and named is None and (families or expr.function.id not in LAYERS):
        order = positional(spec)

        def kind_of(name: str) -> Kind | None:
            declared = spec.argument(name)
            return declared.kind if declared else None

        return Object(
            expr.function.id, bind(expr.args, order, expr.function.id, kind_of, env, evaluate)
        )
    if isinstance(named, (Template, SharedLayer, SharedBlock)) or expr.function.id in LAYERS:
        return _nested(expr, env)
    if not families and named is None and expr.function.id in FUNCTIONS:
        from graphdsl.layers.functions.outside import outside

        found = outside(expr.function.id)
        if found is not None:
            env.report(found, expr.span)
            return UNKNOWN
        return _refused(expr, env, f"a result of `{expr.function.id}`", _BEFORE)
    env.report(_unknown_class(expr.function.id, families), expr.function.span)
    for written in expr.args:
        evaluate(written.value, env)
    return UNKNOWN


def _unknown_class(name: str, families: Sequence[str]) -> Diagnostic:
    """Why nothing is made of a class of this name."""
    from graphdsl.layers.families.excluded import exclusion

    return exclusion(name) or UndefinedName(
        name=name,
        wanted="object" if families else "object or layer",
        candidates=(*object_names(families), *(() if families else LAYERS)),
    )


def _element(expr: ast.Index, env: Env) -> Value:
    name = expr.value.id if isinstance(expr.value, ast.Name) else ""
    if name in LAYERS and env.scope.find(name) is None:
        hint = f"arguments stand in parentheses: `{name}(…)`"
        return _refused(expr, env, f"a `{name}` with an index", hint)
    value = evaluate(expr.value, env)
    if len(expr.indices) != 1 or isinstance(expr.indices[0], (ast.Slice, ast.EllipsisIndex)):
        return _refused(expr, env, "a slice")
    index = evaluate(expr.indices[0], env)
    if isinstance(value, Unknown) or isinstance(index, Unknown):
        return UNKNOWN
    if not isinstance(value, (list, tuple, dict)):
        _wrong("what is indexed", "a list", value, expr.value, env)
        return UNKNOWN
    return _checked(arithmetic.element(value, index), expr, env)


def _range(expr: ast.Range, env: Env) -> Value:
    ends = (evaluate(expr.start, env), evaluate(expr.stop, env))
    if any(isinstance(end, Unknown) for end in ends):
        return UNKNOWN
    start, stop = ends
    if not isinstance(start, int) or not isinstance(stop, int):
        wrong = (stop, expr.stop) if isinstance(start, int) else (start, expr.start)
        _wrong("the end of a range", "a whole number", *wrong, env)
        return UNKNOWN
    if stop - start >= RANGE_LIMIT:
        env.report(TextTooLong(limit=RANGE_LIMIT), expr.span)
        return UNKNOWN
    values: list[Value] = list(range(start, stop + 1))
    env.session.spend_on(values, expr.span)
    return values


def whole_number(expr: ast.Expr, env: Env, what: str, least: int) -> int | None:
    """The value of `expr` if it is a whole number from `least` on; None after an error."""
    value = evaluate(expr, env)
    if isinstance(value, Unknown):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value >= least:
        return value
    _wrong(what, f"a whole number from {least} on", value, expr, env)
    return None


def elements(expr: ast.Expr, env: Env, what: str) -> Sequence[Value] | None:
    """The elements of a list; None after an error."""
    value = evaluate(expr, env)
    if isinstance(value, Unknown):
        return None
    if isinstance(value, (list, tuple)):
        return value
    _wrong(what, "a list or a range", value, expr, env)
    return None
