"""Which names layers can have."""

from __future__ import annotations

import re
from typing import Final

RUNS: Final = re.compile(r"[A-Za-z0-9_.>-]+")
"""Names of layers that TensorFlow takes when it runs them; Keras alone refuses only `/`."""
