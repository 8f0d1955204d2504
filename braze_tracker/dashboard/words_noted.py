"""What the audit log notes beside a deed, in the reader's words and zone. The log itself is in one language."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from braze_tracker.dashboard import formats

_UNTIL = re.compile(r"until (\d{4}-\d\d-\d\d \d\d:\d\d) UTC")
_ABOVE = re.compile(r"until more than (\d+) calls")
_PACE = re.compile(r"(\d+) calls at (\d+) a minute")
_SAMPLES: dict[str, Promise] = {
    "sample data loaded": gettext_lazy("loaded"),
    "sample data removed": gettext_lazy("removed"),
    "sample data removed after seven days": gettext_lazy("removed, after seven days"),
}


def noted(detail: str) -> str:
    """As it stands where it is somebody's own words, or a name."""
    if (words := _SAMPLES.get(detail)) is not None:
        return str(words)
    if found := _UNTIL.fullmatch(detail):
        return _until(found[1]) or detail
    if found := _ABOVE.fullmatch(detail):
        return _("until it has more than %(count)s calls") % {"count": formats.number(int(found[1]))}
    if found := _PACE.fullmatch(detail):
        told = _("%(count)s calls at %(pace)s a minute")
        return told % {"count": formats.number(int(found[1])), "pace": formats.number(int(found[2]))}
    return detail


def _until(text: str) -> str:
    try:
        at = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return ""
    return _("until %(time)s") % {"time": f"{formats.at_short(at)} {formats.zone_name(at)}"}
