"""A dense layer of any form, told by an equation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphdsl.diagnostics.arguments import WrongArgument
from graphdsl.diagnostics.types import EquationMismatch
from graphdsl.diagnostics.wording import count as counted
from graphdsl.graph.values import Value
from graphdsl.layers.base import Layer, Problem, Reject, Weight, arg
from graphdsl.layers.demands import class_name, one, shape_of, usable
from graphdsl.layers.families.core import lora_problems
from graphdsl.layers.families.parts import (
    ACTIVATION,
    CONSTRAINT,
    INITIALIZER,
    RANK,
    REGULARIZER,
)
from graphdsl.layers.kinds import (
    AnyValue,
    Either,
    Float,
    ListOf,
    Optional,
    PositiveInt,
    Str,
)
from graphdsl.layers.shapes import count, derived, sizes
from graphdsl.layers.tensors import Dim, Shape, Sym, TensorType

_FORM = re.compile(r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?")


@dataclass(frozen=True, slots=True)
class Equation:
    """`...ab,bc->...ac`, taken apart."""

    given: str
    kernel: str
    result: str
    left: bool = False
    """Whether dots stand before the letters of the input and the result."""
    right: bool = False
    """Whether dots stand behind them."""


def read(text: str) -> Equation | None:
    """The equation `text`, if it has one of the three forms that the layer takes."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    before, given, behind, kernel, before_result, result, behind_result = match.groups()
    left, right = bool(before), bool(behind)
    if (left, right) != (bool(before_result), bool(behind_result)) or (left and right):
        return None
    if right and len(given) < 2:
        return None
    return Equation(given, kernel, result, left, right)


@dataclass(frozen=True, slots=True)
class Fit:
    """An equation laid against an input."""

    equation: Equation
    letters: Mapping[str, Dim]
    """The size of the input along each letter."""
    result: Mapping[str, Dim]
    """The size of the result along each letter."""
    front: Shape
    """What the dots before the letters of the result stand for."""
    behind: Shape
    """What the dots behind them stand for."""


class EinsumDense(Layer):
    """A dense layer of any form, told by an equation."""

    equation: str = arg(Str())
    output_shape: int | Sequence[int | None] = arg(
        Either(PositiveInt(), ListOf(Optional(PositiveInt())))
    )
    activation: Value = arg(ACTIVATION, None)
    bias_axes: str | None = arg(Optional(Str()), None)
    kernel_initializer: Value = arg(INITIALIZER, "glorot_uniform")
    bias_initializer: Value = arg(INITIALIZER, "zeros")
    kernel_regularizer: Value = arg(REGULARIZER, None)
    bias_regularizer: Value = arg(REGULARIZER, None)
    kernel_constraint: Value = arg(CONSTRAINT, None)
    bias_constraint: Value = arg(CONSTRAINT, None)
    lora_rank: int | None = arg(RANK, None)
    lora_alpha: float | None = arg(Optional(Float()), None)
    gptq_unpacked_column_size: Value = arg(AnyValue(), None)
    quantization_config: Value = arg(AnyValue(), None)

    def problems(self) -> Iterator[Problem]:
        """An equation of another form, and what cannot be together."""
        yield from lora_problems(self, self.lora_rank, "kernel_constraint")
        if read(self.equation) is None:
            yield Problem(
                WrongArgument(
                    layer=class_name(self),
                    argument="equation",
                    expected="a form such as `ab,bc->ac`, `...a,ab->...b` or `ab...,bc->ac...`",
                    found=f'"{self.equation}"',
                ),
                "equation",
            )

    def _refuse(self, why: str) -> Reject:
        return Reject(EquationMismatch(layer=class_name(self), equation=self.equation, why=why))

    def _parts(self, shape: Shape) -> Fit:
        """The equation laid against the input."""
        equation = read(self.equation)
        if equation is None:
            raise self._refuse("has none of the forms that this layer takes")
        hidden = len(shape) - len(equation.given)
        if hidden < 0 or (hidden > 0 and not (equation.left or equation.right)):
            raise self._refuse(
                f"names {len(equation.given)} axes of the input, which has {len(shape)}, "
                "the batch included"
            )
        start = hidden if equation.left else 0
        visible = shape[start : start + len(equation.given)]
        dotted = shape[:start] if equation.left else shape[len(equation.given) :]
        letters = dict(zip(equation.given, visible, strict=True))
        return self._fit(equation, letters, dotted, shape[0])

    def _fit(
        self, equation: Equation, letters: Mapping[str, Dim], dotted: Shape, batch: Dim
    ) -> Fit:
        asked = (
            sizes(self.output_shape, 1) if isinstance(self.output_shape, int) else self.output_shape
        )
        behind_dots = equation.left and bool(dotted)
        named = equation.result if behind_dots else equation.result[1:]
        if len(asked) != len(named):
            wanted = counted(len(named), "size")
            raise self._refuse(f"needs {wanted} in `output_shape`, found {len(asked)}")
        result = {} if behind_dots else {equation.result[0]: batch}
        for name, size in zip(named, asked, strict=True):
            result[name] = self._size(name, size, letters.get(name), name in equation.kernel)
        # Keras lays the dots of the result out backwards, the batch excepted.
        front = (batch, *reversed(dotted[1:])) if behind_dots else ()
        behind = dotted if equation.right else ()
        return Fit(equation, letters, result, front, behind)

    def _size(self, name: str, asked: int | None, given: Dim | None, in_kernel: bool) -> Dim:
        """The size of the result along `name`; what is asked for as `none` stays unknown."""
        if given is None and not in_kernel:
            raise self._refuse(f"has `{name}` in the result and nowhere else")
        if asked is None:
            return given if isinstance(given, Sym) else derived("open", name)
        if given is not None and given != asked:
            raise self._refuse(f"gives `{name}` the sizes {given} and {asked}")
        return asked

    def _kernel(self, fit: Fit) -> tuple[int, ...]:
        found: list[int] = []
        for name in fit.equation.kernel:
            size = fit.result.get(name, fit.letters.get(name))
            if size is None:
                raise self._refuse(f"has `{name}` in the kernel and nowhere else")
            if not isinstance(size, int):
                raise self._refuse(f"needs a known size for `{name}`, since its weights have it")
            found.append(size)
        return tuple(found)

    def _bias(self, fit: Fit) -> tuple[int, ...] | None:
        if self.bias_axes is None:
            return None
        names = fit.equation.result
        if not self.bias_axes or not set(self.bias_axes) <= set(names):
            raise self._refuse(f"has not all of `bias_axes`, `{self.bias_axes}`, on its right side")
        found: list[int] = []
        for name in names[min(names.index(a) for a in self.bias_axes) :]:
            size = fit.result[name] if name in self.bias_axes else 1
            if not isinstance(size, int):
                raise self._refuse(f"needs a known size for `{name}`, since its bias has it")
            found.append(size)
        return (*found, *(1 for _ in fit.behind))

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """What the equation makes of the input."""
        fit = self._parts(shape_of(usable(self, one(self, inputs))))
        self._kernel(fit)
        self._bias(fit)
        named = (fit.result[n] for n in fit.equation.result)
        return TensorType((*fit.front, *named, *fit.behind), self.compute_dtype)

    def weights(self, *, inputs: TensorType, **operands: Any) -> tuple[Weight, ...]:
        """Kernel and bias."""
        fit = self._parts(shape_of(inputs))
        kernel, bias = self._kernel(fit), self._bias(fit)
        found = [Weight("kernel", kernel, self.lora_rank is None)]
        if bias is not None:
            found.append(Weight("bias", bias))
        if self.lora_rank is not None:
            a, b = (*kernel[:-1], self.lora_rank), (self.lora_rank, kernel[-1])
            found.append(Weight("lora_kernel_a", a, dtype="float32"))
            found.append(Weight("lora_kernel_b", b, dtype="float32"))
        return tuple(found)

    def macs(self, *, inputs: TensorType, **operands: Any) -> int | None:
        """One for each combination of the letters; those of the input alone are added up first."""
        fit = self._parts(shape_of(inputs))
        used = {*fit.equation.kernel, *fit.equation.result}
        if not fit.front:
            used.discard(fit.equation.given[0])  # the first axis
        sizes = {**fit.result, **fit.letters}
        return count((*fit.front[1:], *(sizes[n] for n in used), *fit.behind))
