"""A call as a curl command. The key is never in it: the reader's own `$BRAZE_API_KEY` is."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

_OURS = frozenset({"authorization", "content-length", "host", "connection", "user-agent", "accept-encoding", "accept"})


def curl(method: str, url: str, headers: Mapping[str, str], body: str) -> str:
    """One argument a line, each quoted for a POSIX shell."""
    lines = [f"curl -X {shlex.quote(method)} {shlex.quote(url)}", '-H "Authorization: Bearer $BRAZE_API_KEY"']
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items() if name.lower() not in _OURS]
    if body:
        lines.append(f"--data-raw {shlex.quote(body)}")
    return " \\\n  ".join(lines)
