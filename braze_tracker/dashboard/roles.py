"""The four roles and what each may do: a table. Pure; it knows neither groups nor pages."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(StrEnum):
    """Each may do what the one before it may, and more. The value is the name of its group."""

    VIEWER = "Viewer"
    ENGINEER = "Engineer"
    OPERATOR = "Operator"
    ADMIN = "Admin"


TITLES: dict[Role, Promise] = {
    Role.VIEWER: pgettext_lazy("role", "Viewer"),
    Role.ENGINEER: pgettext_lazy("role", "Engineer"),
    Role.OPERATOR: pgettext_lazy("role", "Operator"),
    Role.ADMIN: pgettext_lazy("role", "Admin"),
}

MEANINGS: dict[Role, Promise] = {
    Role.VIEWER: _("sees calls, errors, sends and figures"),
    Role.ENGINEER: _("also sees the bodies of calls"),
    Role.OPERATOR: _("also resolves and mutes errors, sends calls again, looks at sends now, edits schedules"),
    Role.ADMIN: _("also manages workspaces, keys, tokens, users, and reads the audit log"),
}

STAFF = frozenset({Role.ADMIN})
"""Who may open the administration. Each of its pages asks for its own permission as well."""

_FACTS = (
    "apicall apikey callrecipient calltotal erroroccurrence errorgroup fatalerrors heartbeat hourlycount hourlyerrors"
    " journalloss journalposition minutecount nonfatalerrors openintent quarantinedline send workspace"
)
_MEASURES = "budget campaign campaignfigures campaignplan dailyfigures snapshot syncplan"
_REPLAYS = "replay replaybatch"
_SCHEDULES = "clockedschedule crontabschedule intervalschedule periodictask solarschedule"
_ATTEMPTS = "accessattempt accessfailurelog accesslog"


def _all(app: str, deeds: str, models: str) -> frozenset[str]:
    return frozenset(f"{app}.{deed}_{model}" for deed in deeds.split() for model in models.split())


_ADDED: dict[Role, frozenset[str]] = {
    Role.VIEWER: _all("recording", "view", _FACTS)
    | _all("analytics", "view", _MEASURES)
    | _all("delivery", "view", _REPLAYS),
    Role.ENGINEER: _all("recording", "view", "callbody"),
    Role.OPERATOR: _all("recording", "change", "errorgroup")
    | _all("analytics", "change", "syncplan budget")
    | _all("delivery", "add", "replay")
    | _all("django_celery_beat", "view", _SCHEDULES)
    | _all("django_celery_beat", "change", "periodictask"),
    Role.ADMIN: _all("recording", "add change", "workspace")
    | _all("recording", "change", "apikey")
    | _all("recording", "view add change", "token")
    | _all("recording", "view", "auditentry")
    | _all("auth", "view add change", "user")
    | _all("auth", "view add change delete", "group")
    | _all("django_celery_beat", "add change delete", _SCHEDULES)
    | _all("axes", "view", _ATTEMPTS)
    | _all("axes", "delete", "accessattempt"),
}


def permissions(role: Role) -> frozenset[str]:
    """All that the role may do, as ``app.codename``."""
    ranks = list(Role)
    return frozenset().union(*(_ADDED[one] for one in ranks[: ranks.index(role) + 1]))


def lowest(permission: str) -> Role | None:
    """The first role that has the permission; None if only a superuser has it."""
    return next((role for role in Role if permission in _ADDED[role]), None)
