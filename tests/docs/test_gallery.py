"""The pictures of docs/gallery.md are those that `graphdsl draw` makes now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graphdsl.cli import main
from tests.docs.blocks import ROOT
from tests.golden import check_golden

GALLERY = ROOT / "docs" / "images" / "gallery"
PAGE = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
COMMAND = re.compile(
    r"`graphdsl draw (\S+)((?: --?\w+ [\w./]+)*)`[^`]*?[(\"](images/gallery/\w+\.svg)"
)
SHOWN = [shown for shown in COMMAND.findall(PAGE) if shown[0].endswith(".gdl")]
APPLICATIONS = {"resnet50": "ResNet50", "inceptionv3": "InceptionV3"}


def test_every_picture_is_there_and_shown():
    pictures = set(re.findall(r"[(\"](images/gallery/[\w/]+\.\w+)", PAGE))
    files = {p for p in GALLERY.rglob("*") if p.is_file()}
    assert {ROOT / "docs" / picture for picture in pictures} == files


def test_every_example_is_there_beside_that_of_plot_model():
    examples = {str(p.relative_to(ROOT)) for p in (ROOT / "examples").rglob("*.gdl")}
    default = {
        file: picture for file, options, picture in SHOWN if not options or "--model" in options
    }
    assert default.keys() == examples
    names = [*(Path(picture).stem for picture in default.values()), *APPLICATIONS]
    assert [name for name in names if f"plot_model/{name}.png" not in PAGE] == []


def test_pictures_are_small():
    assert sum(p.stat().st_size for p in GALLERY.rglob("*") if p.is_file()) < 3_000_000


@pytest.mark.parametrize(("file", "options", "picture"), SHOWN, ids=[s[2] for s in SHOWN])
def test_a_picture_is_what_its_command_draws(file, options, picture, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    out = tmp_path / "picture.svg"
    assert main(["draw", file, "-o", str(out), *options.split()]) == 0
    check_golden(ROOT / "docs" / picture, out.read_text(encoding="utf-8"))


@pytest.mark.keras
@pytest.mark.parametrize("name", APPLICATIONS)
def test_an_application_is_drawn_as_shown(name, tmp_path, capsys):
    import keras

    assert f"`graphdsl draw {name}.keras`" in PAGE
    keras.utils.clear_session()
    model = getattr(keras.applications, APPLICATIONS[name])(weights=None)
    saved, out = tmp_path / f"{name}.json", tmp_path / "picture.svg"
    saved.write_text(model.to_json(), encoding="utf-8")
    assert main(["draw", str(saved), "-o", str(out)]) == 0
    check_golden(GALLERY / f"{name}.svg", out.read_text(encoding="utf-8"))
