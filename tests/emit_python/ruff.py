"""What ruff, with its defaults, says about a text."""

from __future__ import annotations

import subprocess

from ruff.__main__ import find_ruff_bin

RUFF = find_ruff_bin()


def complaints(text):
    """The changes and errors that ruff sees in `text`; empty for a fine one."""
    checked = _ruff(text, "check", "--isolated", "--quiet", "--output-format", "concise", "-")
    formatted = _ruff(text, "format", "--isolated", "--diff", "--quiet", "-")
    return checked + formatted


def _ruff(text, *arguments):
    found = subprocess.run([RUFF, *arguments], input=text, capture_output=True, encoding="utf-8")
    return found.stdout + found.stderr
