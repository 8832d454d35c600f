"""The outputs of a config under the names that Keras has for them."""

from __future__ import annotations

from collections.abc import Sequence

from graphdsl.diagnostics.saved import BadConfigEntry
from graphdsl.graph import Output, Ref
from graphdsl.graph.json.places import path_text
from graphdsl.saved.structures import Leaf
from graphdsl.saved.wiring import Wiring
from graphdsl.saved.written import Unreadable


def outputs_of(found: Sequence[Leaf], wiring: Wiring) -> tuple[Output, ...]:
    """The outputs in the order of the file.

    Each is called like the layer that it comes from; Keras lets several of one layer have one name,
    so the later ones get a number.
    """
    if not found:
        problem = BadConfigEntry(path=path_text(("config", "output_layers")), problem="is empty")
        raise Unreadable(problem)
    given: set[str] = set()
    outputs: list[Output] = []
    for leaf in found:
        ref = _ref(leaf, wiring)
        name = _called(leaf, ref, given, wiring)
        given.add(name)
        outputs.append(Output(name, ref))
    return tuple(outputs)


def _ref(leaf: Leaf, wiring: Wiring) -> Ref:
    """What the output reads. Calls of a functional model are counted from 1 here, only here."""
    entry = wiring.entries.get(leaf.layer)
    counted_from = 1 if entry is not None and entry.is_functional else 0
    return wiring.ref(leaf.history, "the model's output", leaf.path, counted_from=counted_from)


def _called(leaf: Leaf, ref: Ref, given: set[str], wiring: Wiring) -> str:
    is_input = wiring.entries[leaf.layer].is_input
    if not is_input and ref.index == 0:
        for name in (leaf.layer, ref.node):
            if name not in given:
                return name
    return wiring.names.fresh(leaf.layer, leaf.layer)
