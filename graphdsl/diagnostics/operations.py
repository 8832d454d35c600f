"""GDL5, of tensor functions: what an operation cannot do with what it is given."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.wording import listing


class OperationDiagnostic(Diagnostic):
    """What is wrong with one call of a function; `call` is filled in by the function itself."""

    call: str = ""

    @property
    def subject(self) -> str:
        """The function, as the start of a sentence."""
        return f"`{self.call}`" if self.call else "this operation"


class CannotBroadcast(OperationDiagnostic):
    """Two shapes have different sizes on one axis, and neither is 1."""

    code = "GDL551"

    left: str
    right: str
    sizes: tuple[str, str]

    def message(self) -> str:
        """One line."""
        return f"{self.subject} cannot bring the shapes {self.left} and {self.right} together"

    def label(self) -> str:
        """The two sizes."""
        return f"{self.sizes[0]} meets {self.sizes[1]}"

    def help(self) -> str:
        """What would fit."""
        return "counted from the last axis, sizes must be equal, or one of them 1"


class NoSuchAxis(OperationDiagnostic):
    """An axis outside the tensor."""

    code = "GDL552"

    axis: int
    rank: int

    def message(self) -> str:
        """One line."""
        return f"{self.subject} is asked for axis {self.axis} of a tensor with {self.rank} axes"

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

    axis: int

    def message(self) -> str:
        """One line."""
        return f"{self.subject} is given axis {self.axis} twice"

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
        return f"{self.subject} needs {self.needs} axes in `{self.operand}`, found {self.rank}"

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
    needs: str | None = None

    def message(self) -> str:
        """One line."""
        if len(self.dtypes) == 1:
            return f"{self.subject} does not work on {self.dtypes[0]}"
        return f"{self.subject} finds no dtype that holds both {listing(self.dtypes)}"

    def help(self) -> str:
        """What to write."""
        wanted = self.needs or "a dtype that fits"
        return f"convert with `cast` to {wanted}"


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

    def message(self) -> str:
        """One line."""
        return f"{self.found} indices for a tensor with {self.rank} axes"

    def help(self) -> str:
        """How axes are counted."""
        return "the batch is the first axis: `x[:, 0]` takes the first of each sample"


class UnfitArgument(OperationDiagnostic):
    """A value that is of the right kind but cannot work here."""

    code = "GDL561"

    argument: str
    why: str
    """Follows the name of the argument: `must not be negative`."""

    def message(self) -> str:
        """One line."""
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
        return "`convert_to_tensor` or `full` makes a tensor of numbers"


class NotForGraphs(OperationDiagnostic):
    """A function of keras.ops that cannot be part of a model."""

    code = "GDL563"

    why: str

    def message(self) -> str:
        """One line."""
        return f"{self.subject} cannot stand in a model: {self.why}"

    def help(self) -> str:
        """What to write."""
        return "write it as a layer in Python and declare it with `extern layer`"


class BadEquation(OperationDiagnostic):
    """An equation or pattern that cannot be read, or does not fit its operands."""

    code = "GDL564"

    equation: str
    why: str

    def message(self) -> str:
        """One line."""
        return f"{self.subject}: `{self.equation}` {self.why}"
