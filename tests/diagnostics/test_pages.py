"""Every diagnostic has a page; its first example yields just this code, its second one nothing."""

from __future__ import annotations

import os
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import graphdsl.diagnostics
from graphdsl.diagnostics.base import REGISTRY
from graphdsl.diagnostics.explaining import Page, page, pages
from graphdsl.diagnostics.generate import DOCUMENT, document_text

from .pages import codes, examples, with_told

FOLDER = Path(graphdsl.diagnostics.__path__[0]) / "pages"
PAGES = list(pages())
CASES = [
    pytest.param(
        found,
        id=found.code,
        marks=[pytest.mark.keras] if any(e.builds for e in examples(found)) else [],
    )
    for found in PAGES
]


def registered() -> list[str]:
    """Every code there is, which needs every module of diagnostics."""
    for module in iter_modules(graphdsl.diagnostics.__path__, "graphdsl.diagnostics."):
        import_module(module.name)
    return sorted(code for code in REGISTRY if code != "GDL999")


def test_every_code_has_its_page() -> None:
    assert [found.code for found in PAGES] == registered()


@pytest.mark.parametrize("found", CASES)
def test_the_first_example_yields_the_code(
    found: Page, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong, _ = examples(found)
    told = wrong.run(tmp_path, capfd)
    assert set(codes(told)) == {found.code}, told
    if os.environ.get("UPDATE_GOLDEN"):
        (FOLDER / f"{found.code}.md").write_text(with_told(found, told), encoding="utf-8")
        return
    assert told == wrong.told


@pytest.mark.parametrize("found", CASES)
def test_the_second_example_yields_nothing(
    found: Page, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _, right = examples(found)
    told = right.run(tmp_path, capfd)
    assert not list(codes(told)), told
    assert "usage:" not in told


@pytest.mark.parametrize("found", PAGES, ids=[found.code for found in PAGES])
def test_a_page_says_what_and_why(found: Page) -> None:
    prose = found.body.partition("\n## Wrong\n")[0]
    assert len(re.split(r"\n\n+", prose.strip())) >= 2, "what it is, and why it is wrong"
    assert found.title[0].islower() or found.title[0] in "`“", found.title
    assert not found.title.endswith(".")
    assert all(len(line) <= 100 for line in prose.splitlines())


def test_a_code_can_be_written_in_three_ways() -> None:
    assert page("GDL203") == page("gdl203") == page("203") is not None
    assert page("GDL2033") is page("../GDL203") is page("GDL000") is None


def test_the_document_holds_the_pages() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document_text(), "`make generate` writes it"
