"""What is drawn, as DOT for a review to read and once as the finished SVG."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graphdsl.emit.diagram import View, draw
from tests.emit.models import MODELS
from tests.golden import check_golden

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
from graphdsl.emit.diagram import draw
from tests.emit.models import MODELS
for make in MODELS.values():
    for form in ("dot", "svg"):
        sys.stdout.buffer.write(draw(*make(), form))
"""


@pytest.mark.parametrize("name", MODELS)
def test_dot(name):
    check_golden(GOLDEN / f"{name}.dot", draw(*MODELS[name](), "dot").decode())


def test_svg():
    check_golden(GOLDEN / "aggregation.svg", draw(*MODELS["aggregation"](), "svg").decode())


def test_dot_to_the_right():
    drawn = draw(*MODELS["siamese"](), "dot", direction="right").decode()
    check_golden(GOLDEN / "siamese_right.dot", drawn)


def test_a_folded_model():
    check_golden(
        GOLDEN / "residual_folded.dot", draw(*MODELS["residual"](), "dot", View(limit=8)).decode()
    )


def test_same_bytes_in_every_process():
    def drawn(seed: str) -> bytes:
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", SCRIPT]
        return subprocess.run(command, env=environment, check=True, capture_output=True).stdout

    assert drawn("1") == drawn("2")
