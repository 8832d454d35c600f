"""GDL316, GDL407, GDL52, GDL626, GDL627: what Keras takes silently, and hardly anybody means."""

from __future__ import annotations

from graphdsl.diagnostics.base import Diagnostic, Edit, Label, Level
from graphdsl.diagnostics.wording import count, enumeration, listing, some
from graphdsl.source import Span


class Lint(Diagnostic):
    """Something that is doubtful, and no mistake."""

    level = Level.WARNING


def layer_words(classes: tuple[str, ...]) -> str:
    """`` `Dense` and `LSTM` ``, or how many there are."""
    names = tuple(dict.fromkeys(classes))
    return listing(names) if len(names) < 4 else count(len(classes), "layer")


class AlongBatch(Lint):
    """A join or a softmax along the axis of the samples."""

    code = "GDL316"

    layer: str
    joins: bool

    def message(self) -> str:
        """One line."""
        what = "joins batches" if self.joins else "shares 1 among the samples of a batch"
        return f"this `{self.layer}` {what}: axis 0 is that of the samples"

    def help(self) -> str:
        """What to write."""
        return (
            "the axes of a sample are counted from 1, or from the end: `axis = -1`; if the batch "
            f"is meant, `# gdl: allow {self.code}` says so"
        )


class UselessBias(Lint):
    """A bias whose mean a batch normalisation subtracts again."""

    code = "GDL407"

    layer: str
    norm: Span
    edits: tuple[Edit, ...] = ()

    def message(self) -> str:
        """One line."""
        return f"the bias of this `{self.layer}` has no effect: batch normalisation takes it out"

    def label(self) -> str:
        """What stands here."""
        return "adds a bias"

    def labels(self) -> tuple[Label, ...]:
        """Where it is lost."""
        return (Label(self.norm, "subtracts the mean, the bias with it"),)

    def help(self) -> str:
        """What to write."""
        return "write `use_bias = false`"

    def fix(self) -> tuple[Edit, ...]:
        """Without the bias."""
        return self.edits


class Broadcast(Lint):
    """Two tensors of different shapes, of which one is repeated to fit the other."""

    code = "GDL520"

    what: str
    narrow: str
    other: str
    form: tuple[str, ...] = ()
    """The sizes that say openly what one of fewer dimensions is laid against."""
    batch: bool = False
    """Whether the batch of one meets another axis of the other."""
    places: tuple[Label, ...] = ()

    def message(self) -> str:
        """One line."""
        if self.batch:
            what = f"`{self.what}` lays {self.narrow} against {self.other} from the last axis on"
            return f"{what}: the batch meets another axis"
        return f"`{self.what}` repeats {self.narrow} to fit {self.other}"

    def labels(self) -> tuple[Label, ...]:
        """Where the two are made."""
        return self.places

    def notes(self) -> tuple[str, ...]:
        """What comes of it."""
        if not self.batch:
            return ()
        return ("numbers of different samples are combined, or it fails once it is run",)

    def help(self) -> str:
        """What to write."""
        form = f"`Reshape(({', '.join(self.form)}{',' if len(self.form) == 1 else ''}))`"
        if self.batch and "?" not in self.form:
            return f"give {self.narrow} as many dimensions first, with {form}"
        if self.form and "?" not in self.form:
            return f"if that is meant, say it with {form}; otherwise give both one shape"
        return f"give both one shape; if that is meant, `# gdl: allow {self.code}` says so"


class SizesPart(Lint):
    """Branches of one input that fit together for some of its sizes only."""

    code = "GDL521"

    what: str
    inputs: tuple[tuple[str, str], ...]
    """The inputs of unknown size with the shape with which it fails."""
    sizes: tuple[str, str]
    multiple: int = 0
    """Multiples of it fit; 0 where no such number is known."""
    fitting: int = 0
    """A size that fits; 0 where none is known."""
    places: tuple[Label, ...] = ()

    def message(self) -> str:
        """One line."""
        always = " always" if self.multiple or self.fitting else ""
        return f"the sizes that `{self.what}` joins are not{always} the same"

    def label(self) -> str:
        """What is joined."""
        return f"for example {enumeration(self.sizes)}"

    def labels(self) -> tuple[Label, ...]:
        """Where they begin to differ."""
        return self.places

    def notes(self) -> tuple[str, ...]:
        """For which input."""
        given = enumeration([f"{shape} as `{name}`" for name, shape in self.inputs])
        there = f"with {given} one side has {self.sizes[0]} there and the other {self.sizes[1]}"
        if self.multiple or self.fitting:
            return (there,)
        return (f"{there}; no size was found with which they are",)

    def help(self) -> str:
        """What to do."""
        names = listing([name for name, _ in self.inputs])
        even = "bring both to one size, with `padding = same` or a cropping"
        if self.multiple:
            return f"{even}, or give {names} only sizes that are multiples of {self.multiple}"
        if self.fitting:
            return f"{even}; it fits for {self.fitting}, among others"
        return even


class FrozenWithoutWeights(Lint):
    """A frozen part whose weights nothing in the text gives, nor what was given with it."""

    code = "GDL626"

    name: str
    layers: tuple[str, ...] = ()
    """The classes of its layers, where no weights were given."""
    unfilled: tuple[str, ...] = ()
    """The names of those that the given weights did not fill."""

    def message(self) -> str:
        """One line."""
        if self.unfilled:
            return f"`{self.name}` is frozen, and not all of it got weights: the rest stays random"
        return f"`{self.name}` is frozen, and nothing here gives it weights: they stay random"

    def notes(self) -> tuple[str, ...]:
        """Which layers."""
        if self.unfilled:
            return (f"without weights: {some(self.unfilled)}",)
        return (f"weights that are never trained: those of {layer_words(self.layers)}",)

    def help(self) -> str:
        """What to do."""
        if self.unfilled:
            return (
                "weights are found by the names of layers and have to fit: tell other names by "
                "`--rename old=new`, or leave out `frozen`"
            )
        load = "if Python loads them, `model.load_weights(…)`"
        return f"{load}, say so with `# gdl: allow {self.code}`; otherwise leave out `frozen`"


class ActiveThoughFrozen(Lint):
    """A layer in a frozen part that acts in training all the same."""

    code = "GDL627"

    layer: str
    name: str
    places: tuple[Label, ...] = ()

    def message(self) -> str:
        """One line."""
        return f"`{self.layer}` is frozen, and acts in training all the same"

    def labels(self) -> tuple[Label, ...]:
        """Where it is frozen."""
        return self.places

    def notes(self) -> tuple[str, ...]:
        """Why."""
        return ("`frozen` keeps weights as they are; what a layer does in training stays",)

    def help(self) -> str:
        """What to write."""
        return (
            "leave it out, or set its rate to 0, if the frozen part is to give the same each time"
        )
