"""What the documentation shows is true: files check, commands print what stands there.

A block of GDL is a whole file; `gdl conv.gdl` gives it a name for the blocks behind it on its page,
as `json saved.json` does, and `python tables.npz`, which makes that file. `gdl wrong` is followed
by a block of `text` with all that `graphdsl check` says about it.
"""

from __future__ import annotations

import re
import shlex
import shutil
from contextlib import chdir

import pytest

from graphdsl.cli import main
from graphdsl.layers.applications import APPLICATIONS
from tests.docs.blocks import PAGES, ROOT, Block, all_blocks, blocks_of
from tests.golden import check_golden

FILES = (".gdl", ".json")
LANGUAGES = {"gdl", "text", "console", "python", "json", "toml", ""}


def place(tmp_path, block: Block) -> None:
    """The files that a reader of `block` has: the examples, and the named blocks before it."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for before in blocks_of(block.page):
        if before.line < block.line and before.words and before.words[0].endswith(FILES):
            (tmp_path / before.words[0]).write_text(before.text, encoding="utf-8")
        elif before.line < block.line and before.words and before.words[0].endswith(".npz"):
            with chdir(tmp_path):
                exec(before.text, {})


def learns(block: Block) -> bool:
    """Whether Keras is asked what a model of `keras.applications` looks like."""
    return any(re.search(rf"\b{name}\(", block.text) for name in APPLICATIONS)


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(b, id=str(b), marks=[pytest.mark.keras] if learns(b) else [])
        for b in all_blocks("gdl")
    ],
)
def test_gdl(block, tmp_path, capsys, monkeypatch):
    place(tmp_path, block)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.gdl").write_text(block.text, encoding="utf-8")
    code = main(["check", "model.gdl"])
    said = capsys.readouterr().err
    if "wrong" not in block.words:
        assert code == 0, said
        assert "warning" not in said
        assert main(["fmt", "--check", "model.gdl"]) == 0, "it is not formatted"
        return
    everything = blocks_of(block.page)
    answer = everything[everything.index(block) + 1]
    assert answer.language == "text"
    assert said.strip() == answer.text.strip()


NOT_RUN = {"make", "git", "cd", "pip", ".venv/bin/python"}
"""Commands of a reader's machine; the targets of make are looked up."""


def commands(block: Block) -> list[tuple[list[str], str]]:
    """The commands of a console block, each with the output that is shown for it."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
    return [(shlex.split(first, comments=True), rest) for first, _, rest in
            (part.partition("\n") for part in parts)]  # fmt: skip


def _builds(block: Block) -> bool:
    """Whether a command in it needs Keras."""
    return any("compile" in argv for argv, _ in commands(block))


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(b, id=str(b), marks=[pytest.mark.keras] if _builds(b) else [])
        for b in all_blocks("console")
    ],
)
def test_console(block, tmp_path, capsys, monkeypatch):
    place(tmp_path, block)
    monkeypatch.chdir(tmp_path)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for argv, shown in commands(block):
        if argv[0] == "make":
            assert re.search(rf"^{argv[1]}:", makefile, re.MULTILINE), argv
        if argv[0] in NOT_RUN:
            continue
        assert argv[0] == "graphdsl", f"{block}: {argv}"
        main(argv[1:])
        said = capsys.readouterr()
        if shown.strip():
            orders = (said.out + said.err, said.err + said.out)
            assert shown.strip() in [order.strip() for order in orders]


@pytest.mark.keras
@pytest.mark.parametrize("page", [p for p in PAGES if blocks_of(p, "python")], ids=lambda p: p.name)
def test_python(page, tmp_path, monkeypatch):
    blocks = blocks_of(page, "python")
    place(tmp_path, blocks[-1])
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks:
        code = compile("\n" * block.line + block.text, str(page), "exec")
        exec(code, names)


def test_every_block_is_of_a_language_that_is_tested_or_shown():
    found = {b.language for page in PAGES for b in blocks_of(page)}
    assert found <= LANGUAGES


LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    missing = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert not missing


IMAGES = {"aggregation.svg": "aggregation.gdl"}
"""The pictures of the documentation, and the examples that they show."""


@pytest.mark.parametrize("image", IMAGES)
def test_pictures_show_the_examples_as_they_are(image, tmp_path):
    out = tmp_path / image
    assert main(["draw", str(ROOT / "examples" / IMAGES[image]), "-o", str(out)]) == 0
    check_golden(ROOT / "docs" / "images" / image, out.read_text(encoding="utf-8"))
    files = (p for p in (ROOT / "docs" / "images").iterdir() if p.is_file())
    assert {p.name for p in files} == set(IMAGES), "those of the gallery stand in a folder"
