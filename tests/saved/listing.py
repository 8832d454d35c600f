"""A graph as lines that can be read in a review: one for each input, call and output."""

from __future__ import annotations

from graphdsl.graph import Graph, Layer, Object, Ref
from graphdsl.graph.structures import in_words


def listing(graph: Graph, indent: str = "") -> list[str]:
    lines = [f"{indent}model {graph.name}"]
    lines += [f"{indent}  input {i.name}: {i.dtype}{list(i.shape)}" for i in graph.inputs]
    seen = set()
    for node in graph.nodes.values():
        layer = graph.layer_of(node)
        made = f"the same {layer.name}" if layer.name in seen else of(layer)
        seen.add(layer.name)
        results = f" as {', '.join(node.results)}" if node.results else ""
        operands = [of(v) for v in node.args] + [f"{k} = {of(v)}" for k, v in node.kwargs.items()]
        lines.append(f"{indent}  {node.name}{results} = {made} of ({', '.join(operands)})")
        if layer.graph is not None and not made.startswith("the same"):
            lines += listing(layer.graph, indent + "    ")
    lines += [f"{indent}  output {o.name} = {of(o.value)}" for o in graph.outputs]
    if graph.input_structure is not None:
        lines.append(f"{indent}  taken in {in_words(graph.input_structure)}")
    if graph.output_structure is not None:
        lines.append(f"{indent}  given in {in_words(graph.output_structure)}")
    return lines


def of(value) -> str:
    match value:
        case Layer():
            frozen = "frozen " if value.frozen else ""
            name = f"{value.name!r} " if value.name and value.kind == "extern" else ""
            args = ", ".join(f"{k} = {of(v)}" for k, v in value.args.items())
            inner = "; ".join(listing(value.graph)) if value.graph and not value.name else ""
            return f"{frozen}{name}{value.cls}({args}{inner})"
        case Object():
            return f"{value.cls}({', '.join(f'{k} = {of(v)}' for k, v in value.args.items())})"
        case Ref():
            return value.node if value.index == 0 else f"{value.node}[{value.index}]"
        case list():
            return f"[{', '.join(map(of, value))}]"
        case tuple():
            return f"({', '.join(map(of, value))})"
        case slice():
            parts = (value.start, value.stop, value.step)
            return ":".join("" if part is None else of(part) for part in parts)
        case _:
            return repr(value)
