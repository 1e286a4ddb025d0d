"""A fact as it is sent and as it is answered, for the schema; a test sends it and compares."""

import json
from pathlib import Path
from typing import Any

_EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text("utf-8"))

FACT_CREATE = _EXAMPLES["fact_create"]
FACT = _EXAMPLES["fact"]
