"""GDL5: axes that a layer cannot work along."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


def twice(axes: tuple[int, int]) -> str:
    """One axis that is named twice, perhaps from either end."""
    first, second = axes
    return f"axis {first} twice" if first == second else f"one axis twice, as {first} and {second}"


class AxisOutOfRange(Diagnostic):
    """An axis that the tensor does not have."""

    code = "GDL504"

    layer: str
    argument: str
    axis: int
    rank: int
    """The batch included."""
    batch: bool = True
    """Whether axis 0 is the batch; where it is not, as in `PReLU`, axes count from 1."""

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` has `{self.argument}` {self.axis}, beyond the input's dimensions"

    def help(self) -> str:
        """Which there are."""
        if not self.batch and self.rank == 2:
            return "the only axis here is 1"
        if not self.batch:
            return f"axes go from 1 to {self.rank - 1} here"
        return f"axes go from {-self.rank} to {self.rank - 1} here; axis 0 is the batch"


class BatchAxis(Diagnostic):
    """A layer is asked to work along the batch."""

    code = "GDL512"

    layer: str
    argument: str

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` cannot work along axis 0, which is the batch"

    def help(self) -> str:
        """What to write."""
        return f"choose another `{self.argument}`; the first dimension of a sample is axis 1"


class AxisTwice(Diagnostic):
    """One axis is named twice."""

    code = "GDL513"

    layer: str
    argument: str
    axes: tuple[int, int]
    """As they are written."""

    def message(self) -> str:
        """One line."""
        return f"`{self.argument}` of `{self.layer}` names {twice(self.axes)}"

    def help(self) -> str:
        """What to write."""
        return "name each axis once; a negative axis counts from the end"


class AxisOrder(Diagnostic):
    """Axes that are named in a way in which Keras gets their order wrong."""

    code = "GDL516"

    layer: str
    argument: str
    axes: tuple[int, ...]

    def message(self) -> str:
        """One line."""
        named = ", ".join(map(str, self.axes))
        return f"`{self.argument}` of `{self.layer}` mixes axes from both ends: {named}"

    def help(self) -> str:
        """What to write."""
        return "count all of them from the same end"


class AxisNotLast(Diagnostic):
    """Axes in the middle where the layer works on the last ones only."""

    code = "GDL517"

    layer: str
    argument: str
    axes: tuple[int, ...]

    def message(self) -> str:
        """One line."""
        named = ", ".join(map(str, self.axes))
        return f"`{self.layer}` works along the last axes only, `{self.argument}` is {named}"

    def help(self) -> str:
        """What to write."""
        return "bring the axis to the end with `Permute`, or use `LayerNormalization`"


class FeaturesAxis(Diagnostic):
    """A layer is asked to work along the axis that holds the features."""

    code = "GDL519"

    layer: str
    argument: str
    axis: int

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` cannot work along axis {self.axis}, which holds the features"

    def help(self) -> str:
        """What to write."""
        return f"choose another `{self.argument}`, between the batch and the features"
