"""Graph operations for Python: of a graph they make a graph, of a Keras model a Keras model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from graphdsl.graph import Graph, Layer

if TYPE_CHECKING:
    from graphdsl.pipeline import KerasModel

    Model = TypeVar("Model", Graph, KerasModel)

Names = str | Sequence[str]
"""A name or a glob, or several."""


def cutout(model: Model, keep: Names, since: Names = ()) -> Model:
    """The smallest part of `model` that computes `keep`: outputs, segments, values or layers.

    Globs such as "learner_*" stand for several. The values that `since` names become inputs.
    Losses, metrics and frozen flags of what remains stay. Of a Keras model the weights are copied,
    so that training or freezing the part leaves `model` as it was; the state of its optimizer is
    left behind, and a GraphdslWarning says so. Raises GraphdslError where a name stands for
    nothing, and where a connection leads around the starts.

    >>> from graphdsl import cutout, lower
    >>> two = "Dense(2) as a; Dense(3) as b; output a, b"
    >>> list(cutout(lower(f"model m {{ input x: [4]; {two} }}"), "a").layers)
    ['a']
    """
    return _run("cutout", model, keep=keep, since=since)


def freeze(model: Model, names: Names = "*") -> Model:
    """`model` with the layers frozen that `names` stand for, each by itself; all if none are named.

    >>> from graphdsl import freeze, lower
    >>> graph = freeze(lower("model m { input x: [4]; stem { Dense(2) }; Dense(1) }"), "stem")
    >>> [layer.frozen for layer in graph.layers.values()]
    [True, False]
    """
    return _run("freeze", model, names=names)


def unfreeze(model: Model, names: Names = "*") -> Model:
    """`model` with the layers trained that `names` stand for; all if none are named.

    >>> from graphdsl import lower, unfreeze
    >>> graph = unfreeze(lower("model m { input x: [4]; frozen stem { Dense(2) }; Dense(1) }"))
    >>> [layer.frozen for layer in graph.layers.values()]
    [False, False]
    """
    return _run("unfreeze", model, names=names)


def replace(model: Model, old: str, new: str | Layer) -> Model:
    """`model` with `new` in place of every layer of the class `old`, those in nested models too.

    Arguments that both have are carried over, and weights where the shapes fit. `new` is written as
    in the language. Raises GraphdslError where there is no such layer, or the shapes do not fit.

    >>> from graphdsl import lower, replace
    >>> graph = lower("model m { input x: [4]; Dropout(0.3); Dense(1) }")
    >>> graph = replace(graph, "Dropout", "MCDropout")
    >>> graph.layers["dropout"].cls, graph.layers["dropout"].args["rate"]
    ('MCDropout', 0.3)
    """
    return _run("replace", model, change=(old, _layer(new)))


def insert(model: Model, layer: str | Layer, *, after: Names = (), before: Names = ()) -> Model:
    """`model` with a new `layer` behind each value `after`, and in front of each layer `before`.

    >>> from graphdsl import insert, lower
    >>> graph = lower("model m { input x: [4]; Dense(2) as a; Dense(1) }")
    >>> list(insert(graph, "ReLU", after="a").layers)
    ['a', 're_lu', 'dense']
    """
    return _run("insert", model, layer=_layer(layer), after=after, before=before)


def remove(model: Model, names: Names) -> Model:
    """`model` without the layers that `names` stand for; each has to read and to give one tensor.

    >>> from graphdsl import lower, remove
    >>> list(remove(lower("model m { input x: [4]; Dropout(0.3); Dense(1) }"), "dropout").layers)
    ['dense']
    """
    return _run("remove", model, names=names)


def drop_aux(model: Model) -> Model:
    """`model` without auxiliary outputs and what only they need; it stays trained.

    A Keras model does not tell which of its outputs are auxiliary: `cutout` keeps those named.

    >>> from graphdsl import drop_aux, lower
    >>> heads = "aux a (loss = mse) { Dense(1) }; head b (loss = mse) { Dense(1) }"
    >>> graph = drop_aux(lower(f"model m {{ input x: [4]; {heads} }}"))
    >>> [output.name for output in graph.outputs]
    ['b']
    """
    return _run("drop_aux", model)


def flatten(model: Model) -> Model:
    """`model` with the models in it written out; layers are called after them, `tower_dense`.

    >>> from graphdsl import flatten, lower
    >>> text = "model t { input x: [4]; Dense(2) }\\nmodel m { input x: [4]; t as tower; Dense(1) }"
    >>> list(flatten(lower(text, model="m")).layers)
    ['tower_dense', 'dense']
    """
    return _run("flatten", model)


def nest(model: Model, names: Names) -> Model:
    """`model` with each segment that `names` stand for as a model of its own, which it calls.

    >>> from graphdsl import lower, nest
    >>> graph = nest(lower("model m { input x: [4]; stem { Dense(2) }; Dense(1) }"), "stem")
    >>> [layer.kind for layer in graph.layers.values()]
    ['model', 'layer']
    """
    return _run("nest", model, names=names)


def merge(
    models: Sequence[Model],
    join: str | Layer | None = None,
    factors: Sequence[float] | None = None,
) -> Model:
    """One model of several that take the same inputs: joined by a layer, added up by `factors`, or
    side by side.

    >>> from graphdsl import lower, merge
    >>> one = lower("model one { input x: [4]; Dense(2) }")
    >>> two = lower("model two { input x: [4]; Dense(2) }")
    >>> list(merge([one, two], "Average").layers)
    ['one', 'two', 'average']
    """
    made = None if join is None else _layer(join)
    return _run("merge", cast("Any", list(models)), join=made, factors=factors)


def outputs(model: Model, names: Names = "*") -> Model:
    """`model` with what the layers that `names` stand for give as further outputs, for looking at
    activations; it is not trained.

    >>> from graphdsl import lower, outputs
    >>> graph = lower("model m { input x: [4]; Dense(2) as a; Dense(1) }")
    >>> [output.name for output in outputs(graph).outputs]
    ['dense', 'a']
    """
    return _run("outputs", model, names=names)


def prepend(
    model: Model,
    layer: str | Layer,
    *,
    shape: Sequence[int | None] | None = None,
    dtype: str | None = None,
    input: str | None = None,
) -> Model:
    """`model` with `layer`, such as Resizing, in front of its input.

    The input takes `shape` (without the batch dimension) and `dtype` from then on; `input` is its
    name where there are several.

    >>> from graphdsl import lower, prepend
    >>> graph = lower("model m { input image: [8, 8, 3]; Flatten -> Dense(1) }")
    >>> prepend(graph, "Resizing(8, 8)", shape=[32, 32, 3]).inputs[0].shape
    (32, 32, 3)
    """
    return _run("prepend", model, layer=_layer(layer), shape=shape, dtype=dtype, input=input)


def _layer(given: str | Layer) -> Layer:
    """A layer as it is, or as it is written in the language; raises GraphdslError."""
    if isinstance(given, Layer):
        return given
    from graphdsl.lowering.operations import read_argument

    return read_argument(given, "layer", "layer")


def _run(name: str, model: Model, **arguments: Any) -> Model:
    """The operation on a graph, or on a Keras model through its graph."""
    from graphdsl.transforms.operations import OPERATIONS

    operation = OPERATIONS[name]
    given: Mapping[str, Any] = {n: v for n, v in arguments.items() if v is not None and v != ()}

    def make(graphs: Any) -> Graph:
        return operation.run(graphs, **given)

    models = cast("list[Any]", model) if isinstance(model, list) else [model]
    if all(isinstance(one, Graph) for one in models):
        return cast("Model", make(model))
    return cast("Model", _on_models(models, make, several=operation.several))


def _on_models(models: list[Any], make: Callable[[Any], Graph], *, several: bool) -> Any:
    from graphdsl.keras.operating import operate

    return operate(models, make, several=several)
