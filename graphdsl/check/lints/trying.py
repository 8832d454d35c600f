"""Joins tried with numbers in place of the sizes that are not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from graphdsl.check.explain.explain import explained
from graphdsl.check.infer import Inference, inferred, input_type, models_inside
from graphdsl.check.lints.branches import Join
from graphdsl.check.lints.subject import Subject
from graphdsl.diagnostics.base import Diagnostic, Label
from graphdsl.diagnostics.lints import SizesPart
from graphdsl.layers.tensors import Sym, TensorType, shape_text

_STEPS: Final = (2, 4, 8, 16, 32, 64)
"""What a size may have to be a multiple of."""
_CONFIRMED: Final = 4
"""Multiples that are tried before it is said that they fit."""
_BASES: Final = (64, 256)
"""Multiples of all of them; the greater one for models that need large inputs."""
_Sizes: TypeAlias = tuple[int, int]


class _Misfit(NamedTuple):
    """A size of the input with which a join fails, and those with which it does not."""

    size: int
    multiple: int = 0
    """Multiples of it fit; 0 where no such number was found."""
    fitting: int = 0
    """A size that fits; 0 where none was found."""


def told(joins: Sequence[Join], subject: Subject) -> Iterator[Diagnostic]:
    """A diagnostic for each join that really fails, the one behind another only if it fails where
    that one fits."""
    trials = _Trials(subject)
    for join in joins:
        found = _misfit(lambda size, join=join: trials.fits(join, size))
        if found is not None:
            yield _diagnostic(join, found, trials)


class _Trials:
    """The graph worked out for sizes of its inputs, each once."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._runs: dict[int, Inference] = {}

    def run(self, size: int) -> Inference:
        """The graph with `size` in place of every size of an input that is not known."""
        if size not in self._runs:
            with models_inside():
                self._runs[size] = inferred(
                    self.subject.graph, self.subject.origins, self.inputs(size)
                )
        return self._runs[size]

    def inputs(self, size: int) -> dict[str, TensorType]:
        """The types of the inputs for it."""
        return {name: _with(found, size) for name, found in self._declared().items()}

    def _declared(self) -> dict[str, TensorType]:
        return {i.name: input_type(i) for i in self.subject.graph.inputs}

    def sizes(self, join: Join, size: int) -> _Sizes | None:
        """The two sizes that are joined; None where one is not known, since something before it
        fails."""
        shapes = [self.run(size).type_of(ref).shape for ref in (join.first, join.second)]
        found = [shape[join.axis] for shape in shapes if shape is not None]
        numbers = [number for number in found if isinstance(number, int)]
        return (numbers[0], numbers[1]) if len(numbers) == 2 else None

    def fits(self, join: Join, size: int) -> bool | None:
        """Whether the two are the same; None where that is not known."""
        found = self.sizes(join, size)
        return None if found is None else found[0] == found[1]


def _with(found: TensorType, size: int) -> TensorType:
    shape = found.shape or ()
    sized = (size if isinstance(dim, Sym) else dim for dim in shape[1:])
    return found.with_shape((*shape[:1], *sized))


def _misfit(fits: Callable[[int], bool | None]) -> _Misfit | None:
    """What a few sizes show; None if the join fits with all of them."""
    known = (b for b in _BASES if any(fits(size) is not None for size in (b + 1, b)))
    base = next(known, 0)
    tried = [base + 1, *(base + step for step in _STEPS), base + 3, base]
    failing = next((size for size in tried if base and fits(size) is False), None)
    if failing is None:
        return None
    step = next((s for s in _STEPS if all(fits(base + n * s) for n in range(_CONFIRMED))), 0)
    near = (*tried, *range(base + 1, base + _STEPS[-2]))
    return _Misfit(failing, step, step or next((size for size in near if fits(size)), 0))


def _diagnostic(join: Join, found: _Misfit, trials: _Trials) -> Diagnostic:
    subject = trials.subject
    sizes = trials.sizes(join, found.size)
    assert sizes is not None, "a join fails only if both sizes are known"
    declared = {i.name for i in subject.graph.inputs if None in i.shape}
    inputs = {n: t for n, t in trials.inputs(found.size).items() if n in declared}
    lint = SizesPart(
        what=subject.graph.layer_of(join.node).cls,
        inputs=tuple((name, shape_text(given.shape or ())) for name, given in inputs.items()),
        sizes=(str(sizes[0]), str(sizes[1])),
        multiple=found.multiple,
        fitting=found.fitting,
        places=_places(join, found, trials),
    )
    return subject.at(lint, join.node)


def _places(join: Join, found: _Misfit, trials: _Trials) -> tuple[Label, ...]:
    """Where the sizes begin to differ, as an error about numbers would tell it."""
    run = trials.run(found.size)
    here = [refusal.diagnostic for refusal in run.refusals if refusal.node is join.node]
    with models_inside():
        stories = {id(a): b.story for a, b in zip(run.diagnostics, explained(run), strict=True)}
    labels = [story.labels() for one in here if (story := stories.get(id(one)))]
    return labels[0] if labels else ()
