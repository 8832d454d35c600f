"""Layers that look words and numbers up in a vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from graphdsl.diagnostics.types import WrongSize
from graphdsl.graph.values import Value
from graphdsl.layers.base import LAYER, Arg, Layer, Problem, Reject, arg
from graphdsl.layers.demands import class_name, one, shape_of, usable
from graphdsl.layers.dtypes import FLOATS, FLOATX, INTEGERS
from graphdsl.layers.families.parts import clash
from graphdsl.layers.families.preprocessing import encoded, no_sparse_numbers
from graphdsl.layers.kinds import (
    AnyValue,
    Bool,
    Either,
    Float,
    Int,
    ListOf,
    NonNegativeInt,
    OneOf,
    Optional,
    PositiveInt,
    Str,
)
from graphdsl.layers.shapes import derived
from graphdsl.layers.tensors import Dim, Shape, TensorType

RESTORED: Mapping[str, Arg] = {
    "vocabulary_size": Arg(Optional(Int()), None),
    "has_input_vocabulary": Arg(Bool(), False),
}
"""What saved layers give to say that a vocabulary was learnt."""
ACCEPTED_AND_IGNORED: Mapping[str, Arg] = {
    "trainable": Arg(Bool(), True),
    "dtype": Arg(AnyValue(), None),
    **RESTORED,
}
MODES = OneOf("int", "one_hot", "multi_hot", "count", "tf_idf", "binary", "tf-idf")
WORDS = Optional(Either(Str(), ListOf(Str())))
WEIGHTS = Optional(ListOf(Float()))
SALT = Optional(Either(Int(), ListOf(Int(), 2)))


def mode_of(written: str) -> str:
    """The output mode by its newer name."""
    return {"binary": "multi_hot", "tf-idf": "tf_idf"}.get(written, written)


class Lookup(Layer, base=True):
    """What both kinds of lookup have in common."""

    common: ClassVar[Mapping[str, Arg]] = ACCEPTED_AND_IGNORED
    max_tokens: int | None
    num_oov_indices: int
    mask_token: Value
    oov_token: Value
    vocabulary: Value
    idf_weights: Sequence[float] | None
    invert: bool
    output_mode: str
    pad_to_max_tokens: bool
    sparse: bool

    def problems(self) -> Iterator[Problem]:
        """Arguments that do not go together."""
        mode = mode_of(self.output_mode)
        if self.pad_to_max_tokens and self.max_tokens is None:
            yield clash(self, "has to be given with `pad_to_max_tokens`", "max_tokens")
        if self.invert and mode != "int":
            yield clash(self, "must be `int` with `invert`", "output_mode")
        if self.invert and self.oov_token is None:
            yield clash(self, "has to be given with `invert`", "oov_token")
        yield from no_sparse_numbers(self, self.sparse, mode)
        if self.sparse and mode == "tf_idf":
            yield clash(self, "fail together as soon as they are run", "sparse", "output_mode")
        if self.idf_weights is not None and mode != "tf_idf":
            yield clash(self, "are used with `output_mode = tf_idf` only", "idf_weights")
        if mode == "tf_idf" and self.vocabulary is not None and self.idf_weights is None:
            yield clash(self, "have to be given with the vocabulary", "idf_weights")
        yield from self._vocabulary_problems()

    def _vocabulary_problems(self) -> Iterator[Problem]:
        if not isinstance(self.vocabulary, (list, tuple)):
            return
        tokens = self.tokens(self.vocabulary)
        if not self.vocabulary:
            yield clash(self, "must not be empty", "vocabulary")
        elif not tokens:
            yield clash(self, "must hold more than special tokens", "vocabulary")
        elif len(set(map(str, tokens))) < len(tokens):
            yield clash(self, "has a term twice", "vocabulary")
        elif self.mask_token is not None and self.mask_token in tokens:
            yield clash(self, "holds the mask token at another place than the first", "vocabulary")
        elif self.invert and self.oov_token is not None and self.oov_token in tokens:
            yield clash(self, "holds the token for unknown words", "vocabulary")
        elif self.max_tokens is not None and self.start() + len(tokens) > self.max_tokens:
            yield clash(self, "has more terms than `max_tokens`", "vocabulary")
        elif self.idf_weights is not None and len(self.idf_weights) != len(self.vocabulary):
            yield clash(self, "must be as many as there are terms", "idf_weights")

    def _masked(self) -> int:
        return int(self.mask_token is not None and mode_of(self.output_mode) == "int")

    def start(self) -> int:
        """How many places are kept for the mask and for unknown words."""
        return self._masked() + self.num_oov_indices

    def tokens(self, vocabulary: Sequence[Value]) -> list[Value]:
        """The terms without those special ones, with which a vocabulary may begin."""
        start = self.start()
        if start > len(vocabulary):
            return list(vocabulary)
        special = [self.mask_token] * self._masked() + [self.oov_token] * self.num_oov_indices
        return list(vocabulary[start:] if list(vocabulary[:start]) == special else vocabulary)

    def depth(self) -> Dim:
        """The number of places in a code."""
        if self.pad_to_max_tokens and self.max_tokens is not None:
            return self.max_tokens
        if isinstance(self.vocabulary, (list, tuple)):
            return self.start() + len(self.tokens(self.vocabulary))
        return derived("vocabulary", class_name(self), str(self.vocabulary))

    def codes(self, shape: Shape) -> TensorType:
        """Numbers, or codes of them, for terms of this shape."""
        mode = mode_of(self.output_mode)
        if mode == "int":
            return TensorType(shape, "int64")
        return TensorType(encoded(shape, mode, self.depth(), scalar_rank=0), FLOATX)


class StringLookup(Lookup):
    """Numbers for words."""

    refuses = (*FLOATS, *INTEGERS, "bool")

    max_tokens: int | None = arg(Optional(Int(min=2)), None)
    num_oov_indices: int = arg(NonNegativeInt(), 1)
    mask_token: Value = arg(Optional(Str()), None)
    oov_token: Value = arg(Optional(Str()), "[UNK]")
    vocabulary: Value = arg(WORDS, None)
    idf_weights: Sequence[float] | None = arg(WEIGHTS, None)
    invert: bool = arg(Bool(), False)
    output_mode: str = arg(MODES, "int")
    pad_to_max_tokens: bool = arg(Bool(), False)
    sparse: bool = arg(Bool(), False)
    encoding: str = arg(Str(), "utf-8")
    salt: Value = arg(SALT, None)

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Numbers, or codes of them."""
        refuses = ("string",) if self.invert else None
        given = usable(self, one(self, inputs), refuses=refuses)
        return self.codes(shape_of(given))


class IntegerLookup(Lookup):
    """Small numbers for large ones."""

    refuses = ("string",)

    max_tokens: int | None = arg(Optional(Int(min=2)), None)
    num_oov_indices: int = arg(NonNegativeInt(), 1)
    mask_token: Value = arg(Optional(Int()), None)
    oov_token: Value = arg(Optional(Int()), -1)
    vocabulary: Value = arg(Optional(Either(Str(), ListOf(Int()))), None)
    vocabulary_dtype: str = arg(OneOf("int64"), "int64")
    idf_weights: Sequence[float] | None = arg(WEIGHTS, None)
    invert: bool = arg(Bool(), False)
    output_mode: str = arg(MODES, "int")
    sparse: bool = arg(Bool(), False)
    pad_to_max_tokens: bool = arg(Bool(), False)
    oov_method: str = arg(OneOf("floormod", "farmhash"), "floormod")
    salt: Value = arg(SALT, None)

    def problems(self) -> Iterator[Problem]:
        """Salt is for one method only."""
        yield from super().problems()
        if self.salt is not None and self.oov_method != "farmhash":
            yield clash(self, "is used with `oov_method = farmhash` only", "salt")

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """Numbers, or codes of them."""
        return self.codes(shape_of(usable(self, one(self, inputs))))


class TextVectorization(Layer):
    """Numbers for the words of a text, or codes of them."""

    common: ClassVar[Mapping[str, Arg]] = {**LAYER, **RESTORED}
    refuses = (*FLOATS, *INTEGERS, "bool")

    max_tokens: int | None = arg(Optional(Int(min=2)), None)
    standardize: str | None = arg(
        Optional(OneOf("lower_and_strip_punctuation", "lower", "strip_punctuation")),
        "lower_and_strip_punctuation",
    )
    split: str | None = arg(Optional(OneOf("whitespace", "character")), "whitespace")
    ngrams: int | tuple[int, ...] | None = arg(
        Optional(Either(PositiveInt(), ListOf(PositiveInt()))), None
    )
    output_mode: str = arg(MODES, "int")
    output_sequence_length: int | None = arg(Optional(NonNegativeInt()), None)
    pad_to_max_tokens: bool = arg(Bool(), False)
    vocabulary: Value = arg(WORDS, None)
    idf_weights: Sequence[float] | None = arg(WEIGHTS, None)
    sparse: bool = arg(Bool(), False)
    ragged: bool = arg(Bool(), False)
    encoding: str = arg(Str(), "utf-8")

    def lookup(self) -> StringLookup:
        """The lookup that finds the words."""
        names = ("max_tokens", "vocabulary", "idf_weights", "pad_to_max_tokens", "output_mode")
        given = {n: getattr(self, n) for n in (*names, "sparse", "encoding")}
        make: Any = StringLookup
        return make(mask_token="", **given)

    def problems(self) -> Iterator[Problem]:
        """Arguments that do not go together, those of the lookup included."""
        mode = mode_of(self.output_mode)
        if isinstance(self.ngrams, list):
            yield clash(self, "must stand in ( ), not in [ ]", "ngrams")
        if mode != "int" and self.output_sequence_length is not None:
            why = "is used with `output_mode = int` only"
            yield clash(self, why, "output_sequence_length")
        if self.ragged and mode != "int":
            yield clash(self, "is used with `output_mode = int` only", "ragged")
        if mode == "one_hot" and self.sparse and self.split is not None:
            why = "fail together as soon as they are run"
            yield clash(self, why, "sparse", "output_mode", "split")
        yield from self.lookup().problems()

    def infer(self, *, inputs: TensorType, **operands: Any) -> TensorType:
        """A number for each word, or one code for each text."""
        shape = shape_of(usable(self, one(self, inputs)))
        if self.split is not None and len(shape) > 1 and isinstance(shape[-1], int):
            self._one_text(shape)
        if mode_of(self.output_mode) == "int":
            words: Dim = derived("words", str(inputs))
            length = self.output_sequence_length
            return TensorType((*shape[:1], words if length is None else length), "int64")
        if self.split is not None:
            shape = (*shape, derived("words", str(inputs)))
        elif len(shape) == 1:
            shape = (*shape, 1)
        return self.lookup().codes(shape)

    def _one_text(self, shape: Shape) -> None:
        if shape[-1] != 1:
            last = len(shape) - 1
            size = shape[-1] if isinstance(shape[-1], int) else 0
            wrong = WrongSize(layer="TextVectorization", axis=last, size=size, expected=1)
            raise Reject(wrong, "inputs")
