"""GDL5: shapes and dtypes that a layer cannot take.

A shape is a fact as text of its sizes without the batch, `("28", "?", "3")`.
"""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import count


def shape_words(shape: tuple[str, ...]) -> str:
    """`[28, ?, 3]`."""
    return f"[{', '.join(shape)}]"


def axis_words(axis: int) -> str:
    """The axis `axis` of a whole tensor, the batch included, in words: `axis 1`."""
    return "the batch axis" if axis == 0 else f"axis {axis}"


def longer(shape: tuple[str, ...]) -> str:
    """What gives a tensor of this shape a further axis; `Reshape` can work out one size."""
    sizes = ", ".join("-1" if size == "?" else size for size in (*shape, "1"))
    code = "expand_dims(_, -1)" if shape.count("?") > 1 else f"Reshape(({sizes}))"
    return f"`{code}` adds a dimension of size 1, such as a single channel"


class WrongRank(Diagnostic):
    """A tensor with more or fewer dimensions than the layer works on."""

    code = "GDL501"

    layer: str
    expected: int
    """Dimensions without the batch."""
    shape: tuple[str, ...]
    at_least: bool = False
    hint: str | None = None

    def message(self) -> str:
        """One line."""
        wanted = ("at least " if self.at_least else "") + count(self.expected, "dimension")
        return f"`{self.layer}` takes an input of {wanted}, found {shape_words(self.shape)}"

    def notes(self) -> tuple[str, ...]:
        """How dimensions are counted."""
        return ("the batch is not counted",)

    def help(self) -> str | None:
        """The likely slip."""
        if self.hint is not None:
            return self.hint
        surplus = len(self.shape) - self.expected
        if surplus == 1 and not self.at_least:
            return (
                f"if `{self.shape[0]}` is the batch size, leave it out of the input; "
                "otherwise `Reshape` or `Flatten` first"
            )
        return longer(self.shape) if self.lacks_one and self.expected > 1 else None

    @property
    def lacks_one(self) -> bool:
        """Whether one dimension more would do."""
        return len(self.shape) == self.expected - 1


class ShapesDiffer(Diagnostic):
    """Tensors that have to agree on a dimension do not."""

    code = "GDL502"

    layer: str
    shapes: tuple[tuple[str, ...], ...]
    sizes: tuple[str, ...]
    """The sizes that differ."""
    axis: int | None = None
    """Where, the batch counted as axis 0; None where the ranks differ."""
    argument: str = ""
    """The argument that holds numbers of the second shape, where no tensor has it."""

    def message(self) -> str:
        """One line."""
        if self.argument:
            first, second = map(shape_words, self.shapes)
            second = f"the {second} of `{self.argument}`"
            return f"`{self.layer}` cannot bring {first} and {second} together"
        shown = " and ".join(shape_words(s) for s in self.shapes)
        return f"`{self.layer}` cannot bring {shown} together"

    def label(self) -> str:
        """What differs."""
        if self.axis is None:
            return f"they have {' and '.join(self.sizes)} dimensions"
        return f"on {axis_words(self.axis)}, {' is not '.join(self.sizes)}"

    def help(self) -> str | None:
        """What brings them together."""
        if self.argument and self.axis is not None:
            where = axis_words(self.axis)
            return f"give `{self.argument}` one number for each of the {self.sizes[0]} on {where}"
        if self.axis is None or not all(s.isdigit() for s in self.sizes) or len(self.sizes) != 2:
            return None
        small, large = sorted(map(int, self.sizes))
        if large - small > max(2, large // 8):
            return None
        return (
            f"the sides are off by {large - small}: pad the smaller one, crop the larger one, "
            "or use `padding = same` where the size was lost"
        )


class TooSmall(Diagnostic):
    """A dimension from which nothing would be left."""

    code = "GDL503"

    layer: str
    axis: int
    size: int
    takes: int
    """What the window covers, or what is cut off."""
    what: str = "window"

    def message(self) -> str:
        """One line."""
        return (
            f"`{self.layer}` leaves nothing of {axis_words(self.axis)}: "
            f"its {self.what} takes {self.takes}, the input has {self.size}"
        )

    def help(self) -> str | None:
        """What to write."""
        if self.what == "cropping":
            return "crop less, or keep the input larger"
        if self.what == "grid":
            return "use fewer tiles, or larger images"
        if self.what == "tilt":
            return "tilt the images before they get so small"
        return "use `padding = same`, a smaller window, or fewer reductions before it"


class NotDivisible(Diagnostic):
    """A size that does not split into equal parts."""

    code = "GDL505"

    layer: str
    what: str
    size: int
    argument: str
    by: int

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` cannot split {self.size} {self.what} into {self.by} equal parts"

    def help(self) -> str:
        """What to write."""
        return f"choose `{self.argument}` so that it divides {self.size}"


class WrongDtype(Diagnostic):
    """A dtype that the layer does not work on."""

    code = "GDL506"

    layer: str
    expected: str
    found: str

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` takes {self.expected}, found {self.found}"

    def help(self) -> str | None:
        """What to write."""
        if self.expected == "strings":
            return "declare the input as strings: `input word: string[1]`"
        if "whole" in self.expected or "integers" in self.expected:
            return 'convert it first: `cast(_, "int32")`'
        if self.found == "string":
            return "turn strings into numbers first, with `StringLookup` or `TextVectorization`"
        return 'convert it first: `cast(_, "float32")`'


class UnknownSize(Diagnostic):
    """A dimension whose size has to be known, since a weight is made of it."""

    code = "GDL508"

    layer: str
    axis: int
    shape: tuple[str, ...]
    why: str = "the shape of its weights depends on it"

    def message(self) -> str:
        """One line."""
        where = axis_words(self.axis)
        return f"`{self.layer}` needs to know the size of {where}, found {shape_words(self.shape)}"

    def notes(self) -> tuple[str, ...]:
        """Why."""
        return (self.why,)

    def help(self) -> str | None:
        """What to write."""
        if self.axis == 0:
            return "choose another axis: the size of the batch is never known"
        return "give the input a size there, or bring it to one, with a pooling or a `Reshape`"


class ReshapeMismatch(Diagnostic):
    """Old and new shape hold different numbers of elements."""

    code = "GDL511"

    layer: str
    shape: tuple[str, ...]
    target: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return (
            f"`{self.layer}` cannot make {shape_words(self.target)} "
            f"of {shape_words(self.shape)}: the sizes do not match"
        )

    def help(self) -> str:
        """What to write."""
        return "the product of the sizes stays the same; one of them may be -1"


class EquationMismatch(Diagnostic):
    """An einsum equation that does not fit its input."""

    code = "GDL514"

    layer: str
    equation: str
    why: str
    """Follows the equation: `names an axis that …`."""

    def message(self) -> str:
        """One line."""
        return f"the equation `{self.equation}` of `{self.layer}` {self.why}"


class WrongSize(Diagnostic):
    """A dimension of another size than the layer works on."""

    code = "GDL515"

    layer: str
    axis: int
    size: int
    expected: int

    def message(self) -> str:
        """One line."""
        where = axis_words(self.axis)
        return f"`{self.layer}` takes a size of {self.expected} on {where}, found {self.size}"
