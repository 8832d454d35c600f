"""`graphdsl draw --scale`: how large a PNG is."""

from __future__ import annotations

import struct

import pytest

from graphdsl.cli import main

TEXT = "model m { input x: [4]; Dense(2) as y }"


@pytest.fixture
def model(tmp_path):
    file = tmp_path / "m.gdl"
    file.write_text(TEXT, encoding="utf-8")
    return str(file)


def width(model: str, tmp_path, *options: str) -> int:
    out = tmp_path / "m.png"
    assert main(["draw", model, "-o", str(out), *options]) == 0
    return struct.unpack(">I", out.read_bytes()[16:20])[0]


def test_a_picture_is_as_large_as_asked_for(model, tmp_path):
    plain = width(model, tmp_path)
    assert width(model, tmp_path, "--scale", "2") == plain
    assert width(model, tmp_path, "--scale", "4") == pytest.approx(2 * plain, abs=2)
    assert width(model, tmp_path, "--scale", "0.5") == pytest.approx(plain / 4, abs=2)


@pytest.mark.parametrize("number", ["0", "-1", "nan", "inf", "11", "1e9", "x", "", "²"])
def test_other_sizes_are_a_wrong_command(number, model, tmp_path, capsys):
    assert main(["draw", model, "-o", str(tmp_path / "m.png"), f"--scale={number}"]) == 2
    assert "a number from 0.1 to 10 is needed" in capsys.readouterr().err
    assert not (tmp_path / "m.png").exists()
