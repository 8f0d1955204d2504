"""How often does the tracker do its work, and does it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from braze_tracker.dashboard import schedule_deeds
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.outcomes import Pill
from braze_tracker.dashboard.permits import needs, reader
from braze_tracker.dashboard.queries_schedules import PRESETS, in_words, missing, schedule_rows


@require_safe
@needs("django_celery_beat.view_periodictask")
@framed
def schedules(request: HttpRequest, frame: Frame) -> HttpResponse:
    beat = next((part for part in frame.health.parts if part.name == "beat"), None)
    return show(
        request,
        "schedules",
        frame,
        rows=[(row, pill(row.state)) for row in schedule_rows(frame.now)],
        missing=missing(),
        presets=[(name, in_words(timedelta(**{period: every}))) for name, (every, period) in PRESETS.items()],
        beat_silent=beat is None or beat.silent,
    )


def pill(state: str) -> Pill:
    return {
        "on_time": Pill("outcome-success", "check", _("On time"), None),
        "late": Pill("outcome-fatal_client", "cross", _("Late"), None),
        "paused": Pill("outcome-pending", "hourglass", _("Paused"), None),
        "never": Pill("outcome-pending", "dots", _("Never ran"), None),
    }[state]


def _changed(request: HttpRequest, key: int, deed: Callable[..., None], told: str) -> HttpResponse:
    """``deed``: one of `schedule_deeds`; ``told``: what is said when it is done."""
    task = schedule_deeds.known(key)
    if task is None:
        raise Http404
    try:
        deed(task, by=reader(request), now=timezone.now())
    except schedule_deeds.CannotBe:
        messages.error(request, _("That cannot be done with this schedule. Choose one of the intervals offered."))
    else:
        messages.success(request, told % {"name": task.name})
    return redirect("schedules")


@require_POST
@needs("django_celery_beat.change_periodictask")
def create(request: HttpRequest) -> HttpResponse:
    made = schedule_deeds.create_missing(by=reader(request), now=timezone.now())
    if made:
        told = ngettext("%(count)d schedule was created.", "%(count)d schedules were created.", made)
        messages.success(request, told % {"count": made})
    return redirect("schedules")


@require_POST
@needs("django_celery_beat.change_periodictask")
def pause(request: HttpRequest, key: int) -> HttpResponse:
    told = _("%(name)s is paused.")
    return _changed(request, key, schedule_deeds.pause, told)


@require_POST
@needs("django_celery_beat.change_periodictask")
def resume(request: HttpRequest, key: int) -> HttpResponse:
    told = _("%(name)s runs again.")
    return _changed(request, key, schedule_deeds.resume, told)


@require_POST
@needs("django_celery_beat.change_periodictask")
def run(request: HttpRequest, key: int) -> HttpResponse:
    told = _("%(name)s runs within seconds.")
    return _changed(request, key, schedule_deeds.run_now, told)


@require_POST
@needs("django_celery_beat.change_periodictask")
def interval(request: HttpRequest, key: int) -> HttpResponse:
    told, preset = _("%(name)s has another interval from now on."), request.POST.get("every", "")
    return _changed(request, key, partial(schedule_deeds.set_interval, preset=preset), told)
