"""Groups of the page, folded and unfolded one by one, in a real browser."""

from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from graphdsl.api import types_of
from graphdsl.emit.diagram import View, draw
from tests.emit.models import MODELS
from tests.emit.pairs import LONG, sides
from tests.emit.test_draw_links import side
from tests.emit.test_draw_page import BROWSER, page

pytestmark = pytest.mark.skipif(not BROWSER, reason="no Chromium on the PATH")

TOOLS = (Path(__file__).parent / "page_tools.js").read_text(encoding="utf-8")


def asked(html: str, script: str, folder: Path, hash_: str = "") -> Any:
    """What `script` returns in the page; only for it the page lets a second script run."""
    told = f"{TOOLS}document.title = JSON.stringify((() => {{ {script} }})());"
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    file = folder / "page.html"
    file.write_text(html.replace("</body>", f"<script>{told}</script></body>"), encoding="utf-8")
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000")
    where = (f"--user-data-dir={folder / 'profile'}", "--window-size=1400,1000")
    command = [BROWSER, *options, *where, "--dump-dom", file.as_uri() + hash_]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r"<title>(.*?)</title>", done.stdout)
    assert found is not None
    return json.loads(unescape(found[1]))


LEARNER = ["learner_1_dense", "learner_1_dense_1", "learner_1_digit", "output learner_1_digit"]


def test_one_group_by_mouse(tmp_path):
    all_, before, after, folded, unfolded, same = asked(
        page("aggregation"),
        """
        const all = names(), before = [size(), frames()];
        click(title("learner_1"));
        const expanded = () => title("learner_1").getAttribute("aria-expanded");
        const folded = [names(), expanded(), overlaps(), astray(), size()];
        click(title("learner_1"));
        const after = [size(), frames()];
        const said = ["role", "tabindex"];
        const buttons = titles().map(one => said.map(name => one.getAttribute(name)));
        return [all, before, after, folded, [names(), expanded()],
          buttons.every(([role, index]) => role === "button" && index === "0")];
        """,
        tmp_path,
    )
    shown, expanded, overlapping, outside, size = folded
    assert set(all_) - set(shown) == set(LEARNER)
    assert (expanded, overlapping, outside) == ("false", [], [])
    assert size[0] < before[0][0]
    assert before == after
    assert unfolded == [all_, "true"]
    assert same


def test_by_keyboard_and_what_was_chosen_stays(tmp_path):
    states, *chosen = asked(
        page("aggregation"),
        """
        click(box("stem_flatten"));
        const states = [];
        for (const key of ["Enter", " ", "x"]) {
          press(title("learner_2"), key);
          states.push(title("learner_2").getAttribute("aria-expanded"));
        }
        press(title("stem"), "Enter");
        return [states, document.getElementById("chosen").textContent.split("\\n")[0],
          document.querySelectorAll(".chosen").length];
        """,
        tmp_path,
    )
    assert states == ["false", "true", "true"]
    assert chosen == ["stem_flatten: Flatten", 1]


def test_a_group_in_a_group(tmp_path):
    inner, outer, back = asked(
        page("aggregation"),
        """
        const nested = titles().find(one => one.getAttribute("aria-label") === "group digit head");
        click(nested);
        const inner = [names().length, seen(title("learner_1"))];
        click(title("learner_1"));
        const outer = [names().length, seen(nested)];
        click(title("learner_1"));
        return [inner, outer, [names().length, nested.getAttribute("aria-expanded")]];
        """,
        tmp_path,
    )
    assert inner == [12, True]
    assert outer == [10, False]
    assert back == [12, "false"]


def test_a_search_unfolds_what_it_finds(tmp_path):
    shown, hidden, count = asked(
        page("aggregation"),
        """
        document.getElementById("fold").click();
        const before = names();
        search.value = "learner_2_dense_1";
        search.dispatchEvent(new Event("input"));
        return [names(), before, document.getElementById("count").textContent];
        """,
        tmp_path,
    )
    assert hidden == ["input image"]
    assert "learner_2_dense_1" in shown
    assert not any(name.startswith("learner_1") for name in shown)
    assert count == "1 found"


def test_a_search_finds_groups_by_name(tmp_path):
    marked, count = asked(
        page("aggregation"),
        """
        search.value = "learner_2 branch";
        search.dispatchEvent(new Event("input"));
        const found = [...sheet.querySelectorAll("g.found")];
        const names = found.map(one => one.getAttribute("aria-label"));
        return [names, document.getElementById("count").textContent];
        """,
        tmp_path,
    )
    assert (marked, count) == (["group learner_2 branch"], "1 found")


def test_the_address_says_what_is_folded(tmp_path):
    shown = asked(page("aggregation"), "return names();", tmp_path, "#fold=learner_1&fold=stem")
    assert not set(shown) & {*LEARNER, "stem_flatten"}
    assert "learner_2_dense" in shown


EVERY = """
const found = [];
const check = what => {
  const wrong = [overlaps(), astray(), broken()];
  if (wrong[0].length || wrong[1].length || wrong[2]) found.push([what, ...wrong]);
};
for (const one of titles()) {
  click(one);
  check(one.getAttribute("aria-label"));
  click(one);
}
check("unfolded");
document.getElementById("fold").click();
check("folded");
for (const one of titles().reverse()) {
  click(one);
  check(`only ${one.getAttribute("aria-label")}`);
  click(one);
}
return [titles().length, found];
"""


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        *((name, "down") for name in ("aggregation", "inception", "residual", "unet")),
        ("residual", "right"),
    ],
)
def test_boxes_never_overlap_however_groups_are_folded(name, direction, tmp_path):
    html = draw(*MODELS[name](), "html", View(detail="full"), direction=direction).decode()
    groups, found = asked(html, EVERY, tmp_path)
    assert groups >= 3
    assert found == []


def test_a_large_model_has_its_groups_folded_at_first(tmp_path):
    after = sides(LONG, LONG)[1]
    html = draw(after.graph, types_of(after.graph), "html").decode()
    few, many = asked(
        html,
        """
        show("full");
        const few = names().length;
        document.getElementById("unfold").click();
        return [few, names().length];
        """,
        tmp_path,
    )
    assert few < 10
    assert many == 77
    assert len(html) < 400_000


def test_a_link_stands_in_the_details_and_a_click_stays_on_the_page(tmp_path):
    one = side()
    html = draw(
        one.graph, one.types, "html", origins=one.origins, link="https://host/#L{line}"
    ).decode()
    href, hidden, prevented = asked(
        html,
        """
        const event = new MouseEvent("click", { bubbles: true, cancelable: true });
        box("hidden").querySelector("a").dispatchEvent(event);
        const source = document.getElementById("source");
        return [source.href, source.hidden, event.defaultPrevented];
        """,
        tmp_path,
    )
    assert (href, hidden, prevented) == ("https://host/#L3", False, True)
