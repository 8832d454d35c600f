"""An entry of a config as a layer of a graph: its class, its arguments, whether it trains."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from graphdsl.graph import Layer, Object, Value
from graphdsl.graph.names import snake_case
from graphdsl.layers.base import Layer as LayerSpec
from graphdsl.layers.dtypes import FLOATX
from graphdsl.layers.families.excluded import EXCLUDED
from graphdsl.layers.kinds import Kind
from graphdsl.layers.registry import find_layer
from graphdsl.saved.context import Context
from graphdsl.saved.defaults import same, without_defaults
from graphdsl.saved.values import Holder, value_of
from graphdsl.saved.written import Entry, shape_given

NO_ARGUMENTS: Final = frozenset({"name", "trainable"})
NOTHING_SAID: Final[Mapping[str, tuple[Value, ...]]] = {
    "quantization_config": (None,),
    "zero_output_for_mask": (False,),
    "oov_method": ("floormod",),
}
"""Values that say nothing, of arguments that some layers save but do not name themselves."""


def layer_of(entry: Entry, context: Context) -> Layer:
    """The layer that is written there, under the name of the entry."""
    cls = known_class(entry)
    if cls is None:
        return Layer(entry.name, "extern", entry.cls, _as_written(entry, context), _frozen(entry))
    args = without_defaults(cls, _arguments(entry, cls, context))
    return Layer(entry.name, "layer", entry.cls, args, _frozen(entry))


def known_class(entry: Entry) -> type[LayerSpec] | None:
    """What is known of the class of an entry; nothing of one that only has a known name."""
    return find_layer(entry.cls) if entry.of_keras and entry.cls not in EXCLUDED else None


def _frozen(entry: Entry) -> bool:
    return entry.config.get("trainable") is False


def _arguments(entry: Entry, cls: type[LayerSpec], context: Context) -> dict[str, Value]:
    """All arguments that the class takes; of others it is told that they are not kept."""
    found: dict[str, Value] = {}
    for name, written in entry.config.items():
        declared = cls.argument(name)
        holder = Holder(entry.words, name, (*entry.path, "config", name))
        if name in NO_ARGUMENTS:
            continue
        if declared is not None:
            found[name] = _of_kind(declared.kind, value_of(written, holder, context))
        elif not any(same(written, nothing) for nothing in NOTHING_SAID.get(name, ())):
            context.lose(entry.words, f"its argument `{name}`")
    return _simplified(entry, cls, found)


def _of_kind(kind: Kind, value: Value) -> Value:
    """A class that is not known is a layer where a layer is expected."""
    if isinstance(value, list):
        return [_of_kind(kind, item) for item in value]
    if isinstance(value, Object) and kind.takes_layers():
        frozen = value.args.get("trainable") is False
        args = {n: v for n, v in value.args.items() if n not in NO_ARGUMENTS}
        name = value.args.get("name")
        found = Layer("", "extern", value.cls, args, frozen)
        return _called(found, name) if isinstance(name, str) else found
    return value


def _as_written(entry: Entry, context: Context) -> dict[str, Value]:
    """The config of a class that is not known; what Keras gives every layer says nothing."""
    found: dict[str, Value] = {}
    for name, written in entry.config.items():
        holder = Holder(entry.words, name, (*entry.path, "config", name), raw=True)
        if name not in NO_ARGUMENTS:
            found[name] = value_of(written, holder, context)
    if found.get("dtype") == FLOATX:
        del found["dtype"]
    return found


def _simplified(entry: Entry, cls: type[LayerSpec], args: dict[str, Value]) -> dict[str, Value]:
    """Leaves out what Keras works out of the other arguments."""
    if entry.cls == "Bidirectional":
        return _bidirectional(args)
    if entry.cls == "RNN" and isinstance(cell := args.get("cell"), Layer):
        alone = cell.cls == "StackedRNNCells" and not cell.name and not cell.frozen
        return {**args, "cell": cell.args["cells"]} if alone and len(cell.args) == 1 else args
    if entry.cls == "MultiHeadAttention" and _all_axes(entry, args.get("attention_axes")):
        return {n: v for n, v in args.items() if n != "attention_axes"}
    if "vocabulary_size" in args and args.get("vocabulary") is not None:
        return {n: v for n, v in args.items() if n != "vocabulary_size"}
    return args


def _all_axes(entry: Entry, axes: Value) -> bool:
    """Whether the axes are all between the batch and the features, as where none are given."""
    shape = shape_given(entry)
    return shape is not None and same(axes, list(range(1, len(shape) - 1)))


def _bidirectional(args: dict[str, Value]) -> dict[str, Value]:
    """The backward layer is the forward one the other way round, unless it was given."""
    forward, backward = args.get("layer"), args.get("backward_layer")
    if not isinstance(forward, Layer):
        return args
    forward = _inside_both(forward, "forward_")
    args = {**args, "layer": forward}
    if not isinstance(backward, Layer):
        return args
    backward = args["backward_layer"] = _inside_both(backward, "backward_")
    if backward == replace(forward, args={**forward.args, "go_backwards": True}):
        del args["backward_layer"]
    return args


def _inside_both(layer: Layer, prefix: str) -> Layer:
    """One of the two layers, without what Keras sets itself."""
    args = {n: v for n, v in layer.args.items() if n != "zero_output_for_mask"}
    return _called(replace(layer, args=args), layer.name.removeprefix(prefix))


def _called(layer: Layer, name: str) -> Layer:
    """The layer with a name, or without one if Keras makes it up."""
    made_up = re.fullmatch(rf"{re.escape(snake_case(layer.cls))}(_\d+)?", name)
    return replace(layer, name="" if made_up else name)


def inner_layer(entry: Entry, context: Context) -> Layer:
    """A layer inside the arguments of another; a name that Keras makes up is left out."""
    if entry.is_model:
        graph = context.model(entry, context, None)
        return Layer("", "model", graph.name, frozen=_frozen(entry), graph=graph)
    layer = layer_of(entry, context)
    return _called(layer, layer.name)
