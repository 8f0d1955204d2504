"""What Braze's answers to harmless reads say of a key: which reads are asked, and what an answer means.

Pure: no call, no database. https://www.braze.com/docs/api/errors, https://www.braze.com/docs/api/basics
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_noop as _

NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Probe:
    """A read that changes nothing and sends nothing. ``needed``: the follow-up cannot do without it."""

    permission: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False


SERIES = "sends.data_series"
NAMES = "campaigns.list"
CAMPAIGN_FIGURES = "campaigns.data_series"
CAMPAIGN_DETAILS = "campaigns.details"


def probes(series_path: str, pair: tuple[str, str] | None = None) -> tuple[Probe, ...]:
    """``pair``: the campaign_id and send_id of a send of this workspace. Without one a send is named that none has, and
    nothing is asked of campaigns: Braze would only answer that there is no such campaign.
    """
    campaign, send = pair or (NOBODY, "none")
    series = {"campaign_id": campaign, "send_id": send, "length": "1"}
    return (
        Probe(SERIES, series_path, series, needed=True),
        Probe(NAMES, "/campaigns/list", {"page": "0"}),
        *(_of_campaign(campaign) if pair else ()),
        Probe("canvas.list", "/canvas/list", {"page": "0"}),
        Probe("segments.list", "/segments/list", {"page": "0"}),
        Probe("content_blocks.list", "/content_blocks/list", {"limit": "1"}),
        Probe("templates.email.list", "/templates/email/list", {"limit": "1"}),
    )


def _of_campaign(campaign: str) -> tuple[Probe, ...]:
    return (
        Probe(CAMPAIGN_FIGURES, "/campaigns/data_series", {"campaign_id": campaign, "length": "1"}),
        Probe(CAMPAIGN_DETAILS, "/campaigns/details", {"campaign_id": campaign}),
    )


class Finding(StrEnum):
    """What one answer says."""

    GRANTED = "granted"
    """The key got past the door: it was answered, or only what was asked for was found wrong."""
    DENIED = "denied"
    UNKNOWN_KEY = "unknown_key"
    CLOSED = "closed"
    ADDRESS = "address"
    """The key may not be used from this network."""
    LIMITED = "limited"
    NOT_THERE = "not_there"
    FOREIGN = "foreign"
    """Somebody answered, but not as Braze does."""
    TROUBLE = "trouble"
    SILENT = "silent"


_NETWORK = r"white.?list|allow.?list|\bips?\b"
_TABLE: tuple[tuple[range, str, Finding], ...] = (
    (range(200, 300), "", Finding.GRANTED),
    (range(401, 404), _NETWORK, Finding.ADDRESS),
    (range(401, 404), r"permission|access denied|not allowed", Finding.DENIED),
    (range(400, 405), r"api key|app group|authenticating", Finding.UNKNOWN_KEY),
    (range(400, 401), "", Finding.GRANTED),
    (range(401, 402), "", Finding.UNKNOWN_KEY),
    (range(403, 404), "", Finding.CLOSED),
    (range(404, 405), "", Finding.NOT_THERE),
    (range(429, 430), "", Finding.LIMITED),
    (range(500, 600), "", Finding.TROUBLE),
)
"""(statuses, words in the message, what it says): the first row that fits. An empty pattern fits every message."""


def read_answer(status: int | None, message: str | None) -> Finding:
    """``status`` None: no reply came. ``message``: Braze's words, None where the body was no JSON object."""
    if status is None:
        return Finding.SILENT
    if message is None and status < 429:
        return Finding.FOREIGN
    text = (message or "").lower()
    return next(
        (found for codes, words, found in _TABLE if status in codes and re.search(words, text)), Finding.FOREIGN
    )


class KeyVerdict(StrEnum):
    """What all answers together say of the key."""

    GOOD = "good"
    LACKING = "lacking"
    UNKNOWN_KEY = "unknown_key"
    CLOSED = "closed"
    ADDRESS = "address"
    LIMITED = "limited"
    FOREIGN = "foreign"
    TROUBLE = "trouble"
    SILENT = "silent"
    MALFORMED = "malformed"
    NO_KEY = "no_key"
    NO_VARIABLE = "no_variable"
    UNLISTED = "unlisted"


SENTENCES: Mapping[KeyVerdict, str] = {
    KeyVerdict.GOOD: _("Braze knows this key, and it may read the results of sends."),
    KeyVerdict.LACKING: _(
        "Braze knows this key, but it may not read the results of sends: it lacks the permission sends.data_series. "
        "A key's permissions cannot be changed in Braze: create a new key with it and replace this one."
    ),
    KeyVerdict.UNKNOWN_KEY: _("This key is not known at this instance: the key is wrong, or the instance is another."),
    KeyVerdict.CLOSED: _(
        "Braze knows this key and refuses it (403 Forbidden): the account is switched off, or its plan has no API."
    ),
    KeyVerdict.ADDRESS: _(
        "Braze refuses this key from this network: add the tracker's public address to the key's list of allowed IPs."
    ),
    KeyVerdict.LIMITED: _("Braze's rate limit is used up (429): nothing was learnt. Check again in some minutes."),
    KeyVerdict.FOREIGN: _("Something answered at this host, but not as Braze does. Check the REST endpoint."),
    KeyVerdict.TROUBLE: _("Braze has trouble (5xx): nothing was learnt about the key. Check again later."),
    KeyVerdict.SILENT: _(
        "No reply came from this host. Check that the tracker may reach it: name, network, proxy, certificates."
    ),
    KeyVerdict.MALFORMED: _("The key cannot be right as it is stored. Replace it."),
    KeyVerdict.NO_KEY: _("No key is stored for this workspace, so its sends cannot be followed."),
    KeyVerdict.NO_VARIABLE: _(
        "The environment variable is not set in the web process. Set it for web, worker and gateway, and restart them."
    ),
    KeyVerdict.UNLISTED: _(
        "This host is neither one of Braze's instances nor listed in BRAZE_TRACKER_BRAZE_HOSTS, so the key was not "
        "sent there."
    ),
}

_OF_FINDING: Mapping[Finding, KeyVerdict] = {
    Finding.GRANTED: KeyVerdict.GOOD,
    Finding.DENIED: KeyVerdict.LACKING,
    Finding.UNKNOWN_KEY: KeyVerdict.UNKNOWN_KEY,
    Finding.CLOSED: KeyVerdict.CLOSED,
    Finding.ADDRESS: KeyVerdict.ADDRESS,
    Finding.LIMITED: KeyVerdict.LIMITED,
    Finding.NOT_THERE: KeyVerdict.FOREIGN,
    Finding.FOREIGN: KeyVerdict.FOREIGN,
    Finding.TROUBLE: KeyVerdict.TROUBLE,
    Finding.SILENT: KeyVerdict.SILENT,
}
_KNOWN = frozenset({Finding.GRANTED, Finding.DENIED})
_REFUSED = frozenset({Finding.UNKNOWN_KEY, Finding.CLOSED})


def settled(found: Mapping[str, Finding]) -> dict[str, Finding]:
    """A key that one read has proved to be known is not unknown to another: it lacks that permission."""
    known = not _KNOWN.isdisjoint(found.values())
    return {name: Finding.DENIED if known and one in _REFUSED else one for name, one in found.items()}


def conclude(found: Mapping[str, Finding]) -> KeyVerdict:
    """From the permissions asked for, `SERIES` among them, and what each answer said."""
    return _OF_FINDING[settled(found)[SERIES]]


def permissions(found: Mapping[str, Finding]) -> dict[str, str]:
    """permission → granted, denied or unknown."""
    return {name: one.value if one in _KNOWN else "unknown" for name, one in settled(found).items()}
