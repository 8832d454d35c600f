"""What went wrong while a model was built, and where in the graph."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.origins import Origin, Origins

Part: TypeAlias = Literal["model", "input", "layer", "node", "output", "train"]


@dataclass(frozen=True, slots=True)
class BuildProblem:
    """A diagnostic that has no place in a text yet, and the part of the graph it is about."""

    diagnostic: Diagnostic
    part: Part = "model"
    name: str = ""
    """Of the layer, call, input or output, or of the entry of the `train` block."""
    path: tuple[str, ...] = ()
    """The layers that lead to a nested model, from the outside in."""
    argument: str | None = None
    """The argument at fault, by name."""

    def placed(self, origins: Origins) -> Diagnostic:
        """The diagnostic at the place that the part comes from."""
        for layer in self.path:
            outer = origins.layer(layer)
            origins = origins.nested.get(layer, Origins(span=outer.span))
        origin = self._origin(origins)
        span = origin.span if self.argument is None else origin.argument(self.argument, ())
        return origin.place(self.diagnostic, span)

    def _origin(self, origins: Origins) -> Origin:
        whole = Origin(origins.span)
        match self.part:
            case "layer":
                return origins.layer(self.name)
            case "node":
                return origins.node(self.name)
            case "input":
                return origins.inputs.get(self.name, whole)
            case "output":
                return origins.outputs.get(self.name, whole)
            case "train":
                return origins.train.get(self.name) or origins.train.get("", whole)
            case "model":
                return whole


@dataclass(slots=True)
class Problems:
    """Collects the problems of one graph and of the models nested in it."""

    found: list[BuildProblem] = field(default_factory=list[BuildProblem])
    path: tuple[str, ...] = ()

    def add(
        self, diagnostic: Diagnostic, part: Part = "model", name: str = "", argument: str = ""
    ) -> None:
        """Notes a problem of a part of the graph."""
        problem = BuildProblem(diagnostic, part, name, self.path, argument or None)
        self.found.append(problem)

    def inside(self, layer: str) -> Problems:
        """Where the problems of the model that is the layer `layer` go."""
        return Problems(self.found, (*self.path, layer))


class Refused(Exception):  # noqa: N818 - not an error of ours: a part of the graph cannot be made
    """Raised while a value or a layer is made; says why it cannot be."""

    def __init__(self, diagnostic: Diagnostic, argument: str = "") -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic
        self.argument = argument


_COLOR: Final = re.compile(r"\x1b\[[0-9;]*m")
_CALLING: Final = re.compile(
    r"Exception encountered when calling .*?\.\n\n(.*?)\n\nArguments received by .*", re.DOTALL
)
_INFERRING: Final = re.compile(
    r"Could not automatically infer the output shape.*?Error encountered:\n\n(.*)", re.DOTALL
)
_TENSOR: Final = re.compile(
    r"<KerasTensor shape=(\([^)]*\)), dtype=(\w+)(?:, (?:sparse|ragged|name)=[^,>]*)*>"
)
_NAMELESS: Final = " with name 'None'"
_TF_NODE: Final = re.compile(r"\{\{.*?\}\}\s*|\s*\[Op:\w+\](?:\s*name:\s*\S*)?")
_PARAGRAPHS: Final = 3
_WIDTH: Final = 400


def keras_words(error: BaseException) -> str:
    """What `error` says, without what Keras wraps around it; one line a paragraph."""
    only = error.args[0] if len(error.args) == 1 else None
    text = _COLOR.sub("", only if isinstance(only, str) else str(error))  # no quotes of a KeyError
    for wrapping in (_CALLING, _INFERRING) * 3:
        text = wrapping.sub(r"\1", text)
    text = _TF_NODE.sub("", _TENSOR.sub(r"\2\1", text)).replace(_NAMELESS, "")
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    kept = [_shortened(part) for part in paragraphs if part][:_PARAGRAPHS]
    return "\n".join(kept) or type(error).__name__


def _shortened(text: str) -> str:
    if len(text) <= _WIDTH:
        return text
    return text[: text.rfind(" ", 0, _WIDTH)] + " …"


def is_lack_of_memory(error: BaseException) -> bool:
    """Whether numbers that Keras makes find no room, or are too many to be counted."""
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return True
    return any(words in str(error) for words in ("more than 2**63", "out-of-range integer"))
