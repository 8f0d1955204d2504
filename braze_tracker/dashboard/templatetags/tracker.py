"""Template names for `formats`, `icons` and the pages' own small parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from braze_tracker.dashboard import (
    charts,
    explanations,
    formats,
    icons,
    keeping,
    outcomes,
    words,
    words_replays,
    words_workspaces,
)
from braze_tracker.dashboard.frame import Frame
from braze_tracker.dashboard.outcomes import Pill
from braze_tracker.dashboard.queries_sends import Totals

register = template.Library()
_ID = re.compile(r"[0-9a-f]{24,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

FILTERS: dict[str, Callable[..., Any]] = {
    "number": formats.number,
    "compact": formats.compact,
    "money": formats.money,
    "took": formats.took,
    "left": formats.left,
    "apart": formats.apart,
    "clock": formats.clock,
    "clock_short": formats.clock_short,
    "at_short": formats.at_short,
    "at_long": formats.at_long,
    "at_full": formats.at_full,
    "size": formats.size,
    "capped": formats.capped,
    "channel": words.channel_title,
    "origin": words.origin_title,
    "following": words.state_title,
    "said": words.said,
    "kept": keeping.kept,
    "next_look": keeping.next_look,
    "meaning": lambda row: explanations.meaning(row.code, outcomes.beside_a_failure(row.severity, row.status)),
    "worded": explanations.worded,
    "instance": words_workspaces.instance_of,
    "capture": words_workspaces.capture_title,
    "key_pill": words_workspaces.check_pill,
    "outcome_pill": outcomes.pill,
    "replay_pill": lambda made: outcomes.pill(made.outcome, made.status),
    "why_not_replayed": words_replays.why_not,
    "replay_share": words_replays.share,
    "replay_state": words_replays.state,
}
for _name, _function in FILTERS.items():
    register.filter(_name, _function)


@register.filter
def headline(totals: Totals, name: str) -> str:
    value = totals.get(name)
    return formats.money(value) if name == "revenue" else formats.number(value)


@register.filter
def named(name: str) -> SafeString | str:
    """A campaign's name; where only its id is known, the beginning of the id, and all of it in the tooltip."""
    if not _ID.fullmatch(name):
        return name
    return format_html('<span class="mono" title="{}">{}…</span>', name, name[:13])


@register.simple_tag(takes_context=True)
def campaign_url(context: template.Context, campaign_id: str) -> str:
    """The page of a campaign, in the chosen workspace."""
    frame: Frame | None = context.get("frame")
    return reverse("campaign", args=[campaign_id]) + (frame.query if frame else "")


@register.filter
def workspace_name(frame: Frame, workspace: int) -> str:
    return frame.name_of(workspace)


@register.filter
def rests(frame: Frame, workspace: int) -> bool:
    return frame.pauses(workspace)


@register.filter
def pauses(frame: Frame, workspace: int) -> bool:
    return frame.paused_by_hand(workspace)


@register.filter
def rate_of(totals: Totals, name: str) -> str:
    return formats.rate(totals.get(name), totals.base(name))


@register.filter
def share_of(totals: Totals, name: str) -> float:
    """Percent as a plain number, for a meter."""
    part, whole = totals.get(name), totals.base(name)
    return min(100.0, float(part) * 100 / float(whole)) if part and whole else 0.0


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    return icons.icon(name, css)


@register.simple_tag
def pill(one: Pill) -> SafeString:
    code = format_html(' <span class="code">{}</span>', one.status) if one.status else ""
    return format_html('<span class="pill {}">{}{}{}</span>', one.css, icons.icon(one.icon), one.label, code)


@register.simple_tag
def moment(value: datetime | None, written: str = "at_full") -> SafeString | str:
    """`<time>` with the exact moment in its tooltip."""
    if value is None:
        return formats.NOTHING
    return _time(value, FILTERS[written](value))


@register.simple_tag
def ago(value: datetime | None, now: datetime) -> SafeString | str:
    return formats.NOTHING if value is None else _time(value, formats.ago(value, now))


def _time(value: datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), formats.at_full(value), text)


@register.simple_tag
def zone() -> str:
    return formats.zone_name()


@register.simple_tag
def meter(percent: float, css: str = "", label: str = "") -> SafeString:
    """A bar of ``percent``; drawn by attributes, so that no style is needed."""
    return format_html(
        '<svg class="meter{}" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="track" width="100" height="6"/><rect width="{}" height="6"/></svg>',
        f" {css}" if css else "",
        label or f"{percent:.0f} %",
        f"{max(0.0, min(100.0, percent)):.1f}",
    )


@register.inclusion_tag("dashboard/parts/spark.html")
def spark(values: Sequence[Any], css: str, label: str) -> dict[str, Any]:
    return {"rects": charts.sparks(values), "css": css, "label": label}


@register.inclusion_tag("dashboard/parts/chart.html")
def chart(drawn: charts.Chart, height: str = "tall", legend: str = "counts", first: str = "") -> dict[str, Any]:
    """``legend``: counts, names or none. ``first`` heads the first column of the table twin."""
    return {"chart": drawn, "height": height, "legend": legend, "first": first, "lines": len(drawn.lines) > 0}


@register.simple_tag(takes_context=True)
def link_with(context: template.Context, **changes: Any) -> str:
    """This page's query with some values changed; an empty value leaves the name out, and paging starts anew."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name in ("before", "open"):
        query.pop(name, None)
    for name, value in changes.items():
        name = name.rstrip("_")
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "."


@register.simple_tag(takes_context=True)
def views_of(context: template.Context, page: str) -> str:
    """Where the saved views of this list are, and where this one can be saved."""
    return reverse("saved_views", args=[page]) + link_with(context).removeprefix(".")


@register.simple_tag(takes_context=True)
def export_of(context: template.Context, page: str) -> str:
    """Where this page's whole list is had as CSV, under the same filters."""
    return reverse(f"{page}_export") + link_with(context).removeprefix(".")
