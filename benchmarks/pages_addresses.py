"""Which addresses are measured: every page with the filters that people use, every list and row of the administration.

What stands in them is read from the database: a call, the busiest error, a rare campaign, a place far down a list.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.apps import apps
from django.contrib import admin
from django.db.models import Count

from benchmarks.growth_kinds import campaign_id
from braze_tracker.recording.admin_stepping import SteppedAdmin


def addresses() -> dict[str, str]:
    """Name → address."""
    return {**_calls(), **_others(), **_administration()}


def _rows(name: str) -> Any:
    app, _dot, model = name.partition(".")
    return apps.get_model(app, model)._default_manager


def _deep(rows: Any, column: str) -> str:
    """The cursor of a page far down the list: twenty days ago."""
    past = rows.filter(**{f"{column}__lt": datetime.now(UTC) - timedelta(days=20)})
    at, key = past.order_by(f"-{column}").values_list(column, "pk")[0]
    return f"{at.isoformat()}~{key}"


def _calls() -> dict[str, str]:
    calls = _rows("recording.ApiCall")
    known = {
        one: calls.exclude(**{one: ""}).order_by("-started_at")[0] for one in ("send_id", "dispatch_id", "request_id")
    }
    busiest = _rows("recording.ErrorGroup").order_by("-calls")[0].pk
    person = _rows("recording.CallRecipient").values_list("digest", flat=True)[0]
    asked: dict[str, dict[str, object]] = {
        "": {}, "1 h": {"range": "1h"}, "30 d": {"range": "30d"}, "any origin": {"origin": "any"},
        "fatal": {"outcome": "fatal"}, "fatal, 30 d": {"outcome": "fatal", "range": "30d"},
        "unknown, 30 d": {"outcome": "unknown", "range": "30d"},
        "a rare endpoint, 30 d": {"endpoint": "POST /users/delete", "range": "30d"},
        "the first campaign, 30 d": {"campaign": campaign_id(0), "range": "30d"},
        "the last campaign, 30 d": {"campaign": campaign_id(299), "range": "30d"},
        "a small workspace, 30 d": {"ws": "small-07", "range": "30d"},
        "a large workspace": {"ws": "orchid-shop"},
        "a small workspace, fatal, 30 d": {"ws": "small-07", "outcome": "fatal", "range": "30d"},
        "the busiest error, 30 d": {"error": busiest, "range": "30d"},
        "possible duplicates, 30 d": {"repeats": "possible", "range": "30d"},
        "status 404, 30 d": {"status": 404, "range": "30d"},
        "far down 30 d": {"range": "30d", "before": _deep(calls, "started_at")},
        "far down fatal, 30 d": {"outcome": "fatal", "range": "30d",
                                   "before": _deep(calls.filter(outcome="fatal_client"), "started_at")},
        "search send": {"q": f"send:{known['send_id'].send_id}", "range": "30d"},
        "search dispatch": {"q": f"dispatch:{known['dispatch_id'].dispatch_id}", "range": "30d"},
        "search request id": {"q": f"req:{known['request_id'].request_id}", "range": "30d"},
        "search external id": {"q": "ext:order-4711", "range": "30d"},
        "search a person": {"q": f"to:•••{person & 0xFFFFFFFF:08x}", "range": "30d"},
        "search a frequent word": {"q": "campaign", "range": "14d"},
        "search a word nobody said": {"q": "zyzzyva", "range": "14d"},
        "an open call": {"open": known["send_id"].pk},
        "live": {"live": 1},
    }  # fmt: skip
    named = {f"calls, {name}" if name else "calls": f"/calls/?{urlencode(query)}" for name, query in asked.items()}
    return {
        "overview": "/", "overview, 1 h": "/?range=1h", "overview, 14 d": "/?range=14d",
        "overview, one": "/?ws=orchid-shop",
        **named, "a call": f"/calls/{known['send_id'].pk}/", "calls.csv, 30 d": "/calls/export.csv?range=30d",
        "calls.csv, fatal": "/calls/export.csv?outcome=fatal",
    }  # fmt: skip


def _others() -> dict[str, str]:
    groups, sends = _rows("recording.ErrorGroup"), _rows("recording.Send")
    busiest, rare = groups.order_by("-calls")[0].pk, groups.order_by("calls")[0].pk
    newest = list(sends.order_by("-sent_at")[:4])
    frequent = sends.values("campaign_id").annotate(n=Count("pk")).order_by("-n")[0]["campaign_id"]
    compared = "&".join(f"s={one.pk}" for one in newest)
    looked_at = sends.filter(sent_at__lt=datetime.now(UTC) - timedelta(days=5)).order_by("-sent_at")[0].pk
    return {
        "errors": "/errors/", "errors, resolved": "/errors/?state=resolved", "errors, fatal": "/errors/?severity=fatal",
        "errors, page 2": f"/errors/?before={quote(_far(groups))}", "errors.csv": "/errors/export.csv",
        "the busiest error": f"/errors/{busiest}/", "a rare error": f"/errors/{rare}/",
        "sends": "/sends/", "sends, failing": "/sends/?state=failing", "sends, soon": "/sends/?state=soon",
        "sends, lost": "/sends/?state=lost", "sends, search": f"/sends/?q={newest[0].send_id}",
        "sends, far down": f"/sends/?before={quote(_deep(sends, 'sent_at'))}", "sends, small": "/sends/?ws=small-07",
        "sends.csv": "/sends/export.csv", "a send": f"/sends/{looked_at}/",
        "a send, csv": f"/sends/{looked_at}/export.csv",
        "four sends": f"/sends/compare/?{compared}",
        "campaigns": "/campaigns/", "campaigns, search": "/campaigns/?q=Campaign+0001",
        "campaigns, page 2": "/campaigns/?before=50",
        "campaigns.csv": "/campaigns/export.csv", "the first campaign": f"/campaigns/{frequent}/",
        "the last campaign": f"/campaigns/{campaign_id(299)}/",
        "sync": "/sync/", "workspaces": "/settings/workspaces/", "a workspace": "/settings/workspaces/orchid-shop/",
        "schedules": "/settings/schedules/", "tokens": "/settings/tokens/", "users": "/settings/users/",
        "audit": "/settings/audit/", "audit of one": "/settings/audit/?who=reader-7",
        "audit, far down": f"/settings/audit/?before={quote(_deep(_rows('recording.AuditEntry'), 'at'))}",
        "account": "/account/", "setup": "/setup/",
    }  # fmt: skip


def _far(groups: Any) -> str:
    at, key = groups.filter(state="open").order_by("-last_seen").values_list("last_seen", "pk")[49:50][0]
    return f"{at.isoformat()}~{key}"


def _administration() -> dict[str, str]:
    """Each list: plain, far down, with each of its filters, and a search for something that is there; and one row."""
    found = {}
    for model, shown in admin.site._registry.items():
        name, base = model._meta.model_name, f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        found[f"admin {name}"] = base
        found[f"admin {name}, far down"] = f"{base}?p={_place(model, shown)}"
        row = model._default_manager.order_by("pk").last()
        if row is not None:
            found[f"admin {name}, a row"] = f"{base}{quote(str(row.pk), safe='')}/change/"
            if shown.search_fields:
                found[f"admin {name}, search"] = f"{base}?q={quote(str(_value(row, shown.search_fields[0])))}"
            for one in shown.list_filter:
                if isinstance(one, str) and getattr(row, one, None) is not None:
                    value = getattr(row, f"{one}_id", getattr(row, one))
                    lookup = f"{one}__exact" if not hasattr(row, f"{one}_id") else f"{one}__id__exact"
                    found[f"admin {name}, by {one}"] = (
                        f"{base}?{lookup}={quote(str(int(value) if value in (True, False) else value))}"
                    )
    return found


def _place(model: Any, shown: Any) -> str:
    """Page 150, or the key of the row before it where a list goes on from a row."""
    if not isinstance(shown, SteppedAdmin):
        return "150"
    rows = list(model._default_manager.order_by(*shown.ordering or ()).values_list("pk", flat=True)[7449:7450])
    return quote(str(rows[0]), safe="") if rows else ""


def _value(row: Any, path: str) -> Any:
    for step in path.strip("^=@").split("__"):
        row = row if step in ("exact", "startswith", "istartswith") else getattr(row, step)
    return row
