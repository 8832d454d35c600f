"""The names of all graph operations, for those who only ask whether a word is one."""

from __future__ import annotations

from typing import Final

NAMES: Final = (
    *("cutout", "freeze", "unfreeze", "replace", "insert", "remove", "drop_aux", "flatten"),
    *("nest", "merge", "outputs", "prepend"),
)
