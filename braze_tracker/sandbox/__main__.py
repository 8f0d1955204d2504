"""The sandbox as a process: `python -m braze_tracker.sandbox --host 127.0.0.1 --port 8399 --key KEY`.

Stops cleanly on SIGINT and SIGTERM. With `--key-env NAME` the key comes from the environment, so that no
process list shows it. Without any key nobody gets in."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from braze_tracker.sandbox.server import running


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m braze_tracker.sandbox", description="A stand-in for Braze.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8399, help="0 takes a free one and says which")
    parser.add_argument("--key", action="append", default=[], help="a REST API key with all permissions")
    parser.add_argument("--second-key", action="append", dest="key", help="one more such key")
    parser.add_argument("--key-env", action="append", default=[], metavar="NAME", help="a variable that holds a key")
    parser.add_argument("--zone", type=ZoneInfo, default=ZoneInfo("UTC"), help="the company's time zone")
    return parser.parse_args(given)


def keys(asked: argparse.Namespace, environ: Mapping[str, str]) -> list[str]:
    """Every key asked for; KeyError names a variable that is empty or not set."""
    missing = [name for name in asked.key_env if not environ.get(name)]
    if missing:
        raise KeyError(missing[0])
    return [*asked.key, *(environ[name] for name in asked.key_env)]


def main(given: Sequence[str] | None = None) -> int:
    asked = arguments(given)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with running(keys(asked, os.environ), zone=asked.zone, host=asked.host, port=asked.port) as box:
            sys.stdout.write(f"The sandbox answers at {box.url}\n")
            sys.stdout.flush()
            stop.wait()
    except OSError as problem:
        sys.stderr.write(f"The sandbox cannot listen on {asked.host}:{asked.port}: {problem}. Choose another --port.\n")
        return 1
    except KeyError as problem:
        sys.stderr.write(f"The environment variable {problem.args[0]} holds no key; set it or give --key.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
