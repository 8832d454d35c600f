"""Values of arguments as expressions: numbers as people write them, symbols, objects, layers."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Mapping, Sequence
from types import EllipsisType
from typing import Final, Literal

from graphdsl.comparing.plain import plain
from graphdsl.graph import Layer, Object, Ref, Unknown, Value
from graphdsl.layers.base import Required, Spec
from graphdsl.layers.kinds import Kind
from graphdsl.layers.objects.names import CLASSES, STRINGS
from graphdsl.layers.registry import LAYERS, find_layer, find_object
from graphdsl.lifting.items import Template
from graphdsl.lifting.making import IDENTIFIER, KEYWORDS, arg, call, listed, name
from graphdsl.source import NOWHERE
from graphdsl.syntax import ast
from graphdsl.syntax.lexer import RESERVED
from graphdsl.syntax.literals import quoted

_BY_PLACE = (
    "MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D "
    "ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D Cropping3D UpSampling1D "
    "UpSampling2D UpSampling3D L1 L2 VarianceScaling"
)
BY_PLACE: Final = frozenset(_BY_PLACE.split())
"""Classes whose first argument nobody writes with its name, though it has a default."""


class Unsayable(Exception):  # noqa: N818 - the graph holds it, the program is not wrong
    """Raised for a value that no text of the language stands for."""


class Values:
    """Writes values; `names` says what the models and layers from elsewhere are called."""

    def __init__(
        self,
        models: Mapping[int, str],
        constants: Mapping[Hashable, str] | None = None,
        arrays: Mapping[int, str] | None = None,
    ) -> None:
        self._models = models
        """By id of a nested graph, the model that it is written as."""
        self._constants = constants or {}
        """Objects that have a name, as they compare."""
        self._arrays = arrays or {}
        """By id, lists that have a name."""

    def with_constants(self, constants: Mapping[Hashable, str]) -> Values:
        """The same with names for some objects."""
        return Values(self._models, constants, self._arrays)

    def value(self, value: Value | Template, kind: Kind | None = None) -> ast.Expr:
        """The expression that means `value` where `kind` is expected."""
        match value:
            case Template(expr):
                return expr
            case None | bool():
                return ast.Constant(NOWHERE, _constant(value))
            case int() | float():
                return number(value)
            case str():
                return self._word(value, kind)
            case list() | tuple() if id(value) in self._arrays:
                return name(self._arrays[id(value)])
            case list():
                return listed(self.value(item, kind) for item in value)
            case tuple():
                return ast.Tuple(NOWHERE, tuple(self.value(item, kind) for item in value))
            case dict():
                return self._dict(value, kind)
            case Object():
                known = self._constants.get(plain(value)) if self._constants else None
                return self._object(value, kind) if known is None else name(known)
            case Layer():
                return self.layer(value)
            case _:
                raise Unsayable(_described(value))

    def _word(self, text: str, kind: Kind | None) -> ast.Expr:
        plain = IDENTIFIER.fullmatch(text) and text not in RESERVED and text not in KEYWORDS
        known = kind is not None and (text in kind.candidates() or _names_one(text, kind))
        if plain and kind is not None and known and not _is_class(text, kind):
            return name(text)
        return string(text)

    def _dict(self, value: Mapping[str, Value], kind: Kind | None) -> ast.Expr:
        items: list[tuple[ast.Name | ast.String, ast.Expr]] = []
        for key, item in value.items():
            items.append((key_of(key), self.value(item, kind)))
        return ast.Dict(NOWHERE, tuple(items))

    def _object(self, value: Object, kind: Kind | None) -> ast.Expr:
        families = kind.families() if kind is not None else ()
        spec = find_object(value.cls, families) or find_object(value.cls)
        if not value.args and kind is not None and _only_a_class(value.cls, kind):
            return name(value.cls)
        return call(value.cls, self.arguments(value.args, spec, value.cls))

    def layer(self, layer: Layer) -> ast.Expr:
        """A layer inside the arguments of another, with its name if it has one."""
        args = self.made_of(layer)
        if layer.name:
            args.append(arg("name", string(layer.name)))
        if layer.frozen:
            args.append(arg("trainable", ast.Constant(NOWHERE, "false")))
        return call(self.class_of(layer), args)

    def class_of(self, layer: Layer) -> str:
        """What is written for the class of a layer, or for the model that it is."""
        if layer.graph is None:
            return layer.cls
        if id(layer.graph) not in self._models:
            raise Unsayable("a model inside an object")
        return self._models[id(layer.graph)]

    def made_of(self, layer: Layer) -> list[ast.Arg]:
        """The arguments of a layer as they are written, its name aside."""
        spec = find_layer(layer.cls) if layer.kind == "layer" else None
        return self.arguments(layer.args, spec, layer.cls)

    def arguments(
        self, args: Mapping[str, Value], spec: type[Spec] | None, cls: str
    ) -> list[ast.Arg]:
        """Arguments in their order, the first ones by place where people write them so."""
        by_place = by_place_of(args, spec, cls)
        found: list[ast.Arg] = []
        for key, value in args.items():
            declared = spec.argument(key) if spec is not None else None
            written = self.value(value, declared.kind if declared is not None else None)
            found.append(arg(None if key in by_place else key, written))
        return found


def by_place_of(args: Mapping[str, object], spec: type[Spec] | None, cls: str) -> Sequence[str]:
    """The arguments that are written without their names: those that have no default, and an
    activation right behind them."""
    if spec is None:
        return ()
    order = [n for n, a in spec.args.items() if not a.keyword_only]
    found: list[str] = []
    for key, wanted in zip(args, order, strict=False):
        required = isinstance(spec.args[wanted].default, Required)
        usual = wanted == "activation" or (not found and cls in BY_PLACE)
        if key != wanted or not (required or usual):
            break
        found.append(key)
        if not required:
            break
    return found


def number(value: float) -> ast.Expr:
    """`1e-4`, `0.001`, `-64`, `inf`."""
    if isinstance(value, float) and (math.isnan(value) or value == math.inf):
        return name(str(value))
    if value < 0 or (value == 0 and math.copysign(1, value) < 0):
        return ast.Unary(NOWHERE, "-", number(-value))
    text = re.sub(r"e([+-])0*(\d)", lambda m: f"e{m[1].strip('+')}{m[2]}", repr(value))
    return ast.Number(NOWHERE, value, text)


def string(text: str) -> ast.String:
    """`"text"`, with escapes where they are needed."""
    parts = (text,) if text else ()
    return ast.String(NOWHERE, parts, quoted(parts))


def key_of(key: str) -> ast.Name | ast.String:
    """The key of a dict, bare where it can be."""
    return name(key) if IDENTIFIER.fullmatch(key) else string(key)


def _constant(value: bool | None) -> Literal["true", "false", "none"]:
    if value is None:
        return "none"
    return "true" if value else "false"


def _is_class(text: str, kind: Kind) -> bool:
    """Whether the bare word would be a layer or an object, not a string."""
    return _only_a_class(text, kind) or (kind.takes_layers() and text in LAYERS)


def _names_one(text: str, kind: Kind) -> bool:
    """Whether the string names an object of one of the families, in whatever spelling."""
    return bool(kind.families()) and kind.admits(text)


def _only_a_class(text: str, kind: Kind) -> bool:
    return any(text in CLASSES[family] and not STRINGS[family] for family in kind.families())


def _described(value: object) -> str:
    if isinstance(value, Unknown):
        return "a value that is not known"
    if isinstance(value, Ref):
        return "a tensor inside a dict"
    return "`...`" if isinstance(value, EllipsisType) else f"a {type(value).__name__}"
