"""How long a page waits for the database: less than the parts that nobody is looking at. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any


def impatient(database: Mapping[str, Any], patience: timedelta) -> dict[str, Any]:
    """Django's settings of the same database, in which no statement takes longer."""
    options = dict(database.get("OPTIONS", {}))
    if database["ENGINE"].endswith("sqlite3"):
        options["timeout"] = patience.total_seconds()
    else:
        limit = f"-c statement_timeout={patience // timedelta(milliseconds=1)}"
        options["options"] = f"{limit} {options.get('options', '')}".strip()
    return {**database, "OPTIONS": options}
