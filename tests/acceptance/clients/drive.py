"""Calls a client's methods one after the other and tells what came back: `python drive.py < asked.json > answers.json`.

Runs in a process of its own with one client's folder on its path, since both are called `braze`. Needs nothing of ours.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.request import Request, urlopen

from braze.client import BrazeClient


def agree(control: str, fault: dict[str, Any]) -> None:
    """Tell the sandbox what is to go wrong next."""
    body = json.dumps(fault).encode()
    with urlopen(Request(f"{control}/_sandbox/faults", body, {"Content-Type": "application/json"}), timeout=10):
        pass


def answer(client: BrazeClient, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """What the method returned, or the names of the exception's classes, its text and its own fields."""
    try:
        return {"returned": getattr(client, method)(**arguments)}
    except Exception as error:  # noqa: BLE001 - whatever a client raises is its answer
        names = [kind.__name__ for kind in type(error).__mro__]
        return {"raised": names, "text": str(error), "fields": getattr(error, "reset_epoch_s", None)}


def main() -> None:
    asked = json.load(sys.stdin)
    for step in asked["steps"]:
        if step["fault"]:
            agree(asked["control"], step["fault"])
        client = BrazeClient(**{**asked["client"], **step["client"]})
        sys.stdout.write(json.dumps(answer(client, step["method"], step["arguments"])) + "\n")


if __name__ == "__main__":
    main()
