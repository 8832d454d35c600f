"""What a file is by its first bytes, where that is nothing that is read as text of the language."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_LOOKED_AT: Final = 4096
"""Bytes; a comment or a doctype may stand before the element that tells a picture from a page."""


class Kind(NamedTuple):
    """One kind of files, in words."""

    what: str
    """As the end of `it is …`."""
    endings: tuple[str, ...] = ()
    """By which it would have been known as something that can be read."""
    advice: str | None = None
    """What to do, whatever the file is called."""
    made: bool = False
    """Whether it may have been made of the text of the same name beside it."""


def _shows(what: str) -> Kind:
    return Kind(what, (), "it cannot be read back; name the file of the model that it shows", True)


def _picture(form: str) -> Kind:
    return _shows(f"a picture ({form})")


def _archive(form: str) -> Kind:
    return Kind(f"an archive ({form})", advice="unpack it, and name a file in it")


_FROM_PYTHON: Final = (
    'save the model that it builds with `model.save("model.keras")`; '
    "`graphdsl import model.keras` writes its text"
)
_OF_ANOTHER: Final = "what can be read is GDL, a graph file, and a model that Keras saved"
_SAVED: Final = Kind("a model that Keras saved", (".keras",))
_ARRAYS: Final = Kind(
    "a file of arrays", advice='they are values for a text: `import "arrays.npz" as arrays`'
)
_GRAPH: Final = Kind("a graph in JSON", (".graph.json", ".json"))
_CONFIG: Final = Kind("a model's config in JSON", (".json",))
_NOTEBOOK: Final = Kind("a notebook", advice=_FROM_PYTHON)

_BY_BYTES: Final = {
    b"\x89PNG\r\n\x1a\n": _picture("PNG"),
    b"\xff\xd8\xff": _picture("JPEG"),
    b"GIF87a": _picture("GIF"),
    b"GIF89a": _picture("GIF"),
    b"%PDF-": _shows("a document (PDF)"),
    b"%!PS": _shows("a document (PostScript)"),
    b"\x89HDF\r\n\x1a\n": Kind("an HDF5 file", (".h5", ".hdf5", ".keras")),
    b"\x93NUMPY": Kind("a single array", advice="put it into an `.npz` file with `numpy.savez`"),
    b"\x1f\x8b\x08": _archive("gzip"),
    b"7z\xbc\xaf\x27\x1c": _archive("7z"),
    b"\xfd7zXZ\x00": _archive("xz"),
    b"\x28\xb5\x2f\xfd": _archive("Zstandard"),
    **{
        b"\x80%c" % version: Kind("a pickle of Python", advice=_OF_ANOTHER)
        for version in range(2, 6)
    },
}
"""None of these beginnings stands at the start of a text in UTF-8 that means anything."""
_MERMAID: Final = rb"(flowchart|graph)\s+(TB|TD|BT|LR|RL)\s"
_PYTHONS: Final = rb"(?m)^(import \w|from [\w.]+ import |def \w|class \w)"
_BRANCHES: Final = tuple(sign.encode() for sign in ("├─", "└─"))
"""How the second line of a drawing as text begins."""


def kind_of(data: bytes, name: str, *, as_json: bool = False) -> Kind | None:
    """What the file `name` is, if that is a known kind that is not read as text.

    With `as_json` a text in JSON is what is looked for.
    """
    begin = data[:_LOOKED_AT]
    for magic, kind in _BY_BYTES.items():
        if begin.startswith(magic):
            return kind
    if begin.startswith(b"PK\x03\x04"):
        return _packed(begin)
    if begin.startswith(b"RIFF") and begin[8:12] == b"WEBP":
        return _picture("WebP")
    if begin[4:8] == b"TFL3":
        return Kind("a model of TensorFlow Lite", advice=_OF_ANOTHER)
    begin = begin.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith(b"<"):
        return _markup(begin.lower())
    if begin.startswith(b"{"):
        return None if as_json else _json(begin)
    return _text(begin, name)


def _packed(begin: bytes) -> Kind:
    """What a ZIP archive is by the name of its first member."""
    member = begin[30 : 30 + int.from_bytes(begin[26:28], "little")]
    if member.endswith(b".npy"):
        return _ARRAYS
    if member in (b"metadata.json", b"config.json", b"model.weights.h5"):
        return _SAVED
    if member.endswith((b"/data.pkl", b"/byteorder")):
        return Kind("a file of PyTorch", advice=_OF_ANOTHER)
    return _archive("ZIP")


def _markup(begin: bytes) -> Kind | None:
    if b"<!doctype html" in begin or b"<html" in begin:
        return _shows("a page (HTML)")
    if b"<svg" in begin:
        return _picture("SVG")
    return _shows("an XML file") if begin.startswith(b"<?xml") else None


def _json(begin: bytes) -> Kind | None:
    """What a JSON object is by its keys; braces alone may stand in a text of the language."""
    if not begin[1:].lstrip().startswith(b'"'):
        return None
    if b'"graphdsl":' in begin:
        return _GRAPH
    if b'"class_name":' in begin:
        return _CONFIG
    if b'"cells":' in begin or b'"cell_type":' in begin:
        return _NOTEBOOK
    return Kind("JSON", advice=_OF_ANOTHER)


def _text(begin: bytes, name: str) -> Kind | None:
    if begin.startswith(b"digraph "):
        return _shows("a drawing in Graphviz' DOT")
    if begin.startswith((b"flowchart", b"graph")) and re.match(_MERMAID, begin):
        return _shows("a drawing in Mermaid")
    if begin.startswith(b"model "):
        return _shown(begin.partition(b"\n")[2].lstrip())
    if name.lower().endswith((".py", ".pyw")) and re.search(_PYTHONS, begin):
        return Kind("a Python program", advice=_FROM_PYTHON, made=True)
    return None


def _shown(rest: bytes) -> Kind | None:
    """What begins with the name of a model alone in a line, and then goes on with the `rest`."""
    if rest.startswith(_BRANCHES):
        return _shows("a drawing of `graphdsl draw`")
    if rest.startswith(b"layer ") and b" called with " in rest.partition(b"\n")[0]:
        return _shows("a table of `graphdsl summary`")
    return None
