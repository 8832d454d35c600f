"""`--best`: the candidates that `--keep` names, evaluated on data, and the best of them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from graphdsl.cli.noise import without_noise
from graphdsl.cli.operating import Work, checked_graph
from graphdsl.cli.report import say
from graphdsl.cli.weights import sources
from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.choosing import NoSuchMetric
from graphdsl.transforms.selecting import outputs

Table = dict[str, Mapping[str, float]]


def best(work: Work, options: argparse.Namespace) -> tuple[str, ...]:
    """The name of the output that does best on the data; a table of all is told."""
    candidates = outputs(work.parent, work.arguments["keep"])
    weights = sources(options, work.parent)
    with without_noise():
        from graphdsl.keras.evaluating import evaluated, read_data

        data = read_data(options.best)
        found: Table = {}
        for candidate in candidates:
            graph = work.make(keep=(candidate.name,))
            found[candidate.name] = evaluated(
                checked_graph(graph), weights, data, options.metric, options.best
            )
    metric = _metric(found, options.metric)
    better = min if is_less_better(metric) else max
    chosen = better(found, key=lambda name: found[name][metric])
    for row in _rows(found, chosen):
        say(row)
    return (chosen,)


def _metric(found: Table, wanted: str | None) -> str:
    """What the candidates are compared by: what was asked for, or their first metric."""
    known = [n for n in next(iter(found.values())) if all(n in row for row in found.values())]
    if wanted is None:
        return next((name for name in known if name != "loss"), "loss")
    if wanted in known:
        return wanted
    raise GraphdslError((NoSuchMetric(name=wanted, known=tuple(known)),))


def is_less_better(metric: str) -> bool:
    """Whether small values are good: those of losses and errors."""
    return any(word in metric for word in ("loss", "error", "mse", "mae", "divergence", "entropy"))


def _rows(found: Table, chosen: str) -> Sequence[str]:
    """A table of the candidates, the best one marked."""
    metrics = list(dict.fromkeys(name for row in found.values() for name in row))
    width = max(len(name) for name in (*found, "candidate"))
    head = f"  {'candidate':<{width}}" + "".join(f"  {m:>10}" for m in metrics)
    rows = [head]
    for name, row in found.items():
        cells = "".join(f"  {_number(row.get(m)):>{max(10, len(m))}}" for m in metrics)
        rows.append(f"{'>' if name == chosen else ' '} {name:<{width}}{cells}")
    return rows


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
