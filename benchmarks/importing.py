"""`graphdsl import` of a saved model against `import keras`, and the structure of 10,000 calls."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.measure import side_by_side
from graphdsl.graph import Graph, Input, Layer, Node, Output, Ref
from graphdsl.graph.names import snake_case

ROUNDS = 11
LAYERS = 400
CALLS = 10_000
CLASSES = (
    ("Dense", {"units": 8}),
    ("ReLU", {}),
    ("Dropout", {"rate": 0.5}),
    ("BatchNormalization", {}),
    ("LayerNormalization", {}),
)
UNIT = 8
"""Layers of a unit that is nearly like others."""


class Drawing:
    """A graph that is being made, call by call."""

    def __init__(self) -> None:
        self.layers: dict[str, Layer] = {}
        self.nodes: dict[str, Node] = {}

    def call(self, name: str, cls: str, args: dict[str, Any], operand: Ref | list[Ref]) -> Ref:
        """One more layer, called once."""
        self.layers[name] = Layer(name, "layer", cls, args)
        self.nodes[name] = Node(name, name, (operand,))
        return Ref(name)

    def graph(self, last: Ref) -> Graph:
        """The graph whose output is `last`."""
        given = (Input("x", (8, 8, 8)),)
        return Graph("m", given, self.layers, self.nodes, (Output(last.node, last),))


def residual(calls: int) -> Graph:
    """Units of seven calls, with sizes that differ."""
    made, last, unit = Drawing(), Ref("x"), 0
    while len(made.nodes) < calls:
        start, unit = last, unit + 1
        for place in range(3):
            size = {"filters": 8, "kernel_size": 1 + unit % 7, "padding": "same"}
            last = made.call(f"b{unit}_{place}_conv", "Conv2D", size, last)
            last = made.call(f"b{unit}_{place}_relu", "ReLU", {}, last)
        last = made.call(f"b{unit}_add", "Add", {}, [start, last])
    return made.graph(last)


def chain(calls: int) -> Graph:
    """One layer behind the other."""
    made, last = Drawing(), Ref("x")
    for number in range(calls):
        last = made.call(f"d{number}", "Dense", {"units": number % 5 + 1}, last)
    return made.graph(last)


def wide(calls: int) -> Graph:
    """Everything side by side."""
    made = Drawing()
    each = [made.call(f"d{n}", "Dense", {"units": 8}, Ref("x")) for n in range(calls - 1)]
    return made.graph(made.call("sum", "Add", {}, each))


def tangled(calls: int) -> Graph:
    """Layers of any class, each behind one or two of any before it."""
    choice, made, there = Random(1), Drawing(), [Ref("x")]
    for number in range(calls - 1):
        cls, args = choice.choice(CLASSES)
        if number and choice.random() < 0.3:
            there.append(made.call(f"n{number}", "Add", {}, choice.sample(there, 2)))
        else:
            there.append(made.call(f"n{number}", cls, args, choice.choice(there)))
    read = {ref.node for node in made.nodes.values() for ref in node.refs()}
    return made.graph(made.call("sum", "Add", {}, [r for r in there if r.node not in read]))


def nearly(calls: int) -> Graph:
    """Units of which each is a little unlike the others; most are residual."""
    choice, made, last, unit = Random(2), Drawing(), Ref("x"), 0
    while len(made.nodes) < calls:
        start, unit = last, unit + 1
        for place in range(UNIT):
            odd = choice.random() < 0.15
            cls, args = choice.choice(CLASSES) if odd else CLASSES[place % len(CLASSES)]
            last = made.call(f"b{unit}_{place}_{snake_case(cls)}", cls, args, last)
        if choice.random() < 0.8:
            last = made.call(f"b{unit}_add", "Add", {}, [start, last])
    return made.graph(last)


def cells(calls: int) -> Graph:
    """Units that read the last two of them."""
    made, before, last, unit = Drawing(), Ref("x"), Ref("x"), 0
    while len(made.nodes) < calls:
        unit += 1
        size = {"filters": 8, "kernel_size": 1 + unit % 7, "padding": "same"}
        left = made.call(f"left_{unit}", "Conv2D", size, last)
        left = made.call(f"left_norm_{unit}", "BatchNormalization", {}, left)
        right = made.call(f"right_{unit}", "Conv2D", size, before)
        both = made.call(f"add_{unit}", "Add", {}, [left, right])
        before, last = last, made.call(f"concat_{unit}", "Add", {}, [before, both, left])
    return made.graph(last)


GRAPHS: Sequence[Callable[[int], Graph]] = (residual, chain, wide, tangled, nearly, cells)


def seconds_of(graph: Graph) -> tuple[float, float]:
    """How long its structure takes to find, and all of its text, in seconds of the processor."""
    from graphdsl.lifting import lift
    from graphdsl.lifting.folding import fold
    from graphdsl.lifting.models import Model
    from graphdsl.lifting.values import Values

    model = Model(graph, Values({}))
    start = time.process_time()
    fold(model, "m")
    folded = time.process_time()
    lift(graph)
    return folded - start, time.process_time() - folded


def saved(graph: Graph) -> str:
    """The graph as Keras writes it to a file."""
    written: list[dict[str, Any]] = [_entry("InputLayer", "x", {"batch_shape": [None, 8, 8, 8]})]
    for name, node in graph.nodes.items():
        layer = graph.layers[name]
        operand = node.args[0]
        tensors = [_tensor(ref) for ref in node.refs()]
        args = [tensors] if isinstance(operand, list) else tensors
        written.append(_entry(layer.cls, name, dict(layer.args), [{"args": args, "kwargs": {}}]))
    ends = {"input_layers": ["x", 0, 0], "output_layers": [graph.outputs[0].name, 0, 0]}
    config = {"name": "m", "layers": written, **ends}
    return json.dumps({"module": "keras", "class_name": "Functional", "config": config})


def _entry(
    cls: str, name: str, config: dict[str, Any], calls: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    own = {"name": name, "trainable": True, "dtype": "float32"}
    return {
        "module": "keras.layers",
        "class_name": cls,
        "name": name,
        "config": {**own, **config},
        "inbound_nodes": list(calls),
    }


def _tensor(ref: Ref) -> dict[str, Any]:
    history = {"shape": None, "dtype": "float32", "keras_history": [ref.node, 0, ref.index]}
    return {"class_name": "__keras_tensor__", "config": history}


def main() -> None:
    """Prints the costs of both processes with their ratio, then a line for each graph."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        path.write_text(saved(residual(LAYERS)), encoding="utf-8")
        program = str(Path(sys.executable).with_name("graphdsl"))
        costs = side_by_side(
            {
                "graphdsl import": [program, "import", str(path)],
                "import keras": [sys.executable, "-c", "import keras"],
            },
            ROUNDS,
        )
    for name, cost in costs.items():
        print(f"{name:16} {cost.seconds:8.3f} s {cost.bytes / 2**20:8.0f} MiB")
    ours, keras = costs.values()
    print(f"time    1/{keras.seconds / ours.seconds:.1f}   (at most 1/4)")
    print(f"\n{CALLS:,} calls   structure  whole text   (structure at most 10 s)")
    for make in GRAPHS:
        structure, text = seconds_of(make(CALLS))
        print(f"{make.__name__:12} {structure:9.2f} s {text:9.2f} s", flush=True)


if __name__ == "__main__":
    main()
