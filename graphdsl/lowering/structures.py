"""`input:` and `output:`: the lists and dicts that inputs and outputs are given in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from graphdsl.diagnostics.names import UndefinedName
from graphdsl.diagnostics.outputs import EntryTwice, OutputTwice
from graphdsl.diagnostics.structures import NoPlace, NoStructure
from graphdsl.graph import Output, Ref
from graphdsl.graph.structures import Side, Structure, laid_out, ways
from graphdsl.lowering.context import Context
from graphdsl.lowering.evaluate import key_of
from graphdsl.lowering.expressions import expression, tensor
from graphdsl.lowering.lookup import find
from graphdsl.lowering.outputs import plain_output
from graphdsl.lowering.scope import Copies, Tensor
from graphdsl.lowering.segments import declare
from graphdsl.origins import Origin
from graphdsl.syntax import ast

_FORMS: Final = (ast.Name, ast.List, ast.Dict)
_WHERE: Final[Mapping[Side, str]] = {"input": "behind its inputs", "output": "at the end"}


def lower_structure(statement: ast.Structure, ctx: Context) -> None:
    """`output: [a, {"b": b}]`: all outputs of the model, or inputs, each in its place."""
    side, draft = statement.of, ctx.draft
    hint = f"say it in the model's body, {_WHERE[side]}"
    if not ctx.in_model(f"`{side}:`", hint, statement.span):
        return
    if side in draft.structure_origins:
        first = draft.structure_origins[side].span
        ctx.report(EntryTwice(name=f"{side}:", first=first), statement.span)
        return
    draft.structure_origins[side] = ctx.origin(statement.span)
    if side == "input" and not ctx.inputs:
        ctx.report(NoStructure(side=side), statement.value.span)
        return
    leaf = _Inputs(ctx).leaf if side == "input" else _Outputs(ctx).leaf
    structure = _structure(statement.value, side, ctx, leaf)
    if structure is not None:
        draft.structures[side] = structure


def _structure(
    expr: ast.Expr, side: Side, ctx: Context, leaf: Callable[[ast.Name], Structure | None]
) -> Structure | None:
    """The names of inputs or outputs in place of the expressions; None where there was an error."""
    match expr:
        case ast.Name():
            return leaf(expr)
        case ast.List(items=items) if not items or any(isinstance(i, _FORMS) for i in items):
            found = [_structure(item, side, ctx, leaf) for item in items]
            kept = [item for item in found if item is not None]
            return kept if len(kept) == len(found) else None
        case ast.Dict(items=items):
            parts: dict[str, Structure] = {}
            for key, item in items:
                name = key_of(key, ctx.env)
                part = _structure(item, side, ctx, leaf)
                if name in parts:
                    first = next(k.span for k, _ in items if key_of(k, ctx.env) == name)
                    ctx.report(EntryTwice(name=name, first=first), key.span)
                elif part is not None:
                    parts[name] = part
            return parts if len(parts) == len(items) else None
        case _:
            ctx.report(NoStructure(side=side, tuple=isinstance(expr, ast.Tuple)), expr.span)
            return None


class _Inputs:
    """What stands in `input:`."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._names = frozenset(ctx.inputs)
        self._seen: dict[str, ast.Name] = {}

    def leaf(self, name: ast.Name) -> str | None:
        """The input's name in the text: its line may stand further down."""
        ctx = self._ctx
        if name.id not in self._names:
            wanted = UndefinedName(name=name.id, wanted="input", candidates=ctx.inputs)
            ctx.report(wanted, name.span)
            return None
        if name.id in self._seen:
            ctx.report(EntryTwice(name=name.id, first=self._seen[name.id].span), name.span)
            return None
        self._seen[name.id] = name
        return name.id


class _Outputs:
    """What stands in `output:`."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._seen: set[str] = set()

    def leaf(self, name: ast.Name) -> Structure | None:
        """The name of the output that the value `name` is; of copies of a branch a list."""
        entity = find(name, self._ctx.scope, mark=False)
        return self._copies(name, entity) if isinstance(entity, Copies) else self._one(name)

    def _copies(self, name: ast.Name, copies: Copies) -> Structure | None:
        """What the copies of a branch give, in a list, each called like its copy."""
        found = expression(name, self._ctx)  # which tells of a copy in which nothing flows
        names = [f"{name.id.replace('.', '_')}_{number + 1}" for number in range(len(copies.parts))]
        for called, value in zip(names, found if isinstance(found, list) else (), strict=True):
            if not isinstance(value, Ref):
                return None
            declare(Output(called, value), name.span, self._ctx)
            self._seen.add(called)
        return [*names]

    def _one(self, name: ast.Name) -> str | None:
        ctx, wanted = self._ctx, name.id.replace(".", "_")
        if wanted in self._seen:
            first = ctx.draft.outputs[wanted].origin
            ctx.report(OutputTwice(name=wanted, first=first.span, placed=True), name.span)
            return None
        known = ctx.draft.outputs.get(wanted)
        said = known is not None and find(name, ctx.scope) is None  # by the name of the output
        if known is not None and (said or tensor(name, ctx) == known.output.value):
            self._seen.add(wanted)
            return wanted
        before = len(ctx.draft.outputs)
        plain_output(name, ctx)
        if len(ctx.draft.outputs) == before:
            return None
        declared = next(reversed(ctx.draft.outputs))
        self._seen.add(declared)
        return declared


def check_structures(ctx: Context) -> None:
    """Demands a place for every input and output, and calls inputs as Keras will."""
    draft = ctx.draft
    if "input" in draft.structures:
        draft.structures["input"] = laid_out(draft.structures["input"], _names_in_keras(ctx))
    inputs = [(given.name, origin) for given, origin in draft.inputs]
    outputs = [(name, declared.origin) for name, declared in draft.outputs.items()]
    sides: dict[Side, list[tuple[str, Origin]]] = {"input": inputs, "output": outputs}
    for side, structure in draft.structures.items():
        placed = {name for name, _ in ways(structure)}
        span = draft.structure_origins[side].span
        for name, origin in sides[side]:
            if name not in placed:
                ctx.session.report(NoPlace(side=side, name=name, structure=span), origin)


def _names_in_keras(ctx: Context) -> dict[str, str]:
    """The name in Keras of each input, or that of the text where its line is wrong."""
    names = {name: name for name in ctx.inputs}
    for name in ctx.inputs:
        binding = ctx.scope.bindings.get(name)
        match binding and binding.entity:
            case Tensor(ref=Ref(node=node)):
                names[name] = node
            case _:
                pass
    return names
