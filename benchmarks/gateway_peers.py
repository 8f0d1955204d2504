"""Gets what the gateway is measured with: nginx and wrk from Debian's packages, unpacked without installing them, and
mitmproxy in a virtual environment of its own. All of it stays in var/benchmark-peer; what cannot be had is left out
loudly."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peer import FOLDER, HERE

PACKAGES = ("nginx", "wrk", "libluajit-5.1-2")
UNPACKED = FOLDER / "debian"
NGINX = UNPACKED / "usr" / "sbin" / "nginx"
WRK = UNPACKED / "usr" / "bin" / "wrk"
MITMPROXY = FOLDER / "mitmproxy"
MITMDUMP = MITMPROXY / "bin" / "mitmdump"


def fetch_debian() -> bool:
    """nginx and wrk; False, with the reason printed, where they cannot be had."""
    if NGINX.exists() and WRK.exists():
        return True
    UNPACKED.mkdir(parents=True, exist_ok=True)
    done = _run(["apt-get", "-q", "download", *PACKAGES], UNPACKED)
    for package in UNPACKED.glob("*.deb"):
        done = done and _run(["dpkg", "-x", package.name, "."], UNPACKED)
    return done


def fetch_mitmproxy() -> bool:
    if not MITMDUMP.exists():
        venv.create(MITMPROXY, with_pip=True)
        return _run([str(MITMPROXY / "bin" / "pip"), "install", "-q", "-r", str(HERE / "requirements-mitmproxy.txt")])
    return True


def libraries() -> dict[str, str]:
    """The environment in which wrk finds the library that was unpacked beside it."""
    found = {str(path.parent) for path in UNPACKED.glob("usr/lib/**/libluajit*.so*")}
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(sorted(found))}


def _run(command: Sequence[str], folder: Path | None = None) -> bool:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    except OSError as problem:
        print(f"{command[0]} cannot be run and is left out: {problem}", file=sys.stderr)
        return False
    if done.returncode:
        print(f"{' '.join(command)} failed and is left out: {done.stderr.strip()[-300:]}", file=sys.stderr)
    return done.returncode == 0
