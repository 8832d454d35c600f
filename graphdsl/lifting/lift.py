"""From a graph to the text that means it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from graphdsl.comparing import equal
from graphdsl.diagnostics.base import Diagnostic, GraphdslError, Level
from graphdsl.diagnostics.lifting import NotInLanguage, TextRefused
from graphdsl.graph import Graph, Layer
from graphdsl.graph.frozen import frozen_layers
from graphdsl.graph.model import layers_in
from graphdsl.layers.registry import FUNCTIONS, LAYERS
from graphdsl.lifting.aliases import aliases, constants, layers_written
from graphdsl.lifting.arrays import Arrays, arrays_of
from graphdsl.lifting.folding import block_text, declared_blocks, fold
from graphdsl.lifting.forms import is_operator
from graphdsl.lifting.items import Call
from graphdsl.lifting.making import name
from graphdsl.lifting.models import Model
from graphdsl.lifting.naming import Identifiers
from graphdsl.lifting.structure.parameters import same
from graphdsl.lifting.values import Unsayable, Values, string
from graphdsl.lifting.words import Words
from graphdsl.lowering.files import place_of, scope_of
from graphdsl.lowering.lower import lower
from graphdsl.source import NOWHERE, Source
from graphdsl.syntax import ast
from graphdsl.syntax.parser import parse
from graphdsl.syntax.printer import print_file


@dataclass(frozen=True, slots=True)
class Lifted:
    """A text, and the arrays that belong into a file beside it."""

    text: str
    arrays: Mapping[str, Any] = field(default_factory=dict[str, Any])


def lift(graph: Graph, *, flat: bool = False) -> str:
    """The text of a file whose last model lowers to `graph`, with all that is in it.

    Layers, their names and arguments, connections, outputs and training are the same; that is
    looked at before the text is given. Where segments stand in the way of names they are left out.
    Raises GraphdslError where the language has no text for it.
    """
    return lifted(graph, flat=flat).text


def lifted(graph: Graph, *, flat: bool = False, beside: str | None = None) -> Lifted:
    """The same with long lists as arrays, which the text imports from the file `beside` it."""
    problem: Diagnostic | None = None
    arrays = Arrays() if beside is None else arrays_of(_nested_first(graph), beside)
    plain = _without_segments(graph)
    forms = ((graph, True), (graph, False), (plain, False))
    for form, folded in forms[1:] if flat else forms:
        try:
            text = print_file(tree(form, folded=folded, arrays=arrays))
        except Unsayable as refused:
            problem = NotInLanguage(model=graph.name, what=str(refused))
            continue
        problem = _problem(text, graph, arrays)
        if problem is None:
            return Lifted(text, arrays.held)
    assert problem is not None, "one of the forms was tried"
    raise GraphdslError((problem,))


def _without_segments(graph: Graph) -> Graph:
    """The graph with all of its calls in the model itself; frozen segments freeze their layers."""
    frozen = frozen_layers(graph)
    return replace(
        graph,
        layers={n: replace(x, frozen=n in frozen) for n, x in graph.layers.items()},
        nodes={n: replace(x, segment="") for n, x in graph.nodes.items()},
        outputs=tuple(replace(output, segment="") for output in graph.outputs),
        segments={},
    )


def _problem(text: str, graph: Graph, arrays: Arrays) -> Diagnostic | None:
    """Why the text does not mean the graph; None if it does."""
    parsed = parse(Source(text))
    lists = {name: array.tolist() for name, array in arrays.held.items()}
    beside = {place_of(Path(arrays.file)): scope_of(lists)} if lists else None
    lowered = lower(parsed.file, files=beside)
    told = (*parsed.diagnostics, *lowered.diagnostics)
    error = next((d for d in told if d.level is Level.ERROR), None)
    if error is not None:
        return TextRefused(model=graph.name, why=error.message(), code_of_it=error.code)
    *_, (again, _) = lowered.graphs.values()
    return None if equal(again, graph) else NotInLanguage(model=graph.name, what="all of it")


def tree(graph: Graph, *, folded: bool, arrays: Arrays) -> ast.File:
    """The syntax tree of that text, with what repeats in blocks and loops if it is `folded`."""
    graphs = _nested_first(graph)
    externs = _externs(graphs)
    tops = Identifiers(frozenset((*LAYERS, *FUNCTIONS)), {*externs})
    declared, called = _called(graphs, tops)
    imported = tops.fresh("arrays") if arrays.held else ""
    values = Values(called, arrays={n: f"{imported}.{a}" for n, a in arrays.names.items()})
    models = [(Model(one, values), known) for one, known in declared]
    folds = [fold(model, known) for model, known in models] if folded else []
    blocks = declared_blocks(folds, [model.items for model, _ in models], tops)
    nested = frozenset(c for g, c in called.items() if g != id(graph))
    bodies = [
        *(block.items for one in folds for block in one.blocks),
        *(m.items for m, _ in models),
    ]
    layers = [layer for body in bodies if folded for layer in layers_written(body)]
    lets = constants(layers, tops, values)
    own = values.with_constants({same(let.value): let.name for let in lets})
    others = aliases(layers, tops, own)
    reserved = {*_used(graphs), *externs, *(b.name for b in blocks.values())}
    reserved.update(one.name for one in (*others, *lets))
    reserved.add(imported)
    words = Words(own, nested | reserved, blocks, others, folded)
    items: list[ast.Item] = [ast.Version(NOWHERE, ast.Number(NOWHERE, 1, "1"))]
    if imported:
        items.append(ast.Import(NOWHERE, string(arrays.file), name(imported)))
    items += (_extern(cls, args) for cls, args in externs.items())
    items += (let.declaration(values) for let in lets)
    items += (alias.declaration(own) for alias in others)
    items += (block_text(block, one.alone, words) for one in folds for block in one.blocks)
    items += (model.declaration(known, words) for model, known in models)
    return ast.File(NOWHERE, tuple(items))


def _called(
    graphs: list[Graph], tops: Identifiers
) -> tuple[list[tuple[Graph, str]], dict[int, str]]:
    """The models to declare with their names, and the names by id of every graph."""
    models: list[tuple[Graph, str]] = []
    called: dict[int, str] = {}
    given = {name for graph in graphs for name in _given_names(graph)}
    nested = Identifiers(tops.reserved, tops.taken | given)
    for graph in graphs:
        known = next((c for g, c in models if _same_inside(g, graph)), None)
        if known is None:
            names = tops if graph is graphs[-1] else nested
            known = names.take(graph.name) if names.admits(graph.name) else names.fresh(graph.name)
            tops.taken.add(known)
            models.append((graph, known))
        called[id(graph)] = known
    tops.taken |= given
    return models, called


def _given_names(graph: Graph) -> Iterator[str]:
    """The names in its body that a nested model cannot have: nothing else can be called so."""
    yield from (declared.name for declared in graph.inputs)
    yield from (output.name for output in graph.outputs)


def _nested_first(graph: Graph) -> list[Graph]:
    """The graph behind all models in it, each once."""
    found: dict[int, Graph] = {}
    waiting: list[tuple[Graph, Iterator[Graph]]] = [(graph, _inside(graph))]
    while waiting:
        last, inner = waiting[-1]
        following = next((g for g in inner if id(g) not in found), None)
        if following is None:
            found[id(last)] = last
            waiting.pop()
        else:
            waiting.append((following, _inside(following)))
    return list(found.values())


def _inside(graph: Graph) -> Iterator[Graph]:
    return iter([layer.graph for layer in _layers(graph) if layer.graph is not None])


def _layers(graph: Graph) -> Iterator[Layer]:
    for layer in graph.layers.values():
        yield from layers_in(layer)


def _same_inside(one: Graph, other: Graph) -> bool:
    """Whether two nested models are uses of one, whatever their names."""
    return (
        one.inputs == other.inputs
        and one.input_structure == other.input_structure
        and one.output_structure == other.output_structure
        and one.layers == other.layers
        and one.nodes == other.nodes
        and one.outputs == other.outputs
        and one.train == other.train
    )


def _externs(graphs: list[Graph]) -> dict[str, tuple[str, ...]]:
    """The classes from elsewhere, each with the arguments that all of its layers have."""
    found: dict[str, dict[str, None]] = {}
    for graph in graphs:
        for layer in _layers(graph):
            if layer.kind == "extern":
                known = found.setdefault(layer.cls, {})
                known.update((n, None) for n in layer.args if n not in ("name", "dtype"))
    return {cls: tuple(args) for cls, args in found.items()}


def _extern(cls: str, args: tuple[str, ...]) -> ast.Extern:
    parameters = (ast.Parameter(NOWHERE, name(each), None) for each in args)
    return ast.Extern(NOWHERE, name(cls), tuple(parameters))


def _used(graphs: list[Graph]) -> Iterator[str]:
    """The classes and functions that the text mentions."""
    for graph in graphs:
        for layer in _layers(graph):
            if layer.kind not in ("model", "function"):
                yield layer.cls
        for node in graph.nodes.values():
            layer = graph.layers[node.layer]
            if layer.kind == "function" and not is_operator(Call(node, layer)):
                yield layer.cls
