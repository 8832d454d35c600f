"""`graphdsl watch` as a process: its page, its news, its end; what it does not answer."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from graphdsl.cli import main
from tests.watching.browser import PROGRAM, Browser

GOOD = """\
model small(width = 64) {
    input image: [28, 28]
    Flatten -> Dense(width, relu) as wide
    head digit (loss = sparse_categorical_crossentropy) { Dense(10, softmax) }
}
"""
BAD = GOOD.replace("Flatten", "Flaten")
PATIENCE = 30
"""Seconds that a loaded machine may take for what takes a fraction of one."""


class Watched:
    """A running `graphdsl watch` of model.gdl in a folder."""

    def __init__(self, folder: Path, *options: str, text: str | None = GOOD) -> None:
        self.file = folder / "model.gdl"
        if text is not None:
            self.file.write_text(text, encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "graphdsl", "watch", "model.gdl", *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=(folder / "said").open("w"),
            text=True,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        found = re.fullmatch(
            r"model\.gdl is shown at (http://127\.0\.0\.1:(\d+)/) until .*\n", said
        )
        assert found is not None, said
        self.address, self.port = found[1], int(found[2])

    def save(self, text: str) -> None:
        """Waits until the file is drawn."""
        with self.news() as news:
            self.file.write_text(text + f"# {time.monotonic_ns()}\n", encoding="utf-8")
            until(news, "fine", "doubtful")

    def ask(self, path: str = "/", **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of an answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def page_with(self, words: str) -> str:
        """The page as soon as it holds `words`."""
        end = time.monotonic() + PATIENCE
        while words not in (page := self.ask()[2]):
            assert time.monotonic() < end, f"never there: {words}"
            time.sleep(0.05)
        return page

    def until_said(self, words: str) -> None:
        """Waits until the words stand in what is told in the terminal."""
        end = time.monotonic() + PATIENCE
        while words not in self.file.with_name("said").read_text():
            assert time.monotonic() < end, f"never told: {words}"
            time.sleep(0.05)

    @contextmanager
    def news(self) -> Iterator[Iterator[tuple[str, dict[str, Any]]]]:
        """What is told from now on: events and their data."""
        found = re.search(r'data-after="([^"]+)"', self.ask()[2])
        assert found is not None
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"/events?after={found[1]}")
        answer = connection.getresponse()
        assert answer.getheader("Content-Type") == "text/event-stream; charset=utf-8"
        try:
            yield events(answer)
        finally:
            connection.close()

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Exit code and standard error."""
        self.process.send_signal(number)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, self.file.with_name("said").read_text()


def events(lines: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of a stream; lines that say nothing are left out."""
    event, end = "", time.monotonic() + PATIENCE
    for line in lines:
        assert time.monotonic() < end, "no more is told"
        name, _, rest = line.decode().rstrip("\n").partition(": ")
        if name == "event":
            event = rest
        elif name == "data":
            yield event, json.loads(rest)


def until(news: Iterator[tuple[str, dict[str, Any]]], *kinds: str) -> dict[str, Any]:
    """The next that is told of the file with one of these kinds."""
    return next(data for event, data in news if event == "told" and data["kind"] in kinds)


def until_drawn(news: Iterator[tuple[str, dict[str, Any]]], words: str) -> dict[str, Any]:
    """The next sheet that holds `words`, of those that are shown first."""
    found = (data for event, data in news if event == "drawn" and data["level"] == data["first"])
    return next(data for data in found if words in data["svg"])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """One process for all tests that do not end it."""
    found = Watched(tmp_path_factory.mktemp("watched"), "--port", "0", "--set", "width=65")
    yield found
    code, said = found.end()
    assert code == 0
    assert "Traceback" not in said
    assert said.endswith("\nended\n")


@pytest.fixture
def watched(running: Watched) -> Watched:
    """The process after it has drawn the good file."""
    running.save(GOOD)
    return running


def test_the_picture_follows_the_file(watched: Watched) -> None:
    page = watched.page_with("drawn at")
    assert ">digit<" in page
    with watched.news() as news:
        watched.file.write_text(GOOD.replace("10, softmax", "4321, softmax"))
        assert until_drawn(news, "4321")["level"] == "normal"
        assert until(news, "fine")["html"].startswith("<p><b>model.gdl</b>, drawn at ")
        watched.file.write_text(BAD)
        told = until(news, "broken")
        assert "has 1 error; the picture is as of" in told["html"]
        assert "unknown layer `Flaten`" in told["html"]
        assert '<span class="help">help</span>: did you mean `Flatten`?' in told["html"]
        page = watched.ask()[2]
        assert "unknown layer" in page
        assert "4321" in page, "the last good picture is kept"
        watched.until_said("error[GDL201]: unknown layer `Flaten`")
        watched.file.write_text(GOOD)
        until(news, "fine")
    assert "unknown layer" not in watched.ask()[2]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_the_port_is_free_at_once(tmp_path: Path, number: int, code: int) -> None:
    watched = Watched(tmp_path, "--port", "0")
    watched.page_with("drawn at")
    with watched.news():  # a page is open
        found, said = watched.end(number)
        assert (found, "Traceback" in said) == (code, False)
        with socket.create_server(("127.0.0.1", watched.port)):
            pass


def test_several_quick_interrupts_are_one(tmp_path: Path) -> None:
    watched = Watched(tmp_path, "--port", "0")
    watched.page_with("drawn at")
    with watched.news():
        for _ in range(8):
            watched.process.send_signal(signal.SIGINT)
            time.sleep(0.01)
        code, said = watched.end()
    assert code == 0
    assert "Traceback" not in said
    assert said.endswith("\nended\n")
    assert said.count("ended\n") == 1


def save_beside(file: Path, text: str) -> None:
    """As editors do that never leave half a file."""
    beside = file.with_suffix(".tmp")
    beside.write_text(text)
    os.replace(beside, file)


def save_anew(file: Path, text: str) -> None:
    """As editors do that move the old file away first."""
    file.unlink()
    time.sleep(0.05)
    file.write_text(text)


def save_in_pieces(file: Path, text: str) -> None:
    with file.open("w") as out:
        for piece in (text[:40], text[40:]):
            out.write(piece)
            out.flush()
            time.sleep(0.03)


def save_as_long_at_the_same_time(file: Path, text: str) -> None:
    """On a file system that counts time in seconds."""
    status = file.stat()
    assert status.st_size == len(text)
    file.write_text(text)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize(
    "save", [save_beside, save_anew, save_in_pieces, save_as_long_at_the_same_time]
)
def test_files_are_saved_in_many_ways(watched: Watched, save: Any) -> None:
    with watched.news() as news:
        watched.file.write_text(GOOD.replace("10, soft", "4321, soft"))
        until_drawn(news, "4321")
        save(watched.file, GOOD.replace("10, soft", "5432, soft"))
        until_drawn(news, "5432")
        assert "Dense(5432" in watched.file.read_text()


def test_a_file_may_go_and_come_back(watched: Watched) -> None:
    with watched.news() as news:
        watched.file.unlink()
        assert "there is no file `model.gdl`" in until(news, "broken")["html"]
        watched.file.write_text(GOOD)
        until(news, "fine")


def test_what_is_imported_is_watched_too(tmp_path: Path) -> None:
    text = 'import "parts.gdl" as parts\n' + GOOD.replace("Flatten ->", "Flatten -> parts.deep ->")
    watched = Watched(tmp_path, "--port", "0", text=text)
    with_part = watched.page_with("parts.gdl")
    assert "there is no file" in with_part
    assert "no picture yet" in with_part
    with watched.news() as news:
        (tmp_path / "parts.gdl").write_text("block deep { Dense(4321) }\n")
        until_drawn(news, "4321")
        (tmp_path / "parts.gdl").write_text("block deep { Dense(0) }\n")
        assert "parts.gdl:1:20" in until(news, "broken")["html"]
    watched.end()


def test_options_are_those_of_draw(tmp_path: Path) -> None:
    two = GOOD + GOOD.replace("small", "large").replace("digit", "sign")
    options = ("--model", "large", "--set", "width=99", "--theme", "print", "--detail", "overview")
    watched = Watched(tmp_path, "--port", "0", *options, text=two)
    page = watched.page_with("drawn at")
    assert "<title>large</title>" in page
    assert "99" in page
    assert re.findall(r'data-level="(\w+)"( hidden)?', page)[0] == ("overview", "")
    watched.end()


def test_warnings_stand_beside_the_picture(watched: Watched) -> None:
    watched.save(GOOD.replace("Dense(width, relu)", "Dense(width) -> BatchNormalization"))
    page = watched.ask()[2]
    assert 'class="doubtful"' in page
    assert '<span class="warning">warning[GDL407]</span>' in page


def test_only_this_machine_is_answered(watched: Watched) -> None:
    status, headers, page = watched.ask()
    assert status == 200
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert policy[1].count("'sha256-") == page.count("<script>") == 2
    assert watched.ask(Host=f"localhost:{watched.port}")[0] == 200
    for host in ("evil.example", f"evil.example:{watched.port}", "127.0.0.1.evil.example", "[", ""):
        assert watched.ask(Host=host)[0] == 421, host
        assert watched.ask("/events?after=0-0", Host=host)[0] == 421, host
    for path in ("/model.gdl", "/../model.gdl", "/%2e%2e/etc/passwd", "/x?y"):
        status, _, text = watched.ask(path)
        assert (status, text) == (404, "Not Found\n"), path
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on the system
        socket.create_connection((_other_address(), watched.port), timeout=2).close()


def _other_address() -> str:
    """An address of this machine that is not the one that is served at."""
    return "127.0.0.2"


def test_a_page_of_an_earlier_server_loads_itself_anew(watched: Watched) -> None:
    for mark in ("0123456789abcdef-3", "", "x", "0123456789abcdef-" + "9" * 5000):
        _, _, told = watched.ask(f"/events?after={mark}")
        assert told == "event: restarted\ndata: {}\n\n"


def test_names_stay_text(watched: Watched) -> None:
    name = "</script><img src=x onerror=alert(1)>"
    hostile = GOOD.replace("Dense(10, softmax)", f'Dense(10, softmax, name = "{name}")')
    with watched.news() as news:
        watched.file.write_text(hostile)
        assert "&lt;img src=x" in until(news, "broken", "fine")["html"] + watched.ask()[2]
        page = watched.ask()[2]
        assert "<img" not in page
        assert page.count("</script>") == 2


def test_a_taken_port_is_an_error_only_if_it_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("model.gdl").write_text(GOOD)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["watch", "model.gdl", "--port", str(port)]) == 1
        said = capsys.readouterr().err
        assert f"error[GDL010]: cannot serve at port {port}: address already in use" in said
        monkeypatch.setattr("graphdsl.watching.server.USUAL_PORT", port)
        from graphdsl.watching.board import Board
        from graphdsl.watching.server import Server

        with Server(None, Board(), str) as server:
            assert not server.address.endswith(f":{port}/")


@pytest.mark.parametrize(
    ("file", "code", "said"),
    [
        ("none.gdl", 1, "error[GDL001]: there is no file `none.gdl`\n"),
        (".", 1, "error[GDL002]: `.` is a folder, not a file\n"),
        ("/dev/null", 1, "error[GDL004]: cannot read `/dev/null`: it is a device, not a file\n"),
        ("-", 2, "error: standard input cannot be watched; name a file\n"),
    ],
)
def test_what_is_no_file_is_not_watched(
    file: str, code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["watch", file]) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--set", "width=[1, 2"], " --> --set:1:"),
        (["--ignore", "GDL9999"], "error[GDL027]"),
        (["--port", "70000"], "a whole number up to 65535 is needed, not '70000'"),
    ],
)
def test_wrong_options_are_told_before_anything_is_served(
    options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("model.gdl").write_text(GOOD)
    assert main(["watch", "model.gdl", *options]) == 2
    out, err = capsys.readouterr()
    assert (out, said in err) == ("", True)


@pytest.mark.skipif(not PROGRAM, reason="no Chromium on the PATH")
def test_in_a_browser(tmp_path: Path) -> None:
    watched = Watched(tmp_path, "--port", "0")
    browser = Browser(tmp_path / "profile", "--window-size=1400,900")
    try:
        browser.open(watched.address)
        browser.wait_for(
            "watched.className === 'fine' && boxNamed(sheet, 'wide: Dense') !== undefined"
        )
        browser.run("choose(boxNamed(sheet, 'wide: Dense')); zoom(1.3)")
        before = browser.run("[scale, ...middle(document.querySelector('.chosen'))]")
        watched.file.write_text(GOOD.replace("Flatten ->", "Flatten -> Dense(4321) ->"))
        browser.wait_for("sheet.textContent.includes('4321')")
        after = browser.run("[scale, ...middle(document.querySelector('.chosen'))]")
        assert after == pytest.approx(before, abs=0.5), "what is chosen stays where it is"
        assert browser.run("chosen.textContent").startswith("wide: Dense\n")
        watched.file.write_text(BAD)
        browser.wait_for("watched.className === 'broken'")
        assert "unknown layer `Flaten`" in browser.run("watched.innerText")
        assert browser.run("getComputedStyle(sheet).opacity") == "0.4"
        assert browser.run("sheet.textContent.includes('4321')")
        browser.run("sheet.folding.toggle(sheet.folding.groups[0])")
        watched.file.write_text(GOOD)
        browser.wait_for("watched.className === 'fine' && !sheet.textContent.includes('4321')")
        assert browser.run("getComputedStyle(sheet).opacity") == "1"
        assert browser.run("sheet.folding.groups.map(group => group.folded)") == [True]
        assert browser.run("sheet.folding.groups[0].labels[0].ariaExpanded") == "false"
        watched.end()
        browser.wait_for("!lost.hidden")
    finally:
        browser.close()
