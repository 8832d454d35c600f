"""GDL5, of tensor functions: what an operation cannot do with what it is given."""

from __future__ import annotations

from graphdsl.diagnostics.axes import twice
from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import listing


def count_axes(number: int) -> str:
    """`1 axis`, `3 axes`."""
    return f"{number} {'axis' if number == 1 else 'axes'}"


class OperationDiagnostic(Diagnostic):
    """What is wrong with one call of a function; `call` is filled in by the function itself."""

    call: str = ""

    @property
    def subject(self) -> str:
        """The function, as the start of a sentence."""
        return f"`{self.call}`" if self.call else "this operation"


class CannotBroadcast(OperationDiagnostic):
    """Shapes that do not go together, mostly since two sizes differ and neither is 1."""

    code = "GDL551"

    left: str
    right: str
    sizes: tuple[str, str]
    rule: str = "counted from the last axis, sizes must be equal, or one of them 1"

    def message(self) -> str:
        """One line."""
        return f"{self.subject} cannot bring the shapes {self.left} and {self.right} together"

    def label(self) -> str:
        """The two sizes."""
        several = self.sizes[0].endswith("axes")
        return f"{self.sizes[0]} {'meet' if several else 'meets'} {self.sizes[1]}"

    def help(self) -> str:
        """What would fit."""
        return self.rule


class NoSuchAxis(OperationDiagnostic):
    """An axis outside the tensor."""

    code = "GDL552"

    axis: int
    rank: int
    result: bool = False
    """Whether it is an axis of the result."""

    def message(self) -> str:
        """One line."""
        of = "a result" if self.result else "a tensor"
        how = f"with {count_axes(self.rank)}" if self.rank else "without axes"
        return f"{self.subject} is asked for axis {self.axis} of {of} {how}"

    def help(self) -> str:
        """How axes are counted."""
        if self.rank == 0:
            return "a single number has no axes"
        return (
            f"here axes go from {-self.rank} to {self.rank - 1}; in tensor functions "
            "the batch counts, as axis 0"
        )


class AxisTwice(OperationDiagnostic):
    """One axis is named twice."""

    code = "GDL553"

    axes: tuple[int, int]
    """As they are written."""

    def message(self) -> str:
        """One line."""
        return f"{self.subject} is given {twice(self.axes)}"

    def help(self) -> str:
        """What to write."""
        return "name each axis once; a negative axis counts from the end"


class WrongRank(OperationDiagnostic):
    """A tensor with more or fewer axes than the operation works on."""

    code = "GDL554"

    operand: str
    rank: int
    needs: str
    """In words: `at least 2`, `3 or 4`."""

    def message(self) -> str:
        """One line."""
        axes = "axis" if self.needs in ("1", "at least 1", "at most 1") else "axes"
        return f"{self.subject} needs {self.needs} {axes} in `{self.operand}`, found {self.rank}"

    def help(self) -> str:
        """How axes are counted."""
        return "in tensor functions the batch counts as an axis"


class SizesDiffer(OperationDiagnostic):
    """Two sizes that have to be equal are not."""

    code = "GDL555"

    left: str
    right: str
    what: str
    """Which sizes, in words: `the last axis of x1 and the first of x2`."""

    def message(self) -> str:
        """One line."""
        return f"{self.subject} needs equal sizes: {self.what}"

    def label(self) -> str:
        """The two sizes."""
        return f"{self.left} is not {self.right}"


class UnfitDtype(OperationDiagnostic):
    """A dtype that the operation does not work on."""

    code = "GDL556"

    dtypes: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        if len(self.dtypes) == 1:
            return f"{self.subject} does not work on {self.dtypes[0]}"
        return f"{self.subject} finds no dtype that holds {listing(self.dtypes)}"

    def help(self) -> str:
        """What to write."""
        if "string" in self.dtypes:
            return "turn strings into numbers first, with `StringLookup` or `TextVectorization`"
        return 'convert it first: `cast(_, "float32")`'


class NotDivisible(OperationDiagnostic):
    """A size that does not split into equal parts."""

    code = "GDL557"

    size: int
    by: int
    what: str

    def message(self) -> str:
        """One line."""
        return f"{self.subject} cannot divide {self.what}, {self.size}, by {self.by}"


class ReshapeMismatch(OperationDiagnostic):
    """Old and new shape hold different numbers of elements."""

    code = "GDL558"

    old: str
    new: str

    def message(self) -> str:
        """One line."""
        return f"{self.subject} cannot make {self.new} of {self.old}: the sizes do not match"

    def help(self) -> str:
        """What to write."""
        return "the product of the sizes stays the same; one of them may be -1, the batch included"


class IndexOutside(OperationDiagnostic):
    """An index past the end of its axis."""

    code = "GDL559"

    index: int
    size: int

    def message(self) -> str:
        """One line."""
        return f"index {self.index} is outside an axis of size {self.size}"

    def help(self) -> str:
        """What would fit."""
        if self.size == 0:
            return "the axis is empty"
        return f"the indices here go from {-self.size} to {self.size - 1}"


class TooManyIndices(OperationDiagnostic):
    """More indices than axes, or more than one `...`."""

    code = "GDL560"

    found: int
    rank: int
    dots: bool = False
    """Whether `...` stands more than once in it."""

    def message(self) -> str:
        """One line."""
        if self.dots:
            return "more than one `...` in an index"
        indices = "1 index" if self.found == 1 else f"{self.found} indices"
        return f"{indices} for a tensor with {count_axes(self.rank)}"

    def help(self) -> str:
        """How axes are counted."""
        if self.dots:
            return "`...` stands for all axes that no other index names; write `:` for one of them"
        return "the batch is the first axis: `x[:, 0]` takes the first of each sample"


class UnfitArgument(OperationDiagnostic):
    """A value that is of the right kind but cannot work here."""

    code = "GDL561"

    argument: str
    why: str
    """Follows the name of the argument: `must not be negative`."""

    def message(self) -> str:
        """One line."""
        if self.call == "get_item":
            return f"the index {self.why}"
        return f"{self.subject}: `{self.argument}` {self.why}"


class TensorNeeded(OperationDiagnostic):
    """A plain number or nothing where the operation needs a tensor."""

    code = "GDL562"

    operand: str

    def message(self) -> str:
        """One line."""
        return f"{self.subject} needs a tensor as `{self.operand}`, not a plain value"

    def help(self) -> str:
        """What to write."""
        return "`full` makes a tensor of a number, `full_like` one with the shape of another tensor"


class NotForGraphs(OperationDiagnostic):
    """A function of keras.ops that cannot be part of a model."""

    code = "GDL563"

    why: str

    def message(self) -> str:
        """One line."""
        return f"{self.subject} cannot stand in a model: {self.why}"

    def help(self) -> str:
        """What to write."""
        if self.call == "shape":
            return "where a size is not known beforehand, `reshape` takes -1 for it"
        return "write it as a layer in Python and declare it with `extern layer`"


class BadEquation(OperationDiagnostic):
    """An equation or pattern that cannot be read, or does not fit its operands."""

    code = "GDL564"

    equation: str
    why: str
    instead: str = ""
    """The equation as it can be read, if that is known."""

    def message(self) -> str:
        """One line."""
        return f"{self.subject}: `{self.equation}` {self.why}"

    def help(self) -> str | None:
        """What to write."""
        return f"write `{self.instead}`" if self.instead else None
