"""GDL620 to GDL625: losses that do not fit their outputs, or each other."""

from __future__ import annotations

from typing import Final

from graphdsl.diagnostics.base import Label
from graphdsl.diagnostics.lints import Lint, layer_words
from graphdsl.source import Span


class LogitsMismatch(Lint):
    """Logits that a loss takes for probabilities, or the other way round."""

    code = "GDL620"

    output: str
    loss: str
    """As it is written."""
    cls: str
    """Its class."""
    activation: str
    layer: str
    wanted: str
    """The activation that makes probabilities of logits for this loss."""
    end: Span

    @property
    def _linear(self) -> bool:
        return self.activation == "linear"

    def message(self) -> str:
        """One line."""
        if self._linear:
            return (
                f"`{self.loss}` expects probabilities, but `{self.output}` ends without activation"
            )
        return f"`from_logits = true`, but `{self.output}` ends in `{self.activation}` already"

    def labels(self) -> tuple[Label, ...]:
        """Where the head ends."""
        if self._linear:
            return (Label(self.end, f"gives any numbers, not a `{self.wanted}`"),)
        return (Label(self.end, "gives probabilities, no logits"),)

    def help(self) -> str:
        """What to write."""
        if self._linear:
            logits = f"`loss = {self.cls}(from_logits = true)`"
            return f"end the head in `{self.wanted}`, or write {logits}"
        return f"leave out `from_logits = true`, or the `{self.activation}`"


class SoftmaxOfOne(Lint):
    """A softmax over one value."""

    code = "GDL621"

    activation: str
    layer: str

    def message(self) -> str:
        """One line."""
        always = 0 if self.activation == "log_softmax" else 1
        return f"`{self.activation}` over one value is always {always}"

    def help(self) -> str:
        """What to write."""
        return "write `sigmoid` for one yes or no, or give it a value for each class"


_REASONS: Final = {
    "shares": "`{activation}` shares 1 among the values; `{loss}` asks of each one by itself",
    "yes or no": "`{activation}` decides each value by itself; for `{loss}` only one can be true",
    "alien": "what `{activation}` gives is no probability, as `{loss}` expects it",
    "cut off": "`{activation}` gives no number below 0; logits have to be negative as well",
    "squashed": "`{activation}` keeps logits between -1 and 1: nothing can become certain",
    "logarithm": "`{activation}` gives numbers below 0; `{loss}` takes their logarithm",
    "one side": "`{loss}` pulls values to 1 or to -1; `{activation}` gives none below 0",
}
_INSTEAD: Final = {
    "shares": "write `sigmoid` if several can be true at a time, or a categorical crossentropy",
    "yes or no": "write `softmax`, or `binary_crossentropy` if several can be true at a time",
    "cut off": "leave the activation out",
    "squashed": "leave the activation out",
    "logarithm": "write `exponential` or `softplus`",
    "one side": "write `tanh`, leave the activation out, or take `binary_crossentropy`",
}


class UnfitLoss(Lint):
    """A loss that does not fit the activation of its output."""

    code = "GDL622"

    output: str
    loss: str
    """As it is written."""
    cls: str
    """Its class."""
    activation: str
    layer: str
    reason: str
    """One of the keys above."""
    end: Span

    def message(self) -> str:
        """One line."""
        in_what = f"in `{self.activation}`" if self.activation != "linear" else "without activation"
        return f"`{self.loss}` does not fit `{self.output}`, which ends {in_what}"

    def labels(self) -> tuple[Label, ...]:
        """Where the head ends."""
        if self.activation == "linear":
            return (Label(self.end, "no activation here"),)
        return (Label(self.end, f"`{self.activation}` here"),)

    def notes(self) -> tuple[str, ...]:
        """Why."""
        reason = _REASONS[self.reason].format(activation=self.activation, loss=self.loss)
        return (reason.replace("`linear`", f"a `{self.layer}` without activation"),)

    def help(self) -> str:
        """What to write."""
        if self.reason == "alien":
            return f"end the head in `{'sigmoid' if 'Binary' in self.cls else 'softmax'}`"
        return _INSTEAD[self.reason]


class LossOfOne(Lint):
    """A loss over several values for an output that has one."""

    code = "GDL623"

    output: str
    loss: str
    """As it is written."""
    cls: str
    """Its class."""
    end: Span | None = None

    def message(self) -> str:
        """One line."""
        return f"`{self.loss}` compares several values, but `{self.output}` has one"

    def labels(self) -> tuple[Label, ...]:
        """Where it is made."""
        return () if self.end is None else (Label(self.end, "gives one value"),)

    def notes(self) -> tuple[str, ...]:
        """What comes of it."""
        if self.cls == "CosineSimilarity":
            return ("the angle between two numbers is 0 or 180 degrees: nothing is learnt",)
        return ("of one class the share is always 1: nothing is learnt",)

    def help(self) -> str:
        """What to write."""
        if self.cls == "CosineSimilarity":
            return "write `mse` for a number"
        return (
            "write `binary_crossentropy` with `sigmoid`, or give the output a value for each class"
        )


class Outweighed(Lint):
    """A loss weight beside which another one hardly counts."""

    code = "GDL624"

    heavy: str
    light: str
    ratio: float
    here: str
    """The output of whose weight this is the place."""
    other: tuple[str, Span] | None = None
    """The other output, and where its weight is written."""

    def message(self) -> str:
        """One line."""
        times = f"{self.ratio:,.0f}" if self.ratio < 1e9 else f"{self.ratio:.0e}"
        return f"the loss of `{self.heavy}` weighs {times} times as much as that of `{self.light}`"

    def labels(self) -> tuple[Label, ...]:
        """The other weight."""
        if self.other is None:
            return ()
        what = "the light one" if self.other[0] == self.light else "the heavy one"
        return (Label(self.other[1], what),)

    def help(self) -> str:
        """What to do."""
        even = f"bring the weights closer together, or leave the loss of `{self.light}` out"
        return f"{even}; if the losses differ that much in size, `# gdl: allow {self.code}` says so"


class NotTrained(Lint):
    """An output without a loss in a model in which another has one."""

    code = "GDL625"

    output: str
    layers: tuple[str, ...]
    """The layers that nothing but it depends on."""
    trained: Label | None = None

    def message(self) -> str:
        """One line."""
        return f"the output `{self.output}` has no loss: nothing trains it"

    def notes(self) -> tuple[str, ...]:
        """What stays as it is."""
        return (f"no loss depends on the weights of {layer_words(self.layers)}",)

    def labels(self) -> tuple[Label, ...]:
        """Where another output gets its loss."""
        return () if self.trained is None else (self.trained,)

    def help(self) -> str:
        """What to write."""
        head = f"`head {self.output} (loss = …) {{ … }}`"
        return f"give it one, {head}; if it is only looked at, `# gdl: allow {self.code}` says so"
