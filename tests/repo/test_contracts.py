"""Imports run downwards only, Keras stays behind one package, and pydantic behind one module."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "pyproject.toml"


def lint_imports(config: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter, in a process of its own: it closes the streams that it writes to."""
    program = Path(sys.executable).with_name("lint-imports")
    command = [program, "--config", config, "--no-cache"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_imports_are_as_pyproject_says():
    found = lint_imports(CONFIG)
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_broken_contract_is_found(tmp_path):
    text = CONFIG.read_text(encoding="utf-8")
    changed = tmp_path / "pyproject.toml"
    upside_down = re.sub(r'"cli",\n  ("watching"),', r'\1,\n  "cli",', text)
    assert upside_down != text
    changed.write_text(upside_down, encoding="utf-8")
    found = lint_imports(changed)
    assert found.returncode == 1
    assert "Imports run downwards only BROKEN" in found.stdout
