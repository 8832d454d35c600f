"""A functional config as a graph: its inputs, calls and outputs, each under its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphdsl.diagnostics.saved import CircularModel, RepeatedSavedName
from graphdsl.graph import Graph, Input, Layer
from graphdsl.graph.json.places import Path
from graphdsl.graph.ordering import Circular, in_order
from graphdsl.graph.structures import Structure, fitted
from graphdsl.graph.usual import without_usual
from graphdsl.saved.calls import Calls
from graphdsl.saved.context import Context
from graphdsl.saved.masks import without_implied_masks
from graphdsl.saved.outputs import outputs_of
from graphdsl.saved.structures import leaves, named
from graphdsl.saved.values import dtype_of
from graphdsl.saved.written import Entry, Json, Unreadable, a_list, a_string, bad, entry


def functional(
    config: Mapping[str, Json], path: Path, context: Context, *, whole: bool = False
) -> Graph:
    """The graph of the config; raises Unreadable where no graph can come of it.

    As a `whole` the one output is all that its call gives, as that of a Sequential is.
    """
    name = a_string(config.get("name"), (*path, "name"))
    entries = _entries(config, name, path)
    inputs, input_structure = _inputs(config, entries, (*path, "input_layers"), context)
    calls = Calls(entries, context)
    layers, nodes = calls.read()
    output_leaves = leaves(config.get("output_layers"), (*path, "output_layers"))
    outputs = outputs_of(output_leaves, calls.wiring)
    try:
        ordered = in_order(nodes)
    except Circular as circle:
        raise Unreadable(CircularModel(calls=circle.calls)) from None
    ordered = without_implied_masks(layers, ordered, [output.value.node for output in outputs])
    ordered = {name: calls.with_results(node) for name, node in ordered.items()}
    structure = named(config.get("output_layers"), iter([output.name for output in outputs]))
    if whole:
        outputs, structure = calls.all_of(outputs[0], ordered)
    called = dict.fromkeys(node.layer for node in ordered.values())
    found = {layer: layers[layer] for layer in called}
    if config.get("trainable") is False:
        found = {n: _frozen(layer) for n, layer in found.items()}
    made = Graph(name, inputs, found, ordered, outputs)
    return without_usual(replace(made, input_structure=input_structure, output_structure=structure))


def _frozen(layer: Layer) -> Layer:
    return layer if layer.kind == "function" else replace(layer, frozen=True)


def _entries(config: Mapping[str, Json], model: str, path: Path) -> dict[str, Entry]:
    """The layers and operations by name."""
    found: dict[str, Entry] = {}
    for number, written in enumerate(a_list(config.get("layers"), (*path, "layers"))):
        one = entry(written, (*path, "layers", number))
        if not one.name:
            raise bad((*one.path, "name"), "expected a name, found nothing")
        if one.name in found:
            raise Unreadable(RepeatedSavedName(model=model, name=one.name))
        found[one.name] = one
    return found


def _inputs(
    config: Mapping[str, Json], entries: Mapping[str, Entry], path: Path, context: Context
) -> tuple[tuple[Input, ...], Structure | None]:
    """The inputs in the order in which the model takes them, and any that it does not tell of; and
    what they are given in, None where one is given twice."""
    written = config.get("input_layers")
    names: list[str] = []
    order: dict[str, None] = {}
    for leaf in leaves(written, path):
        if leaf.layer not in entries or not entries[leaf.layer].is_input:
            raise bad(leaf.path, f"`{leaf.layer}` is not an input of the model")
        if leaf.layer in order:
            context.lose(f"the input `{leaf.layer}`", "that it is given twice")
        names.append(leaf.layer)
        order[leaf.layer] = None
    order |= dict.fromkeys(name for name, one in entries.items() if one.is_input)
    once = len(set(names)) == len(names)
    structure = fitted(named(written, iter(names)), names, order) if names and once else None
    return tuple(_input(entries[name], context) for name in order), structure


def _input(entry: Entry, context: Context) -> Input:
    path = (*entry.path, "config", "batch_shape")
    shape = a_list(entry.config.get("batch_shape"), path)
    if not shape or not all(_is_size(size) for size in shape):
        raise bad(path, "expected the sizes of a batch, each a number or nothing")
    words = f"the input `{entry.name}`"
    if shape[0] is not None:
        context.lose(words, f"its fixed batch size of {shape[0]}")
    for flag in ("sparse", "ragged", "optional"):
        if entry.config.get(flag):
            context.lose(words, f"that it is {flag}")
    sizes: Sequence[int | None] = shape[1:]
    return Input(entry.name, tuple(sizes), dtype_of(entry.config.get("dtype")) or "float32")


def _is_size(size: Json) -> bool:
    return size is None or (isinstance(size, int) and not isinstance(size, bool) and size >= 0)
