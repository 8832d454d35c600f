"""Imports run downwards only, Keras stays behind one package, and pydantic behind one module."""

from __future__ import annotations

import re
from pathlib import Path

from importlinter.cli import lint_imports

CONFIG = Path(__file__).parents[2] / "pyproject.toml"


def test_imports_are_as_pyproject_says(capsys):
    assert lint_imports(str(CONFIG), no_cache=True) == 0, capsys.readouterr().out


def test_a_broken_contract_is_found(tmp_path, capsys):
    text = CONFIG.read_text(encoding="utf-8")
    changed = tmp_path / "pyproject.toml"
    upside_down = re.sub(r'"cli",\n  "api",', '"api",\n  "cli",', text)
    assert upside_down != text
    changed.write_text(upside_down, encoding="utf-8")
    assert lint_imports(str(changed), no_cache=True) == 1
    assert "Imports run downwards only BROKEN" in capsys.readouterr().out
