"""The command as a process: pipes that close, interrupts, full disks, bugs of ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from graphdsl.cli import entry, main

GRAPHDSL = [sys.executable, "-m", "graphdsl"]


def test_a_reader_that_leaves_early_is_no_error():
    with subprocess.Popen(
        [*GRAPHDSL, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_full_disk_is_told():
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*GRAPHDSL, "schema"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "cannot write `<stdout>`: no space left on device" in done.stderr
    assert "Exception ignored" not in done.stderr


def test_closed_streams_do_no_harm():
    command = " ".join(GRAPHDSL)
    done = subprocess.run(
        f"{command} check none.gdl <&- >&- 2>&-", shell=True, check=False, capture_output=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupts_are_quiet(number, code):
    with subprocess.Popen(
        [*GRAPHDSL, "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        _wait_until_it_reads(process.pid)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (code, b"", b"")


def _wait_until_it_reads(pid: int) -> None:
    """Waits until the process blocks in reading its standard input."""
    for _ in range(3000):
        with open(f"/proc/{pid}/wchan") as where, open(f"/proc/{pid}/syscall") as call:
            if "pipe" in where.read() or call.read().startswith("0 0x0 "):
                return
        time.sleep(0.01)
    raise AssertionError("it never read")


INTERRUPTED_AT_A_MODULE = """
import runpy, signal, sys

class Finder:
    module = sys.argv.pop(1)

    def find_spec(self, name, path=None, target=None):
        if name == self.module:
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Finder())
runpy.run_module("graphdsl", run_name="__main__")
"""
MODULES = [
    "graphdsl.cli",
    "graphdsl.cli.interrupts",
    "graphdsl.cli.entry",
    "graphdsl.cli.check",
    "graphdsl.pipeline",
    "graphdsl.syntax.lexer",
]


@pytest.mark.parametrize("module", MODULES)
def test_an_interrupt_while_modules_load_is_quiet(tmp_path, module):
    (tmp_path / "m.gdl").write_text("model m { input x: [4]; Dense(3) }")
    command = [sys.executable, "-c", INTERRUPTED_AT_A_MODULE, module, "check", "m.gdl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_who_starts_it_with_interrupts_ignored_is_heard(tmp_path):
    (tmp_path / "m.gdl").write_text("model m { input x: [4]; Dense(3) }")
    ignoring = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    program = ignoring + INTERRUPTED_AT_A_MODULE
    command = [sys.executable, "-c", program, "graphdsl.pipeline", "check", "m.gdl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"1 file checked, no problems\n")


INTERRUPTED_TWICE = """
import os, signal, sys
from pathlib import Path
from graphdsl.cli import main

def interrupt(*_):
    signal.raise_signal(signal.SIGINT)

def unlink(path, missing_ok=False, unlink=Path.unlink):
    interrupt()
    unlink(path, missing_ok)
    interrupt()

os.replace, Path.unlink = interrupt, unlink
sys.argv[1:] = ["compile", "m.gdl", "-o", "m.py"]
code = main()
interrupt()
sys.exit(code)
"""


def test_several_quick_interrupts_do_not_disturb_the_tidying_up(tmp_path):
    (tmp_path / "m.gdl").write_text("model m { input x: [4]; Dense(3) }")
    command = [sys.executable, "-c", INTERRUPTED_TWICE]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
    assert os.listdir(tmp_path) == ["m.gdl"]


INTERRUPTED_IN_A_CALLBACK = """
import signal, sys, time
from graphdsl.cli import entry, main

class Callback:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

class Parser:
    def parse_known_args(self, argv):
        Callback()
        time.sleep(60)

entry.parser = Parser
sys.exit(main())
"""


def test_an_interrupt_in_a_callback_is_not_printed_and_lost():
    command = [sys.executable, "-c", INTERRUPTED_IN_A_CALLBACK]
    done = subprocess.run(command, capture_output=True, check=False, timeout=50)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_a_terminal_gets_colours_and_a_pipe_does_not(tmp_path):
    import pty

    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    command = [*GRAPHDSL, "check", "none.gdl"]
    ours, theirs = pty.openpty()
    subprocess.run(command, stderr=theirs, env=environment | {"TERM": "xterm"}, check=False)
    os.close(theirs)
    assert os.read(ours, 1000).startswith(b"\x1b[1;31merror[GDL001]\x1b[0m")
    os.close(ours)
    done = subprocess.run(command, stderr=subprocess.PIPE, env=environment, check=False)
    assert done.stderr.startswith(b"error[GDL001]: ")


def test_an_odd_locale_does_not_stop_output(tmp_path):
    (tmp_path / "名.gdl").write_text("modell 名 {}", encoding="utf-8")
    done = subprocess.run(
        [*GRAPHDSL, "check", "名.gdl"],
        cwd=tmp_path,
        env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(b"error[GDL")


STOPS_BEFORE_IT_REPLACES = """
import os, sys, time
from pathlib import Path
from graphdsl.cli import main

def stop(*_):
    Path("sign").touch()
    time.sleep(60)

os.replace = stop
main(["compile", "m.gdl", "-o", "m.py"])
"""


def test_a_compile_that_is_killed_leaves_the_old_file_whole(tmp_path):
    (tmp_path / "m.gdl").write_text("model m { input x: [4]; Dense(3) }")
    (tmp_path / "m.py").write_text("old and whole")
    command = [sys.executable, "-c", STOPS_BEFORE_IT_REPLACES]
    with subprocess.Popen(command, cwd=tmp_path) as process:
        deadline = time.monotonic() + 30
        while not (tmp_path / "sign").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
    assert (tmp_path / "sign").exists()
    assert (tmp_path / "m.py").read_text() == "old and whole"


@pytest.fixture
def broken(monkeypatch):
    """A command line whose command has a bug."""

    class Parser:
        def parse_known_args(self, argv):
            raise IndexError("list index out of range")

    monkeypatch.setattr(entry, "parser", Parser)


def test_a_bug_of_ours_is_called_one(broken, capsys, monkeypatch):
    monkeypatch.delenv("GRAPHDSL_DEBUG", raising=False)
    assert main([]) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert "failed: IndexError: list index out of range\n" in err
    assert "This is a bug in graphdsl" in err
    assert "Traceback" not in err


def test_the_traceback_is_there_for_who_asks(broken, capsys, monkeypatch):
    monkeypatch.setenv("GRAPHDSL_DEBUG", "1")
    assert main([]) == 70
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_an_interrupt_that_became_another_error_is_no_bug(capsys, monkeypatch):
    class Parser:
        def parse_known_args(self, argv):
            raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr(entry, "parser", Parser)
    assert main([]) == 130
    assert capsys.readouterr() == ("", "")
