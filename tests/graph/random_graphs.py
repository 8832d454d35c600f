"""Random graphs of every shape that `graphdsl.graph` can hold, however little sense they make."""

from __future__ import annotations

from hypothesis import strategies as st

from graphdsl.graph import UNKNOWN, Graph, Input, Layer, Node, Object, Output, Ref, Segment, Taken
from tests.emit_python.graphs import structure_of

NAMES = st.text(min_size=1, max_size=6)
MAYBE = st.just("") | NAMES
CLASSES = st.sampled_from(["Dense", "Add", "LSTM", "linalg.norm", "Ünïcode"])
SEGMENT_KINDS = st.sampled_from(["stem", "stage", "branch", "head", "aux", "block"])
SHAPES = st.lists(st.none() | st.integers(0, 512), max_size=3).map(tuple)

PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=2**52)
    | st.floats()
    | st.text(max_size=6)
    | st.just(UNKNOWN)
)


def _arguments(values):
    return st.dictionaries(NAMES, values, max_size=2)


def _containers(inner):
    return (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | _arguments(inner)
        | st.builds(Object, CLASSES, _arguments(inner))
        | st.builds(Layer, MAYBE, st.just("layer"), CLASSES, _arguments(inner), st.booleans())
    )


VALUES = st.recursive(PLAIN, _containers, max_leaves=4)
"""What can stand where no tensor may."""

ARGUMENTS = _arguments(VALUES)

REFS = st.builds(Ref, st.just(""), st.integers(0, 99))
"""Refs that do not know yet what they refer to: `_resolved` tells them."""

PARTS = st.none() | st.integers(-3, 3) | REFS
OPERANDS = st.recursive(
    VALUES | REFS | st.just(...) | st.builds(slice, PARTS, PARTS, PARTS),
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=3,
)
"""What can stand in the arguments of a call."""

CALLS = st.lists(
    st.builds(
        Node,
        NAMES,
        st.just(""),
        st.lists(OPERANDS, max_size=2).map(tuple),
        st.dictionaries(NAMES, OPERANDS, max_size=1),
        results=st.lists(NAMES, max_size=2).map(tuple),
    ),
    max_size=3,
    unique_by=lambda node: node.name,
)
SEGMENTS = st.lists(
    st.builds(
        Segment,
        NAMES,
        SEGMENT_KINDS,
        frozen=st.booleans(),
        copy_of=MAYBE,
        template=MAYBE,
        args=ARGUMENTS,
        operands=st.lists(st.tuples(MAYBE, OPERANDS), max_size=2).map(tuple),
        results=st.lists(st.tuples(MAYBE, REFS), max_size=2).map(tuple),
    ),
    max_size=2,
    unique_by=lambda segment: segment.path,
)
METRICS = st.lists(VALUES, max_size=2).map(tuple)
OUTPUTS = st.lists(
    st.builds(Output, NAMES, REFS, VALUES, VALUES, METRICS, st.booleans()),
    max_size=2,
    unique_by=lambda output: output.name,
)
INPUTS = st.lists(
    st.builds(Input, NAMES, SHAPES, NAMES), min_size=1, max_size=2, unique_by=lambda i: i.name
)
TAKEN = st.none() | st.builds(
    Taken,
    st.sampled_from(["model", "file", "application"]),
    NAMES,
    st.lists(NAMES, min_size=1, max_size=2).map(tuple),
    ARGUMENTS,
)
LAYERS = st.lists(
    st.builds(
        Layer,
        NAMES,
        st.sampled_from(["layer", "extern", "function"]),
        CLASSES,
        ARGUMENTS,
        st.booleans(),
        taken=TAKEN,
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda layer: layer.name,
)
TRAIN = st.none() | ARGUMENTS
NUMBERS = st.integers(0, 99)


def _resolved(value, known):
    """`value` with every ref told what it refers to: one of `known`, names with their outputs."""
    if isinstance(value, Ref):
        name, count = list(known.items())[value.index % len(known)]
        return Ref(name, value.index % count if count else value.index)
    if isinstance(value, slice):
        return slice(*(_resolved(part, known) for part in (value.start, value.stop, value.step)))
    if isinstance(value, (list, tuple)):
        return type(value)(_resolved(item, known) for item in value)
    return value


@st.composite
def graphs(draw, depth=1):
    """Graphs with models in them, `depth` levels deep."""
    inputs = draw(INPUTS)
    layers = {x.name: x for x in draw(LAYERS)}
    if depth and draw(st.booleans()):
        name = draw(NAMES)
        layers[name] = Layer(name, "model", draw(CLASSES), {}, False, draw(graphs(depth - 1)))
    segments = draw(SEGMENTS)
    paths = ["", *(s.path for s in segments)]
    known = {i.name: 1 for i in inputs}
    nodes = {}
    for node in draw(CALLS):
        if node.name not in known:
            nodes[node.name] = _placed(node, known, list(layers), paths, draw(NUMBERS))
            known[node.name] = len(node.results)
    outputs = tuple(
        Output(o.name, _resolved(o.value, known), o.loss, o.weight, o.metrics, o.aux, paths[-1])
        for o in draw(OUTPUTS)
    )
    found = {s.path: _connected(s, known, paths[i]) for i, s in enumerate(segments)}
    gives, takes = (_structure(draw, [one.name for one in side]) for side in (outputs, inputs))
    train = draw(TRAIN)
    return Graph(draw(NAMES), tuple(inputs), layers, nodes, outputs, found, train, gives, takes)


def _structure(draw, names):
    return structure_of(names, draw(st.randoms())) if names and draw(st.booleans()) else None


def _placed(node, known, layers, paths, number):
    args = tuple(_resolved(value, known) for value in node.args)
    kwargs = {name: _resolved(value, known) for name, value in node.kwargs.items()}
    layer, path = layers[number % len(layers)], paths[number % len(paths)]
    return Node(node.name, layer, args, kwargs, path, node.results)


def _connected(segment, known, parent):
    return Segment(
        segment.path,
        segment.kind,
        parent,
        segment.frozen,
        segment.copy_of,
        segment.template,
        segment.args,
        tuple((name, _resolved(value, known)) for name, value in segment.operands),
        tuple((name, _resolved(ref, known)) for name, ref in segment.results),
    )
