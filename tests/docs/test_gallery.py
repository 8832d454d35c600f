"""The pictures of docs/gallery.md are those that `graphdsl draw` makes now."""

from __future__ import annotations

import re

import pytest

from graphdsl.cli import main
from tests.docs.blocks import ROOT
from tests.golden import check_golden

PAGE = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
COMMAND = re.compile(
    r"`graphdsl draw (\S+\.gdl)((?: --?\w+ [\w./]+)*)`\n\n!\[[^]]*\]\((images/\S+)\)"
)
SHOWN = COMMAND.findall(PAGE)


def test_every_picture_is_there():
    pictures = re.findall(r"\]\((images/\S+)\)", PAGE)
    assert len(SHOWN) >= 10
    assert all((ROOT / "docs" / picture).is_file() for picture in pictures)


@pytest.mark.parametrize(("file", "options", "picture"), SHOWN, ids=[s[2] for s in SHOWN])
def test_a_picture_is_what_its_command_draws(file, options, picture, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    out = tmp_path / "picture.svg"
    assert main(["draw", file, "-o", str(out), *options.split()]) == 0
    check_golden(ROOT / "docs" / picture, out.read_text(encoding="utf-8"))
