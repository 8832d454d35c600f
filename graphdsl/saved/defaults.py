"""Arguments as a person writes them: in Keras' order, sizes short, and defaults left out.

A config holds every argument, with what Keras made of it: `strides = none` of a pooling stands
there as its pool size, `kernel_size = 3` as `[3, 3]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from graphdsl.graph import Object, Value
from graphdsl.layers.base import Required, Spec
from graphdsl.layers.dtypes import FLOATX
from graphdsl.layers.kinds import Axes, Either, Kind, Optional, Sizes
from graphdsl.layers.objects.names import CLASSES, STRINGS

NONE_STANDS_FOR: Final[Mapping[str, Value]] = {
    "activation": "linear",
    "data_format": "channels_last",
    "dtype": FLOATX,
}
"""What Keras writes for an argument that is `none`."""
NONE_IS_AS: Final[Mapping[str, str]] = {"strides": "pool_size", "value_dim": "key_dim"}
"""The argument whose value another one has that is `none`."""
OWN_DTYPES: Final[Mapping[str, str]] = {"Hashing": "int64", "HashedCrossing": "int64"}
"""Layers for which a dtype of `none` is another than for the rest."""
LISTED_AXIS: Final = frozenset({"LayerNormalization", "Normalization"})
"""Layers that save one axis as a list of one."""
MIRRORED: Final = frozenset(
    {("RandomRotation", "factor"), ("RandomShear", "x_factor"), ("RandomShear", "y_factor")}
)
"""Numbers of which Keras makes a range around 0; that of a shear it does not even take back."""
PAIRS: Final = frozenset({"padding", "cropping"})
"""Arguments with two numbers for each axis, which are one number where they are the same."""
SHORT: Final = 8
"""Lists of whole numbers up to this length are shapes, axes or sizes: they become tuples."""


def without_defaults(cls: type[Spec], written: Mapping[str, Value]) -> dict[str, Value]:
    """Those of the arguments that say something, in the order of the signature."""
    declared = {**cls.args, **cls.common}
    tidied = {name: tidy(cls, name, value) for name, value in written.items()}
    return {
        name: tidied[name]
        for name in (
            *(n for n in declared if n in tidied),
            *(n for n in tidied if n not in declared),
        )
        if name not in declared or not is_default(cls, name, tidied)
    }


def is_default(cls: type[Spec], name: str, values: Mapping[str, Value]) -> bool:
    """Whether the argument is what Keras takes, and saves, where it is left out."""
    declared = cls.argument(name)
    if declared is None or isinstance(declared.default, Required):
        return False
    value, default = values[name], declared.default
    if default is None:
        return value is None or same(value, _stands_for_none(cls, name, values))
    if same(_classes(declared.kind, value), _classes(declared.kind, tidy(cls, name, default))):
        return True
    return _is_range(default, value)


def _stands_for_none(cls: type[Spec], name: str, values: Mapping[str, Value]) -> Value:
    if name in NONE_IS_AS:
        other = cls.argument(NONE_IS_AS[name])
        if other is None or isinstance(other.default, Required):
            return values.get(NONE_IS_AS[name])
        return values.get(NONE_IS_AS[name], tidy(cls, NONE_IS_AS[name], other.default))
    if name == "dtype":
        return OWN_DTYPES.get(cls.__name__, FLOATX)
    return NONE_STANDS_FOR.get(name)


def _is_range(default: Value, value: Value) -> bool:
    """Whether a number was made a range from 0, or from its negative, up to it."""
    if isinstance(default, bool) or not isinstance(default, (int, float)):
        return False
    return isinstance(value, (list, tuple)) and any(
        list(value) == [low, default] for low in (0, -default)
    )


def tidy(cls: type[Spec], name: str, value: Value) -> Value:
    """The value of an argument as it is written by hand."""
    declared = cls.argument(name)
    if declared is None or not isinstance(value, (list, tuple)):
        return value
    if cls.__name__ in LISTED_AXIS and name == "axis" and len(value) == 1:
        return value[0]
    if (cls.__name__, name) in MIRRORED and len(value) == 2 and same(value[0], _negative(value[1])):
        return value[1]
    kinds = list(_kinds(declared.kind))
    sizes = name == "kernel_size" or any(isinstance(kind, Sizes) for kind in kinds)
    if sizes and _alike(value):
        return value[0]
    if name in PAIRS:
        return _shortest(value)
    if _is_shape(value) or isinstance(declared.default, tuple) or _has_axes(kinds, value):
        return as_tuple(value)
    return value


def _negative(value: Value) -> Value:
    return -value if isinstance(value, (int, float)) else None


def _kinds(kind: Kind) -> Sequence[Kind]:
    """The plain kinds that a kind is made of."""
    if isinstance(kind, Optional):
        return _kinds(kind.kind)
    if isinstance(kind, Either):
        return [inner for part in kind.kinds for inner in _kinds(part)]
    return [kind]


def _has_axes(kinds: Sequence[Kind], value: Sequence[Value]) -> bool:
    return any(isinstance(kind, Axes) for kind in kinds) and _is_shape(value)


def _alike(value: Sequence[Value]) -> bool:
    return len(value) > 0 and all(isinstance(v, int) and v == value[0] for v in value)


def _shortest(value: Sequence[Value]) -> Value:
    """`((1, 1), (1, 1))` is 1, and `((1, 1), (2, 2))` is (1, 2)."""
    pairs = [v for v in value if isinstance(v, (list, tuple))]
    if len(pairs) == len(value) and all(len(p) == 2 and _alike(p) for p in pairs):
        value = [p[0] for p in pairs]
    return value[0] if _alike(value) else tuple(map(as_tuple, value))


def _is_shape(value: Sequence[Value]) -> bool:
    return len(value) <= SHORT and all(
        _is_shape(v)
        if isinstance(v, (list, tuple))
        else v is None or (isinstance(v, int) and not isinstance(v, bool))
        for v in value
    )


def as_tuple(value: Value) -> Value:
    """Lists as tuples, however deep."""
    return tuple(map(as_tuple, value)) if isinstance(value, (list, tuple)) else value


def same(a: Value, b: Value) -> bool:
    """Whether two values are equal, in type too: 1 is not `true`, nor 1.0; a list is a tuple."""
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b


def _classes(kind: Kind, value: Value) -> Value:
    """An object in place of a string that names one: `uniform` and `random_uniform` are one."""
    if not isinstance(value, str):
        return value
    for family in kind.families():
        cls = STRINGS[family].get(value)
        if cls:
            return Object(CLASSES[family].get(cls, cls))
    return value
