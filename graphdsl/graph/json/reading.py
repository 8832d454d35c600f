"""From the text of a graph file to the graph, or to all that is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from pydantic import ValidationError

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.graph_files import (
    BadGraphEntry,
    GraphTooDeep,
    NotJson,
    OtherGraphVersion,
    RepeatedGraphName,
)
from graphdsl.graph.json.consistency import problems
from graphdsl.graph.json.entries import DocumentEntry
from graphdsl.graph.json.limits import MAX_DEPTH, depth
from graphdsl.graph.json.places import Path, path_text, places
from graphdsl.graph.json.writing import VERSION
from graphdsl.graph.model import Graph
from graphdsl.source import Source

MOST = 20
"""Problems told of one file; where there are more, the rest follow once these are mended."""


def graph_of(source: Source) -> Graph | tuple[Diagnostic, ...]:
    """The graph of the text, or what is wrong with it."""
    data = _json(source)
    if isinstance(data, Diagnostic):
        return (data,)
    if repeated := _placed(source, _repeated_keys(source, data.repeated)):
        return repeated
    if depth(data.value) > MAX_DEPTH:
        return (GraphTooDeep(limit=MAX_DEPTH).at(source.span(0, 1)),)
    if (other := _other_version(data.value)) is not None:
        return _placed(source, [other])
    return _graph(source, data.value)


def _graph(source: Source, data: Any) -> Graph | tuple[Diagnostic, ...]:
    try:
        entry = DocumentEntry.model_validate(data)
    except ValidationError as error:
        return _placed(source, _bad_entries(error))
    return _placed(source, problems(entry)) or entry.value()


SURROGATE = re.compile(r"[\ud800-\udfff]|\\u[dD][89a-fA-F]")
"""A character that no UTF-8 text has, or an escape of one; two of them together are fine."""


class _NoNumber(Exception):  # noqa: N818 - how `json` is told to stop
    """NaN or Infinity, which `json` would take though JSON does not have them."""


class _Loaded:
    """What `json` made of a text, and whether some object in it had a key twice."""

    def __init__(self, text: str) -> None:
        self.repeated = False
        self.value: Any = json.loads(
            text, object_pairs_hook=self._object, parse_constant=self._constant
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        self.repeated |= len(made) < len(pairs)
        return made

    def _constant(self, name: str) -> float:
        constant = name.replace("Infinity", "inf").lower()
        raise _NoNumber(f'{name} is written {{"constant": "{constant}"}}')


def _json(source: Source) -> _Loaded | Diagnostic:
    try:
        loaded = _Loaded(source.text)
        if SURROGATE.search(source.text):
            json.dumps(loaded.value, ensure_ascii=False).encode()
        return loaded
    except json.JSONDecodeError as error:
        at = min(error.pos, max(len(source.text) - 1, 0))
        text = error.msg[:1].lower() + error.msg[1:]
        return NotJson(problem=text).at(source.span(at, min(at + 1, len(source.text))))
    except RecursionError:
        return GraphTooDeep(limit=MAX_DEPTH).at(source.span(0, 1))
    except _NoNumber as error:
        return NotJson(problem=str(error)).at(source.span(0, 1))
    except UnicodeEncodeError:
        return NotJson(problem="half a surrogate pair is not a character").at(source.span(0, 1))
    except ValueError:  # Python reads no integer of more than some thousand digits
        return NotJson(problem="a number has more digits than can be read").at(source.span(0, 1))


def _repeated_keys(source: Source, repeated: bool) -> Iterator[tuple[Path, Diagnostic]]:
    for path, span in places(source).repeated if repeated else ():
        yield path, RepeatedGraphName(what="key", name=str(path[-1])).at(span)


def _other_version(data: Any) -> tuple[Path, Diagnostic] | None:
    if not isinstance(data, dict) or "graphdsl" not in data:
        return None
    version = cast("dict[str, Any]", data)["graphdsl"]
    if type(version) is int and version == VERSION:
        return None
    return ("graphdsl",), OtherGraphVersion(found=json.dumps(version)[:40], known=VERSION)


SAID_PLAINLY = {
    "missing": "this key is missing",
    "extra_forbidden": "there is no such key here",
    "union_tag_invalid": "an object here starts with the key that says what it is, such as `ref`",
    "recursion_depth_exceeded": "this is nested too deep",
    "model_type": "this should be an object",
    "dict_type": "this should be an object",
    "list_type": "this should be a list",
}


def _bad_entries(error: ValidationError) -> Iterator[tuple[Path, Diagnostic]]:
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        path = tuple(p for p in found["loc"] if not (isinstance(p, str) and p[:1] == "<"))
        said = found["msg"][:1].lower() + found["msg"][1:]
        problem = SAID_PLAINLY.get(found["type"], said.replace("input should", "this should"))
        yield path, BadGraphEntry(path=path_text(path), problem=problem)


def _placed(source: Source, found: Iterable[tuple[Path, Diagnostic]]) -> tuple[Diagnostic, ...]:
    """The first of them, each with its place in the text."""
    first = [pair for pair, _ in zip(found, range(MOST), strict=False)]
    if not first:
        return ()
    known = places(source)
    return tuple(d if d.span.source is source else _at(known.of(p), d) for p, d in first)


def _at(span: Any, diagnostic: Diagnostic) -> Diagnostic:
    return diagnostic if span is None else diagnostic.at(span)
