"""How do the sends of a campaign do, one beside the other, and what of those that have no send_id?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from braze_tracker.analytics.totals import RATES
from braze_tracker.dashboard import formats, keeping
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.plots import figures_chart, metric_title
from braze_tracker.dashboard.plots_campaigns import LINES, rates_chart
from braze_tracker.dashboard.queries_campaign import CALLS, CampaignDetail, OwnSeries, campaign_detail
from braze_tracker.dashboard.queries_campaigns import CampaignFilter, campaign_page
from braze_tracker.dashboard.queries_sends import Totals, VariationRow, Variations
from braze_tracker.dashboard.queries_sums import RATED
from braze_tracker.dashboard.views_sends import METRICS
from braze_tracker.dashboard.words import said


@dataclass(frozen=True, slots=True)
class Compared:
    """A variation: each of its rates, and how many points that is from the channel's first one (nothing for that)."""

    row: VariationRow
    rates: tuple[tuple[str, str], ...]


@require_safe
@needs("recording.view_send")
@framed
def campaigns(request: HttpRequest, frame: Frame) -> HttpResponse:
    wanted = read_campaigns(request, frame.workspace)
    return show(
        request,
        "campaigns",
        frame,
        wanted=wanted,
        page=campaign_page(wanted, frame.now),
        hidden=[("ws", request.GET["ws"])] if request.GET.get("ws") else [],
        rules=rules(),
    )


def read_campaigns(request: HttpRequest, workspace: int | None) -> CampaignFilter:
    before = request.GET.get("before", "")
    return CampaignFilter(
        text=request.GET.get("q", "").replace("\x00", "").removeprefix("campaign:").strip()[:64],
        workspace=workspace,
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 6 else 0,
    )


@require_safe
@needs("recording.view_send")
@framed
def campaign(request: HttpRequest, frame: Frame, campaign_id: str) -> HttpResponse:
    campaign_id = campaign_id.replace("\x00", "")[:64]
    detail = campaign_detail(campaign_id, frame.workspace, frame.now)
    if detail is None:
        raise Http404
    metric, rate = _choice(request, "metric", METRICS, "sent"), _choice(request, "rate", RATED, "opens")
    own = detail.own
    return show(
        request,
        "campaign",
        frame,
        detail=detail,
        name=detail.name or detail.campaign_id,
        tiles=tiles(detail),
        numbers=numbers_of(detail),
        rules=rules(),
        unsent=unsent(detail) if detail.sums is None else "",
        rates=rates_chart(detail.sends, rate),
        compared=min(len(LINES), len(detail.sends)),
        rate=rate,
        rate_choices=[(one, metric_title(one)) for one in RATED],
        variations=compared(detail.variations or (own.variations if own else ())),
        from_sends=bool(detail.variations),
        metric=metric,
        metrics=[(one, metric_title(one)) for one in METRICS],
        chart=figures_chart(own.days, metric, timezone.localdate()) if own else None,
        own_note=own_note(own, frame.now),
        sends=[(one.send, keeping.kept(one.send, frame.now)) for one in detail.sends],
        may_see_errors=request.user.has_perm("recording.view_errorgroup"),
        may_see_calls=request.user.has_perm("recording.view_apicall"),
        calls_href=_link("calls", frame, campaign=campaign_id, range="14d"),
        failed_href=_link("calls", frame, campaign=campaign_id, range="14d", outcome="all_fatal"),
        sends_href=_link("sends", frame, campaign=campaign_id),
        compare_href=_compare_href(detail, frame),
    )


def _choice(request: HttpRequest, name: str, choices: tuple[str, ...], usual: str) -> str:
    found = request.GET.get(name, usual)
    return found if found in choices else usual


def _link(page: str, frame: Frame, **query: str) -> str:
    place = {"ws": frame.place.slug} if frame.place else {}
    return f"{reverse(page)}?{urlencode({**query, **place})}"


def _compare_href(detail: CampaignDetail, frame: Frame) -> str:
    keys = [one.send.id for one in detail.sends[: len(LINES)]]
    place = [("ws", frame.place.slug)] if frame.place else []
    return f"{reverse('compare')}?{urlencode([*(('s', key) for key in keys), *place])}" if len(keys) > 1 else ""


def rules() -> dict[str, object]:
    return {name: rule for name, _base, rule in RATES}


def numbers_of(detail: CampaignDetail) -> Totals | None:
    """Of all sends; of the campaign's own last 14 days where there are none."""
    if detail.sums is not None:
        return detail.sums.totals
    return detail.own.totals if detail.own and detail.own.last_figures_at else None


@dataclass(frozen=True, slots=True)
class FirstTile:
    title: str
    value: str
    note: str


def tiles(detail: CampaignDetail) -> FirstTile:
    """What the other numbers are counted over."""
    if detail.sums is not None:
        last = _("last on %(time)s") % {"time": formats.at_short(detail.sums.last_at)}
        return FirstTile(_("Sends"), formats.number(detail.sums.sends), last)
    return FirstTile(_("Calls in 14 days"), called(detail), _("without a send_id"))


def called(detail: CampaignDetail) -> str:
    return formats.capped(detail.calls.all + detail.calls.capped, CALLS)


def unsent(detail: CampaignDetail) -> str:
    """Why there are no results per send."""
    if not detail.calls.all:
        return _("The campaign was not called in the last 14 days, and no send of it is known.")
    text = ngettext(
        "This campaign was called %(count)s time in 14 days, but Braze returned no send_id, "
        "so there are no results per send.",
        "This campaign was called %(count)s times in 14 days, but Braze returned no send_id, "
        "so there are no results per send.",
        detail.calls.all,
    )
    return text % {"count": called(detail)}


def own_note(own: OwnSeries | None, now: datetime) -> str:
    """How old the campaign's own figures are, or why there are none."""
    if own is None:
        return _("Campaigns that are called are looked at once a day; the first look comes within the hour.")
    if own.last_error:
        return said(own.last_error)
    if own.last_look_at is None:
        return _("Not looked at yet: the first look comes within the hour.")
    if own.last_figures_at is None:
        return _("Braze answered, but it has counted nothing so far.")
    return _("Read %(ago)s, once a day.") % {"ago": formats.ago(own.last_figures_at, now)}


def compared(variations: Variations) -> list[tuple[str, list[Compared]]]:
    """channel → its variations, each beside the first that was sent."""
    return [(channel, _beside(list(rows))) for channel, rows in groupby(variations, lambda row: row.channel)]


def _beside(rows: list[VariationRow]) -> list[Compared]:
    first = next((row for row in rows if not row.control), None)
    return [Compared(row, tuple(_rate(row.totals, name, first, row) for name in RATED)) for row in rows]


def _rate(totals: Totals, name: str, first: VariationRow | None, row: VariationRow) -> tuple[str, str]:
    own, other = _percent(totals, name), _percent(first.totals, name) if first else None
    points = formats.points(own - other) if own is not None and other is not None and row is not first else ""
    return formats.rate(totals.get(name), totals.base(name)), points


def _percent(totals: Totals, name: str) -> Decimal | None:
    part, base = totals.get(name), totals.base(name)
    return Decimal(part) * 100 / Decimal(base) if part is not None and base else None
