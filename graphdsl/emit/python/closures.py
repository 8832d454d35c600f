"""Functions of shared layers stand inside the function that makes those layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from graphdsl.emit.python.functions import Function
from graphdsl.emit.python.steps import Step
from graphdsl.emit.python.tree import Call, Expr, Items, Name, Tensor, children, rewrite
from graphdsl.graph import Ref


def with_closures(functions: Sequence[Function]) -> list[Function]:
    """The functions, those moved that only one other calls, always with the same layers of its."""
    found = {function.name: function for function in functions}
    for function in functions:
        if not any(operand.is_layer for operand in function.operands):
            continue
        callers = [other for other in found.values() if _calls(other, function.name)]
        if len(callers) == 1:
            moved = _moved(callers[0], found[function.name])
            if moved is not None:
                found[moved.name] = moved
                del found[function.name]
    return list(found.values())


def _calls(function: Function, name: str) -> list[Call]:
    """The calls of the function `name`."""
    todo: list[Expr] = [step.value for step in function.steps]
    todo += [inner.value for step in function.steps for inner in step.inner]
    found: list[Call] = []
    while todo:
        expr = todo.pop()
        if isinstance(expr, Call) and expr.function == Name(name):
            found.append(expr)
        todo.extend(children(expr))
    return found


def _moved(outer: Function, inner: Function) -> Function | None:
    """`outer` with `inner` in it; None if it calls it with different layers, or not its own."""
    places = [n for n, operand in enumerate(inner.operands) if operand.is_layer]
    given = {tuple(call.args[n] for n in places) for call in _calls(outer, inner.name)}
    made = {ref for step in outer.steps if step.kind == "layer" for ref in step.gives}
    layers = given.pop()
    refs = [layer.ref for layer in layers if isinstance(layer, Tensor)]
    if given or len(refs) < len(layers) or not made.issuperset(refs):
        return None

    def change(expr: Expr) -> Expr | None:
        if not isinstance(expr, Call) or expr.function != Name(inner.name):
            return None
        args = [rewrite(arg, change) for n, arg in enumerate(expr.args) if n not in places]
        return replace(expr, args=tuple(args))

    steps = [_rewritten(step, change) for step in outer.steps]
    changed = zip(steps, outer.steps, strict=True)
    first = next(n for n, (new, old) in enumerate(changed) if new != old)
    here = Step(Items(tuple(layers)), (), "def", local=inner.name, section=steps[first].section)
    names = dict(zip((inner.operands[n].ref for n in places), refs, strict=True))
    local = _of_outer(inner, names)
    return replace(
        outer, steps=(*steps[:first], here, *steps[first:]), closures=(*outer.closures, local)
    )


def _rewritten(step: Step, change: Callable[[Expr], Expr | None]) -> Step:
    inner = tuple(_rewritten(part, change) for part in step.inner)
    return replace(step, value=rewrite(step.value, change), inner=inner)


def _of_outer(function: Function, layers: Mapping[Ref, Ref]) -> Function:
    """`function` with the layers of the one around it in place of those that it is given."""

    def change(expr: Expr) -> Expr | None:
        return Tensor(layers[expr.ref]) if isinstance(expr, Tensor) and expr.ref in layers else None

    operands = tuple(operand for operand in function.operands if not operand.is_layer)
    steps = tuple(_rewritten(step, change) for step in function.steps)
    return replace(function, steps=steps, operands=operands)
