"""The arguments of a layer that a reader of a diagram wants to see, in a paper's shorthand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from graphdsl.emit.words import clean, number_text, value_text
from graphdsl.graph import UNKNOWN, Layer, Object, Value
from graphdsl.layers.base import Required
from graphdsl.layers.registry import LAYERS


class Headline(NamedTuple):
    """What the first line of a box says."""

    title: str
    facts: tuple[str, ...]
    activation: str


def headline(layer: Layer) -> Headline:
    """The class of `layer`, the arguments that matter and the activation.

    A wrapper is told together with what it wraps: `Bidirectional(LSTM)`, `32`.
    """
    inner = _wrapped(layer)
    if inner is None:
        return Headline(clean(layer.cls), tuple(_facts(layer)), _activation(layer))
    within = headline(inner)
    facts = (*within.facts, *_facts(layer))
    return Headline(f"{clean(layer.cls)}({within.title})", facts, within.activation)


def _wrapped(layer: Layer) -> Layer | None:
    for name in ("layer", "cell"):
        value = layer.args.get(name)
        if isinstance(value, Layer):
            return value
    return None


def _activation(layer: Layer) -> str:
    value = layer.args.get("activation")
    if value in (None, "linear") or value is UNKNOWN:
        return ""
    return clean(value.cls if isinstance(value, (Object, Layer)) else str(value))


def _facts(layer: Layer) -> Iterator[str]:
    given = {n: v for n, v in layer.args.items() if not _hidden(n, v)}
    if "Pooling" in layer.cls and "Global" not in layer.cls and "Adaptive" not in layer.cls:
        given = {"pool_size": 2} | given
    ordered = sorted(given, key=lambda n: (_ORDER.get(n, len(_ORDER)), n not in _SAY))
    for name in ordered:
        if not _is_default(layer, name, given[name]):
            yield _say(layer, name, given[name])


def _hidden(name: str, value: Value) -> bool:
    quiet = ("activation", "layer", "seed", "trainable")
    if name.endswith(("_initializer", "_constraint")) or value is None:
        return True
    return name in quiet or (name == "cell" and isinstance(value, Layer))


def _is_default(layer: Layer, name: str, value: Value) -> bool:
    if name == "pool_size":
        return False
    known = LAYERS.get(layer.cls) if layer.kind == "layer" else None
    declared = known.argument(name) if known is not None else None
    # `1 == True`, yet a dilation of 1 is not a flag: the types must agree too.
    return declared is not None and _same(declared.default, value)


def _same(default: Value | Required, value: Value) -> bool:
    if isinstance(default, (tuple, list)):
        size = len(default)
        many = list(value) if isinstance(value, (tuple, list)) else [value] * size
        return list(default) == many and isinstance(value, bool) is False
    return type(default) is type(value) and default == value


def _say(layer: Layer, name: str, value: Value) -> str:
    """One argument: by its own phrase, as a flag, or by its name."""
    phrase = _SAY.get(name)
    if phrase is not None:
        return phrase(value, layer)
    return plain_argument(name, value)


def plain_argument(name: str, value: Value) -> str:
    """An argument that has no phrase of its own: `epsilon 0.001`, `no scale`, `causal mask`."""
    words = clean(name).replace("_", " ")
    if isinstance(value, bool):
        return words if value else f"no {words}"
    return f"{words} {value_text(value)}"


def _just(value: Value, layer: Layer) -> str:
    if isinstance(value, str):
        return clean(value)
    return value_text(value)


def _window(value: Value, layer: Layer) -> str:
    """`3×3` for 3, in as many directions as the class says."""
    rank = next((int(c) for c in "123" if f"{c}D" in layer.cls), 1)
    if isinstance(value, int):
        return "×".join([str(value)] * rank)
    return _sizes(value, layer)


def _sizes(value: Value, layer: Layer) -> str:
    """`7×7×64` for a list of numbers."""
    if isinstance(value, (list, tuple)) and value:
        return "×".join("?" if item is None else value_text(item) for item in value)
    return value_text(value)


def _stride(value: Value, layer: Layer) -> str:
    equal = isinstance(value, (list, tuple)) and len({str(item) for item in value}) == 1
    text = _sizes(value[0] if equal and isinstance(value, (list, tuple)) else value, layer)
    return f"stride {text}" if "Transpose" in layer.cls else f"/{text}"


def _padding(value: Value, layer: Layer) -> str:
    return clean(value) if isinstance(value, str) else _window(value, layer)


def _after(words: str) -> Callable[[Value, Layer], str]:
    return lambda value, layer: f"{words} {_just(value, layer)}"


def _before(words: str) -> Callable[[Value, Layer], str]:
    return lambda value, layer: f"{_just(value, layer)} {words}"


def _flag(true: str, false: str) -> Callable[[Value, Layer], str]:
    return lambda value, layer: true if value is True else false


def _percent(value: Value, layer: Layer) -> str:
    return number_text(value) if isinstance(value, (int, float)) else value_text(value)


_SAY: Final[Mapping[str, Callable[[Value, Layer], str]]] = {
    "units": _just,
    "filters": _just,
    "input_dim": _just,
    "output_dim": _just,
    "num_heads": _before("heads"),
    "key_dim": _after("key"),
    "value_dim": _after("value"),
    "kernel_size": _window,
    "pool_size": _window,
    "size": _window,
    "strides": _stride,
    "padding": _padding,
    "cropping": _padding,
    "dilation_rate": _after("dilation"),
    "groups": _after("groups"),
    "depth_multiplier": _after("depth"),
    "target_shape": _sizes,
    "dims": _sizes,
    "rate": _percent,
    "stddev": _percent,
    "axis": _after("axis"),
    "return_sequences": _flag("sequences", "last only"),
    "return_state": _flag("state", "no state"),
    "go_backwards": _flag("backwards", "forwards"),
    "use_bias": _flag("bias", "no bias"),
    "merge_mode": _just,
    "kernel_regularizer": _just,
    "bias_regularizer": _after("bias"),
    "activity_regularizer": _after("activity"),
}
"""The phrase of each argument that has one, in the order in which they are told."""

_ORDER: Final = {name: place for place, name in enumerate(_SAY)}
