"""Files are read whole or told of, and written whole or not at all."""

from __future__ import annotations

import io
import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from graphdsl.diagnostics import files as told
from graphdsl.files import SIZE_LIMIT, gdl_files, read_source, replacing, write_bytes
from graphdsl.source import Source

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_reads_utf8_with_and_without_mark(tmp_path):
    file = tmp_path / "m.gdl"
    for data in ("é\r\n".encode(), b"\xef\xbb\xbf" + "é\r\n".encode()):
        file.write_bytes(data)
        source = read_source(file)
        assert isinstance(source, Source)
        assert (source.text, source.name, source.path) == ("é\r\n", str(file), file)


def test_reads_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("wörd".encode())))
    source = read_source("-")
    assert isinstance(source, Source)
    assert (source.text, source.name, source.path) == ("wörd", "<stdin>", None)


def test_what_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkdir("folder")
    for name, data in {
        "model.gdl": b"model m {}",
        "latin.gdl": "a\nb = 'é'".encode("latin-1"),
        "wide.gdl": "a".encode("utf-16"),
        "huge.gdl": b"",
    }.items():
        (tmp_path / name).write_bytes(data)
    os.truncate("huge.gdl", SIZE_LIMIT + 1)
    found = [
        read_source(n)
        for n in (
            "modle.gdl",
            "model",
            "x/y",
            "folder",
            "latin.gdl",
            "wide.gdl",
            "huge.gdl",
            "a\0b",
        )
    ]
    assert found == [
        told.NoSuchFile(path="modle.gdl", similar="model.gdl"),
        told.NoSuchFile(path="model", similar="model.gdl"),
        told.NoSuchFile(path="x/y"),
        told.IsFolder(path="folder"),
        told.NotUtf8(path="latin.gdl", byte=0xE9, line=2),
        told.NotUtf8(path="wide.gdl", byte=0xFF, line=1, encoding="UTF-16"),
        told.FileTooLarge(path="huge.gdl", limit=SIZE_LIMIT),
        told.CannotRead(path="a\0b", reason="embedded null byte"),
    ]


def test_a_device_without_end_is_not_read_to_its_end():
    assert isinstance(read_source("/dev/zero"), told.FileTooLarge)


def test_folders_stand_for_the_files_in_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("b/c.gdl", "b/a.gdl", "b/.hidden/x.gdl", "b/notes.txt", "empty/x.txt", "z.gdl"):
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        open(name, "w").close()
    assert list(gdl_files(["z.gdl", "b", "b/a.gdl", "empty", "-", "none.gdl"])) == [
        "z.gdl",
        os.path.join("b", "a.gdl"),
        os.path.join("b", "c.gdl"),
        told.NoFilesInFolder(path="empty"),
        "-",
        "none.gdl",
    ]


def test_writes_and_keeps_rights_and_links(tmp_path):
    file, link = tmp_path / "model.py", tmp_path / "link.py"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    assert write_bytes(link, b"new") is None
    assert link.is_symlink()
    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.py", "model.py"]


def test_a_new_file_has_the_rights_that_the_user_asks_for(tmp_path):
    mask = os.umask(0o027)
    try:
        assert write_bytes(tmp_path / "m.py", b"") is None
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "m.py").stat().st_mode) == 0o640


def test_the_scratch_file_has_the_ending_that_keras_wants(tmp_path):
    with replacing(tmp_path / "model.keras") as scratch:
        assert (scratch.parent, scratch.suffix) == (tmp_path, ".keras")
        scratch.write_bytes(b"x")
    with replacing(tmp_path / "model.bin", ".keras") as scratch:
        assert scratch.suffix == ".keras"
        scratch.write_bytes(b"y")
    assert (tmp_path / "model.bin").read_bytes() == b"y"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_early_end_leaves_the_old_file(tmp_path, error):
    file = tmp_path / "m.py"
    file.write_text("old")

    def fail() -> None:
        with replacing(file) as scratch:
            scratch.write_text("ne")
            raise error

    with pytest.raises(error):
        fail()
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["m.py"]


def test_what_cannot_be_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkdir("folder")
    assert [
        write_bytes(p, b"") for p in ("folder", "none/x.py", "a\0b.py", "folder/" + "x" * 300)
    ] == [
        told.IsFolder(path="folder"),
        told.CannotWrite(path="none/x.py", reason="there is no folder `none`", folder="none"),
        told.CannotWrite(path="a\0b.py", reason="embedded null byte"),
        told.CannotWrite(path="folder/" + "x" * 300, reason="file name too long"),
    ]
    assert os.listdir(tmp_path) == ["folder"]


def test_a_read_only_file_is_not_replaced(tmp_path, monkeypatch):
    file = tmp_path / "m.py"
    file.write_text("old")
    file.chmod(0o444)
    if ROOT:  # to whom the system allows everything
        monkeypatch.setattr(os, "access", lambda path, mode: False)
    problem = write_bytes(file, b"new")
    assert problem == told.CannotWrite(path=str(file), reason="permission denied")
    assert file.read_text() == "old"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as cat:
        assert write_bytes(pipe, b"through") is None
        assert cat.communicate()[0] == b"through"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert os.listdir(tmp_path) == ["pipe.py"]


STEPS = """
import os, sys, time
from pathlib import Path
from graphdsl.files import replacing

target, step = Path(sys.argv[1]), sys.argv[2]

def stop(*_):
    Path(sys.argv[3]).touch()
    time.sleep(60)

if step == "flushing":
    os.fsync = stop
if step == "replacing":
    os.replace = stop
with replacing(target) as scratch:
    if step == "begun":
        stop()
    with open(scratch, "w") as file:
        file.write("n" * 5_000)
        file.flush()
        if step == "half written":
            stop()
        file.write("n" * 5_000)
"""


@pytest.mark.parametrize("step", ["begun", "half written", "flushing", "replacing"])
def test_a_kill_at_any_moment_leaves_the_old_file_whole(tmp_path, step):
    file, sign = tmp_path / "m.py", tmp_path / "sign"
    file.write_text("old and whole")
    with subprocess.Popen([sys.executable, "-c", STEPS, file, step, sign]) as process:
        deadline = time.monotonic() + 30
        while not sign.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert file.read_text() == "old and whole"


def test_what_a_kill_left_is_removed_by_the_next_run(tmp_path):
    file, sign = tmp_path / "m.py", tmp_path / "sign"
    command = [sys.executable, "-c", STEPS, file, "half written", sign]
    with subprocess.Popen(command) as process:
        deadline = time.monotonic() + 30
        while not sign.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        (left,) = tmp_path.glob(".graphdsl-*")
        assert write_bytes(file, b"while it runs") is None
        assert left.exists()
        process.send_signal(signal.SIGKILL)
    assert left.exists()
    assert write_bytes(file, b"when it is gone") is None
    assert sorted(os.listdir(tmp_path)) == ["m.py", "sign"]


def test_only_what_is_ours_and_old_or_of_this_machine_is_removed(tmp_path):
    mine = f".graphdsl-{'0' * 8}-{2**22 + 1}-{'0' * 8}"  # of another machine
    stay = [f"{mine}.keras", ".graphdsl-notes.txt", f"{mine}x.py", f"{mine[1:]}.py"]
    names = [*stay, f"{mine}.py", f"{mine}.bin/kept"]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, (0, 0))
    os.utime(tmp_path / stay[0])
    (tmp_path / f"{mine}.lnk").symlink_to(tmp_path / stay[1])
    assert write_bytes(tmp_path / "m.py", b"") is None
    assert sorted(os.listdir(tmp_path)) == sorted([*stay, f"{mine}.bin", f"{mine}.lnk", "m.py"])


def test_the_same_script_writes_when_nobody_kills_it(tmp_path):
    file = tmp_path / "m.py"
    file.write_text("old and whole")
    subprocess.run([sys.executable, "-c", STEPS, file, "none", tmp_path / "sign"], check=True)
    assert file.read_text() == "n" * 10_000
    assert os.listdir(tmp_path) == ["m.py"]
