"""The sandbox as a process: `python -m braze_tracker.sandbox --host 127.0.0.1 --port 8399 --key KEY`.

Stops cleanly on SIGINT and SIGTERM. Keys may also come from BRAZE_SANDBOX_KEYS, comma-separated, so
that no process list shows them."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from braze_tracker.sandbox.server import running


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m braze_tracker.sandbox", description="A stand-in for Braze.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8399, help="0 takes a free one and says which")
    parser.add_argument("--key", action="append", default=[], help="a REST API key with all permissions")
    parser.add_argument("--second-key", action="append", dest="key", help="one more such key")
    parser.add_argument("--zone", type=ZoneInfo, default=ZoneInfo("UTC"), help="the company's time zone")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    asked = arguments(given)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    keys = asked.key or [key.strip() for key in os.environ.get("BRAZE_SANDBOX_KEYS", "").split(",") if key.strip()]
    try:
        with running(keys, zone=asked.zone, host=asked.host, port=asked.port) as box:
            sys.stdout.write(f"The sandbox answers at {box.url}\n")
            sys.stdout.flush()
            stop.wait()
    except OSError as problem:
        sys.stderr.write(f"The sandbox cannot listen on {asked.host}:{asked.port}: {problem}. Choose another --port.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
