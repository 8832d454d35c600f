"""The page: nothing from elsewhere, no script but ours, and in a real browser it works."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from graphdsl.emit.diagram import View, draw
from tests.emit.models import MODELS
from tests.emit.test_draw_hostile import NAMES, hostile

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "id", "type", "autocomplete", "class"),
    *("role", "tabindex", "value", "selected", "data-level", "hidden", "aria-label"),
    *("width", "height", "viewbox", "xmlns", "aria-labelledby", "font-family", "font-size"),
    *("transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "points", "d", "cx", "cy"),
    *("rx", "ry", "x", "y", "text-anchor", "font-weight", "textlength", "lengthadjust"),
    *("xml:space", "xmlns:xlink"),
}


class Seen(HTMLParser):
    """Collects tags, attributes and ids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]


def page(name: str, view: View = View()) -> str:  # noqa: B008
    return draw(*MODELS[name](), "html", view).decode()


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_text(name):
    seen = Seen(draw(*hostile(name), "html").decode())
    assert seen.tags.count("script") == 1
    assert seen.attributes <= ATTRIBUTES
    assert len(seen.ids) == len(set(seen.ids))


@pytest.mark.parametrize("name", ["aggregation", "unusual"])
def test_nothing_comes_from_elsewhere(name):
    drawn = page(name)
    assert "default-src 'none'" in drawn
    assert set(re.findall(r"https?://[^\"' <]*", drawn)) <= {
        *("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"),
    }
    assert not re.search(r"\b(?:src|href|action)=", drawn)


def test_levels_that_look_alike_are_there_once():
    assert re.findall(r'data-level="(\w+)"', page("aggregation")) == ["overview", "normal"]
    levels = re.findall(r'data-level="(\w+)"( hidden)?', page("residual", View(limit=8)))
    assert levels == [("normal", ""), ("full", " hidden")]


@pytest.mark.skipif(not BROWSER, reason="no Chromium on the PATH")
def test_in_a_browser(tmp_path: Path):
    file = tmp_path / "page.html"
    file.write_text(page("aggregation"), encoding="utf-8")
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    command = [BROWSER, *options, profile, "--dump-dom", f"{file.as_uri()}#q=learner_2+softmax"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert ">1 found</span>" in done.stdout
    assert 'aria-label="learner_2_digit: Dense"' in done.stdout
    details = re.search(r'<pre id="chosen"[^>]*>([^<]*)</pre>', done.stdout)
    assert details is not None
    assert details[1].splitlines()[:3] == [
        *("learner_2_digit: Dense", "units = 10", "activation = softmax"),
    ]
    assert "scale(" in done.stdout
