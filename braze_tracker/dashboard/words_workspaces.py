"""Words for workspaces: instances and their regions, keys, permissions and what a key check found. In the active
language; it asks nothing of the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from braze_tracker.analytics.key_check import KeyCheck
from braze_tracker.analytics.key_findings import (
    CAMPAIGN_DETAILS,
    CAMPAIGN_FIGURES,
    NAMES,
    SERIES,
    KeyVerdict,
)
from braze_tracker.dashboard import formats
from braze_tracker.dashboard.outcomes import Pill
from braze_tracker.recording.instances import INSTANCES
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.retention import Kind, Retention, retention_of

_INSTANCE_OF = {host: name for name, host in INSTANCES.items()}

Choices = list[tuple[str, list[tuple[str, str]]]]
"""Groups of (value, label) under a heading, as a select shows them."""


def instance_of(host: str) -> str:
    """``US-01``; empty for a host that is none of Braze's."""
    return _INSTANCE_OF.get(host, "")


def region_title(instance: str) -> str:
    regions = {
        "US": _("United States"),
        "EU": _("European Union"),
        "AU": _("Australia"),
        "ID": _("Indonesia"),
        "JP": _("Japan"),
        "KR": _("South Korea"),
    }
    return regions[instance.partition("-")[0]]


def host_choices(hosts: Iterable[str]) -> Choices:
    """Braze's instances by region, and the other hosts that may be reached."""
    instances = [(host, f"{name} · {region_title(name)} · {host}") for name, host in INSTANCES.items()]
    others = [(host, host) for host in hosts if host not in _INSTANCE_OF]
    return [(_("Braze's instances"), instances)] + ([(_("Other hosts"), others)] if others else [])


def capture_title(level: str) -> str:
    """Two words at most, for a list."""
    titles = {"metadata": _("Not kept"), "masked": _("Masked"), "full": _("Whole, encrypted")}
    return titles.get(level, level)


def kept_for(time: timedelta | None) -> str:
    """``30 days``, ``12 h``, ``for ever`` for None."""
    if time is None:
        return _("for ever")
    if time < timedelta(days=1):
        return formats.span(time)
    return ngettext("%(count)s day", "%(count)s days", time.days) % {"count": formats.number(time.days)}


@dataclass(frozen=True, slots=True)
class KeptRow:
    """``own``: the workspace has a time of its own, and does not go with all others."""

    title: str
    text: str
    own: bool


def kept_rows(workspace: Workspace, default: Retention) -> list[KeptRow]:
    titles = {Kind.BODIES: _("Bodies"), Kind.CALLS: _("Calls"), Kind.FIGURES: _("Figures")}
    kept = retention_of(workspace, default)
    return [
        KeptRow(title, kept_for(kept.of(kind)), getattr(workspace, f"keep_{kind}_days") is not None)
        for kind, title in titles.items()
    ]


PERMISSIONS: tuple[str, ...] = (
    SERIES,
    NAMES,
    CAMPAIGN_FIGURES,
    CAMPAIGN_DETAILS,
    "canvas.list",
    "segments.list",
    "content_blocks.list",
    "templates.email.list",
)
SENDING: Mapping[str, str] = {
    "campaigns.trigger.send": "POST /campaigns/trigger/send",
    "messages.send": "POST /messages/send",
    "canvas.trigger.send": "POST /canvas/trigger/send",
    "sends.id.create": "POST /sends/id/create",
    "users.track": "POST /users/track",
}
"""Permission → the endpoint whose accepted call proves it: these are never tried out."""


def purpose(permission: str) -> str:
    purposes = {
        SERIES: _("Read the results of sends; the follow-up needs it"),
        NAMES: _("Show the names of campaigns"),
        CAMPAIGN_FIGURES: _("Read the results of campaigns whose calls get no send_id"),
        CAMPAIGN_DETAILS: _("Show the names of variations"),
        "canvas.list": _("List Canvases"),
        "segments.list": _("List segments"),
        "content_blocks.list": _("List content blocks"),
        "templates.email.list": _("List email templates"),
        "campaigns.trigger.send": _("Send API-triggered campaigns"),
        "messages.send": _("Send messages"),
        "canvas.trigger.send": _("Send API-triggered Canvases"),
        "sends.id.create": _("Create a send_id before sending"),
        "users.track": _("Write profiles and events"),
    }
    return purposes.get(permission, "")


@dataclass(frozen=True, slots=True)
class PermissionRow:
    name: str
    purpose: str
    pill: Pill


def permission_rows(check: KeyCheck | None, proved: frozenset[str]) -> list[PermissionRow]:
    """``proved``: endpoints of which Braze accepted a real call lately."""
    states = check.permissions if check else {}
    reads = [PermissionRow(name, purpose(name), state_pill(states.get(name, ""), name)) for name in PERMISSIONS]
    sends = [
        PermissionRow(name, purpose(name), state_pill("in use" if endpoint in proved else ""))
        for name, endpoint in SENDING.items()
    ]
    return reads + sends


_DENIED = {
    SERIES: "outcome-fatal_client",
    **dict.fromkeys((NAMES, CAMPAIGN_FIGURES, CAMPAIGN_DETAILS), "outcome-non_fatal"),
}


def _denied(permission: str) -> str:
    return _("Missing") if permission in _DENIED else _("Not granted")


def state_pill(state: str, permission: str = "") -> Pill:
    """What the tracker uses itself is missed if it is denied; the rest a key need not have."""
    pills = {
        "granted": Pill("outcome-success", "check", _("Found")),
        "in use": Pill("outcome-success", "check", _("In use")),
        "denied": Pill(_DENIED.get(permission, "outcome-pending"), "cross", _denied(permission)),
    }
    return pills.get(state) or Pill("outcome-pending", "question", _("Not checked"))


_GRAVE = frozenset({KeyVerdict.UNKNOWN_KEY, KeyVerdict.CLOSED, KeyVerdict.ADDRESS, KeyVerdict.MALFORMED})


def check_pill(check: KeyCheck | None) -> Pill:
    """What a list says of a key: whether it does what the tracker needs, else what stands in the way."""
    if check is None:
        return Pill("outcome-pending", "question", _("Not checked"))
    if check.verdict is KeyVerdict.GOOD:
        return _found(check)
    css = "outcome-fatal_client" if check.verdict in _GRAVE | {KeyVerdict.LACKING} else "outcome-non_fatal"
    return Pill(css, "cross" if css == "outcome-fatal_client" else "mark", _short(check.verdict))


def _found(check: KeyCheck) -> Pill:
    missing = sum(state == "denied" for state in check.permissions.values())
    if not missing:
        return Pill("outcome-success", "check", _("All found"))
    told = ngettext("Good; lacks %(count)s permission", "Good; lacks %(count)s permissions", missing) % {
        "count": missing
    }
    return Pill("outcome-success", "check", told)


def _short(verdict: KeyVerdict) -> str:
    words = {
        KeyVerdict.LACKING: _("Lacks sends.data_series"),
        KeyVerdict.UNKNOWN_KEY: _("Key unknown here"),
        KeyVerdict.CLOSED: _("Account refused"),
        KeyVerdict.ADDRESS: _("Network refused"),
        KeyVerdict.LIMITED: _("Limit used up"),
        KeyVerdict.FOREIGN: _("Not Braze"),
        KeyVerdict.TROUBLE: _("Braze in trouble"),
        KeyVerdict.SILENT: _("No reply"),
        KeyVerdict.MALFORMED: _("Key malformed"),
        KeyVerdict.NO_KEY: _("No key"),
        KeyVerdict.NO_VARIABLE: _("Variable not set"),
        KeyVerdict.UNLISTED: _("Host not listed"),
    }
    return words[verdict]
