"""`output` and `train`: what a model gives besides its heads, and how it is compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graphdsl.graph import Graph, Output, Value
from graphdsl.graph.names import as_identifier
from graphdsl.graph.structures import Side, Structure
from graphdsl.graph.training import is_trained as is_compiled
from graphdsl.layers.training import ENTRIES
from graphdsl.lifting.heads import is_head, is_trained
from graphdsl.lifting.making import arg, body, is_name, listed, name, pipeline, step
from graphdsl.lifting.naming import Identifiers
from graphdsl.lifting.values import Unsayable, Values, key_of
from graphdsl.lifting.writing import Bindings, options
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast


def outputs(
    late: Sequence[Output],
    structure: Structure | None,
    bindings: Bindings,
    names: Identifiers,
    values: Values,
) -> Iterator[ast.Statement]:
    """Outputs at the end, in their order: heads of what was computed before, and plain ones, or
    the structure that all are given in."""
    leaves: dict[str, str] = {}
    for output in late:
        value = bindings.values[output.value]
        if is_head(output):
            if structure is None:
                yield from _plain(leaves)
            yield _head(output, value, values)
        elif (
            value == output.name
            or _has_its_name(output, value, bindings)
            or (structure is not None and not (is_trained(output) or value in leaves.values()))
        ):
            leaves[output.name] = value
        elif is_name(output.name) and output.name not in names.taken:
            # it may be the name of a function: nothing behind this line calls one
            yield pipeline([step(name(value))], names.take(output.name))
            leaves[output.name] = output.name
        else:
            raise Unsayable(f"the output `{output.name}`")
    if structure is not None:
        yield structured("output", structure, leaves)
    else:
        yield from _plain(leaves)


def structured(side: Side, structure: Structure, leaves: Mapping[str, str]) -> ast.Structure:
    """What inputs or outputs are given in, with the names of values; heads have their own."""
    return ast.Structure(NOWHERE, side, _structure(structure, leaves))


def _structure(structure: Structure, leaves: Mapping[str, str]) -> ast.Expr:
    if isinstance(structure, str):
        return name(leaves.get(structure, structure))
    if isinstance(structure, list):
        return listed(_structure(item, leaves) for item in structure)
    items = ((key_of(key), _structure(item, leaves)) for key, item in structure.items())
    return ast.Dict(NOWHERE, tuple(items))


def _has_its_name(output: Output, value: str, bindings: Bindings) -> bool:
    """Whether the output is called like its layer, which no value can be."""
    given = bindings.layers.get(output.value.node)
    if not isinstance(given, str) or is_name(output.name):
        return False
    return given == output.name and value == as_identifier(given)


def _plain(leaves: dict[str, str]) -> Iterator[ast.Output]:
    if leaves:
        yield ast.Output(NOWHERE, tuple(map(name, leaves.values())))
    leaves.clear()


def _head(output: Output, value: str, values: Values) -> ast.Segment:
    """`head digit (loss = mse) from x { }`."""
    kind = "aux" if output.aux else "head"
    taken = ast.Taken(NOWHERE, name(value))
    args = tuple(options(output, values))
    return ast.Segment(NOWHERE, kind, name(output.name), None, args, taken, body(()))


def train(graph: Graph, values: Values) -> Iterator[ast.Train]:
    """The `train` block, with what is said of outputs that are no heads."""
    entries = {**(graph.train or {}), **_of_outputs(graph)}
    if graph.train is not None or entries:
        written = (arg(k, values.value(v, ENTRIES.get(k))) for k, v in entries.items())
        yield ast.Train(NOWHERE, tuple(written))


def _of_outputs(graph: Graph) -> Mapping[str, Value]:
    """What outputs whose names no head can have say of their training, by entry."""
    found: dict[str, dict[str, Value]] = {}
    for output in graph.outputs if is_compiled(graph) else ():
        if not is_trained(output) or is_head(output):
            continue
        if output.aux:
            raise Unsayable(f"the name `{output.name}` of an auxiliary output")
        told: Mapping[str, Value] = {
            "loss": output.loss,
            "loss_weights": output.weight,
            "metrics": list(output.metrics) or None,
        }
        for entry, value in told.items():
            if value is not None:
                found.setdefault(entry, {})[output.name] = value
    if len(graph.outputs) == 1:
        return {entry: next(iter(told.values())) for entry, told in found.items()}
    return {**found}
