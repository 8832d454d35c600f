"""Counts, for each name, how many random cases were compared with Keras, and prints the table."""

from __future__ import annotations

import gc
import os
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import keras
import pytest

import graphdsl

from .tally import KINDS, PROPERTY, Tally, table

# Hypothesis draws constants of the modules that are loaded, too: all of them from the start, so
# that a seed means the same cases in each process and each time.
for _module in pkgutil.walk_packages(graphdsl.__path__, "graphdsl."):
    if not _module.name.endswith("__main__"):
        import_module(_module.name)


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """What a test enters its comparisons in; they have to be of both sorts."""
    counted = Tally()
    yield counted
    keras.utils.clear_session()  # thousands of layers and graphs would fill the memory
    gc.collect()
    row = (counted.kind, counted.name, counted.accepted, counted.refused)
    request.node.user_properties.append((PROPERTY, row))
    assert not counted.one_sided, f"{counted.name}: {counted}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if "CASES" not in os.environ:
        return
    reports = (r for some in terminalreporter.stats.values() for r in some if hasattr(r, "when"))
    rows = [
        value
        for report in reports
        if report.when == "teardown"
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    for kind in KINDS:
        found = [(name, accepted, refused) for of, name, accepted, refused in rows if of == kind]
        if found:
            terminalreporter.write_line("")
            terminalreporter.write_line("\n".join(table(kind, found)))
