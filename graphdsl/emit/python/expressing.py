"""Values, layers and calls of a graph as Python expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from graphdsl.emit.python.names import identifier, is_name
from graphdsl.emit.python.reading import Reading
from graphdsl.emit.python.spelling import BINARY, COMPARED, POSITIONAL, Role, module_of
from graphdsl.emit.python.tree import (
    Call,
    Expr,
    Index,
    Items,
    Literal,
    Name,
    Operation,
    Pairs,
    Span,
    Tensor,
    Text,
)
from graphdsl.graph import Graph, Input, Layer, Node, Object, Ref, Value
from graphdsl.graph.structures import Structure
from graphdsl.layers.registry import OWN_LAYERS


@dataclass(frozen=True, slots=True)
class Outside:
    """Names that the emitted code needs from elsewhere: classes that Keras does not have."""

    classes: set[str] = field(default_factory=set[str])
    own: set[str] = field(default_factory=set[str])
    """Layers of graphdsl, which are written out."""

    def take(self, cls: str) -> Name:
        """The name under which the class `cls` is imported."""
        name = cls if is_name(cls) and "." not in cls else identifier(cls)
        self.classes.add(name)
        return Name(name)


@dataclass(frozen=True, slots=True)
class Expressing:
    """Turns the parts of one graph into expressions; `models` says how nested ones are built."""

    reading: Reading
    outside: Outside
    models: Mapping[tuple[int, str], Call]
    """By nested graph and name, the call that builds it."""

    def value(self, value: Value, role: Role = "argument") -> Expr:
        """One value, with what it holds."""
        match value:
            case Ref():
                return Tensor(value)
            case Object(cls, args):
                return self._object(cls, args, role)
            case Layer():
                return self.layer(value)
            case slice(start=start, stop=stop, step=step):
                return Span(*(None if v is None else self.value(v) for v in (start, stop, step)))
            case list() | tuple() if not _is_constant(value):
                brackets = "[]" if isinstance(value, list) else "()"
                return Items(tuple(self.value(item, role) for item in value), brackets)
            case dict() if not _is_constant(value):
                items = value.items()
                return Pairs(tuple((Literal(k), self.value(v, role)) for k, v in items))
            case _:
                return Literal(value)

    def layer(self, layer: Layer) -> Expr:
        """A new layer; one without a name stands inside another."""
        if layer.graph is not None:
            return self.models[model_key(layer, layer.graph)]
        function = public("layers", layer.cls)
        if layer.cls in OWN_LAYERS and layer.kind == "layer":
            self.outside.own.add(layer.cls)
            function = Name(layer.cls)
        elif layer.kind == "extern":
            function = self.outside.take(layer.cls)
        args, kwargs = self._arguments(layer.cls, layer.args)
        if layer.name:
            kwargs.append(("name", Text((layer.name,))))
        return Call(function, tuple(args), tuple(kwargs))

    def call(self, node: Node, function: Expr | None) -> Expr:
        """A call; `function` is the layer, None for a function of `keras.ops`."""
        args = tuple(self.value(value) for value in node.args)
        kwargs = tuple((key, self.value(value)) for key, value in node.kwargs.items())
        if function is not None:
            return Call(function, *self._operands(node, args, kwargs))
        cls = self.reading.layers[node.layer].cls
        return self._operator(cls, node, args) or Call(public("ops", cls), args, kwargs)

    def _operands(
        self, node: Node, args: tuple[Expr, ...], kwargs: tuple[tuple[str, Expr], ...]
    ) -> tuple[tuple[Expr, ...], tuple[tuple[str, Expr], ...]]:
        """A nested model takes its inputs as one argument."""
        inner = self.reading.layers[node.layer].graph
        if inner is None or isinstance(inner.takes, str):
            return args, kwargs
        if len(args) == 1 and isinstance(args[0], Items):
            args = args[0].items
        named = dict(zip((i.name for i in inner.inputs), args, strict=False)) | dict(kwargs)
        return (arranged(inner.takes, named),), ()

    def _operator(self, cls: str, node: Node, args: tuple[Expr, ...]) -> Expr | None:
        if node.kwargs or any(not _is_operand(value) for value in node.args):
            if cls == "get_item" and len(node.args) == 2 and not node.kwargs:
                return self._item(args[0], node.args[1])
            return None
        if cls == "negative" and len(args) == 1:
            return Operation("-", None, args[0])
        compared = cls in COMPARED and len(args) == 2
        swapped = compared and (not isinstance(node.args[0], Ref) or args[0] == args[1])
        if cls in BINARY and len(args) == 2 and not swapped:
            return Operation(BINARY[cls], args[0], args[1])
        return self._item(args[0], node.args[1]) if cls == "get_item" and len(args) == 2 else None

    def _item(self, value: Expr, key: Value) -> Expr:
        """`value[key]`; Keras takes a slice only together with something else."""
        keys = key if isinstance(key, tuple) else (key,)
        if len(keys) == 1 and not isinstance(keys[0], (int, Ref)):
            keys = (*keys, ...) if keys[0] is not ... else (slice(None), ...)
        return Index(value, tuple(self.value(k) for k in keys))

    def _object(self, cls: str, args: Mapping[str, Value], role: Role) -> Expr:
        module = module_of(cls, role)
        function = self.outside.take(cls) if module is None else public(module, cls)
        positional, kwargs = self._arguments(cls, args)
        return Call(function, tuple(positional), tuple(kwargs))

    def _arguments(
        self, cls: str, args: Mapping[str, Value]
    ) -> tuple[list[Expr], list[tuple[str, Expr]]]:
        """The usual positional arguments, as far as they are given without a gap, and the rest."""
        positional: list[Expr] = []
        rest = dict(args)
        for name in POSITIONAL.get(cls, ()):
            if name not in rest:
                break
            positional.append(self.value(rest.pop(name)))
        return positional, [(key, self.value(value)) for key, value in rest.items()]


def public(module: str, name: str) -> Expr:
    """A name in a module; one that Python cannot say is looked up, and so never runs as code."""
    if is_name(name):
        return Name(f"{module}.{name}")
    return Call(Name("getattr"), (Name(module), Literal(name)))


def model_key(layer: Layer, graph: Graph) -> tuple[int, str]:
    """Tells apart the models that `build` functions make: by graph, and by the layer's name."""
    return id(graph), layer.name or graph.name


@dataclass(frozen=True, slots=True)
class Nested:
    """A model inside a model, and the class that the layer has in the file."""

    graph: Graph
    cls: str


def nested_models(held: Value) -> dict[tuple[int, str], Nested]:
    """The models that a value is or holds; one that is a layer has that layer's name."""
    found: dict[tuple[int, str], Nested] = {}
    todo: list[Value] = [held]
    while todo:
        value = todo.pop()
        if isinstance(value, Layer):
            todo.extend(value.args.values())
            if value.graph is not None:
                key = model_key(value, value.graph)
                found[key] = Nested(replace(value.graph, name=key[1]), value.cls)
        elif isinstance(value, Object):
            todo.extend(value.args.values())
        elif isinstance(value, dict):
            todo.extend(value.values())
        elif isinstance(value, (list, tuple)):
            todo.extend(value)
    return found


def arranged(structure: Structure, named: Mapping[str, Expr]) -> Expr:
    """Inputs or outputs of a model as it takes or gives them."""
    if isinstance(structure, str):
        return named[structure]
    if isinstance(structure, list):
        return Items(tuple(arranged(item, named) for item in structure))
    pairs = ((Text((key,)), arranged(item, named)) for key, item in structure.items())
    return Pairs(tuple(pairs))


def new_input(given: Input) -> Expr:
    """`keras.Input(…)`."""
    kwargs: list[tuple[str, Expr]] = [("shape", Literal(tuple(given.shape)))]
    if given.dtype != "float32":
        kwargs.append(("dtype", Literal(given.dtype)))
    return Call(Name("keras.Input"), (), (*kwargs, ("name", Text((given.name,)))))


def _is_constant(value: Value) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_constant, value))
    if isinstance(value, dict):
        return all(map(_is_constant, value.values()))
    return not isinstance(value, (Ref, Object, Layer, slice))


def _is_operand(value: Value) -> bool:
    """Whether `value` can stand beside an operator: a tensor or a number."""
    return isinstance(value, Ref) or (
        isinstance(value, (int, float)) and not isinstance(value, bool)
    )
