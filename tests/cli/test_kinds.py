"""Files of other kinds, named where a text is read, are told of once and as what they are."""

from __future__ import annotations

import io
import sys
import zipfile

import numpy as np
import pytest

from graphdsl.cli import main
from graphdsl.files import SIZE_LIMIT, read_source
from graphdsl.source import Source

TEXT = "model m {\n    input x: [4]\n    Dense(2)\n}\n"
SHOWN = "it cannot be read back; name the file of the model that it shows"
ANOTHER = "what can be read is GDL, a graph file, and a model that Keras saved"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.gdl").write_text(TEXT)
    return tmp_path


def told(capsys, *arguments: str) -> str:
    """What a command that ends with 1 has told."""
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert out == ""
    return err


def one(path: str, what: str, help: str) -> str:
    return f"error[GDL004]: cannot read `{path}`: it is {what}\n  = help: {help}\n\n1 error\n"


def archive(*members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for member in members:
            made.writestr(member, "{}")
    return file.getvalue()


def arrays() -> bytes:
    file = io.BytesIO()
    np.savez(file, table=np.ones(3))
    return file.getvalue()


@pytest.mark.parametrize(
    ("ending", "what"),
    [
        ("svg", "a picture (SVG)"),
        ("png", "a picture (PNG)"),
        ("mmd", "a drawing in Mermaid"),
        ("dot", "a drawing in Graphviz' DOT"),
        ("html", "a page (HTML)"),
        ("txt", "a drawing of `graphdsl draw`"),
        ("py", "a Python program"),
    ],
)
def test_what_we_have_made_of_a_text_leads_to_it(capsys, folder, ending, what):
    command = "compile" if ending == "py" else "draw"
    assert main((command, "m.gdl", "-o", f"m.{ending}")) == 0
    capsys.readouterr()
    assert told(capsys, "check", f"m.{ending}") == one(f"m.{ending}", what, "did you mean `m.gdl`?")
    (folder / f"m.{ending}").rename("other.gdl" if ending != "py" else "other.py")
    if ending != "py":
        assert told(capsys, "check", "other.gdl") == one("other.gdl", what, SHOWN)


def test_a_table_of_summary_leads_to_the_text(capsys, folder):
    assert main(("summary", "m.gdl")) == 0
    (folder / "m.txt").write_text(capsys.readouterr().out)
    expected = one("m.txt", "a table of `graphdsl summary`", "did you mean `m.gdl`?")
    assert told(capsys, "check", "m.txt") == expected


def test_a_graph_leads_to_its_ending(capsys, folder):
    assert main(("compile", "m.gdl", "-o", "g.graph.json")) == 0
    capsys.readouterr()
    (folder / "g.graph.json").rename("g.gdl")
    ending = "let its name end in `.graph.json`, by which it is known"
    assert told(capsys, "check", "g.gdl") == one("g.gdl", "a graph in JSON", ending)


@pytest.mark.parametrize(
    ("data", "what", "help"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)", SHOWN),
        (b"GIF89a\1\0\1\0", "a picture (GIF)", SHOWN),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a picture (WebP)", SHOWN),
        (b"%PDF-1.7\n%\xe2\xe3", "a document (PDF)", SHOWN),
        (b"\xef\xbb\xbf\n<!-- made by hand -->\n<SVG>", "a picture (SVG)", SHOWN),
        (b"<?xml version='1.0'?>\n<graphml/>", "an XML file", SHOWN),
        (b'digraph {\n a [label="x"]\n}', "a drawing in Graphviz' DOT", SHOWN),
        (b"graph LR\n  a --> b\n", "a drawing in Mermaid", SHOWN),
        (
            archive("metadata.json", "config.json", "model.weights.h5"),
            "a model that Keras saved",
            "let its name end in `.keras`, by which it is known",
        ),
        (
            b"\x89HDF\r\n\x1a\n\0\0",
            "an HDF5 file",
            "let its name end in `.h5`, by which it is known",
        ),
        (
            b'{"class_name": "Functional", "config": {}}',
            "a model's config in JSON",
            "let its name end in `.json`, by which it is known",
        ),
        (
            arrays(),
            "a file of arrays",
            'they are values for a text: `import "arrays.npz" as arrays`',
        ),
        (
            b"\x93NUMPY\1\0v\0",
            "a single array",
            "put it into an `.npz` file with `numpy.savez`",
        ),
        (archive("x/data.pkl", "x/version"), "a file of PyTorch", ANOTHER),
        (b"\x1c\0\0\0TFL3", "a model of TensorFlow Lite", ANOTHER),
        (b"\x80\x04\x95\x10", "a pickle of Python", ANOTHER),
        (b'{\n "a": 1}', "JSON", ANOTHER),
        (archive("readme.txt"), "an archive (ZIP)", "unpack it, and name a file in it"),
        (b"\x1f\x8b\x08\0", "an archive (gzip)", "unpack it, and name a file in it"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_kinds_by_their_first_bytes(capsys, folder, data, what, help):
    (folder / "x.gdl").write_bytes(data)
    assert told(capsys, "check", "x.gdl") == one("x.gdl", what, help)


def test_a_notebook_and_a_program_come_through_keras(capsys, folder):
    help = (
        'save the model that it builds with `model.save("model.keras")`; '
        "`graphdsl import model.keras` writes its text"
    )
    (folder / "n.ipynb").write_text('{\n "cells": [\n  {"cell_type": "code"}]}')
    assert told(capsys, "check", "n.ipynb") == one("n.ipynb", "a notebook", help)
    (folder / "train.py").write_text("#!/usr/bin/python3\n# trains\nfrom keras import layers\n")
    assert told(capsys, "check", "train.py") == one("train.py", "a Python program", help)


def test_a_large_model_is_not_too_large_a_text(capsys, folder):
    (folder / "x.gdl").write_bytes(archive("config.json"))
    with open("x.gdl", "r+b") as file:
        file.truncate(SIZE_LIMIT + 1)
    assert "it is a model that Keras saved" in told(capsys, "check", "x.gdl")


def test_standard_input(capsys, monkeypatch):
    data = io.TextIOWrapper(io.BytesIO(b'{"graphdsl": 1}'))
    monkeypatch.setattr(sys, "stdin", data)
    help = "name the file itself; standard input is read as text"
    assert told(capsys, "check", "-") == one("<stdin>", "a graph in JSON", help)


@pytest.mark.parametrize(
    "command",
    [
        ("check", "--fix", "x.svg"),
        ("summary", "x.svg"),
        ("draw", "x.svg"),
        ("draw", "m.gdl", "--diff", "x.svg"),
        ("compile", "x.svg"),
        ("import", "x.svg"),
        ("cutout", "x.svg", "--keep", "a"),
        ("diff", "x.svg", "/dev/null"),
    ],
    ids=" ".join,
)
def test_every_command_says_so(capsys, folder, command):
    (folder / "x.svg").write_text("<svg>{no\u00a0break}</svg>")
    code, err = main(command), capsys.readouterr().err
    assert code == (2 if command[0] == "diff" else 1)
    assert err == one("x.svg", "a picture (SVG)", SHOWN)
    assert (folder / "x.svg").read_text() == "<svg>{no\u00a0break}</svg>"


def test_a_text_that_imports_them(capsys, folder):
    (folder / "x.svg").write_text("<svg/>")
    (folder / "x.keras").write_bytes(archive("config.json"))
    (folder / "a.gdl").write_text(f'import "x.svg" as x\nimport "x.keras" as y\n{TEXT}')
    err = told(capsys, "check", "a.gdl")
    assert err.count("error[") == 2
    assert f"{folder / 'x.svg'}`: it is a picture (SVG)\n --> a.gdl:1:8\n" in err
    assert "x.keras`: it is a model that Keras saved\n --> a.gdl:2:8\n" in err
    assert f"help: `graphdsl import {folder / 'x.keras'}` writes its text\n" in err


def test_a_saved_model_that_is_a_picture(capsys, folder):
    for name in ("x.keras", "x.h5", "x.json"):
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n\0")
        expected = f"error[GDL060]: `{name}` is no saved model: it is a picture (PNG)\n"
        assert told(capsys, "check", name).startswith(expected)
    (folder / "x.graph.json").write_text("<!doctype html>")
    expected = one("x.graph.json", "a page (HTML)", SHOWN)
    assert told(capsys, "check", "x.graph.json") == expected


@pytest.mark.parametrize(
    "data",
    [
        b"\0\1\2\3 model",
        b"{ input x: [4] }",
        b"<model m>",
        b"graph m {\n    input x: [4]\n}",
        b"flowchart {\n",
        b"model m\n{\n    input x: [4]\n}",
        b"import keras\nmodel m { input x: [4] }",
    ],
)
def test_what_may_be_meant_as_a_text_is_read_as_one(folder, data):
    (folder / "x.gdl").write_bytes(data)
    assert isinstance(read_source("x.gdl"), Source)


def test_a_text_may_have_any_name(folder):
    (folder / "m.py").write_text("# import graphdsl reads this\n" + TEXT)
    assert isinstance(read_source("m.py"), Source)
