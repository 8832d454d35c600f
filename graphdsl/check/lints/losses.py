"""GDL620, GDL622, GDL623: a loss that does not fit what its head ends in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from graphdsl.check.lints.heads import LINEAR, Ending, ending
from graphdsl.check.lints.subject import Subject
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.losses import LogitsMismatch, LossOfOne, UnfitLoss
from graphdsl.graph import Object, Output, Value
from graphdsl.graph.training import per_output, said
from graphdsl.layers.objects.names import CLASSES, STRINGS
from graphdsl.origins import Origin

_CATEGORICAL: Final = frozenset(
    (
        "CategoricalCrossentropy",
        "SparseCategoricalCrossentropy",
        "CategoricalFocalCrossentropy",
        "CategoricalGeneralizedCrossEntropy",
    )
)
_BINARY: Final = frozenset(("BinaryCrossentropy", "BinaryFocalCrossentropy"))
_WITHOUT_LOGITS: Final = "CategoricalGeneralizedCrossEntropy"
"""The crossentropy that has no `from_logits`."""
_HINGES: Final = frozenset(("Hinge", "SquaredHinge"))
_OF_SEVERAL: Final = _CATEGORICAL | {"CosineSimilarity"}
"""Losses that say nothing about a single value."""

_SHARES: Final = frozenset(("softmax", "sparsemax"))
_YES_OR_NO: Final = frozenset(("sigmoid", "hard_sigmoid", "sparse_sigmoid"))
_POSITIVE: Final = frozenset(("exponential", "softplus", "squareplus", "sparse_plus"))
_CUT_OFF: Final = frozenset(("relu", "relu6"))
_SQUASHED: Final = frozenset(("tanh", "hard_tanh", "softsign"))
_SIGNED: Final = _SQUASHED | {
    *("elu", "selu", "celu", "gelu", "leaky_relu", "silu", "swish", "mish", "hard_silu"),
    *("hard_swish", "hard_shrink", "soft_shrink", "tanh_shrink", "log_sigmoid", "log_softmax"),
}
"""Activations that give numbers below 0."""


class Loss(NamedTuple):
    """A loss as it is told for an output."""

    cls: str
    written: str
    axis: int = -1
    from_logits: bool = False


def lint_losses(subject: Subject) -> Iterator[Diagnostic]:
    """Losses that do not fit the activation or the width of their output; one each at most."""
    given = per_output(subject.graph, "loss")
    for output in subject.graph.outputs:
        told = given.get(output.name) if isinstance(given, dict) else given
        loss = _loss(told)
        if loss is None:
            continue
        found = _unfit(loss, output, subject)
        if found is not None:
            yield loss_origin(output, subject).place(found)


def loss_origin(output: Output, subject: Subject, option: str = "loss") -> Origin:
    """Where an output is given its loss or its weight: in its head or in `train`."""
    entry = "loss_weights" if option == "weight" else option
    if output.name not in said(subject.graph, entry) and entry in subject.origins.train:
        return subject.origins.train[entry]
    written = subject.origins.options.get((output.segment, option))
    return written or subject.origins.output(output.name)


def _loss(told: Value) -> Loss | None:
    if isinstance(told, str):
        cls = STRINGS["losses"].get(told)
        return Loss(cls, told) if cls else None
    if not isinstance(told, Object) or told.cls not in CLASSES["losses"]:
        return None
    axis = told.args.get("axis", -1)
    if not isinstance(axis, int):
        return None
    cls = CLASSES["losses"][told.cls]
    return Loss(cls, cls, axis, told.args.get("from_logits") is True)


def _unfit(loss: Loss, output: Output, subject: Subject) -> Diagnostic | None:
    shape = subject.shape(output.value)
    if shape is None or len(shape) < 2:
        return None
    end = ending(output.value, subject)
    if shape[-1] == 1 and end is not None and end.activation in (*_SHARES, "log_softmax"):
        return None  # it is told that this is always the same number
    width = shape[loss.axis] if -len(shape) <= loss.axis < len(shape) else None
    if width == 1 and loss.cls in _OF_SEVERAL:
        span = None if end is None else end.span
        return LossOfOne(output=output.name, loss=loss.written, cls=loss.cls, end=span)
    if end is None or loss.axis not in (-1, len(shape) - 1):
        return None
    return _of_logits(loss, end, output) or _of_activation(loss, end, output)


def _of_logits(loss: Loss, end: Ending, output: Output) -> Diagnostic | None:
    """Logits taken for probabilities, or probabilities for logits."""
    if loss.cls not in _CATEGORICAL | _BINARY or loss.cls == _WITHOUT_LOGITS:
        return None
    probabilities = end.activation in _SHARES | _YES_OR_NO
    if probabilities != loss.from_logits or (end.activation != LINEAR and not probabilities):
        return None
    return LogitsMismatch(
        output=output.name,
        loss=loss.written,
        cls=loss.cls,
        activation=end.activation,
        layer=end.written,
        wanted="sigmoid" if loss.cls in _BINARY else "softmax",
        end=end.span,
    )


def _of_activation(loss: Loss, end: Ending, output: Output) -> Diagnostic | None:
    reason = _reason(loss, end.activation)
    if reason is None:
        return None
    return UnfitLoss(
        output=output.name,
        loss=loss.written,
        cls=loss.cls,
        activation=end.activation,
        layer=end.written,
        reason=reason,
        end=end.span,
    )


def _reason(loss: Loss, activation: str) -> str | None:
    """Why the activation does not fit, one of the keys of `UnfitLoss`."""
    if loss.cls == "Poisson":
        return "logarithm" if activation in _SIGNED | {LINEAR} else None
    if loss.cls in _HINGES:
        unsigned = _YES_OR_NO | _SHARES | _POSITIVE | _CUT_OFF
        return "one side" if activation in unsigned else None
    if loss.cls not in _CATEGORICAL | _BINARY:
        return None
    if loss.from_logits:
        cut = _CUT_OFF | _POSITIVE if loss.cls in _BINARY else _CUT_OFF
        bounded = "squashed" if activation in _SQUASHED else None
        return "cut off" if activation in cut else bounded
    if loss.cls in _BINARY:
        alien = _SIGNED | _CUT_OFF | _POSITIVE
        return "shares" if activation in _SHARES else "alien" if activation in alien else None
    if activation in _YES_OR_NO:
        return "yes or no"
    alien = _SIGNED | _CUT_OFF
    linear = activation == LINEAR and loss.cls == _WITHOUT_LOGITS
    return "alien" if activation in alien or linear else None
