"""The index of layers is what the classes say."""

from __future__ import annotations

from graphdsl.layers.families.generate import index_text
from graphdsl.layers.families.index import INDEX


def test_it_is_up_to_date() -> None:
    assert INDEX.read_text(encoding="utf-8") == index_text(), "run make generate"
