"""The shape of every diagnostic: facts and a place in, sentences out."""

from __future__ import annotations

import inspect
from abc import abstractmethod
from enum import Enum
from typing import Any, ClassVar, NamedTuple, Protocol, Self, dataclass_transform

from graphdsl.source import NOWHERE, Span


class Level(Enum):
    """How bad it is; only an error keeps a file from being compiled."""

    ERROR = "error"
    WARNING = "warning"


class Label(NamedTuple):
    """A further place that a diagnostic needs to show, and what there is to see."""

    span: Span
    text: str


class Explanation(Protocol):
    """How a diagnostic came about, worked out after it was found."""

    def labels(self) -> tuple[Label, ...]:
        """Further places that matter."""
        ...

    def notes(self, at: Diagnostic) -> tuple[str, ...]:
        """How it came about; `at` is the diagnostic that is explained."""
        ...

    def help(self, at: Diagnostic) -> str | None:
        """What to write instead, if that could be worked out."""
        ...

    def edits(self) -> tuple[Edit, ...]:
        """The edits that certainly mend it, if there are any."""
        ...


class Edit(NamedTuple):
    """Replace the text of `span` by `text`."""

    span: Span
    text: str


class Use(NamedTuple):
    """How the place was reached: the statement at `span` used or copied `what`."""

    span: Span
    what: str


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Facts:
    """A light stand-in for a frozen dataclass, filled by keyword.

    With a hundred subclasses the real one would cost as much as the whole check of a file.
    """

    _facts: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Collects the annotated class variables as facts."""
        own = inspect.get_annotations(cls)
        facts = (n for n, annotation in own.items() if not str(annotation).startswith("ClassVar"))
        cls._facts = tuple(dict.fromkeys((*cls._facts, *facts)))

    def __init__(self, **facts: Any) -> None:
        for name in self._facts:
            if name in facts:
                object.__setattr__(self, name, facts.pop(name))
            elif not hasattr(self, name):
                raise TypeError(f"{type(self).__name__} needs {name!r}")
        if facts:
            raise TypeError(f"{type(self).__name__} has no {', '.join(facts)}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def replace(self, **facts: Any) -> Self:
        """The same with some facts changed."""
        return type(self)(**{n: getattr(self, n) for n in self._facts} | facts)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(
            getattr(self, n) == getattr(other, n) for n in self._facts
        )

    def __hash__(self) -> int:
        return hash(type(self))


REGISTRY: dict[str, type[Diagnostic]] = {}
"""Every diagnostic by its code."""


class Diagnostic(Facts):
    """One thing that is wrong, or doubtful, at one place.

    A subclass declares its facts as annotated class variables; they are given by keyword. Its code
    is stable: GDL0 files, GDL1 syntax, GDL2 names, GDL3 flow and topology, GDL4 arguments, GDL5
    types, GDL6 outputs and training, GDL7 limits, GDL8 Keras' own errors, GDL9 not supported yet.
    """

    code: ClassVar[str]

    level: Level = Level.ERROR
    span: Span = NOWHERE
    uses: tuple[Use, ...] = ()
    """From the place outwards: the uses of blocks and rounds of loops that led there."""
    times: int = 1
    """How often it was found at this place, in rounds of a loop or copies of a branch."""
    story: Explanation | None = None
    """Where the sizes it speaks of come from."""

    def __init_subclass__(cls) -> None:
        """Enters the class in the registry by its code."""
        super().__init_subclass__()
        if "code" in cls.__dict__:
            assert cls.code not in REGISTRY, f"{cls.code} is taken by {REGISTRY[cls.code].__name__}"
            REGISTRY[cls.code] = cls

    @property
    def facts(self) -> dict[str, Any]:
        """What was found, by name; level, place, uses, times and story are not among it."""
        return {n: getattr(self, n) for n in self._facts if n not in Diagnostic._facts}

    def at(self, span: Span, uses: tuple[Use, ...] = ()) -> Self:
        """The same diagnostic at a place; how a rule that knows no places gets one."""
        return self.replace(span=span, uses=uses)

    def __repr__(self) -> str:
        facts = ", ".join(f"{k}={v!r}" for k, v in self.facts.items())
        return f"{self.code} {type(self).__name__}({facts}) at {self.span!r}"

    def all_labels(self) -> tuple[Label, ...]:
        """Further places that matter, those of the story among them."""
        return (*self.labels(), *(self.story.labels() if self.story else ()))

    def all_notes(self) -> tuple[str, ...]:
        """How it came about, with the story."""
        return (*self.notes(), *(self.story.notes(self) if self.story else ()))

    def best_help(self) -> str | None:
        """What to write instead: what was worked out for this place, or else what helps mostly."""
        return (self.story.help(self) if self.story else None) or self.help()

    def best_fix(self) -> tuple[Edit, ...]:
        """The edits that certainly mend it, in general or at this place."""
        return self.fix() or (self.story.edits() if self.story else ())

    # What a reader is told. Only `message` has to be written.

    @abstractmethod
    def message(self) -> str:
        """One line: what is wrong, with the names as they are written, in backquotes."""

    def label(self) -> str:
        """A few words under the marked place, or nothing."""
        return ""

    def labels(self) -> tuple[Label, ...]:
        """Further places that matter."""
        return ()

    def notes(self) -> tuple[str, ...]:
        """How it came about."""
        return ()

    def help(self) -> str | None:
        """What to write instead."""
        return None

    def fix(self) -> tuple[Edit, ...]:
        """The edits that certainly mend it; most diagnostics have none."""
        return ()


class GraphdslWarning(UserWarning):
    """What a command would warn of, told to a Python program."""


class GraphdslError(Exception):
    """A text could not be compiled; `diagnostics` says why, and `str()` shows it rendered."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__(diagnostics)

    def __str__(self) -> str:
        from graphdsl.diagnostics.rendering.render import render_all

        return render_all(self.diagnostics)
