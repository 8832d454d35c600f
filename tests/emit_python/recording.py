"""A Keras that only takes notes: emitted code runs in it without TensorFlow.

Each tensor is known by how it came about, as a nested tuple; equal tuples mean equal tensors. What
a graph should come to is said in the same tuples by `expected`.
"""

from __future__ import annotations

import sys
import types

from graphdsl.emit.python.spelling import BINARY, POSITIONAL
from graphdsl.graph import Layer, Object, Ref

OPERATORS = {
    "__add__": "+", "__sub__": "-", "__mul__": "*", "__truediv__": "/", "__floordiv__": "//",
    "__mod__": "%", "__pow__": "**", "__matmul__": "@", "__ne__": "!=", "__lt__": "<",
    "__le__": "<=", "__gt__": ">", "__ge__": ">=",
}  # fmt: skip


class Tensor:
    """Stands for what a call gives."""

    def __init__(self, key):
        self.key = key

    def __iter__(self):
        return (Tensor((self.key, number)) for number in range(9))

    def __getitem__(self, keys):
        if isinstance(keys, (int, str)):
            return Tensor((self.key, keys))
        return Tensor(("ops", "get_item", (self.key, plain(keys))))

    def __neg__(self):
        return Tensor(("ops", "-", (self.key,)))

    __hash__ = None


def _operator(sign, reverse):
    def method(self, other):
        operands = (plain(other), self.key) if reverse else (self.key, plain(other))
        return Tensor(("ops", sign, operands))

    return method


for method, sign in OPERATORS.items():
    setattr(Tensor, method, _operator(sign, False))
    setattr(Tensor, method.replace("__", "__r", 1), _operator(sign, True))


class Made:
    """A layer or an object."""

    def __init__(self, cls, args, kwargs):
        given = dict(zip(POSITIONAL.get(cls, ()), args, strict=False)) | kwargs
        self.name = given.pop("name", "")
        self.cls = cls
        self.args = plain(given)
        self.trainable = True
        self.calls = 0

    def key(self):
        return ("layer", self.cls, self.name, self.args, self.trainable)

    def __call__(self, *args, **kwargs):
        self.calls += 1
        return Several(self, (plain(args), plain(kwargs)))


class Several(Tensor):
    """What a layer gives: its first tensor, or as many as are asked for."""

    def __init__(self, layer, operands):
        super().__init__(("call", layer, operands))

    def __iter__(self):
        return (Tensor((self.key, number)) for number in range(9))


class Model(Made):
    """`keras.Model`, with the layers that its outputs come from."""

    def __init__(self, inputs, outputs, name):
        super().__init__("Model", (), {"name": name})
        self.inputs, self.outputs = plain(inputs), plain(outputs)
        self.layers = list(_layers(self.outputs).values())
        self.compiled = None

    def get_layer(self, name):
        return next(layer for layer in self.layers if layer.name == name)

    def compile(self, **kwargs):
        self.compiled = plain(kwargs)

    def key(self):
        return ("model", self.name, settled(self.inputs), settled(self.outputs), self.trainable)


def _layers(key):
    """Every layer behind `key`, by its identity."""
    found, todo, seen = {}, [key], set()
    while todo:
        item = todo.pop()
        if isinstance(item, Made):
            found.setdefault(id(item), item)
        elif isinstance(item, tuple) and id(item) not in seen:
            seen.add(id(item))
            todo.extend(item)
    return found


def plain(value):
    """A value as tuples that can be compared."""
    match value:
        case Tensor():
            return value.key
        case Made():
            return value
        case dict():
            return ("dict", *sorted((key, plain(item)) for key, item in value.items()))
        case list() | tuple():
            return (type(value).__name__, *map(plain, value))
        case slice():
            return ("slice", value.start, value.stop, value.step)
        case _:
            return f"{value!r}"


def settled(key, memo=None):
    """`key` as numbers of a table in which every different part stands once."""
    memo = {} if memo is None else memo
    todo, numbers = [key], {}
    while todo:
        item = todo[-1]
        parts = item.key() if isinstance(item, Made) else item
        inner = parts if isinstance(parts, tuple) else ()
        waiting = [p for p in inner if isinstance(p, (tuple, Made)) and id(p) not in numbers]
        if waiting:
            todo.extend(waiting)
            continue
        todo.pop()
        text = tuple(numbers[id(p)] if isinstance(p, (tuple, Made)) else p for p in inner)
        numbers[id(item)] = memo.setdefault(text or parts, len(memo))
        _KEEP.append(parts)
    return numbers[id(key)], tuple(memo.items())


_KEEP = []
