"""Graphs written by hand, call by call."""

from __future__ import annotations

from graphdsl.graph import Graph, Input, Layer, Node, Output, Ref, Segment


class Draft:
    """A graph in the making: every method gives the Ref to what it made."""

    def __init__(self, name="net"):
        self.name = name
        self.inputs, self.layers, self.nodes, self.outputs, self.segments = [], {}, {}, [], {}

    def input(self, name, *shape, dtype="float32"):
        self.inputs.append(Input(name, shape, dtype))
        return Ref(name)

    def layer(self, name, cls, kind="layer", *, frozen=False, graph=None, **args):
        self.layers[name] = Layer(name, kind, cls, args, frozen, graph)
        return name

    def call(self, layer, *operands, name=None, segment="", results=(), **kwargs):
        name = name or layer
        self.nodes[name] = Node(name, layer, operands, kwargs, segment, results)
        return Ref(name)

    def add(self, name, cls, *operands, kind="layer", frozen=False, segment="", call=None, **args):
        """A layer and its only call; `call` holds the keyword operands."""
        self.layer(name, cls, kind, frozen=frozen, **args)
        return self.call(name, *operands, segment=segment, **(call or {}))

    def chain(self, start, *steps):
        """Layers one after the other: `("fc", "Dense", {"units": 3})`."""
        for name, cls, args in steps:
            start = self.add(name, cls, start, **args)
        return start

    def function(self, name, function, *args, **kwargs):
        self.layer(name, function, "function")
        return self.call(name, *args, **kwargs)

    def model(self, name, graph, *operands, frozen=False, **kwargs):
        self.layer(name, graph.name, "model", graph=graph, frozen=frozen)
        return self.call(name, *operands, **kwargs)

    def segment(self, path, kind="stage", **more):
        self.segments[path] = Segment(path, kind, path.rpartition(".")[0], **more)
        return path

    def output(self, name, value, **how):
        self.outputs.append(Output(name, value, **how))

    def graph(self, train=None):
        return Graph(
            self.name,
            tuple(self.inputs),
            self.layers,
            self.nodes,
            tuple(self.outputs),
            self.segments,
            train,
        )


def dense(units, activation=None):
    """The arguments of a Dense layer."""
    return {"units": units} | ({"activation": activation} if activation else {})


def tower(name="tower", *, outputs=("code",), inputs=("pixels",)):
    """A small model with as many inputs of size 4 and outputs of size 3 as are named."""
    d = Draft(name)
    given = [d.input(name, 4) for name in inputs]
    both = given[0] if len(given) == 1 else d.function("mixed", "subtract", *given)
    hidden = d.add("hidden", "Dense", both, units=5)
    for number, output in enumerate(outputs):
        d.output(output, d.add(output, "Dense", hidden, units=3 + number))
    return d.graph()


def layer_value(cls, name="", graph=None, **args):
    """A layer that stands among the arguments of another."""
    return Layer(name, "layer" if graph is None else "model", cls, args, graph=graph)
