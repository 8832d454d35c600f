"""Links of boxes: to where they are written, and nowhere that a name leads to."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.diagnostics.base import GraphdslError
from graphdsl.emit.diagram import Side, View, draw
from graphdsl.emit.diagram.linking import checked_link, links
from graphdsl.emit.diagram.picture import Box, Group, Picture
from graphdsl.pipeline import analyze
from graphdsl.source import Source
from tests.emit.test_draw_hostile import NAMES, SVG

TEXT = """model m {
    input x: [4]
    Dense(8) as hidden
    Dense(2) as y
}
"""


def side(text: str = TEXT, name: str = "some/model.gdl") -> Side:
    checked = analyze(Source(text, name)).one
    assert checked is not None
    return Side(name, checked.graph, checked.types, checked.origins)


def hrefs(link: str, before: Side | None = None, text: str = TEXT) -> list[str]:
    """Where the boxes of the SVG lead to."""
    one = side(text)
    svg = draw(
        one.graph, one.types, "svg", View("full"), origins=one.origins, before=before, link=link
    )
    return [a.get("href", "") for a in ElementTree.fromstring(svg).iter(f"{SVG}a")]


def test_every_box_leads_to_its_line():
    found = hrefs("https://host/repo/blob/main/{file}?plain=1#L{line}-{name}")
    start = "https://host/repo/blob/main/some/model.gdl?plain=1#L"
    assert found == [start + end for end in ("2-x", "3-hidden", "4-y", "4-y")]


def test_without_a_template_nothing_leads_anywhere():
    one = side()
    svg = draw(one.graph, one.types, "svg", origins=one.origins)
    assert b"<a " not in svg
    assert b"href" not in svg


def test_a_link_holds_all_of_its_box():
    one = side()
    svg = draw(one.graph, one.types, "svg", origins=one.origins, link="m.gdl#L{line}")
    nodes = [g for g in ElementTree.fromstring(svg).iter(f"{SVG}g") if g.get("class") == "node"]
    assert [[child.tag.removeprefix(SVG) for child in node] for node in nodes] == [
        ["title", "a"]
    ] * 4


def test_what_is_gone_leads_to_the_older_file_or_nowhere():
    before = side(TEXT.replace("Dense(8) as hidden", "Dense(8) as hidden; ReLU as gone"), "old.gdl")
    assert len(hrefs("#L{line}", before)) == 4
    assert "old.gdl#L3" in hrefs("{file}#L{line}", before)


@pytest.mark.parametrize(
    "link",
    [
        *("https://host/m.gdl#L{line}", "http://host", "HTTPS://host/{file}", "file:///m.gdl"),
        *(
            "m.gdl#L{line}",
            "../{file}",
            "//host/{name}",
            "?line={line}",
            "#{line}",
            "a/b:c",
            "{file}",
        ),
    ],
)
def test_good_templates(link):
    assert checked_link(link, "svg") == link


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("javascript:alert(1)", "`javascript:` is none of http:, https: and file:"),
        ("JaVaScRiPt:alert(1)", "`JaVaScRiPt:` is none"),
        ("data:text/html,x", "`data:` is none"),
        ("vbscript:x", "`vbscript:` is none"),
        ("{name}:alert(1)", "`{name}:` is none"),
        ("java{line}script:alert(1)", "is none"),
        (":x", "`:` is none"),
        ("java\tscript:alert(1)", "'\\t' cannot stand in a link"),
        (" javascript:alert(1)", "' ' cannot stand in a link"),
        ("\x01javascript:alert(1)", "'\\x01' cannot stand in a link"),
        ('m.gdl" onclick="x', "'\"' cannot stand in a link"),
        ("<script>", "'<' cannot stand in a link"),
        ("https://høst/", "'\\xf8' cannot stand in a link"),
        ("m\\x", "cannot stand in a link"),
        ("", "it is empty"),
        ("m#{lin}", "`{lin}` stands for nothing"),
        ("m#{}", "`{}` stands for nothing"),
        ("m#{line", "a brace has no counterpart"),
        ("m#line}", "a brace has no counterpart"),
    ],
)
def test_bad_templates(link, problem):
    with pytest.raises(GraphdslError) as caught:
        checked_link(link, "html")
    (found,) = caught.value.diagnostics
    assert problem in found.message()


def test_forms_without_links():
    for form in ("png", "dot", "mmd", "txt", "pdf"):
        with pytest.raises(GraphdslError, match="holds no links"):
            checked_link("m.gdl", form)


@given(st.one_of(st.sampled_from(NAMES), st.text()), st.one_of(st.sampled_from(NAMES), st.text()))
@settings(max_examples=200)
def test_what_is_filled_in_stays_a_part_of_the_address(name, file):
    box = Box("n0", "layer", name, name=name, source=(file, 7))
    picture = Picture("m", Group("", "model", "m", members=(box,)))
    for template in ("https://host/{file}/{name}#L{line}", "{name}?{file}", "#{name}"):
        (href,) = links(picture, template).values()
        assert href.isascii()
        assert not set(href) & set(" \"'<>\\\t\n\r\x00")
        before, _, rest = template.partition("{")
        assert href.startswith(before)
        assert href.count(":") == template.count(":")
        assert href.count("#") == template.count("#")
        assert rest


def test_boxes_of_a_model_without_a_text_lead_to_what_their_names_say():
    one = side()
    svg = draw(one.graph, one.types, "svg", View("full"), link="https://host/{name}")
    found = [a.get("href", "") for a in ElementTree.fromstring(svg).iter(f"{SVG}a")]
    assert found == [f"https://host/{name}" for name in ("x", "hidden", "y", "y")]


@pytest.mark.parametrize("link", ["#L{line}", "{file}", "https://host/{file}/{name}"])
@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_model_without_a_text_has_no_lines(link, form):
    one = side()
    with pytest.raises(GraphdslError, match="the model has no text"):
        draw(one.graph, one.types, form, link=link)
