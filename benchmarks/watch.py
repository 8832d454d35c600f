"""From a save to what `graphdsl watch` tells a page: redrawn, or what is wrong."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 7
PAUSE = 2.0
"""Seconds between two saves, in which the other levels of detail are drawn."""


def kinds(port: int) -> Iterator[str]:
    """What kind of thing is told of the file, each time something is."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/")
    found = re.search(r'data-after="([^"]+)"', connection.getresponse().read().decode())
    assert found is not None
    connection.request("GET", f"/events?after={found[1]}")
    event = ""
    for line in connection.getresponse():
        if line.startswith(b"event: "):
            event = line[7:].decode().strip()
        elif line.startswith(b"data: ") and event == "told":
            kind = re.search(r'"kind": "(\w+)"', line.decode())
            assert kind is not None
            yield kind[1]


def seconds(file: Path, texts: list[str]) -> list[float]:
    """The time from each save to the news of it, in one process that is warm."""
    file.write_text(texts[0])
    command = [sys.executable, "-m", "graphdsl", "watch", str(file), "--port", "0"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True) as process:
        assert process.stdout is not None
        port = re.search(r":(\d+)/", process.stdout.readline())
        assert port is not None
        time.sleep(2 * PAUSE)
        news = kinds(int(port[1]))
        found: list[float] = []
        for text in texts[1:]:
            file.write_text(text)
            start = time.perf_counter()
            next(news)
            found.append(time.perf_counter() - start)
            time.sleep(PAUSE)
        process.terminate()
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or ("examples/aggregation.gdl", "examples/residual.gdl"):
            text = (ROOT / name).read_text()
            good = [f"{text}# {number}\n" for number in range(ROUNDS)]
            bad = [text, *(f"{text}model {number}\n" for number in range(ROUNDS - 1))]
            for what, texts in (("redrawn", good), ("diagnostics", bad)):
                found = seconds(Path(folder) / "model.gdl", texts)
                median, most = statistics.median(found), max(found)
                print(f"{name:<40} {what:<12} median {median:.3f} s, most {most:.3f} s")


if __name__ == "__main__":
    main()
