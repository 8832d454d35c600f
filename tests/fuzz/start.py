"""What mutations begin at: texts of the language, its tokens, graph files, saved configs."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from random import Random

from graphdsl.graph.json import to_json
from graphdsl.pipeline import analyze
from graphdsl.source import Source

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```gdl[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOKEN = re.compile(r"\"[^\"\n]*\"|#[^\n]*|[\w.]+|\s+|->|[=!<>*/]{2}|[^\w\s]")
NAME = re.compile(r"\b[^\W\d]\w*")
NUMBER = re.compile(r"\b\d[\w.]*")

PAGES = ("README.md", "docs", "tests/spec", "graphdsl/diagnostics/pages")
SMALL_GRAPH = 6_000
"""Characters; larger graph files say nothing more, and take longer."""


def _pages() -> list[Path]:
    places = [ROOT / name for name in PAGES]
    return [page for p in places for page in (sorted(p.glob("*.md")) if p.is_dir() else [p])]


@cache
def texts() -> tuple[str, ...]:
    """Every example and every block of the language in the documentation, right or wrong."""
    files = sorted((ROOT / "examples").glob("*.gdl"))
    blocks = [b for page in _pages() for b in BLOCK.findall(page.read_text(encoding="utf-8"))]
    whole = [file.read_text(encoding="utf-8") for file in files]
    return tuple(dict.fromkeys([*whole, *blocks]))


@cache
def tokens() -> tuple[str, ...]:
    """All tokens of all texts: what is written often is often among them."""
    return tuple(token for text in texts() for token in TOKEN.findall(text) if token[0] != "#")


@cache
def words() -> tuple[str, ...]:
    """Every token once."""
    return tuple(sorted(set(tokens())))


@cache
def statements() -> tuple[str, ...]:
    """Lines that can stand in a body, and what is braced in one line."""
    lines = (line.strip() for text in texts() for line in text.splitlines())
    even = (line for line in lines if line and line.count("{") == line.count("}"))
    return tuple(sorted({line for line in even if not re.match(r"#|model |block |gdl ", line)}))


@cache
def graphs() -> tuple[str, ...]:
    """The graph files of the smaller models among the texts, of every third one."""
    found: list[str] = []
    for text in texts()[::3]:
        analysis = analyze(Source(text))
        if analysis.ok:
            found.extend(to_json(checked.graph) for checked in analysis.models.values())
    return tuple(dict.fromkeys(text for text in found if len(text) < SMALL_GRAPH))


@cache
def configs() -> tuple[str, ...]:
    """What Keras writes of ten small models, one of each kind."""
    listed = json.loads(Path(__file__).with_name("configs.json").read_text(encoding="utf-8"))
    return tuple(json.dumps(config) for config in listed)


@cache
def older() -> tuple[str, ...]:
    """The smaller ones of what Keras 2 writes."""
    files = sorted((ROOT / "tests" / "saved" / "keras2").glob("*.json"))
    return tuple(file.read_text(encoding="utf-8") for file in files if file.stat().st_size < 5_000)


def short(choice: Random, among: tuple[str, ...]) -> str:
    """One of the texts; of three the shortest, since most inputs are to be quick."""
    return min((choice.choice(among) for _ in range(3)), key=len)
