"""GDL5, of layers that hold other layers, and of layers that walk through time."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.types import shape_words
from graphdsl.diagnostics.wording import count


class UnfitInnerLayer(Diagnostic):
    """A layer inside another one that the other cannot work with."""

    code = "GDL571"

    layer: str
    inner: str
    needs: str
    """In words: `a recurrent layer, such as `LSTM(32)``."""

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` cannot hold `{self.inner}`"

    def help(self) -> str:
        """What would fit."""
        return f"it needs {self.needs}"


class FixedBatchNeeded(Diagnostic):
    """A stateful layer, which remembers one state for each sample of the batch."""

    code = "GDL572"

    layer: str

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` with `stateful = true` needs a batch of fixed size"

    def help(self) -> str:
        """What to write."""
        states, named = ("[h, c]", "h, c") if "LSTM" in self.layer else ("h", "h")
        return (
            "the batch size of a model's input is open; leave `stateful` out and pass the state "
            f"on: `(x, initial_state = {states}) -> {self.layer}(…, return_state = true) "
            f"as y, {named}`"
        )


class WrongStates(Diagnostic):
    """Initial states that are not those of the layer's cell."""

    code = "GDL573"

    layer: str
    expected: tuple[str, ...]
    """The states, each as its shape without the batch."""
    found: tuple[str, ...]
    halved: bool = False
    """Whether they are those for one of the two directions of `Bidirectional`."""

    def message(self) -> str:
        """One line."""
        states = count(len(self.expected), "initial state")
        return f"`{self.layer}` takes {states}: {', '.join(self.expected)}"

    def label(self) -> str:
        """What was given."""
        one_way = " for one direction" if self.halved else ""
        return f"found {', '.join(self.found) or 'none'}{one_way}"

    def notes(self) -> tuple[str, ...]:
        """How `Bidirectional` shares them out."""
        if not self.halved:
            return ()
        return ("`Bidirectional` gives each of its two directions one half of the states",)


class UnfitMask(Diagnostic):
    """A mask whose sizes are not those of what it is a mask of."""

    code = "GDL575"

    layer: str
    mask: str
    """The argument that it is given as."""
    expected: tuple[str, ...]
    found: tuple[str, ...]

    def message(self) -> str:
        """One line."""
        return f"`{self.mask}` of `{self.layer}` has to be {shape_words(self.expected)}"

    def label(self) -> str:
        """What was given."""
        return f"found {shape_words(self.found)}"

    def notes(self) -> tuple[str, ...]:
        """What Keras says of it."""
        return ("Keras looks at masks only when the model is run",)

    def help(self) -> str | None:
        """For what says of single places whether they count."""
        if self.mask == "attention_mask" and len(self.found) == 1:
            return "a mask of single places is given as `value_mask`"
        return None


class NotInModels(Diagnostic):
    """A class of keras.layers that cannot stand in a file."""

    code = "GDL574"

    layer: str
    why: str
    instead: str

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` cannot stand here: {self.why}"

    def help(self) -> str:
        """What to write."""
        return self.instead
