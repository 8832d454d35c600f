"""The examples on the pages of the diagnostics: the files that they hold, and what is run on them.

A block is a file if its fence names one; a ```gdl block without a name is `model.gdl`. A ```sh
block says what is run, one command a line; without one it is `graphdsl check model.gdl`. A
```python block is a program. The last block of `Wrong`, a ```text block, shows what is told.
`Right` begins with the files of `Wrong`, in a fresh folder.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import pytest

from graphdsl.cli import main
from graphdsl.diagnostics.base import GraphdslError
from graphdsl.diagnostics.explaining import Page

BLOCK = re.compile(r"```(\w+)(?: (\S+))?\n(.*?)```\n", re.DOTALL)
SECTIONS = re.compile(r"^## (.+)\n", re.MULTILINE)
CODE = re.compile(r"(?:error|warning)\[(GDL\d{3})\]")
CHATTER = re.compile(
    r"^(?:WARNING: All log messages|[IWE]\d{4} [\d:]+|To enable the following instr).*\n", re.M
)
"""What TensorFlow says when it is first imported by one of these programs."""
MAIN_FILE, CHECK = "model.gdl", "graphdsl check model.gdl\n"
BUILDS = re.compile(
    r"graphdsl compile (?!.*-o \S+\.(?:py|graph\.json|onnx)\b)"
    r"|compile_(?:file|string)|\bkeras\.|graphdsl\.callbacks"
)


@dataclass(frozen=True)
class Example:
    """One section of a page."""

    files: Mapping[str, str]
    commands: str
    program: str = ""
    told: str = ""

    @property
    def builds(self) -> bool:
        """Whether it needs Keras."""
        return bool(BUILDS.search(self.commands + self.program))

    def run(self, folder: Path, capture: pytest.CaptureFixture[str]) -> str:
        """Everything that is said on standard error when it is run in `folder`."""
        for name, text in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        capture.readouterr()
        with chdir(folder):
            said = [_run(line) for line in self.commands.splitlines()]
            if self.program:
                said.append(_python(self.program))
        return CHATTER.sub("", capture.readouterr().err + "".join(said))


def _run(line: str) -> str:
    """Runs a command, ours in this process, and gives what it says that `capture` cannot see."""
    if line.startswith("graphdsl ") and not set(line) & set("|<>"):
        main(shlex.split(line)[1:])
        return ""
    bin_first = f"PATH={shlex.quote(str(Path(sys.executable).parent))}:$PATH; {line}"
    return subprocess.run(
        ["sh", "-c", bin_first], capture_output=True, text=True, check=False, timeout=60
    ).stderr


def _python(program: str) -> str:
    try:
        exec(compile(program, "program.py", "exec"), {"__name__": "__main__"})
    except GraphdslError as error:
        return f"{error}\n"
    return ""


def examples(page: Page) -> tuple[Example, Example]:
    """What is wrong, and what is right."""
    parts = SECTIONS.split(page.body)
    assert parts[1::2] == ["Wrong", "Right"], f"{page.code} has other sections"
    wrong = _example(parts[2], {}, CHECK)
    return wrong, _example(parts[4], wrong.files, "" if wrong.program else wrong.commands)


def _example(section: str, files: Mapping[str, str], commands: str) -> Example:
    found, told, program = dict(files), "", ""
    for kind, name, text in BLOCK.findall(section):
        if name or kind == "gdl":
            found[name or MAIN_FILE] = text
        elif kind == "sh":
            commands = text
        elif kind == "python":
            commands, program = "", text
        else:
            assert kind == "text", f"what is a {kind} block?"
            told = text
    return Example(found, commands, program, told)


def with_told(page: Page, told: str) -> str:
    """The text of the page with another account of what is told."""
    head, right, tail = page.body.partition("\n## Right\n")
    head = re.sub(r"\n```text\n.*?```\n", "", head, flags=re.DOTALL).rstrip("\n")
    return f"# {page.code}: {page.title}\n\n{head}\n\n```text\n{told}```\n{right}{tail}"


def codes(told: str) -> Iterator[str]:
    """The codes in what is told."""
    return (match[1] for match in CODE.finditer(told))
