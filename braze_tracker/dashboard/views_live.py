"""The bar above a list of calls that is watched: how many have come since. It never touches the list itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from braze_tracker.dashboard.filters import read_calls
from braze_tracker.dashboard.live import MOST, Watch, read_watch
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.queries_live import news
from braze_tracker.dashboard.queries_matching import with_campaigns
from braze_tracker.recording.models import Workspace

NOT_OF_THE_LIST = ("since", "known", "before", "open")


@dataclass(frozen=True, slots=True)
class Bar:
    """``href`` loads the list anew; ``look`` is asked for the next bar, and empty when there is nothing to add."""

    count: int
    text: str
    href: str
    look: str


@require_safe
@needs("recording.view_apicall")
def newer(request: HttpRequest) -> HttpResponse:
    now = datetime.now(UTC)
    wanted = with_campaigns(read_calls(request.GET, now, _workspace(request.GET.get("ws", ""))))
    count, watch = news(wanted, read_watch(request.GET, now), now)
    return render(request, "dashboard/parts/calls_newer.html", {"bar": bar(request.GET, watch, count)})


def _workspace(slug: str) -> int | None:
    slug = slug.replace("\0", "")
    return Workspace.objects.filter(slug=slug).values_list("pk", flat=True).first() if slug else None


def bar(query: QueryDict, watch: Watch, count: int = 0) -> Bar:
    query = query.copy()
    for name in NOT_OF_THE_LIST:
        query.pop(name, None)
    listed = f"{reverse('calls')}?{query.urlencode()}"
    look = f"{reverse('calls_newer')}?{query.urlencode()}&{urlencode(watch.query)}"
    return Bar(count, _text(count), listed, look if count <= MOST else "")


def _text(count: int) -> str:
    if not count:
        return _("Live. New calls are announced here.")
    if count > MOST:
        return _("More than %(count)d new calls") % {"count": MOST}
    return ngettext("%(count)d new call", "%(count)d new calls", count) % {"count": count}
