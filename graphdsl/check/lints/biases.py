"""GDL407: a bias that batch normalisation takes out again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graphdsl.check.lints.subject import Subject, argument, class_of, first_operand
from graphdsl.diagnostics.base import Diagnostic, Edit
from graphdsl.diagnostics.lints import UselessBias
from graphdsl.graph import Layer, Node
from graphdsl.layers.families.parts import channels_first
from graphdsl.source import Span
from graphdsl.syntax import ast

_NORM: Final = "BatchNormalization"
_DENSE: Final = "Dense"
_CONVOLUTION: Final = re.compile(r"(Separable|Depthwise)?Conv[123]D(Transpose)?")
_POOLING: Final = re.compile(r"(Max|Average)Pooling[123]D")
_LINEAR: Final = (None, "linear")
_STRAIGHT: Final = re.compile(r"(?:\s|->|;|#[^\n]*(?=\n))*")
"""What stands between two steps of which the second takes what the first gives, and nothing else
does."""


def lint_biases(subject: Subject) -> Iterator[Diagnostic]:
    """Layers with a bias whose only reader is a batch normalisation over the same channels."""
    for norm in subject.nodes:
        layer = subject.graph.layer_of(norm)
        if class_of(layer) != _NORM or not _takes_means(layer, subject):
            continue
        node = _biased(norm, layer, subject)
        if node is not None:
            biased = subject.graph.layer_of(node)
            found = UselessBias(
                layer=biased.cls,
                norm=subject.origins.node(norm.name).span,
                edits=_edits(biased, node, norm, subject),
            )
            yield subject.at(found, node)


def _takes_means(norm: Layer, subject: Subject) -> bool:
    """Whether it subtracts the mean of this one batch: it is not frozen, and called once."""
    once = len(subject.calls[norm.name]) == 1
    return once and norm.name not in subject.frozen and argument(norm, "renorm") is False


def _biased(norm: Node, layer: Layer, subject: Subject) -> Node | None:
    """The call whose bias is cancelled."""
    axis, at = argument(layer, "axis"), norm
    while True:
        ref = first_operand(at)
        node = subject.graph.nodes.get(ref.node) if ref else None
        shape = subject.shape(ref) if ref else None
        if ref is None or node is None or shape is None or not isinstance(axis, int):
            return None
        if subject.readers[node.name] != [at.name]:
            return None
        maker = subject.graph.layer_of(node)
        if _has_bias(maker, subject):
            return node if axis % len(shape) == _channel_axis(maker, len(shape)) else None
        if not _keeps_constants(maker, axis % len(shape), len(shape)):
            return None
        at = node


def _has_bias(layer: Layer, subject: Subject) -> bool:
    """Whether a bias is the last thing that it adds, and is trained for this one use."""
    cls = class_of(layer)
    return (
        (cls == _DENSE or _CONVOLUTION.fullmatch(cls) is not None)
        and argument(layer, "use_bias") is True
        and argument(layer, "activation") in _LINEAR
        and argument(layer, "activity_regularizer") is None
        and len(subject.calls[layer.name]) == 1
        and layer.name not in subject.frozen
    )


def _channel_axis(layer: Layer, rank: int) -> int:
    data_format = argument(layer, "data_format") if class_of(layer) != _DENSE else None
    first = isinstance(data_format, str) and channels_first(data_format)
    return 1 if first else rank - 1


def _keeps_constants(layer: Layer, axis: int, rank: int) -> bool:
    """Whether a number that is added to a channel before it could as well be added behind it."""
    cls = class_of(layer)
    if _POOLING.fullmatch(cls):
        return _channel_axis(layer, rank) == axis
    return cls == "Identity" or (cls == "Activation" and argument(layer, "activation") in _LINEAR)


def _edits(layer: Layer, node: Node, norm: Node, subject: Subject) -> tuple[Edit, ...]:
    """The call with `use_bias = false`, where the two steps stand behind each other as they are.

    Then every use of the place is as this one, whatever it is called with.
    """
    here = subject.origins.node(node.name).span
    behind = subject.origins.node(norm.name).span
    if here.source is not behind.source or behind.start < here.end:
        return ()
    if not _STRAIGHT.fullmatch(here.source.text[here.end : behind.start]):
        return ()
    if "data_format" in layer.args or "axis" in subject.graph.layer_of(norm).args:
        return ()
    if "activation" in layer.args and not _is_said(layer, "activation", "linear|none", subject):
        return ()
    return _without_bias(layer, here, subject)


def _is_said(layer: Layer, name: str, words: str, subject: Subject) -> bool:
    """Whether an argument is one of these words, and not what a parameter holds."""
    text = subject.argument_span(layer, name).text
    return re.fullmatch(rf"(?:{name}\s*=\s*)?(?:{words})", text) is not None


def _without_bias(layer: Layer, here: Span, subject: Subject) -> tuple[Edit, ...]:
    said = subject.argument_span(layer, "use_bias")
    if "use_bias" in layer.args and _is_within(said, here):
        if not _is_said(layer, "use_bias", "true", subject):
            return ()
        return (Edit(said.source.span(said.end - len("true"), said.end), "false"),)
    calls = subject.origins.layer(layer.name).calls
    if calls and _is_within(calls[0].span, here):
        return _in_call(calls[0])
    return (Edit(_end(here), "(use_bias = false)"),) if here.text.isidentifier() else ()


def _is_within(inner: Span, outer: Span) -> bool:
    same = inner.source is outer.source
    return same and outer.start <= inner.start and inner.end <= outer.end


def _in_call(call: ast.Call) -> tuple[Edit, ...]:
    if call.args:
        return (Edit(_end(call.args[-1].span), ", use_bias = false"),)
    inside = call.span.source.span(call.span.end - 1, call.span.end - 1)
    return (Edit(inside, "use_bias = false"),)


def _end(span: Span) -> Span:
    return span.source.span(span.end, span.end)
