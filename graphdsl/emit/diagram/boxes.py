"""What the box of an input, of a call and of an output says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphdsl.emit.counts import Count
from graphdsl.emit.diagram.arguments import headline, plain_argument
from graphdsl.emit.diagram.families import family_of
from graphdsl.emit.diagram.operations import operation
from graphdsl.emit.diagram.picture import Box
from graphdsl.emit.words import clean, count_text, tensor_text, value_text
from graphdsl.graph import Input, Layer, Node, Output, refs_in
from graphdsl.layers.tensors import BATCH, Sym, TensorType

Results = Sequence[TensorType] | None


def input_box(key: str, given: Input) -> Box:
    """The box of an input."""
    shape = tuple(Sym("?") if dim is None else dim for dim in given.shape)
    kind = tensor_text(TensorType((BATCH, *shape), given.dtype), always_dtype=True)
    name = clean(given.name)
    return Box(key, "input", name, (kind,), name=name, details=f"input {name}: {kind}")


def output_box(key: str, out: Output, tensor: TensorType) -> Box:
    """The box of an output: what it is and how it is trained."""
    name, kind = clean(out.name), tensor_text(tensor, always_dtype=True)
    facts = (kind, *_training(out))
    lines = (f"output {name}: {kind}", *facts[1:])
    return Box(key, "output", name, facts, name=name, details="\n".join(lines))


def _training(out: Output) -> Iterator[str]:
    if out.aux:
        yield "auxiliary"
    if out.loss is not None:
        yield f"loss {_spoken(out.loss)}"
    if out.weight is not None:
        yield f"weight {value_text(out.weight)}"
    if out.metrics:
        noun = "metric" if len(out.metrics) == 1 else "metrics"
        yield f"{noun} {', '.join(_spoken(metric) for metric in out.metrics)}"


def _spoken(value: object) -> str:
    """`sparse categorical crossentropy`: a symbol in words breaks over lines."""
    if isinstance(value, str):
        return clean(value).replace("_", " ")
    return value_text(value)  # pyright: ignore[reportArgumentType]


def node_box(
    key: str,
    node: Node,
    layer: Layer,
    tensors: Results,
    count: Count,
    *,
    frozen: bool = False,
    shared: tuple[int, int] | None = None,
    used: int = 1,
) -> Box:
    """The box of one call of `layer`, of which the first `used` results are read."""
    results = _results(node, tensors, used)
    details = "\n".join(_details(node, layer, results, count, frozen, shared))
    if layer.kind == "function":
        title = operation(layer.cls, node).text
        return Box(key, "operation", title, name=clean(node.name), results=results, details=details)
    head = headline(layer)
    title, facts = head.title, (*head.facts, *_call_facts(node))
    if layer.graph is not None:
        facts = (*facts, f"{len(layer.graph.layers)} layers")
    return Box(
        key,
        "layer" if layer.graph is None else "model",
        title,
        facts,
        head.activation,
        clean(layer.name),
        "" if shared is not None and shared[0] > 1 else params_text(count),
        family_of(layer.cls) if layer.kind == "layer" else "",
        frozen,
        shared,
        results,
        details,
        count=Count() if shared is not None and shared[0] > 1 else count,
    )


def params_text(count: Count) -> str:
    """`1,792 params`; nothing where there are none or none are known."""
    if not count.total:
        return ""
    noun = "param" if count.total == 1 else "params"
    return f"{count_text(count.total)}{'' if count.complete else '+'} {noun}"


def sums_text(count: Count, *, frozen: bool = False) -> str:
    """The same for a group, with those that training leaves alone where they are a part of it."""
    text = params_text(count)
    if not text or frozen or not count.fixed:
        return text
    return f"{text}, {count_text(count.fixed)} not trained"


def _call_facts(node: Node) -> tuple[str, ...]:
    """The plain values among the arguments of the call."""
    plain = ((n, v) for n, v in node.kwargs.items() if v is not None and not any(refs_in(v)))
    return tuple(plain_argument(n, v) for n, v in plain)


def _results(node: Node, tensors: Results, used: int) -> tuple[str, ...]:
    count = max(len(tensors or ()), len(node.results), used)
    texts: list[str] = []
    for place in range(count):
        known = tensors is not None and place < len(tensors)
        text = tensor_text(tensors[place]) if known and tensors is not None else "unknown shape"
        name = node.results[place] if place < len(node.results) else ""
        texts.append(f"{clean(name)}: {text}" if name and count > 1 else text)
    return tuple(texts)


def _details(
    node: Node,
    layer: Layer,
    results: tuple[str, ...],
    count: Count,
    frozen: bool,
    shared: tuple[int, int] | None,
) -> Iterator[str]:
    """All that is known of the call, a line each."""
    title = value_text(layer) if layer.kind != "model" else f"model {clean(layer.cls)}"
    yield f"{clean(node.name)}: {title if layer.args == {} else clean(layer.cls)}"
    for name, value in layer.args.items():
        yield f"{clean(name)} = {value_text(value)}"
    if shared is not None:
        yield f"call {shared[0]} of {shared[1]} of the shared {clean(layer.name)}"
    if frozen:
        yield "frozen"
    yield f"gives {', '.join(results)}"
    if count.total:
        yield f"{count.total:,} parameters, {count.trainable:,} trainable"
    if node.segment:
        yield f"in {clean(node.segment)}"
