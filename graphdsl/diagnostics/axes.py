"""GDL5: axes that a layer cannot work along."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic


class AxisOutOfRange(Diagnostic):
    """An axis that the tensor does not have."""

    code = "GDL504"

    layer: str
    argument: str
    axis: int
    rank: int
    """The batch included."""

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` has `{self.argument}` {self.axis}, beyond the input's dimensions"

    def help(self) -> str:
        """Which there are."""
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
    axis: int

    def message(self) -> str:
        """One line."""
        return f"`{self.argument}` of `{self.layer}` names axis {self.axis} twice"


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
