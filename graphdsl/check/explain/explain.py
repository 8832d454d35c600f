"""From a diagnostic to the same with its story: where its sizes come from, what would mend it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from graphdsl.check.explain.case import Case
from graphdsl.check.explain.history import Historian, Spot, Trail
from graphdsl.check.explain.involved import involved, involved_ranks, unlike_declared
from graphdsl.check.explain.mending import Bench, key
from graphdsl.check.explain.remedies import arguments, inputs, joins, ranks, shortcuts
from graphdsl.check.explain.trials import Place, Trial
from graphdsl.check.explain.turns import Turned, turned
from graphdsl.check.infer import Inference, Refusal
from graphdsl.diagnostics import operations, types
from graphdsl.diagnostics.axes import AxisOutOfRange
from graphdsl.diagnostics.base import Diagnostic, Label
from graphdsl.diagnostics.calls import WrongModelInput
from graphdsl.diagnostics.remedies import Remedy
from graphdsl.diagnostics.story import Story
from graphdsl.layers.tensors import Sym

_EXPLAINED = 20
"""Diagnostics of one model that are explained; after so many nobody reads on."""
_TRIED = 10_000
"""Calls that are worked out anew for remedies, over all of them."""
_SHOWN = 3
"""Sizes of one diagnostic whose histories are told."""

_OF_RANKS = (
    types.WrongRank,
    types.ShapesDiffer,
    operations.WrongRank,
    operations.TooManyIndices,
    operations.BadEquation,
    types.EquationMismatch,
    operations.NoSuchAxis,
    operations.CannotBroadcast,
    AxisOutOfRange,
    WrongModelInput,
)
"""Diagnostics that may speak of the number of dimensions."""
_OF_ALL_SIZES = (types.ReshapeMismatch, operations.ReshapeMismatch)
"""Diagnostics that speak of the product of all sizes."""
_OF_TWO = (types.ShapesDiffer, operations.CannotBroadcast, operations.SizesDiffer)
"""Diagnostics about sizes that should be the same."""


def explained(root: Inference) -> tuple[Diagnostic, ...]:
    """The diagnostics of a model that has been worked out, with their stories."""
    first: dict[object, Refusal] = {}
    for refusal in root.refusals:
        found = refusal.diagnostic
        first.setdefault((key(found), found.message()), refusal)  # repeats are told once
    chosen = list(first.values())[:_EXPLAINED]
    historian = Historian()
    told: dict[int, Diagnostic] = {}
    for refusal in chosen:
        story = _story(refusal, Bench.of(root, _TRIED // len(chosen)), historian)
        told[id(refusal.diagnostic)] = refusal.diagnostic.replace(story=story)
    return tuple(told.get(id(diagnostic), diagnostic) for diagnostic in root.diagnostics)


def _story(refusal: Refusal, bench: Bench, historian: Historian) -> Story | None:
    trial = Trial.of(refusal.run, refusal.node)
    if type(trial.outcome()) is not type(refusal.diagnostic):
        return None  # its types are not what was refused
    places = _places(trial, refusal.diagnostic)
    spots = [Spot(trial.run, trial.refs[p.operand], p.axis) for p in places]
    case = Case(refusal, trial, bench, places, tuple(map(historian.trail, spots)))
    turns = () if places else _turns(trial, refusal.diagnostic)
    remedies = tuple(chain(_remedies(case), *(ranks.other_form(case, t) for t in turns)))
    trails = (*case.trails, *_factors(case.trails, historian))
    histories = tuple(dict.fromkeys(trail.history for trail in trails))
    told = tuple(dict.fromkeys(t.turn for t in turns))
    further = tuple(_declared(refusal))
    if not histories and not told and not further and not remedies:
        return None
    return Story(histories, told, further, remedies)


def _factors(trails: tuple[Trail, ...], historian: Historian) -> Iterator[Trail]:
    """Of two sizes that were each made of several: the ways of those in which they differ."""
    if len(trails) != 2:
        return
    first, second = (historian.factors(trail) for trail in trails)
    if len(first) == len(second):
        unlike = [pair for pair in zip(first, second, strict=True) if pair[0].size != pair[1].size]
        yield from (historian.trail(spot) for pair in unlike[:1] for spot in pair)


def _places(trial: Trial, diagnostic: Diagnostic) -> tuple[Place, ...]:
    """The places whose sizes are told about: of each size the first."""
    if isinstance(diagnostic, _OF_ALL_SIZES):
        return tuple(p for p in trial.places() if p.operand == 0)
    if isinstance(diagnostic, WrongModelInput):
        return unlike_declared(trial, diagnostic)
    found = involved(trial, diagnostic)
    if isinstance(diagnostic, types.UnknownSize):
        # Where two tensors have the same fault, mending one of them changes nothing.
        possible = found or tuple(p for p in trial.places() if p.axis == diagnostic.axis)
        found = tuple(place for place in possible if isinstance(trial.size(place), Sym))
    first = {trial.size(place): place for place in reversed(found)}
    return tuple(sorted(first.values()))[:_SHOWN]


def _turns(trial: Trial, diagnostic: Diagnostic) -> tuple[Turned, ...]:
    if not isinstance(diagnostic, _OF_RANKS):
        return ()
    operands = involved_ranks(trial, diagnostic)[:_SHOWN]
    return tuple(turned(trial.run, trial.refs[operand]) for operand in operands)


def _remedies(case: Case) -> Iterator[Remedy]:
    """What can be written instead, the best first."""
    match case.diagnostic:
        case types.UnknownSize():
            yield from chain(arguments.pooled(case), inputs.known_size(case))
        case types.TooSmall():
            yield from chain(arguments.same_padding(case), inputs.large_enough(case))
        case types.NotDivisible():
            yield from chain(arguments.divisors(case), arguments.matching_width(case))
        case types.WrongSize():
            yield from arguments.matching_width(case)
        case types.ReshapeMismatch():
            yield from chain(arguments.other_target(case), arguments.matching_width(case))
        case found if isinstance(found, _OF_TWO) and len(case.places) > 1:
            yield from _brought_together(case)
        case WrongModelInput():
            yield from chain(joins.scaled(case), inputs.fitting_size(case))
        case _:
            return


def _brought_together(case: Case) -> Iterator[Remedy]:
    """For sizes that should be the same: lost on the way, named in the wrong order, or written."""
    steps = [step for trail in case.trails for step in trail.history.steps]
    rims = tuple(joins.evened(case))
    otherwise = (*joins.other_axis(case), *joins.turned(case), *joins.widened(case))
    if rims and (not otherwise or any(step.kind == "changed" for step in steps)):
        yield from chain(shortcuts.same_padding(case), rims, inputs.fitting_size(case))
    elif otherwise:
        yield from otherwise
    else:
        yield from chain(shortcuts.same_padding(case), shortcuts.strided(case))
        yield from joins.projected(case)
        yield from chain(arguments.matching_width(case), inputs.equal_size(case))


def _declared(refusal: Refusal) -> Iterator[Label]:
    """Where a nested model says what it takes."""
    told = refusal.diagnostic
    inner = refusal.run.origins.nested.get(refusal.node.layer)
    if isinstance(told, WrongModelInput) and inner is not None:
        origin = inner.inputs.get(told.input)
        if origin is not None:
            yield Label(origin.span, "what it takes")
