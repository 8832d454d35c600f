"""Names that Keras makes up."""

from __future__ import annotations

import re
from functools import cache


@cache
def snake_case(name: str) -> str:
    """The name that Keras would make up for a layer of class `name`: `Conv2D` gives `conv2d`."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
