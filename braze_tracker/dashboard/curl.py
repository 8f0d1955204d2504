"""A call as a curl command. The key is never in it: the reader's own `$BRAZE_API_KEY` is. What was not kept of the
call is not made up: the command says what to fill in."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from django.utils.translation import gettext as _

from braze_tracker.braze.captured import BodyState
from braze_tracker.braze.scrubbing import HIDDEN
from braze_tracker.recording.bodies import Side

_WITHOUT_BODY = frozenset({"GET", "HEAD"})
_LACKING = frozenset({BodyState.ESSENCE, BodyState.OMITTED, BodyState.LOCKED})
_GLOB = frozenset("[]{}")
_OURS = frozenset({"authorization", "content-length", "host", "connection", "user-agent", "accept-encoding", "accept"})


def curl_of(method: str, url: str, kept: Side | None) -> tuple[str, str]:
    """The command, and what the reader must do to it first: empty where it is the call as it was. ``kept`` is None
    where neither headers nor body were."""
    lacking = method not in _WITHOUT_BODY if kept is None else kept.body.state in _LACKING
    headers = kept.headers if kept else {"Content-Type": "application/json"} if lacking else {}
    command = curl(method, url, headers, kept.body.content if kept and not lacking else "")
    note = ""
    if lacking:
        command += " \\\n  --data @body.json"
        note = _("The body was not kept: put it into body.json first.")
    elif HIDDEN in command:
        note = _("Values masked before storing stand as •••: fill them in first.")
    return (f"# {note}\n{command}" if note else command), note


def curl(method: str, url: str, headers: Mapping[str, str], body: str) -> str:
    """One argument a line, each quoted for a POSIX shell."""
    # brackets, which lists in a query have, are curl's own words for several addresses
    plain = "--globoff " if _GLOB.intersection(url) else ""
    lines = [f"curl {plain}-X {shlex.quote(method)} {shlex.quote(url)}", '-H "Authorization: Bearer $BRAZE_API_KEY"']
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items() if name.lower() not in _OURS]
    if body:
        lines.append(f"--data-raw {shlex.quote(body)}")
    return " \\\n  ".join(lines)
