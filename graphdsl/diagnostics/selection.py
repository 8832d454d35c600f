"""Which warnings a user wants to hear, and whether they count as errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graphdsl.diagnostics.base import Diagnostic, Level

_PATTERN = re.compile(r"(?:GDL)?(\d{1,3})", re.IGNORECASE)


def prefix(text: str) -> str | None:
    """The beginning of a code as it is written: `GDL3` of `gdl3` and of `3`; None if it is none.

    >>> prefix("gdl305"), prefix("3"), prefix("unused")
    ('GDL305', 'GDL3', None)
    """
    found = _PATTERN.fullmatch(text.strip())
    return f"GDL{found[1]}" if found else None


@dataclass(frozen=True, slots=True)
class Selection:
    """What `--select`, `--ignore` and `--warn-as-error` say; errors are always told."""

    select: tuple[str, ...] = ()
    """Codes or their beginnings; if there are any, only these warnings are told."""
    ignore: tuple[str, ...] = ()
    strict: bool = False
    """Whether a warning is told as an error."""

    def of(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Those of `diagnostics` that are to be told, at the level at which they are."""
        told = (d for d in diagnostics if d.level is Level.ERROR or self._wants(d.code))
        if not self.strict:
            return tuple(told)
        return tuple(d.replace(level=Level.ERROR) for d in told)

    def _wants(self, code: str) -> bool:
        """Of two beginnings that fit, the longer one decides: `--ignore GDL3 --select GDL305`."""
        chosen, left_out = _longest(self.select, code), _longest(self.ignore, code)
        return chosen > left_out or (not self.select and not left_out)


def _longest(prefixes: Iterable[str], code: str) -> int:
    return max((len(p) for p in prefixes if code.startswith(p)), default=0)
