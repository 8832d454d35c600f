"""Names cannot put markup, script or Graphviz' escapes into a picture."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdsl.emit.diagram import draw
from graphdsl.emit.diagram.labels import markup
from graphdsl.emit.diagram.themes import dark_style
from graphdsl.emit.words import clean
from graphdsl.graph import Layer, Object, Segment
from tests.emit.builders import Builder
from tests.emit.models import MODELS

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "g", "title", "desc", "path", "polygon", "polyline", "ellipse", "text", "style"}
PLAIN = {
    *("width", "height", "viewBox", "role", "aria-labelledby", "font-family", "font-size", "id"),
    *("class", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "points", "d"),
    *("cx", "cy", "rx", "ry", "x", "y", "text-anchor", "font-weight", "textLength", "lengthAdjust"),
    "{http://www.w3.org/XML/1998/namespace}space",
}
NAMES = (
    "</text><script>alert(1)</script>",
    '" onload="alert(1)',
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&lt;b&gt;",
    "&#60;b&#62;",
    "\\N",
    "\\G\\L\\\\",
    "n0:b:n",
    "<TABLE>",
    "javascript:alert(1)",
    "a\nb\tc\x00\x1b[31m",
    "\u202eesrever",
    "\ud800",
    '"];\n}',
    "%s{0}",
    "注意力 · Σ",
    "",
)


def hostile(name: str):
    """A model in which everything that can have a name has this one."""
    b = Builder(name)
    x = b.input(f"i{name}", [4], name)
    b.segments[f"s{name}"] = Segment(
        f"s{name}", "block", template=name, args={name: name}, frozen=True
    )
    b.here = f"s{name}"
    args = {name: [name, {name: Object(name, {name: name})}], "layer": Layer(name, "layer", name)}
    x = b.layer(name, [x], None, kwargs={name: name}, results=(name, name), name=f"l{name}")
    b.layers[f"l{name}"] = replace(b.layers[f"l{name}"], args=args)
    y = b.op(name, [x, name], [2])
    b.segments[f"h{name}"] = Segment(f"h{name}", "head")
    b.here = f"h{name}"
    b.output(name, y, loss=name, weight=name, metrics=(name, name))
    return b.done()


def check_plain(svg: bytes) -> ElementTree.Element:
    """Fails if there is anything in `svg` but shapes and text."""
    root = ElementTree.fromstring(svg)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= DRAWN
    assert {name for element in root.iter() for name in element.attrib} <= PLAIN
    assert {element.text for element in root.iter(f"{SVG}style")} <= {dark_style()}
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(found.replace("_", "").isalnum() for found in ids if found is not None)
    return root


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_text(name):
    root = check_plain(draw(*hostile(name), "svg"))
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == f"Model {clean(name)}"


@given(st.text(max_size=12))
@settings(max_examples=60)
def test_any_text_stays_text(name):
    check_plain(draw(*hostile(name), "svg"))


@pytest.mark.parametrize("name", [n for n in NAMES if len(n) < 30 and n])
def test_names_are_shown_as_they_are(name):
    b = Builder()
    b.output("y", b.layer("Dense", [b.input("x", [4])], [4], name=name))
    root = ElementTree.fromstring(draw(*b.done(), "svg"))
    assert clean(name) in ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("make", MODELS.values())
def test_pictures_hold_only_shapes(make):
    check_plain(draw(*make(), "svg"))


def test_the_check_finds_markup():
    svg = draw(*MODELS["siamese"](), "svg")
    with pytest.raises(AssertionError):
        check_plain(svg.replace(b"</svg>", b"<script>1</script></svg>"))
    with pytest.raises(AssertionError):
        check_plain(svg.replace(b"<path ", b'<path onload="1" ', 1))


def test_escapes_of_graphviz_are_doubled():
    assert markup('\\N <&"') == "&#92;&#92;N &lt;&amp;&quot;"
