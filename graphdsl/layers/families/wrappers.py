"""Layers around another layer: in both directions, at every step, with normalised weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from graphdsl.diagnostics.arguments import ArgumentsClash
from graphdsl.diagnostics.nested import UnfitInnerLayer, WrongStates
from graphdsl.diagnostics.types import WrongRank, longer
from graphdsl.graph.model import Layer as GraphLayer
from graphdsl.graph.values import Value
from graphdsl.layers.base import Layer, Nesting, Operand, Problem, Reject, Result, Weight, arg
from graphdsl.layers.demands import class_name, one, only_tensors, ranked, shape_of
from graphdsl.layers.families.nested import call, differs, known, macs_of, some, weights_of
from graphdsl.layers.families.recurrence import SEQUENCES, Recurrent
from graphdsl.layers.families.states import halves
from graphdsl.layers.kinds import AnyValue, LayerValue, ListOf, OneOfAny, Optional, PositiveInt
from graphdsl.layers.masks import mask_of_steps
from graphdsl.layers.shapes import added, times, words
from graphdsl.layers.tensors import ANYTHING, TensorType

ONE_INPUT: Mapping[str, Operand] = {"inputs": Operand(), "mask": Operand(optional=True)}


class Bidirectional(Layer):
    """A recurrent layer forwards and backwards through time."""

    operands: ClassVar[Mapping[str, Operand]] = SEQUENCES
    training_matters = True
    weights_inside = True

    layer: GraphLayer = arg(LayerValue())
    merge_mode: str | None = arg(OneOfAny("sum", "mul", "ave", "concat", None), "concat")
    weights_: Value = arg(Optional(ListOf(AnyValue())), None)
    backward_layer: GraphLayer | None = arg(Optional(LayerValue()), None)

    def problems(self) -> Iterator[Problem]:
        """Layers that are not recurrent, or that do not go together."""
        for argument, layer in (("layer", self.layer), ("backward_layer", self.backward_layer)):
            inner = None if layer is None else known(layer)
            if layer is not None and inner is not None and not isinstance(inner, Recurrent):
                needs = "a recurrent layer, such as `LSTM(32)`"
                wrong = UnfitInnerLayer(layer="Bidirectional", inner=layer.cls, needs=needs)
                yield Problem(wrong, argument)
                return
        forward, backward = self.both()
        if forward is None or backward is None:
            return
        if self.backward_layer is None:
            if forward.go_backwards:
                yield self._clash("go both backwards: leave `go_backwards` out")
            return
        if forward.go_backwards == backward.go_backwards:
            yield self._clash("must go in opposite directions: set `go_backwards` in one of them")
        for flag in ("stateful", "return_sequences", "return_state"):
            if getattr(forward, flag) != getattr(backward, flag):
                yield self._clash(f"must have the same `{flag}`")

    def _clash(self, why: str) -> Problem:
        arguments = ("layer", "backward_layer")
        return Problem(
            ArgumentsClash(layer="Bidirectional", arguments=arguments, why=why), "backward_layer"
        )

    def both(self) -> tuple[Recurrent | None, Recurrent | None]:
        """What is known of the two layers."""
        forward = known(self.layer)
        backward = forward if self.backward_layer is None else known(self.backward_layer)
        return (
            forward if isinstance(forward, Recurrent) else None,
            backward if isinstance(backward, Recurrent) else None,
        )

    def infer(self, *, sequences: TensorType, initial_state: Any = None, **rest: Any) -> Result:
        """What the forward layer gives, twice as wide or in two parts, and all states."""
        forward, backward = self.both()
        if forward is None or backward is None:
            return ANYTHING
        if initial_state is not None:
            only_tensors(self, initial_state, "initial_state")
        ahead, back = halves(initial_state)
        try:
            found = forward.infer(sequences=sequences, initial_state=ahead, **rest)
            other = backward.infer(sequences=sequences, initial_state=back, **rest)
        except Reject as reject:
            if isinstance(reject.diagnostic, WrongStates):
                halved = reject.diagnostic.replace(halved=True)
                raise Reject(halved, reject.operand) from None
            raise
        several, others = (r if isinstance(r, tuple) else (r,) for r in (found, other))
        if [t.shape for t in several] != [t.shape for t in others]:
            wide = " and ".join(", ".join(map(str, tensors)) for tensors in (several, others))
            raise Reject(self._clash(f"have to give the same shapes, not {wide}").diagnostic)
        if any(t.shape is None for t in several):
            return ANYTHING
        first, states = several[:1], several[1:]
        outputs = first * 2 if self.merge_mode is None else tuple(map(self._merged, first))
        whole = [t.with_dtype(self.compute_dtype) for t in (*outputs, *states, *states)]
        return tuple(whole) if len(whole) > 1 else whole[0]

    def nesting(self, **operands: Value) -> Nesting | None:
        """The output, or both of them, beside all states."""
        forward, backward = self.both()
        if forward is None or backward is None or not forward.return_state:
            return None
        ahead, back = forward.state_nesting(), backward.state_nesting()
        if ahead is None or back is None:
            return None
        return (*([()] * (2 if self.merge_mode is None else 1)), *ahead, *back)

    def _merged(self, output: TensorType) -> TensorType:
        if self.merge_mode != "concat":
            return output
        shape = shape_of(output)
        return output.with_shape((*shape[:-1], *(times(d, 2) for d in shape[-1:])))

    @property
    def directions(self) -> tuple[GraphLayer, GraphLayer]:
        """The two layers; the backward one is like the forward one if none is given."""
        return self.layer, self.layer if self.backward_layer is None else self.backward_layer

    def weights(self, *, sequences: TensorType, **rest: Any) -> tuple[Weight, ...] | None:
        """Those of the forward layer, then those of the backward one."""
        forward, backward = (weights_of(layer, sequences) for layer in self.directions)
        return None if forward is None or backward is None else (*forward, *backward)

    def macs(self, *, sequences: TensorType, **rest: Any) -> int | None:
        """Those of both."""
        return added(*(macs_of(layer, sequences) for layer in self.directions))

    def differs_in_training(self, *, frozen: bool = False) -> bool | None:
        """If one of the two does."""
        return some(differs(layer, frozen=frozen) for layer in self.directions)


class TimeDistributed(Layer):
    """A layer at every step in time, with the same weights."""

    operands: ClassVar[Mapping[str, Operand]] = ONE_INPUT
    training_matters = True
    weights_inside = True

    layer: GraphLayer = arg(LayerValue())

    def problems(self) -> Iterator[Problem]:
        """Layers that take more than one tensor."""
        inner = known(self.layer)
        needed = [o for o in inner.operands.values() if not o.optional] if inner else []
        if len(needed) > 1 or any(o.takes == "tensors" for o in needed):
            needs = "a layer that takes one tensor"
            wrong = UnfitInnerLayer(layer="TimeDistributed", inner=self.layer.cls, needs=needs)
            yield Problem(wrong, "layer")

    def _step(self, inputs: TensorType) -> TensorType:
        shape = shape_of(inputs)
        return self.cast(inputs).with_shape((shape[0], *shape[2:]))

    def infer(self, *, inputs: TensorType, **rest: Any) -> Result:
        """What the layer gives for one step, with the time put back in."""
        hint = f"it takes steps, each of which goes to `{self.layer.cls}`"
        shape = ranked(self, one(self, inputs), 2, at_least=True, hint=hint)
        mask_of_steps(self, rest.get("mask"), shape)
        try:
            found = call(self.layer, self._step(inputs))
        except Reject as reject:
            told = reject.diagnostic
            if isinstance(told, WrongRank) and told.lacks_one:
                raise Reject(told.replace(hint=longer(words(shape))), reject.operand) from None
            raise
        if isinstance(found, tuple):
            needs = "a layer that gives one tensor"
            raise Reject(UnfitInnerLayer(layer=class_name(self), inner=self.layer.cls, needs=needs))
        if found.shape is None:
            return ANYTHING
        return TensorType((found.shape[0], shape[1], *found.shape[1:]), self.compute_dtype)

    def weights(self, *, inputs: TensorType, **rest: Any) -> tuple[Weight, ...] | None:
        """Those of the layer."""
        return weights_of(self.layer, self._step(inputs))

    def macs(self, *, inputs: TensorType, **rest: Any) -> int | None:
        """Those of the layer at each step."""
        each, length = macs_of(self.layer, self._step(inputs)), shape_of(inputs)[1]
        return None if each is None or not isinstance(length, int) else each * length

    def differs_in_training(self, *, frozen: bool = False) -> bool | None:
        """If the layer does."""
        return differs(self.layer, frozen=frozen)


class SpectralNormalization(Layer):
    """A layer whose kernel is kept at a spectral norm of 1 while training."""

    training_matters = True
    weights_inside = True

    layer: GraphLayer = arg(LayerValue())
    power_iterations: int = arg(PositiveInt(), 1)

    def infer(self, *, inputs: TensorType, **rest: Any) -> Result:
        """What the layer gives."""
        found = call(self.layer, self.cast(one(self, inputs)))
        inner = known(self.layer)
        if inner is not None and self._kernel(inner, inputs) is None:
            raise self._unfit("a layer with a kernel or with embeddings, such as `Dense(8)`")
        if getattr(inner, "lora_rank", None):
            raise self._unfit("a layer without `lora_rank`: with one Keras fails when it trains it")
        if isinstance(found, tuple) or found.shape is None:
            return found
        return found.with_dtype(self.compute_dtype)

    def _unfit(self, needs: str) -> Reject:
        return Reject(UnfitInnerLayer(layer=class_name(self), inner=self.layer.cls, needs=needs))

    def _kernel(self, inner: Layer, inputs: TensorType) -> Weight | None:
        """The weight that is normalised; recurrent layers leave theirs to their cells."""
        if isinstance(inner, (Recurrent, Bidirectional, TimeDistributed)):
            return None
        found = {w.name: w for w in reversed(weights_of(self.layer, self.cast(inputs)) or ())}
        return found.get("kernel") or found.get("embeddings")

    def weights(self, *, inputs: TensorType, **rest: Any) -> tuple[Weight, ...] | None:
        """The kernel, a vector for its norm, and what else the layer has."""
        inner = known(self.layer)
        kernel = None if inner is None else self._kernel(inner, inputs)
        if kernel is None:
            return None
        vector = Weight("vector_u", (1, kernel.shape[-1]), False, kernel.dtype)
        rest_of = list(weights_of(self.layer, self.cast(inputs)) or ())
        rest_of.remove(kernel)
        return (kernel, vector, *rest_of)

    def macs(self, *, inputs: TensorType, **rest: Any) -> int | None:
        """Those of the layer; what training does to the kernel is not counted."""
        return macs_of(self.layer, self.cast(inputs))
