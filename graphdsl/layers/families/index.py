"""Which module knows which layer: so that only the families a file uses are loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

INDEX: Final = Path(__file__).with_name("index.json")
"""Made by `python -m graphdsl.layers.families.generate`."""
_read: dict[str, dict[str, Any]] = json.loads(INDEX.read_bytes())

FAMILIES: Final[Mapping[str, Sequence[str]]] = _read["families"]
"""By module of this package, the classes in it."""
ALIASES: Final[Mapping[str, str]] = _read["aliases"]
"""Other public names of the classes above."""
UNLISTED: Mapping[str, str] = {
    "CustomScaleLayer": "keras.src.applications.inception_resnet_v2",
    "LayerScale": "keras.src.applications.convnext",
}
"""Classes that Keras' own models consist of and that it does not make public, by their module."""
OWN: Final = "graphdsl.keras.own"
"""The module of layers that are not Keras' but ours; the family of the same name knows them."""
