"""Reading GDL needs the shipped tables only: neither Lark nor what dataclasses import."""

from __future__ import annotations

import subprocess
import sys

import pytest

READ = """
import importlib.util, sys, types
from pathlib import Path
root = Path(importlib.util.find_spec("graphdsl").origin).parent
package = types.ModuleType("graphdsl")
package.__path__ = [str(root)]
sys.modules["graphdsl"] = package
{extra}
from graphdsl.source import Source
from graphdsl.syntax.parser import parse
from graphdsl.syntax.printer import format_source
assert not parse(Source("model m { Flatten }")).diagnostics
format_source(Source("model m { Flatten }"))
print(sorted({"lark", "pydantic", "numpy", "keras"} & set(sys.modules)))
"""


@pytest.mark.parametrize(("extra", "found"), [("", "[]"), ("import lark", "['lark']")])
def test_reading_and_printing_import_no_parser_generator(extra: str, found: str) -> None:
    command = [sys.executable, "-c", READ.replace("{extra}", extra)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == found
