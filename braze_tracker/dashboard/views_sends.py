"""How did this send do, and is its data safe?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from braze_tracker.analytics import reasons
from braze_tracker.analytics.totals import RATES
from braze_tracker.dashboard import formats, keeping
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.funnel import funnel, made_rates
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.plots import figures_chart, metric_title
from braze_tracker.dashboard.plots_campaigns import SPANS, growth_chart, growth_title, span_choices, span_of
from braze_tracker.dashboard.queries_counts import CAP
from braze_tracker.dashboard.queries_growth import growth
from braze_tracker.dashboard.queries_names import campaign_choices
from braze_tracker.dashboard.queries_sends import (
    STATES,
    Following,
    SendDetail,
    SendFilter,
    send_detail,
    send_page,
    state_counts,
)
from braze_tracker.dashboard.views_errors import CountedTab, read_position
from braze_tracker.dashboard.words import said

METRICS = ("sent", "opens", "clicks", "conversions", "revenue")


@dataclass(frozen=True, slots=True)
class Note:
    headline: str
    text: str
    grave: bool = True


@require_safe
@needs("recording.view_send")
@framed
def sends(request: HttpRequest, frame: Frame) -> HttpResponse:
    problems: list[str] = []
    wanted = read_sends(request, frame.workspace, problems)
    counts = state_counts(wanted, frame.now)
    return show(
        request,
        "sends",
        frame,
        problems=problems,
        wanted=wanted,
        filtered=bool(wanted.state or wanted.campaign or wanted.text),
        page=send_page(wanted, frame.now),
        tabs=state_tabs(counts, wanted.state),
        total=counts[wanted.state],
        cap=CAP,
        campaigns=campaign_choices(frame.workspace),
        hidden=[(name, request.GET[name]) for name in ("ws", "state") if request.GET.get(name)],
    )


def read_sends(request: HttpRequest, workspace: int | None, problems: list[str]) -> SendFilter:
    state = request.GET.get("state", "")
    return SendFilter(
        state=state if state in STATES else "",
        campaign=request.GET.get("campaign", "").replace("\x00", "")[:64],
        text=request.GET.get("q", "").replace("\x00", "").removeprefix("send:").strip()[:64],
        workspace=workspace,
        before=read_position(request.GET.get("before", ""), problems),
    )


def state_tabs(counts: dict[str, int], current: str) -> list[CountedTab]:
    """States that need somebody's attention are listed only where there are any."""
    labels = {
        "": (_("All"), ""),
        "tracking": (_("Tracking"), ""),
        "soon": (_("Dropped in 3 days"), "is-warning"),
        "failing": (_("Failing"), "is-bad"),
        "final": (_("Final"), ""),
        "lost": (_("Lost"), "is-bad"),
        "needs_campaign": (_("Needs a campaign_id"), "is-warning"),
    }
    return [
        CountedTab(name, label, counts[name], name == current, css)
        for name, (label, css) in labels.items()
        if name != "needs_campaign" or counts[name] or current == name
    ]


@require_safe
@needs("recording.view_send")
@framed
def send(request: HttpRequest, frame: Frame, key: int) -> HttpResponse:
    detail = send_detail(key)
    if detail is None:
        raise Http404
    one = detail.send
    resting = _resting(frame, one.workspace)
    metric = request.GET.get("metric", "")
    if metric not in METRICS:
        metric = "opens" if one.totals.get("opens") else "sent"  # a fresh send has nothing else to show
    looks = [(look.at, look.totals) for look in reversed(detail.looks) if look.result == "figures"]
    grown, span = growth(one, looks), request.GET.get("span", "")
    span = span if span in SPANS else span_of([grown])
    removed = not detail.figures and one.following.last_figures_at is not None
    return show(
        request,
        "send",
        frame,
        detail=detail,
        send=one,
        name=one.campaign or one.campaign_id or one.send_id,
        notes=notes(detail),
        untouched=not (detail.looks or detail.figures or removed),
        kept=keeping.kept(one, frame.now),
        next_look=keeping.next_look(one.following, frame.now, bool(resting)),
        waiting=keeping.removed() if removed else keeping.waiting(one.following, frame.now, resting),
        metrics=[(name, metric_title(name)) for name in METRICS],
        metric=metric,
        metric_title=metric_title(metric),
        chart=figures_chart(detail.figures, metric, timezone.localdate()),
        growth=growth_chart(growth_title(metric), [grown], metric, span),
        span=span,
        spans=span_choices(),
        compare_href=f"{reverse('compare')}?{urlencode([('s', str(key)), ('metric', metric)])}",
        funnel=funnel(one.totals, detail.figures),
        made_rates=made_rates(one.totals),
        rules={name: rule for name, _base, rule in RATES},
        may_look=one.following.state == "tracking" and not resting,
    )


def _resting(frame: Frame, workspace: int) -> str:
    """Why the sends of this workspace are not looked at; empty where they are."""
    if not frame.pauses(workspace):
        return ""
    if frame.paused_by_hand(workspace):
        return _("Its workspace is paused. Resume it under Settings, Workspaces.")
    return _(
        "Made up, and kept for seven days. Nothing of it is asked at Braze or sent anywhere, and it stays as it was"
        " made."
    )


def _failing(following: Following, status: int | None) -> str:
    """``status``: of the latest look."""
    told = {
        "count": formats.number(following.failures),
        "status": status,
        "time": formats.at_short(following.failing_since),
    }
    if not status or status < 400:
        return _("Braze could not be read %(count)s times in a row, since %(time)s.") % told
    refused = ngettext(
        "Braze refused the last look (%(status)s since %(time)s).",
        "Braze refused the last %(count)s looks (%(status)s since %(time)s).",
        following.failures,
    )
    return refused % told


def notes(detail: SendDetail) -> list[Note]:
    following = detail.send.following
    if following.cancelled_at:
        headline = _("This send was cancelled at %(time)s.") % {"time": formats.at_short(following.cancelled_at)}
        return [Note(headline, said(reasons.CANCELLED), grave=False)]
    if following.failing:
        headline = _failing(following, detail.looks[0].status if detail.looks else None)
        read = _("The numbers below are from %(time)s.") % {"time": formats.at_short(following.last_figures_at)}
        told = f"{said(following.last_error).rstrip('.')}. " if following.last_error else ""
        return [Note(headline, told + (read if following.last_figures_at else _("No figures were read so far.")))]
    if following.state == "lost":
        return [Note(_("Braze dropped the figures of this send before they were read."), said(following.last_error))]
    if following.state == "needs_campaign":
        text = _("Braze gives figures for a campaign_id and a send_id together. Import the send with its campaign_id.")
        return [Note(_("No call has named the campaign_id of this send."), text, grave=False)]
    if following.last_error:
        return [Note(_("The last word on this send:"), said(following.last_error), grave=False)]
    return []
