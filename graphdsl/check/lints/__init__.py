"""Lints: what Keras builds and trains without a word, and hardly anybody means.

The module of a lint is loaded for the first graph in which it may find something.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final, TypeAlias

from graphdsl.check.lints.subject import ELEMENTWISE, Subject
from graphdsl.check.types import Types
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph import Graph
from graphdsl.graph.training import is_trained
from graphdsl.origins import Origins

Lint: TypeAlias = Callable[[Subject], Iterator[Diagnostic]]


def lint(
    graph: Graph, types: Types, origins: Origins, apart: Collection[int] = ()
) -> Iterator[Diagnostic]:
    """What is doubtful in a graph without errors, and once in each model that is a step of it.

    `apart` holds the ids of the origins of models that are looked at by themselves: each use of a
    model has a graph of its own, but the same place in the text.
    """
    for found in _lint(graph, types, origins, apart):
        if found.span not in origins.parts:
            yield found


def _lint(
    graph: Graph, types: Types, origins: Origins, apart: Collection[int]
) -> Iterator[Diagnostic]:
    outermost = Subject(graph, types, origins)
    trained = is_trained(graph)
    for look in OF_TRAINING if trained else ():
        yield from look(outermost)
    seen = {id(origins)}
    todo = [outermost]
    while todo:
        subject = todo.pop()
        known = subject is not outermost and id(subject.origins) in apart
        for look in () if known else OF_GRAPHS:
            yield from look(subject)
        told = known and is_trained(subject.graph)
        for look in OF_PARTS_IN_TRAINING if trained and not told else ():
            yield from look(subject)
        for inner in (subject.inside(la) for la in subject.layers if la.graph is not None):
            if id(inner.origins) not in seen and not inner.origins.derived:
                seen.add(id(inner.origins))
                todo.append(inner)


def _biases(subject: Subject) -> Iterator[Diagnostic]:
    if "BatchNormalization" in subject.classes:
        from graphdsl.check.lints.biases import lint_biases

        yield from lint_biases(subject)


def _broadcasting(subject: Subject) -> Iterator[Diagnostic]:
    if subject.classes & ELEMENTWISE:
        from graphdsl.check.lints.broadcasting import lint_broadcasting

        yield from lint_broadcasting(subject)


def _branches(subject: Subject) -> Iterator[Diagnostic]:
    if any(None in declared.shape for declared in subject.graph.inputs):
        from graphdsl.check.lints.branches import lint_branches

        yield from lint_branches(subject)


def _batch(subject: Subject) -> Iterator[Diagnostic]:
    from graphdsl.check.lints.batch import lint_batch

    yield from lint_batch(subject)


def _softmax(subject: Subject) -> Iterator[Diagnostic]:
    from graphdsl.check.lints.softmax import lint_softmax

    yield from lint_softmax(subject)


def _dropout(subject: Subject) -> Iterator[Diagnostic]:
    if subject.frozen and not subject.held:
        from graphdsl.check.lints.freezing import lint_dropout

        yield from lint_dropout(subject)


def _untaught(subject: Subject) -> Iterator[Diagnostic]:
    if subject.frozen and not subject.held:
        from graphdsl.check.lints.freezing import lint_untaught

        yield from lint_untaught(subject)


def _losses(subject: Subject) -> Iterator[Diagnostic]:
    from graphdsl.check.lints.losses import lint_losses

    yield from lint_losses(subject)


def _outputs(subject: Subject) -> Iterator[Diagnostic]:
    if len(subject.graph.outputs) > 1:
        from graphdsl.check.lints.outputs import lint_loss_weights, lint_untrained

        yield from lint_loss_weights(subject)
        yield from lint_untrained(subject)


OF_GRAPHS: Final[tuple[Lint, ...]] = (
    _biases,
    _broadcasting,
    _branches,
    _batch,
    _softmax,
    _dropout,
)
"""What is looked for in every model, those inside others too."""
OF_PARTS_IN_TRAINING: Final[tuple[Lint, ...]] = (_untaught,)
"""The same, as long as the outermost model is trained as it stands."""
OF_TRAINING: Final[tuple[Lint, ...]] = (_losses, _outputs)
"""What is looked for in the outermost model, if it is trained as it stands."""
