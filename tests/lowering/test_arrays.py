"""Arrays imported from `.npz` files: values like others, read as data or refused."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graphdsl.graph import Value
from graphdsl.pipeline import Analysis, analyze
from graphdsl.saved import arrays as module
from graphdsl.saved.arrays import as_array, packed
from graphdsl.source import Source

TEXT = """\
import "data.npz" as data
model m { input x: [3]; x + array(data.{name}); Dense(2) }
"""


def looked_at(folder: Path, name: str = "table") -> Analysis:
    """What is found of a model with the array `name` of the file in the folder."""
    path = folder / "model.gdl"
    path.write_text(TEXT.replace("{name}", name))
    return analyze(Source.read(path))


def told(analysis: Analysis) -> list[str]:
    return [f"{d.span.begin.line} {d.code} {d.message()}" for d in analysis.diagnostics]


def constant(analysis: Analysis) -> Value:
    """What the array is in the graph."""
    assert analysis.one is not None, told(analysis)
    return analysis.one.graph.nodes["array"].args[0]


def refused(folder: Path, data: bytes, name: str = "table") -> str:
    """What is said of a file with these bytes, without the path."""
    (folder / "data.npz").write_bytes(data)
    (line,) = told(looked_at(folder, name))
    return line.replace(str(folder), "…")


def member(data: bytes, name: str = "table.npy") -> bytes:
    """A file with one member."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def array_file(header: str, data: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    """An array with any header."""
    size = struct.pack("<H" if version == b"\x01\x00" else "<I", len(header))
    return member(b"\x93NUMPY" + version + size + header.encode() + data)


@pytest.mark.parametrize(
    "value",
    [
        [1.5, -2.0, float("inf")],
        [[1, 2, 3], [4, 5, 6]],
        [True, False, True],
        [0.1, 1e300, 5e-324],
        3.0,
        7,
        [],
    ],
    ids=str,
)
def test_an_array_is_a_list(tmp_path: Path, value: Any) -> None:
    np.savez(tmp_path / "data.npz", table=value, other=[1])
    found = constant(looked_at(tmp_path))
    assert repr(found) == repr(value)


def test_strings_half_floats_and_columns(tmp_path: Path) -> None:
    table = np.asfortranarray(np.arange(6, dtype=np.float16).reshape(2, 3))
    np.savez_compressed(tmp_path / "data.npz", table=table)
    assert constant(looked_at(tmp_path)) == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    np.savez(tmp_path / "words.npz", words=["red", "grün"])
    text = (
        'import "words.npz" as w\nmodel m { input x: string[]; StringLookup(vocabulary = w.words) }'
    )
    (tmp_path / "words.gdl").write_text(text)
    found = analyze(Source.read(tmp_path / "words.gdl")).one
    assert found is not None
    assert found.graph.layers["string_lookup"].args == {"vocabulary": ["red", "grün"]}


def test_only_what_is_named_is_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", table=[1.0, 2.0, 3.0], bad=np.array([None]))
    assert told(looked_at(tmp_path)) == []


def test_through_another_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", table=[1.0, 2.0, 3.0])
    (tmp_path / "parts.gdl").write_text('import "data.npz" as data\nlet own = data.table\n')
    text = (
        'import "parts.gdl" as p\nmodel m { input x: [3]; x + array(p.own) + array(p.data.table) }'
    )
    (tmp_path / "model.gdl").write_text(text)
    found = analyze(Source.read(tmp_path / "model.gdl"))
    assert told(found) == []
    assert constant(found) == [1.0, 2.0, 3.0]


def test_names_that_are_not_there(tmp_path: Path) -> None:
    assert told(looked_at(tmp_path)) == [
        "1 GDL001 there is no file `" + str(tmp_path / "data.npz") + "`"
    ]
    np.savez(tmp_path / "data.npz", table=[1.0, 2.0, 3.0])
    (found,) = looked_at(tmp_path, "tabel").diagnostics
    assert (found.code, found.help()) == ("GDL201", "did you mean `data.table`?")
    (tmp_path / "data.npz").unlink()
    (tmp_path / "data.npz").mkdir()
    assert "GDL002" in told(looked_at(tmp_path))[0]


def test_what_is_no_file_of_arrays(tmp_path: Path) -> None:
    assert refused(tmp_path, b"\x93NUMPY").endswith("it is no archive")
    whole = packed({"table": np.ones(3)})
    assert "damaged archive" in refused(tmp_path, whole[:40] + whole[-60:-22] + whole[-22:])
    assert refused(tmp_path, member(b"x", "table.txt")).endswith("`table.txt` is no array")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.npy", b"")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.npy", b"")
    assert refused(tmp_path, file.getvalue()).endswith("`a.npy` is in it twice")


HEADER = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (array_file(HEADER % ("|O", "(1,)"), b"cos\nsystem\n."), "it holds Python objects"),
        (array_file(HEADER % ("<c8", "(1,)"), b"\0" * 8), "neither numbers nor strings"),
        (array_file(HEADER % ("<M8[s]", "(1,)"), b"\0" * 8), "neither numbers nor strings"),
        (array_file(HEADER % ("<f4", "(1000000000, 0)")), "more than 4,194,304 elements"),
        (array_file(HEADER % ("<U99999", "(9999,)")), "more than 64 MiB"),
        (array_file(HEADER % ("<f4", "(3,)"), b"\0" * 8), "it is shorter than it tells"),
        (array_file(HEADER % ("<f4", "(3,)"), b"\0" * 16), "it is longer than it tells"),
        (array_file(HEADER % ("<f4", "(3,)"), b"\0" * 12, b"\x03\x00"), "records"),
        (array_file(HEADER % ("<u8", "(1,)"), b"\xff" * 8), "the largest is 2 ** 63"),
        (array_file(HEADER % ("<U1", "(1,)"), b"\xff" * 4), "it is damaged"),
        (array_file("{" * 5_000), "cannot be read: its header is damaged"),
        (array_file("[" * 60_000), "cannot be read: its header is damaged"),
        (array_file("__import__('os')\n"), "cannot be read: its header is damaged"),
        (member(b"no array"), "cannot be read: its header is damaged"),
    ],
)
def test_arrays_that_are_no_values(tmp_path: Path, data: bytes, problem: str) -> None:
    line = refused(tmp_path, data)
    assert line.startswith("2 GDL091 the array `table` in `…/data.npz` cannot be read: ")
    assert problem in line


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE_LIMIT", 1_000)
    bomb = array_file(HEADER % ("<f4", "(200,)"), b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    assert "longer than it tells" in refused(tmp_path, bomb)


def test_damage_is_found(tmp_path: Path) -> None:
    data = bytearray(packed({"table": np.arange(300.0)}))
    data[200] ^= 1
    assert "it is damaged" in refused(tmp_path, bytes(data))


def test_what_arrays_can_hold() -> None:
    assert as_array([1.0, 0.5]).dtype == np.float32  # type: ignore[union-attr]
    assert as_array([1.0, 0.1]).dtype == np.float64  # type: ignore[union-attr]
    for none in (
        [1, 1.0],
        [1, True],
        [[1], [1, 2]],
        [2**63],
        ["a\0"],
        [["a"], ["b", "c"]],
        ["a", 1],
        [],
    ):
        assert as_array(none) is None  # type: ignore[arg-type]


def test_the_same_arrays_make_the_same_bytes() -> None:
    one, two = (packed({"a": np.arange(5), "b": np.ones(3)}) for _ in range(2))
    assert one == two
    with np.load(io.BytesIO(one), allow_pickle=False) as found:
        assert found["a"].tolist() == [0, 1, 2, 3, 4]
