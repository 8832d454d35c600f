"""JSON of a saved model: text of anybody, so it may be anything."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, cast

from graphdsl.diagnostics.base import Diagnostic
from graphdsl.diagnostics.saved import ConfigTooDeep, NotASavedModel
from graphdsl.graph.json.limits import MAX_DEPTH, depth

SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escape of half a character; two of them together are fine."""


def json_object(data: bytes, path: str, what: str) -> Mapping[str, Any] | Diagnostic:
    """The object that the text is."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
        if SURROGATE.search(data):
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        return ConfigTooDeep(limit=MAX_DEPTH)
    except ValueError as error:  # no text, no JSON, or a number of thousands of digits
        return NotASavedModel(path=path, problem=f"{what} is not JSON: {_why(error)}")
    if isinstance(found, str):  # `json.dump(model.to_json())` packs it twice
        return json_object(found.encode(), path, what)
    if not isinstance(found, dict):
        return NotASavedModel(path=path, problem=f"{what} is not a JSON object")
    if depth(found) > MAX_DEPTH:
        return ConfigTooDeep(limit=MAX_DEPTH)
    return cast("dict[str, Any]", found)


def _why(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[:1].lower()}{error.msg[1:]} in line {error.lineno}"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, UnicodeEncodeError):
        return "half a surrogate pair is not a character"
    return "a number in it has too many digits"
