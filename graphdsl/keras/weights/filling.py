"""A built model filled with weights: of a file, of a model, of the models its parts come from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, cast

from graphdsl.diagnostics.base import Diagnostic, GraphdslError
from graphdsl.diagnostics.weights import (
    NothingCopied,
    NothingTakesFrom,
    RenamesNothing,
    WeightsDiffer,
    WeightsIncomplete,
)
from graphdsl.graph import Graph, Taken
from graphdsl.graph.leaves import Leaf, Path, leaves
from graphdsl.keras.weights.applications import application
from graphdsl.keras.weights.copying import Report, copy_weights, has_state, layer_at, misfit
from graphdsl.keras.weights.donors import Donor, donor_of

Sources = Any
"""A file, a `keras.Model`, or both by the name of the model whose weights they are."""


class Filled(NamedTuple):
    """What came of filling a model."""

    report: Report
    told: tuple[Diagnostic, ...]
    """Warnings."""
    donor: Donor | None
    """The model that its weights come from, where one is given for all of it."""


def fill(
    model: Any,
    graph: Graph,
    weights: Sources = None,
    *,
    rename: Sequence[tuple[str, str]] = (),
    strict: bool = False,
    custom_objects: Mapping[str, type] | None = None,
    parent: Graph | None = None,
) -> Filled:
    """Fills the layers of `model`, built from `graph`, by their names.

    `weights` is a file, a model, or a dict of them by the name of the model that parts were taken
    from; `parent` is the graph that `graph` was made of, for files that do not tell their own.
    What was taken from a file or an application gets its weights from there. `rename` gives old
    and new names, which may be globs. Gives an account, and warnings; raises GraphdslError where a
    file cannot be read, and with `strict` where a layer is left fresh.
    """
    work = _Filling(graph, rename, dict(custom_objects or {}), parent or graph)
    if isinstance(weights, Mapping):
        work.take(None, cast("Mapping[str, Any]", weights))
    else:
        work.take(weights, {})
    for leaf in leaves(graph):
        layer = layer_at(model, leaf.path)
        if layer is not None and has_state(layer):
            work.leaf(leaf, layer)
    report = work.report
    if strict and not report.complete:
        unfit = tuple(layer for layer, _, _ in report.unfit)
        raise GraphdslError((WeightsIncomplete(fresh=report.fresh, unfit=unfit),))
    return Filled(report, tuple(work.told()), work.default)


def takes_weights(graph: Graph) -> bool:
    """Whether parts of the graph bring weights along: from a file, or an application's."""
    return any(leaf.taken is not None and leaf.taken.kind != "model" for leaf in leaves(graph))


@dataclass(slots=True)
class _Filling:
    graph: Graph
    rename: Sequence[tuple[str, str]]
    custom: Mapping[str, type]
    parent: Graph
    default: Donor | None = None
    named: dict[str, Donor] = field(default_factory=dict[str, Donor])
    donors: dict[str, Donor] = field(default_factory=dict[str, Donor])
    copied: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    fresh: list[str] = field(default_factory=list[str])
    unfit: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])

    def take(self, default: Any, named: Mapping[str, Any]) -> None:
        """Opens what was given; says so where nothing can come of it."""
        known = {x.taken.name for x in leaves(self.graph) if x.taken and x.taken.kind == "model"}
        for name, source in named.items():
            if name == self.graph.name or name == self.parent.name:
                default = source
            elif name in known:
                self.named[name] = donor_of(source, None, self.custom)
            else:
                raise GraphdslError((NothingTakesFrom(name=name, known=tuple(sorted(known))),))
        if default is not None:
            self.default = donor_of(default, self.parent, self.custom)
        given = [d for d in (self.default, *self.named.values()) if d is not None]
        if self.rename:
            taken = (leaf.taken for leaf in leaves(self.graph))
            given += [self._source(t) for t in taken if t is not None and t.kind != "model"]
        theirs = {".".join(path) for donor in given for path in donor.layers}
        for old, _ in self.rename:
            if not any(fnmatchcase(name, old) for name in theirs):
                raise GraphdslError((RenamesNothing(old=old, candidates=tuple(sorted(theirs))),))

    def leaf(self, leaf: Leaf, layer: Any) -> None:
        """Fills one layer, or notes why that cannot be."""
        name = ".".join(leaf.path)
        found = self._found(leaf)
        if found is None:
            self.fresh.append(name)
            return
        donor, other = found
        why = misfit(layer, other)
        if why:
            self.unfit.append((name, donor.name, why))
            return
        copy_weights(layer, other)
        self.copied.append((name, donor.name))

    def _found(self, leaf: Leaf) -> tuple[Donor, Any] | None:
        """Whose layer it is: by its own name in what was given, or by where it was taken from."""
        taken = leaf.taken
        names = (leaf.path,) if taken is None else (leaf.path, taken.layer)
        other = None if self.default is None else self._called(self.default, names)
        if self.default is not None and other is not None:
            return self.default, other
        if taken is None:
            return None
        donor = self.named.get(taken.name) if taken.kind == "model" else self._source(taken)
        other = None if donor is None else self._called(donor, (taken.layer,), leaf.path)
        return None if donor is None or other is None else (donor, other)

    def _called(self, donor: Donor, names: Sequence[Path], also: Path = ()) -> Any:
        """The layer of a donor that has one of `names`, or one of them or `also` by renaming."""
        wanted = {".".join(path) for path in (*names, also)}
        for old, new in self.rename:
            for theirs, layer in donor.layers.items():
                if fnmatchcase(".".join(theirs), old) and _new_name(old, new, theirs) in wanted:
                    return layer
        return next((donor.layers[path] for path in names if path in donor.layers), None)

    def _source(self, taken: Taken) -> Donor:
        """The model that a part was taken from, opened once."""
        key = json.dumps([taken.kind, taken.name, dict(taken.args)], default=repr, sort_keys=True)
        if key not in self.donors:
            if taken.kind == "file":
                self.donors[key] = donor_of(taken.name, None, self.custom)
            else:
                self.donors[key] = Donor(taken.name, application(taken.name, taken.args))
        return self.donors[key]

    @property
    def report(self) -> Report:
        """The account."""
        return Report(tuple(self.copied), tuple(self.fresh), tuple(self.unfit))

    def told(self) -> list[Diagnostic]:
        """What there is to warn of."""
        found: list[Diagnostic] = []
        for source in dict.fromkeys(source for _, source, _ in self.unfit):
            layers = tuple((layer, why) for layer, s, why in self.unfit if s == source)
            found.append(WeightsDiffer(source=source, layers=layers))
        given = self.default
        if given is not None and not self.copied and not self.unfit and self.fresh:
            theirs = tuple(".".join(path) for path in given.layers)
            copied = NothingCopied(source=given.name, layers=tuple(self.fresh), theirs=theirs)
            raise GraphdslError((copied,))
        return found


def _new_name(old: str, new: str, path: Path) -> str:
    """The name of a layer after renaming; a `*` of the new name is what that of the old stood
    for."""
    name = ".".join(path)
    if "*" not in old or "*" not in new:
        return new
    before, _, after = old.partition("*")
    middle = name[len(before) : len(name) - len(after)]
    return new.replace("*", middle, 1)
