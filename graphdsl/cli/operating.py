"""What comes of an operation: written as was asked for, and proved where that is possible."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphdsl.cli.outputs import STANDARD, Target
from graphdsl.cli.report import failed, result, say
from graphdsl.cli.telling import heard
from graphdsl.cli.texts import put_text
from graphdsl.cli.weights import left_behind, sources, tell_report
from graphdsl.diagnostics.base import Diagnostic, GraphdslError, Level
from graphdsl.graph import Graph, Ref

if TYPE_CHECKING:
    from graphdsl.pipeline import Checked, Made

SAME: Final = frozenset({"cutout", "freeze", "unfreeze", "drop_aux", "flatten", "nest", "outputs"})
"""Operations whose outputs are those of the model that they are made of, number by number."""


@dataclass(frozen=True, slots=True)
class Work:
    """One operation on one model, or on several of which `parent` is the first."""

    operation: str
    parent: Graph
    arguments: Mapping[str, Any]
    make: Callable[..., Graph]
    """The graph that it makes; arguments may be given in place of those above."""


def write(work: Work, target: Target, options: argparse.Namespace) -> Iterable[Diagnostic]:
    """Writes the result; gives warnings, raises GraphdslError."""
    checked = _checked(work.make(**work.arguments))
    found = heard(options, left_behind(options, checked.graph, target.form))
    if failed(found):
        return found
    if target.form in ("keras", "json"):
        found = (*found, *_built(checked, work, target, options))
        beside = ""
    else:
        beside = _put(checked.graph, target)
    if failed(found):
        return found
    if target.path == STANDARD:
        say(line(checked, target))
    else:
        result(f"{line(checked, target)}{beside}\n")
    return found


def _checked(graph: Graph) -> Checked:
    from graphdsl.check.dtypes import settled
    from graphdsl.check.infer import infer
    from graphdsl.origins import Origins
    from graphdsl.pipeline import Checked

    types, found = infer(graph, Origins())
    errors = tuple(d for d in found if d.level is Level.ERROR)
    if errors:
        raise GraphdslError(errors)
    return Checked(settled(graph, types), types, Origins())


def checked_graph(graph: Graph) -> Graph:
    """The graph as it is built; raises GraphdslError where it has errors."""
    return _checked(graph).graph


def _put(graph: Graph, target: Target) -> str:
    """Writes a text; gives what is to be told of a file beside it."""
    from graphdsl.graph.reach import alive

    if target.form == "gdl":
        return put_text(alive(graph), target)[1]
    if target.form == "py":
        from graphdsl.emit.python import emit_python

        target.put(emit_python(graph))
    else:
        from graphdsl.graph.json import to_json

        target.put(to_json(alive(graph)))
    return ""


def _built(
    checked: Checked, work: Work, target: Target, options: argparse.Namespace
) -> Iterable[Diagnostic]:
    from graphdsl.cli.building import write_model

    weights = sources(options, work.parent) if target.form == "keras" else None

    def hear(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        return heard(options, found)

    def look(made: Made) -> None:
        if made.report is not None and target.form == "keras":
            tell_report(made.report)
            _say_left_behind(work)
            if work.operation in SAME and not options.rename:
                _prove(made, work)

    return write_model(checked, target, hear, weights=weights, look=look)


def _say_left_behind(work: Work) -> None:
    """That what is no weight of a layer does not come along."""
    if work.parent.train is not None or any(o.loss is not None for o in work.parent.outputs):
        say("the state of the optimizer is left behind")


def _prove(made: Made, work: Work) -> None:
    """Runs parent and result on random numbers and says how much they differ."""
    from graphdsl.keras.proving import largest_difference

    if made.donor is None:
        return
    graph = work.make(**work.arguments)
    outputs, starts = _pairs(work, graph)
    known = made.donor.tensors
    if all(ref.node in known for ref in (*outputs.values(), *starts.values())):
        found = largest_difference(made.donor, work.parent, made.model, graph, outputs, starts)
        if found is not None:
            say(f"run beside its parent on random inputs: largest difference {found:g}")


def _pairs(work: Work, made: Graph) -> tuple[Mapping[str, Ref], Mapping[str, Ref]]:
    """Which tensors of the parent the outputs of the result are, and the inputs that are new."""
    from graphdsl.transforms.selecting import outputs, values

    if work.operation == "cutout":
        kept = outputs(work.parent, work.arguments["keep"])
        since = values(work.parent, work.arguments.get("since", ()), "since")
        starts = [ref for ref in since if ref.node in work.parent.nodes]
        new = made.inputs[len(made.inputs) - len(starts) :]
        return {o.name: o.value for o in kept}, {
            declared.name: ref for declared, ref in zip(new, starts, strict=True)
        }
    there = {o.name: o.value for o in work.parent.outputs}
    return {o.name: there.get(o.name, o.value) for o in made.outputs}, {}


def line(checked: Checked, target: Target) -> str:
    """`wrote best.keras: 3 layers …`."""
    from graphdsl.cli.compile import wrote

    return wrote(checked.graph, checked.types, target)
