"""Every address of the project and who may ask it: what `test_every_address` walks. A new address needs a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from django.urls import URLPattern, URLResolver

LET_IN, NOT_OFFERED, NOTHING, REFUSED, ASKED = "let in", "not offered", "nothing there", "refused", "asked to sign in"
"""What may become of a request."""


class Rank(IntEnum):
    """How far somebody must have come. Each may do what those before may."""

    ANYONE = 0
    SIGNED_IN = 1
    VIEWER = 2
    ENGINEER = 3
    OPERATOR = 4
    ADMIN = 5
    SUPERUSER = 6
    NOBODY = 7


ANYONE, SIGNED_IN, VIEWER, ENGINEER, OPERATOR, ADMIN, SUPERUSER, NOBODY = Rank


@dataclass(frozen=True, slots=True)
class Row:
    """Who may GET and who may POST; None where the address does not offer it. ``then``: what becomes of those."""

    get: Rank | None
    post: Rank | None
    then: str = LET_IN


READ_BY_VIEWERS = Row(VIEWER, None)
OF_ADMINS = Row(ADMIN, ADMIN)

PAGES: dict[str, Row] = {
    "": Row(VIEWER, None),
    "calls/": READ_BY_VIEWERS,
    "calls/newer/": READ_BY_VIEWERS,
    "calls/search/": Row(VIEWER, VIEWER),
    "calls/export.csv": READ_BY_VIEWERS,
    "calls/<uuid:key>/": READ_BY_VIEWERS,
    "calls/<uuid:key>/replay/": Row(OPERATOR, OPERATOR),
    "errors/": READ_BY_VIEWERS,
    "campaigns/export.csv": READ_BY_VIEWERS,
    "errors/export.csv": READ_BY_VIEWERS,
    "errors/triage/": Row(None, OPERATOR),
    "errors/<int:key>/": READ_BY_VIEWERS,
    **{f"errors/<int:key>/{deed}/": Row(None, OPERATOR) for deed in ("resolve", "reopen", "mute", "comment")},
    "errors/<int:key>/replay/": Row(OPERATOR, OPERATOR),
    "errors/<int:key>/replay/stop/": Row(None, OPERATOR),
    "sends/": READ_BY_VIEWERS,
    "sends/compare/": READ_BY_VIEWERS,
    "sends/<int:key>/look/": Row(None, OPERATOR),
    "campaigns/": READ_BY_VIEWERS,
    "campaigns/<anything:campaign_id>/": READ_BY_VIEWERS,
    "sends/export.csv": READ_BY_VIEWERS,
    "sends/<int:key>/": READ_BY_VIEWERS,
    "sends/<int:key>/export.csv": READ_BY_VIEWERS,
    "sync/": READ_BY_VIEWERS,
    "views/<slug:page>/": Row(VIEWER, VIEWER),
    # somebody else's is nothing to anybody
    "views/<int:key>/delete/": Row(None, SIGNED_IN, then=NOTHING),
    "setup/": Row(ADMIN, None),
    "setup/account/": Row(ANYONE, ANYONE),
    "setup/workspace/": OF_ADMINS,
    "setup/token/": OF_ADMINS,
    "setup/call/": Row(ADMIN, None),
    "setup/samples/": OF_ADMINS,
    "setup/samples/remove/": Row(None, ADMIN),
    "settings/workspaces/": READ_BY_VIEWERS,
    "settings/workspaces/new/": OF_ADMINS,
    "settings/workspaces/new/preview/": Row(None, ADMIN),
    "settings/workspaces/<slug:slug>/": READ_BY_VIEWERS,
    "settings/workspaces/<slug:slug>/change/": OF_ADMINS,
    **{
        f"settings/workspaces/<slug:slug>/{deed}/": Row(None, ADMIN)
        for deed in ("check", "search", "move", "pause", "resume")
    },
    # of workspaces that nobody has declared, and the sample is declared
    "settings/workspaces/<slug:slug>/name/": Row(None, ADMIN, then=NOTHING),
    "settings/workspaces/<slug:slug>/belongs/": Row(None, ADMIN, then=NOTHING),
    "settings/workspaces/<slug:slug>/key/": OF_ADMINS,
    "settings/schedules/": Row(OPERATOR, None),
    "settings/schedules/create/": Row(None, OPERATOR),
    **{f"settings/schedules/<int:key>/{deed}/": Row(None, OPERATOR) for deed in ("pause", "resume", "run", "interval")},
    "settings/tokens/": OF_ADMINS,
    "settings/tokens/<int:key>/revoke/": OF_ADMINS,
    "settings/users/": Row(ADMIN, None),
    "settings/users/add/": OF_ADMINS,
    "settings/users/<int:key>/": Row(ADMIN, None),
    "settings/users/<int:key>/role/": Row(None, ADMIN),
    "settings/users/<int:key>/active/": Row(None, ADMIN),
    "settings/users/<int:key>/password/": Row(None, ADMIN),
    "settings/audit/": Row(ADMIN, None),
    "accounts/login/": Row(ANYONE, ANYONE),
    "accounts/logout/": Row(None, SIGNED_IN),
    "accounts/password/": Row(SIGNED_IN, SIGNED_IN),
    "account/": Row(VIEWER, VIEWER),
    "theme/": Row(None, ANYONE),
    "language/": Row(None, ANYONE),
    "i18n/setlang/": Row(SIGNED_IN, SIGNED_IN),
    "admin/": Row(ADMIN, ADMIN),
    "admin/login/": Row(ANYONE, ANYONE, then=ASKED),
    "admin/logout/": Row(None, ADMIN),
    "admin/password_change/": Row(ADMIN, ADMIN),
    "admin/password_change/done/": Row(ADMIN, ADMIN),
    "admin/autocomplete/": Row(NOBODY, None),
    "admin/jsi18n/": Row(ADMIN, None),
    "admin/r/<path:content_type_id>/<path:object_id>/": Row(ADMIN, ADMIN, then=NOTHING),
    "admin/auth/user/<id>/password/": OF_ADMINS,
    "admin/^(?P<app_label>…)/$": Row(ADMIN, ADMIN),
    "admin/(?P<url>.*)$": Row(ADMIN, ADMIN, then=NOTHING),
}


@dataclass(frozen=True, slots=True)
class Deeds:
    """Who may do what to the rows of one model in the administration."""

    view: Rank
    add: Rank = NOBODY
    change: Rank = NOBODY
    delete: Rank = NOBODY


FACTS = Deeds(ADMIN)
WHOLLY = Deeds(ADMIN, ADMIN, ADMIN, ADMIN)

MODELS: dict[str, Deeds] = {
    **{
        f"recording/{model}": FACTS
        for model in ("apicall", "fatalerrors", "nonfatalerrors", "quarantinedline", "journalloss", "heartbeat", "send")
    },
    "recording/workspace": Deeds(ADMIN, ADMIN, ADMIN),
    "recording/apikey": Deeds(ADMIN, NOBODY, ADMIN),
    "recording/token": FACTS,
    "recording/auditentry": FACTS,
    **{
        f"analytics/{model}": FACTS
        for model in ("syncplan", "dailyfigures", "snapshot", "budget", "campaign", "campaignplan", "campaignfigures")
    },
    "django_celery_beat/periodictask": WHOLLY,
    **{f"django_celery_beat/{kind}schedule": WHOLLY for kind in ("clocked", "crontab", "interval", "solar")},
    "auth/user": Deeds(ADMIN, ADMIN, ADMIN),
    "auth/group": WHOLLY,
    "axes/accessattempt": Deeds(ADMIN, NOBODY, SUPERUSER, ADMIN),
    "axes/accesslog": Deeds(ADMIN, NOBODY, SUPERUSER, SUPERUSER),
    "axes/accessfailurelog": Deeds(ADMIN, NOBODY, SUPERUSER, SUPERUSER),
}


def rows() -> dict[str, Row]:
    """The whole table, the administration's pages of each model included."""
    table = dict(PAGES)
    for model, deeds in MODELS.items():
        at, one = f"admin/{model}/", f"admin/{model}/<path:object_id>/"
        table[at] = Row(deeds.view, deeds.view)
        table[f"{at}add/"] = Row(deeds.add, deeds.add)
        table[one] = Row(ADMIN, ADMIN)
        table[f"{one}change/"] = Row(deeds.view, deeds.change)
        table[f"{one}delete/"] = Row(deeds.delete, deeds.delete)
        table[f"{one}history/"] = Row(deeds.view, deeds.view)
    return table


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        # Django names the rooms in the order in which they were registered
        route = re.sub(r"(?<=<app_label>)[^)]*", "…", before + str(one.pattern))
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from routes(one, route)
