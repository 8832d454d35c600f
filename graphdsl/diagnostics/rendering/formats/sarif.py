"""Diagnostics as SARIF 2.1.0, the form that code-hosting sites and editors read.

The standard: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from graphdsl.diagnostics.base import Diagnostic, Edit, Label
from graphdsl.diagnostics.explaining import page
from graphdsl.diagnostics.rendering.render import use_phrase
from graphdsl.diagnostics.rendering.snippet import has_place
from graphdsl.source import Span

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def log(diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    """The whole document: one run, its rules those that were broken."""
    codes = sorted({d.code for d in diagnostics})
    driver = {
        "name": "graphdsl",
        "version": version("graphdsl"),
        "rules": [_rule(code, diagnostics) for code in codes],
    }
    results = [_result(d, codes.index(d.code)) for d in diagnostics]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    level = next(d for d in diagnostics if d.code == code).level.value
    rule: dict[str, Any] = {"id": code, "defaultConfiguration": {"level": level}}
    found = page(code)
    if found is not None:
        rule["shortDescription"] = {"text": found.title}
        rule["help"] = {"text": found.body, "markdown": found.body}
    return rule


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    told = [diagnostic.message(), *diagnostic.all_notes(), diagnostic.best_help()]
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.level.value,
        "message": {"text": "\n".join(part for part in told if part)},
        "locations": [_location(diagnostic.span)] if has_place(diagnostic.span.source) else [],
    }
    uses = (Label(use.span, use_phrase(use)) for use in diagnostic.uses)
    further = [d for d in (*diagnostic.all_labels(), *uses) if has_place(d.span.source)]
    if further:
        result["relatedLocations"] = [
            {"id": number, **_location(label.span), "message": {"text": label.text}}
            for number, label in enumerate(further, 1)
        ]
    if diagnostic.best_fix():
        result["fixes"] = [_fix(diagnostic.best_fix(), diagnostic.best_help())]
    if diagnostic.times > 1:
        result["occurrenceCount"] = diagnostic.times
    return result


def _location(span: Span) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(span)}
    if span.source.has_text:
        place["region"] = _region(span)
    return {"physicalLocation": place}


def _artifact(span: Span) -> dict[str, str]:
    name = span.source.name
    if os.path.isabs(name):
        return {"uri": Path(name).as_uri()}
    return {"uri": quote(name.replace(os.sep, "/"))}


def _region(span: Span) -> dict[str, int]:
    begin, finish = span.begin, span.finish
    return {
        "startLine": begin.line,
        "startColumn": begin.column,
        "endLine": finish.line,
        "endColumn": finish.column,
    }


def _fix(edits: Sequence[Edit], said: str | None) -> dict[str, Any]:
    files = list(dict.fromkeys(edit.span.source.name for edit in edits))
    changes = [
        {
            "artifactLocation": _artifact(own[0].span),
            "replacements": [
                {"deletedRegion": _region(e.span), "insertedContent": {"text": e.text}} for e in own
            ],
        }
        for own in ([e for e in edits if e.span.source.name == file] for file in files)
    ]
    return {"description": {"text": said or "write it like this"}, "artifactChanges": changes}
