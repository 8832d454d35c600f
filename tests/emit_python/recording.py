"""A Keras that only takes notes: emitted code runs in it without TensorFlow.

Every layer and tensor is a number, given by how it came about; what a graph should come to is told
in the same numbers, so that both can be compared.
"""

from __future__ import annotations

import sys
import types
from dataclasses import dataclass, field

from graphdsl.emit.python.spelling import BINARY, POSITIONAL
from graphdsl.graph import Layer, Object, Ref
from graphdsl.graph.structures import ways

SIGNS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%",
    "pow": "**", "matmul": "@", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip


@dataclass
class Notes:
    """Numbers for what has been made."""

    numbers: dict = field(default_factory=dict)
    layers: list = field(default_factory=list)

    def number(self, *key):
        return self.numbers.setdefault(key, len(self.numbers))

    def made(self, cls, name, args):
        return self.number("made", cls, name, *sorted(args.items()))

    def called(self, layer, args, kwargs):
        return self.number("call", layer, args, *sorted(kwargs.items()))

    def computed(self, function, args, kwargs):
        if function == "get_item":
            keys = args[1][1:] if isinstance(args[1], tuple) and args[1][0] == "tuple" else args[1:]
            return self.item(args[0], keys)
        if len(args) == 2 and not kwargs and function in BINARY:
            function = BINARY[function]
        if len(args) == 1 and not kwargs and function == "negative":
            function = "-"
        return self.number("ops", function, args, *sorted(kwargs.items()))

    def item(self, value, keys):
        while len(keys) > 1 and keys[-1] == "Ellipsis":
            keys = keys[:-1]
        return self.number("item", value, keys)


class Tensor:
    def __init__(self, notes, number):
        self.notes, self.number = notes, number

    def __iter__(self):
        return iter([self[n] for n in range(self.notes.labels)])

    def __getitem__(self, keys):
        keys = keys if isinstance(keys, tuple) else (keys,)
        return Tensor(self.notes, self.notes.item(self.number, tuple(map(plain, keys))))

    def __neg__(self):
        return Tensor(self.notes, self.notes.computed("negative", (self.number,), {}))

    def operate(self, sign, left, right):
        key = (plain(left), plain(right))
        return Tensor(self.notes, self.notes.number("ops", sign, key))

    __hash__ = None


def _operators(sign):
    return (
        lambda self, other: self.operate(sign, self, other),
        lambda self, other: self.operate(sign, other, self),
    )


for method, sign in SIGNS.items():
    forward, backward = _operators(sign)
    setattr(Tensor, f"__{method}__", forward)
    setattr(Tensor, f"__r{method}__", backward)


class Made:
    """A layer, a model or an object of Keras."""

    def __init__(self, notes, cls, args, kwargs):
        given = dict(zip(POSITIONAL.get(cls, ()), args, strict=False)) | kwargs
        self.notes, self.cls, self.name = notes, cls, given.pop("name", "")
        self.number = notes.made(cls, self.name, {k: plain(v) for k, v in given.items()})
        self.trainable = True
        notes.layers.append(self)

    def __call__(self, *args, **kwargs):
        named = {key: plain(value) for key, value in kwargs.items()}
        return Tensor(self.notes, self.notes.called(self.number, tuple(map(plain, args)), named))


class Model(Made):
    def __init__(self, notes, inputs, outputs, name):
        self.notes, self.name, self.trainable = notes, name, True
        self.number = notes.number("model", name, plain(inputs), plain(outputs))
        self.layers = [layer for layer in notes.layers if layer.name]
        notes.layers.append(self)

    def get_layer(self, name):
        return next(layer for layer in self.layers if layer.name == name)

    def compile(self, **kwargs):
        pass


def plain(value):
    """A value as something that can be compared and hashed."""
    match value:
        case Tensor() | Made():
            return value.number
        case dict():
            return ("dict", *((key, plain(item)) for key, item in value.items()))
        case list() | tuple():
            return (type(value).__name__, *map(plain, value))
        case _:
            return repr(value)


class Namespace:
    """A module of Keras: each of its names is a class, or a function of `ops`."""

    def __init__(self, notes, path=""):
        self.notes, self.path = notes, path

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Namespace(self.notes, f"{self.path}.{name}" if self.path else name)

    def __call__(self, *args, **kwargs):
        head, _, name = self.path.partition(".")
        if self.path == "Model":
            return Model(self.notes, *args, **kwargs)
        if self.path == "Input":
            shape, dtype = kwargs["shape"], kwargs.get("dtype", "float32")
            return Tensor(self.notes, self.notes.number("input", kwargs["name"], shape, dtype))
        if head == "ops":
            named = {key: plain(value) for key, value in kwargs.items()}
            return Tensor(self.notes, self.notes.computed(name, tuple(map(plain, args)), named))
        return Made(self.notes, self.path.rpartition(".")[2], args, kwargs)


def run(text, notes, labels):
    """Runs emitted code with a Keras that takes `notes`; the model that it makes."""
    keras = types.ModuleType("keras")
    space = Namespace(notes)
    notes.labels = labels
    keras.__getattr__ = lambda name: getattr(space, name)
    custom = types.ModuleType("custom_layers")
    custom.__getattr__ = lambda name: getattr(space, f"custom.{name}")
    before = {name: sys.modules.get(name) for name in ("keras", "custom_layers")}
    sys.modules.update({"keras": keras, "custom_layers": custom})
    names = {"__name__": "emitted"}
    try:
        exec(compile(text, "emitted.py", "exec"), names)
        return [value for name, value in names.items() if name.startswith("build_")][-1]()
    finally:
        for name, module in before.items():
            sys.modules.pop(name)
            if module is not None:
                sys.modules[name] = module


def expected(graph, notes):
    """The number of the model that `graph` is, the layers it has, and those that are frozen."""
    tensors = {i.name: notes.number("input", i.name, tuple(i.shape), i.dtype) for i in graph.inputs}
    alive = _alive(graph)
    told = _Told(graph, notes, tensors)
    for node in graph.nodes.values():
        if node.name in alive:
            tensors[node.name] = told.call(node)
    whole = laid_out(graph.gives, {o.name: told.output(o) for o in graph.outputs})
    given = laid_out(graph.takes, {i.name: tensors[i.name] for i in graph.inputs})
    layers = {graph.nodes[name].layer for name in alive}
    layers = {name for name in layers if graph.layers[name].kind != "function"}
    return notes.number("model", graph.name, given, whole), layers | told.identities


def laid_out(structure, numbers):
    if isinstance(structure, str):
        return numbers[structure]
    if isinstance(structure, list):
        return ("list", *(laid_out(item, numbers) for item in structure))
    return ("dict", *((key, laid_out(item, numbers)) for key, item in structure.items()))


def _alive(graph):
    found, todo = set(), [output.value.node for output in graph.outputs]
    while todo:
        name = todo.pop()
        if name in graph.nodes and name not in found:
            found.add(name)
            todo.extend(ref.node for ref in graph.nodes[name].refs())
    return found


class _Told:
    def __init__(self, graph, notes, tensors):
        self.graph, self.notes, self.tensors = graph, notes, tensors
        self.identities = set()
        refs = [ref for node in graph.nodes.values() for ref in node.refs()]
        refs += [output.value for output in graph.outputs]
        self.keyed = {ref.node for ref in refs if ref.index}

    def value(self, value):
        match value:
            case Ref():
                return self.tensor(value)
            case Object():
                args = {key: self.value(item) for key, item in value.args.items()}
                return self.notes.made(value.cls, "", args)
            case Layer() if value.graph is not None:
                return expected(value.graph, self.notes)[0]
            case Layer():
                args = {key: self.value(item) for key, item in value.args.items()}
                return self.notes.made(value.cls, value.name, args)
            case dict():
                return ("dict", *((key, self.value(item)) for key, item in value.items()))
            case list() | tuple():
                return (type(value).__name__, *map(self.value, value))
            case slice():
                return repr(value)
            case _:
                return repr(value)

    def tensor(self, ref):
        node = self.graph.nodes.get(ref.node)
        number = self.tensors[ref.node]
        if node is None:
            return number
        inner = self.graph.layers[node.layer].graph
        if inner is not None and not isinstance(inner.gives, str):
            way = dict(ways(inner.gives))[inner.outputs[ref.index].name]
            for key in way:
                number = self.notes.item(number, (repr(key),))
            return number
        several = len(node.results) > 1 or ref.node in self.keyed
        return self.notes.item(number, (repr(ref.index),)) if several else number

    def call(self, node):
        layer = self.graph.layers[node.layer]
        args = tuple(map(self.value, node.args))
        kwargs = {key: self.value(value) for key, value in node.kwargs.items()}
        if layer.kind == "function":
            return self.notes.computed(layer.cls, args, kwargs)
        if layer.graph is not None:
            names = [given.name for given in layer.graph.inputs]
            named = dict(zip(names, args, strict=False)) | kwargs
            args, kwargs = (laid_out(layer.graph.takes, named),), {}
        return self.notes.called(self.value(layer), args, kwargs)

    def output(self, output):
        number = self.tensor(output.value)
        if self.graph.output_structure is not None:
            return number
        node = self.graph.nodes.get(output.value.node)
        if node is None and output.value.node == output.name:
            return number
        kind = "function" if node is None else self.graph.layers[node.layer].kind
        if node is not None and node.layer == output.name and kind != "function":
            return number
        self.identities.add(output.name)
        return self.notes.called(self.notes.made("Identity", output.name, {}), (number,), {})
