"""How the knowledge of a Keras class is written down: its fields are the signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Final, Literal, TypeAlias, dataclass_transform

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.graph.values import Value
from graphdsl.layers.dtypes import NO_NUMBERS, is_float, policy
from graphdsl.layers.kinds import Bool, DtypeKind, Kind, Optional, Regularizer
from graphdsl.layers.tensors import Dim, TensorType


class Required:
    """The default of an argument that has none."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = Required()


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument of a class: what it admits and its default, which Keras' signature has too."""

    kind: Kind
    default: Value | Required = REQUIRED
    keyword_only: bool = False


def arg(kind: Kind, default: Value | Required = REQUIRED, *, keyword_only: bool = False) -> Any:
    """Declares an argument in the body of a Spec; Any, so that the field can have its own type."""
    return Arg(kind, default, keyword_only)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(arg,))
class Spec:
    """What is known of one public class of Keras.

    The arguments are declared as annotated fields in the order of Keras' signature:
    `units: int = arg(PositiveInt())`. Those that all classes of a family take in their `**kwargs`
    (`dtype`, `trainable` …) stand in `common`. An instance holds one value for every argument. An
    argument that is called like a method here has a `_` behind its name in the class, `weights_`.
    """

    args: ClassVar[Mapping[str, Arg]] = {}
    """Arguments in the order of Keras' signature; positional ones first."""
    common: ClassVar[Mapping[str, Arg]] = {}
    """Keyword arguments that Keras takes without naming them in this class's signature."""
    first: ClassVar[tuple[str, ...]] = ()
    """Arguments that Keras has first, where those of a parent class would be."""
    aliases: ClassVar[tuple[str, ...]] = ()
    """Other public names of the same class."""

    is_base: ClassVar[bool] = True
    """Whether it is no class of Keras, but what several have in common."""

    def __init_subclass__(cls, *, base: bool = False) -> None:
        """Collects the declared arguments behind those of the parent class; one that the parent
        has too keeps its place. `base` is for what several classes have in common."""
        cls.is_base = base
        own = {n: v for n, v in cls.__dict__.items() if isinstance(v, Arg)}
        args = {**cls.args, **{n.rstrip("_"): a for n, a in own.items()}}
        cls.args = {n: args[n] for n in dict.fromkeys((*cls.first, *args)) if n in args}
        cls.common = {n: a for n, a in cls.common.items() if n not in cls.args}
        for name in own:
            delattr(cls, name)

    def __init__(self, **values: Any) -> None:
        attributes, defaults = _attributes(type(self))
        self.__dict__.update(defaults)
        self.__dict__.update({attributes[name]: value for name, value in values.items()})

    @classmethod
    def argument(cls, name: str) -> Arg | None:
        """The declaration of the argument `name`, or None."""
        return cls.args.get(name) or cls.common.get(name)

    def problems(self) -> Iterator[Problem]:
        """What is wrong with values that are fine one by one but not together."""
        return iter(())


@cache
def _attributes(cls: type[Spec]) -> tuple[Mapping[str, str], Mapping[str, Any]]:
    """Where an instance keeps its arguments, and what they are when they are not given.

    An argument that is called like something of the class has a `_` behind its name there.
    """
    declared = {**cls.common, **cls.args}
    names = {name: name + "_" if hasattr(cls, name) else name for name in declared}
    return names, {names[name]: argument.default for name, argument in declared.items()}


@dataclass(frozen=True, slots=True)
class Problem:
    """A diagnostic about the argument `argument`, or about the whole call where that is None."""

    diagnostic: Diagnostic
    argument: str | None = None
    owner: str = ""
    """The class inside the argument that it is about, if it is not about the argument itself."""
    part: str | None = None
    """The argument of that class."""


class Reject(Exception):  # noqa: N818 - not an error of ours: how a rule says that it has no answer
    """Raised by a rule to say why Keras would refuse; `diagnostic` has no place yet."""

    def __init__(self, diagnostic: Diagnostic, operand: str | None = None) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic
        self.operand = operand
        """The operand at fault, by its name; the place is then its span where one is known."""


@dataclass(frozen=True, slots=True)
class Operand:
    """One argument of a call: a tensor, a list of them, or a plain value such as a flag."""

    takes: Literal["tensor", "tensors", "value"] = "tensor"
    optional: bool = False
    rank: tuple[int, ...] = ()
    """Ranks that are admitted, the batch included; empty where any is."""


ONE: Final[Mapping[str, Operand]] = {"inputs": Operand()}
MANY: Final[Mapping[str, Operand]] = {"inputs": Operand("tensors")}


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight of a layer; counted, and its bytes, from `shape` and `dtype`."""

    name: str
    shape: tuple[Dim, ...]
    trainable: bool = True
    dtype: str | None = None
    """None is the layer's own dtype for variables."""


COMMON: Final[Mapping[str, Arg]] = {
    "trainable": Arg(Bool(), True),
    "dtype": Arg(Optional(DtypeKind()), None),
    "autocast": Arg(Bool(), True),
}
"""What every layer takes; `name` is no argument here, since it names the layer in the graph."""
LAYER: Final[Mapping[str, Arg]] = {
    "activity_regularizer": Arg(Optional(Regularizer()), None),
    **COMMON,
}
"""What a layer takes that does not name `activity_regularizer` itself."""

Result: TypeAlias = TensorType | tuple[TensorType, ...]
"""What a call gives: one tensor, or several (flat, in the order in which Keras returns them)."""
Nesting: TypeAlias = "tuple[Nesting, ...]"
"""How tensors stand in each other: `()` is a tensor, `((), ((), ()))` is one beside a pair."""


class Layer(Spec, base=True):
    """What is known of one class of `keras.layers`.

    `operands` names what a call takes, in the order of the `call` method. `infer`, `weights` and
    `macs` get the operands by keyword: a TensorType of known rank each (a list of them for
    `tensors`, None for an optional one that was not given, the plain value for `value`). `infer`
    may raise Reject; `weights` and `macs` are asked only for operands that `infer` accepted.

    What is a multiply-accumulate is said in `graphdsl/check/costs.py`.
    """

    common: ClassVar[Mapping[str, Arg]] = LAYER
    operands: ClassVar[Mapping[str, Operand]] = ONE
    refuses: ClassVar[tuple[str, ...]] = NO_NUMBERS
    """Dtypes of tensors on which the layer fails, if only once it is run."""
    training_matters: ClassVar[bool] = False
    """Whether a call can do something else while training; `differs_in_training` says whether a
    layer with these arguments does."""

    weights_inside: ClassVar[bool] = False
    """Whether the weights are those of layers inside it. Its own `trainable = false` does not reach
    them: in a model Keras trains them all the same."""

    @property
    def compute_dtype(self) -> str:
        """The dtype that floats are cast to, and that most layers give."""
        return policy(getattr(self, "dtype", None))[0]

    @property
    def variable_dtype(self) -> str:
        """The dtype of the weights that have none of their own."""
        return policy(getattr(self, "dtype", None))[1]

    def cast(self, tensor: TensorType) -> TensorType:
        """`tensor` as the layer's `call` gets it: Keras casts floats, and nothing else."""
        if is_float(tensor.dtype) and getattr(self, "autocast", True):
            return tensor.with_dtype(self.compute_dtype)
        return tensor

    def infer(self, **operands: Any) -> Result:
        """What a call gives: by default the shape it took, in the layer's dtype."""
        return operands["inputs"].with_dtype(self.compute_dtype)

    def nesting(self, **operands: Value) -> Nesting | None:
        """How Keras nests what a call gives, for operands as they are written; None where nothing
        stands in anything, or where that is unknown."""
        return None

    def weights(self, **operands: Any) -> tuple[Weight, ...] | None:
        """The layer's weights, made at its first call, in Keras' order; by default none.

        None where they are unknown, as those of an extern layer inside this one are."""
        return ()

    def macs(self, **operands: Any) -> int | None:
        """Multiply-accumulates for one place on the first axis, which is the batch most often;
        None where a size is unknown."""
        return 0

    def differs_in_training(self, *, frozen: bool = False) -> bool | None:
        """Whether a call does something else while training; None where that is unknown."""
        return self.training_matters


@cache
def positional(spec: type[Spec]) -> tuple[str, ...]:
    """The arguments that may be given by their place, in order."""
    return tuple(name for name, arg in spec.args.items() if not arg.keyword_only)
