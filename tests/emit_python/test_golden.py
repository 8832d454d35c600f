"""What the emitted code looks like: one file a model, read in reviews, and fine for ruff."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphdsl.emit.python import emit_python
from tests.emit_python.models import TEXT_MODELS, graph_of
from tests.emit_python.ruff import complaints
from tests.golden import check_golden

GOLDEN = Path(__file__).parents[1] / "golden" / "python"


@pytest.mark.parametrize("name", TEXT_MODELS)
def test_code(name):
    check_golden(GOLDEN / f"{name}.py", emit_python(graph_of(name)))


@pytest.mark.parametrize("name", TEXT_MODELS)
def test_ruff_is_content(name):
    assert not complaints(emit_python(graph_of(name)))
