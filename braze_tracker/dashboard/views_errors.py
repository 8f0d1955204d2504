"""What kinds of failure exist, and what is to be done about one of them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from braze_tracker.dashboard import formats
from braze_tracker.dashboard.explanations import explained_group
from braze_tracker.dashboard.filters import read_place
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.highlight import listing
from braze_tracker.dashboard.outcomes import beside_a_failure, sentence
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.plots import days_chart
from braze_tracker.dashboard.queries_errors import Facet, GroupDetail, GroupFilter, GroupPage, group_detail, group_page
from braze_tracker.dashboard.viewing import without_a_line, without_permission
from braze_tracker.dashboard.views_call import nothing_of
from braze_tracker.dashboard.views_calls import by_day
from braze_tracker.dashboard.words import origin_title
from braze_tracker.delivery.candidates import refused_whole
from braze_tracker.recording.choices import GroupState, SeverityChoice

Kept = dict[str, str | int]
"""Filters that a link takes along."""


@dataclass(frozen=True, slots=True)
class CountedTab:
    name: str
    label: str
    count: int
    current: bool
    css: str = ""


@dataclass(frozen=True, slots=True)
class FacetRow:
    label: str
    count: int
    share: float
    href: str
    page: str = ""
    """Of what the row names, where that has one; ``href`` leads to its calls."""


@dataclass(frozen=True, slots=True)
class FacetTable:
    title: str
    rows: list[FacetRow]
    nothing: str
    mono: bool = False


@require_safe
@needs("recording.view_errorgroup")
@framed
def errors(request: HttpRequest, frame: Frame) -> HttpResponse:
    problems: list[str] = []
    wanted = read_groups(request, frame.workspace, problems)
    page = group_page(wanted, frame.now)
    return show(
        request,
        "errors",
        frame,
        problems=problems,
        page=page,
        before=wanted.before,
        state=wanted.state,
        states=state_tabs(page, wanted.state),
        tabs=severity_tabs(page, wanted.state, wanted.severity),
        text=wanted.text,
        hidden=[(name, request.GET[name]) for name in ("ws", "state", "severity") if request.GET.get(name)],
        nothing=nothing_here(page, wanted),
    )


def read_groups(request: HttpRequest, workspace: int | None, problems: list[str]) -> GroupFilter:
    state, severity = request.GET.get("state", ""), request.GET.get("severity", "")
    return GroupFilter(
        state=state if state in GroupState.values else GroupState.OPEN.value,
        severity=severity if severity in SeverityChoice.values else "",
        workspace=workspace,
        before=read_position(request.GET.get("before", ""), problems),
        text=request.GET.get("q", "").replace("\x00", "").removeprefix("msg:").strip()[:100],
    )


def state_tabs(page: GroupPage, state: str) -> list[CountedTab]:
    """Open is the page's own address."""
    return [
        CountedTab("" if one is GroupState.OPEN else one.value, str(one.label), page.count(one.value), one == state)
        for one in GroupState
    ]


def severity_tabs(page: GroupPage, state: str, severity: str) -> list[CountedTab]:
    labels = (
        ("", pgettext("errors", "All"), ""),
        ("fatal", _("Fatal"), "is-bad"),
        ("non_fatal", _("Non-fatal"), "is-warning"),
    )
    return [CountedTab(name, label, page.count(state, name), name == severity, css) for name, label, css in labels]


def nothing_here(page: GroupPage, wanted: GroupFilter) -> tuple[str, str]:
    state = wanted.state
    if wanted.text:
        return _("No error matches"), _("Its text, its name in the catalogue and its endpoint were searched.")
    if state == GroupState.MUTED:
        return _("Nothing muted"), _("A muted error is still counted and stays out of the open ones.")
    if state == GroupState.RESOLVED:
        return _("Nothing resolved"), _("A resolved error comes back by itself if it is seen again.")
    if page.counts:
        return _("No open error"), _("Nothing has failed since the last one was resolved.")
    return _("No error recorded"), _("No call has failed so far.")


def read_position(text: str, problems: list[str]) -> tuple[datetime, int] | None:
    """Where the page before ended: ``moment~number``."""
    if not text:
        return None
    moment, _separator, key = text.rpartition("~")
    try:
        if not key.isdecimal() or len(key) > 18:
            raise ValueError(text)
        return read_place(moment), int(key)
    except ValueError:
        problems.append(_("This page address is damaged; the newest are shown."))
        return None


@require_safe
@needs("recording.view_errorgroup")
@framed
def error(request: HttpRequest, frame: Frame, key: int) -> HttpResponse:
    hidden = without_permission(request.user)
    detail = group_detail(key, frame.now, frame.workspace, with_bodies=not hidden)
    if detail is None:
        raise Http404
    if detail.reply and detail.reply_of:
        hidden = without_a_line(request.user, detail.reply_of, frame.now)
    group = detail.group
    kept: Kept = {"error": key, "origin": "any", "range": "14d", **({"ws": frame.place.slug} if frame.place else {})}
    return show(
        request,
        "error",
        frame,
        detail=detail,
        explained=explained_group(
            group.code,
            group.title,
            detail.sent if group.severity == "fatal" else "",
            beside_a_failure(group.severity, group.status),
        ),
        state=GroupState(group.state).label,
        severity=SeverityChoice(group.severity).label,
        messages_sentence=sentence(detail.sent) if group.severity == SeverityChoice.NON_FATAL else "",
        of_latest=of_latest(detail),
        chart=days_chart(_("Calls per day"), detail.days, group.pill.css, timezone.localdate()),
        why_hidden=hidden,
        reply=listing(detail.reply.content) if detail.reply and detail.reply.content and not hidden else None,
        no_reply=nothing_of(detail.reply, _("No answer was kept for the latest call.")),
        facets=facet_tables(detail, kept),
        days_of_rows=by_day(detail.latest),
        calls_href=f"{reverse('calls')}?{urlencode(kept)}",
        may_replay=refused_whole(group.severity, group.status) and request.user.has_perm("delivery.add_replay"),
        batches_go_on=any(one.unsettled(frame.now) for one in detail.batches),
    )


def of_latest(detail: GroupDetail) -> str:
    """Says so where not every call of the group was looked at."""
    if detail.sampled >= detail.group.calls:
        return ""
    return _("of the latest %(count)s calls") % {"count": formats.number(detail.sampled)}


def facet_tables(detail: GroupDetail, kept: Kept) -> list[FacetTable]:
    origins = [Facet(one.value, origin_title(one.value), one.count) for one in detail.origins]
    unnamed = _("None of these calls names a campaign.")
    return [
        FacetTable(_("Endpoints"), _facet_rows(detail.endpoints, "endpoint", kept), _("None"), mono=True),
        FacetTable(_("Campaigns"), _facet_rows(detail.campaigns, "campaign", kept), unnamed),
        FacetTable(_("Origins"), _facet_rows(origins, "origin", kept), _("None")),
    ]


def _facet_rows(facets: Sequence[Facet], name: str, kept: Kept) -> list[FacetRow]:
    most = max((one.count for one in facets), default=1)
    calls = reverse("calls")
    return [
        FacetRow(
            one.label,
            one.count,
            one.count * 100 / most,
            f"{calls}?{urlencode({**kept, name: one.value})}",
            reverse("campaign", args=[one.value]) if name == "campaign" else "",
        )
        for one in facets
    ]
