"""Layers with other defaults: arguments that many layers of a class have in common, said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from graphdsl.graph import Layer, Object
from graphdsl.layers.objects.names import CLASSES
from graphdsl.lifting.items import Call, Item, Loop, Part, Template
from graphdsl.lifting.making import name
from graphdsl.lifting.naming import Identifiers
from graphdsl.lifting.structure.parameters import same
from graphdsl.lifting.values import Unsayable, Values
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast
from graphdsl.syntax.comments import Comments
from graphdsl.syntax.layout import INDENT, WIDTH, flat
from graphdsl.syntax.print_values import ValuePrinter

FEWEST: Final = 3
"""Layers that share what is said once."""
TRIED: Final = 16
"""Arguments of a class that are looked at, the most common first."""
SHORTEST: Final = 24
"""Characters of an object that are worth saying once."""
LEAST: Final = 12
"""What an alias has to save for each character of its name: it is one more thing to know."""
UNKNOWN_WORD: Final = "SomeLongerName"
"""As long as the name for a class that has no short word."""
ROOM: Final = WIDTH - INDENT
"""Columns of a layer that stands in one line with its name."""
NAME: Final = 20
"""Columns for a name that is not known yet."""
LINE: Final = 40
"""Columns that a line counts for."""
WORDS: Final[Mapping[str, str]] = {
    "BatchNormalization": "Norm",
    "LayerNormalization": "Norm",
    "Conv1D": "Conv",
    "Conv2D": "Conv",
    "Conv3D": "Conv",
    "Dense": "Linear",
    "DepthwiseConv2D": "Depthwise",
    "SeparableConv2D": "Separable",
    "EinsumDense": "Einsum",
}
"""What such a layer is called, where its class has a short word."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A class of layers with arguments that need not be said any more."""

    name: str
    cls: str
    args: Mapping[str, Any]

    def covers(self, layer: Layer) -> bool:
        """Whether the layer has all of these arguments."""
        return (
            layer.kind == "layer"
            and layer.cls == self.cls
            and _pairs(self.args) <= _pairs(layer.args)
        )

    def declaration(self, values: Values) -> ast.LayerAlias:
        """`layer Norm = BatchNormalization(epsilon = 1e-5)`."""
        whole = Layer("", "layer", self.cls, self.args)
        return ast.LayerAlias(NOWHERE, name(self.name), values.layer(whole))


class Written(NamedTuple):
    """A layer as it stands in a body."""

    layer: Layer
    named: int
    """Columns of its name."""


def layers_written(items: Sequence[Item]) -> Iterator[Written]:
    """The layers of the calls that are written in a body."""
    for item in items:
        match item:
            case Call(layer=Layer(kind="layer") as layer, name=called):
                text = called.text if isinstance(called, ast.String) else None
                yield Written(layer, NAME if text is None else len(f", name = {text}"))
            case Loop(body=body):
                yield from layers_written(body)
            case Part(items=inner):
                yield from layers_written(inner)
            case _:
                pass


@dataclass(frozen=True, slots=True)
class Constant:
    """An object that several layers have among their arguments, with a name of its own."""

    name: str
    value: Object

    def declaration(self, values: Values) -> ast.Let:
        """`let initializer = VarianceScaling(scale = 2.0)`."""
        return ast.Let(NOWHERE, name(self.name), values.value(self.value))


def constants(written: Iterable[Written], tops: Identifiers, values: Values) -> list[Constant]:
    """The objects that stand often and are long to write."""
    layers = [one.layer for one in written]
    often = Counter(
        (family, same(value))
        for layer in layers
        for value in layer.args.values()
        if isinstance(value, Object) and (family := _family(value.cls))
    )
    found: dict[Hashable, Constant] = {}
    for layer in layers:
        for value in layer.args.values():
            family = _family(value.cls) if isinstance(value, Object) else ""
            if not isinstance(value, Object) or not family or same(value) in found:
                continue
            whole = Written(Layer("", "layer", layer.cls), NAME)
            if (
                often[family, same(value)] >= FEWEST
                and _cost(whole, {"": value}, values) >= SHORTEST
            ):
                found[same(value)] = Constant(tops.fresh(family), value)
    return list(found.values())


def _family(cls: str) -> str:
    """What an object of the class is: `initializer`."""
    families = ("initializers", "regularizers", "constraints")
    return next((family[:-1] for family in families if cls in CLASSES[family]), "")


def aliases(layers: Iterable[Written], tops: Identifiers, values: Values) -> list[Alias]:
    """For each class what many of its layers have in common, if that is long enough."""
    by_class: dict[str, list[Written]] = {}
    for one in layers:
        by_class.setdefault(one.layer.cls, []).append(one)
    found: list[Alias] = []
    for cls, own in by_class.items():
        args = _in_common(own, values)
        if args:
            found.append(Alias(tops.fresh(WORDS.get(cls, f"Usual{cls}")), cls, args))
    return found


def _in_common(layers: Sequence[Written], values: Values) -> Mapping[str, Any]:
    """The arguments that are shared by those layers of which saying them once saves most."""
    pairs = [_pairs(one.layer.args) for one in layers]
    often = Counter(pair for each in pairs for pair in each)
    best: Mapping[str, Any] = {}
    most = float(len(WORDS.get(layers[0].layer.cls, UNKNOWN_WORD)) * LEAST)
    for pair, count in often.most_common(TRIED):
        if count < FEWEST:
            break
        group = [la for la, own in zip(layers, pairs, strict=True) if pair in own]
        shared = pairs[layers.index(group[0])]
        for own in pairs:
            shared = shared & own if pair in own else shared
        args = {n: v for n, v in group[0].layer.args.items() if (n, same(v)) in shared}
        rests = (_cost(one, _rest(one.layer, args), values) for one in group)
        saved = sum(_cost(one, one.layer.args, values) for one in group) - sum(rests)
        saved -= _cost(group[0], args, values)
        if saved > most:
            best, most = args, saved
    return best


def _rest(layer: Layer, args: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in layer.args.items() if name not in args}


def _cost(one: Written, args: Mapping[str, Any], values: Values) -> int:
    """About how much room the layer takes with these arguments: lines count more than columns."""
    try:
        made = values.layer(Layer("", "layer", one.layer.cls, args))
    except Unsayable:
        return 0
    width = len(flat(ValuePrinter(Comments("", ())).value(made)))
    return width + (LINE * (1 + len(args)) if width + one.named > ROOM else 0)


def _pairs(args: Mapping[str, Any]) -> frozenset[tuple[str, Hashable]]:
    return frozenset((n, same(v)) for n, v in args.items() if not isinstance(v, Template))
