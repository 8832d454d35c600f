"""`python -m graphdsl.graph.json` writes `graph.schema.json` anew: run it when entries change."""

from __future__ import annotations

import json

from graphdsl.graph.json import SCHEMA_FILE
from graphdsl.graph.json.entries import generated_schema

if __name__ == "__main__":
    SCHEMA_FILE.write_text(json.dumps(generated_schema(), indent=2) + "\n", encoding="utf-8")
