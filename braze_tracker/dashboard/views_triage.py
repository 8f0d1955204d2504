"""What is done with an error or a send from its page: resolve, mute, open again, write about it, look now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from braze_tracker.analytics.models import SyncPlan
from braze_tracker.analytics.plans import look_now
from braze_tracker.dashboard.permits import needs, reader
from braze_tracker.recording import triage
from braze_tracker.recording.audit import Somebody, note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.models import ErrorGroup, Send

MOST_AT_ONCE = 100
"""Errors in one deed: more than a page shows."""

Deeds = Callable[[ErrorGroup, Somebody, datetime], str]


def _resolve(group: ErrorGroup, by: Somebody, now: datetime) -> str:
    triage.resolve([group], by=by, now=now)
    return _("Resolved. It opens again by itself if it is seen again.")


def _reopen(group: ErrorGroup, by: Somebody, now: datetime) -> str:
    triage.reopen([group], by=by, now=now)
    return _("Open again.")


def _quiet(request: HttpRequest) -> triage.Quiet | None:
    return triage.QUIET.get(request.POST.get("quiet", ""))


@require_POST
@needs("recording.change_errorgroup")
def several(request: HttpRequest) -> HttpResponse:
    """The errors ticked in the list; back to the list as it was filtered."""
    keys = [int(key) for key in request.POST.getlist("error") if key.isascii() and key.isdecimal() and len(key) < 16]
    groups, by, now = ErrorGroup.objects.filter(pk__in=keys[:MOST_AT_ONCE]), reader(request), timezone.now()
    deed, quiet = request.POST.get("deed", ""), _quiet(request)
    if not groups:
        messages.error(request, _("Tick the errors first."))
    elif deed == "mute" and quiet:
        told = _("%(count)d muted. They are still counted.")
        messages.success(request, told % {"count": triage.mute(groups, quiet, by=by, now=now)})
    elif deed == "reopen":
        messages.success(request, _("%(count)d open again.") % {"count": triage.reopen(groups, by=by, now=now)})
    elif deed == "resolve":
        told = _("%(count)d resolved. They open again by themselves if they are seen again.")
        messages.success(request, told % {"count": triage.resolve(groups, by=by, now=now)})
    else:
        messages.error(request, _("Choose for how long the errors are muted."))
    return redirect(f"{reverse('errors')}?{request.GET.urlencode()}")


def _done(request: HttpRequest, key: int, deed: Deeds) -> HttpResponse:
    told = deed(get_object_or_404(ErrorGroup, pk=key), reader(request), timezone.now())
    messages.success(request, told)
    return redirect("error", key)


@require_POST
@needs("recording.change_errorgroup")
def resolve(request: HttpRequest, key: int) -> HttpResponse:
    return _done(request, key, _resolve)


@require_POST
@needs("recording.change_errorgroup")
def reopen(request: HttpRequest, key: int) -> HttpResponse:
    return _done(request, key, _reopen)


@require_POST
@needs("recording.change_errorgroup")
def mute(request: HttpRequest, key: int) -> HttpResponse:
    quiet = _quiet(request)
    if quiet is None:
        messages.error(request, _("Choose for how long the error is muted."))
        return redirect("error", key)

    def deed(group: ErrorGroup, by: Somebody, now: datetime) -> str:
        triage.mute([group], quiet, by=by, now=now)
        return _("Muted. It is still counted.")

    return _done(request, key, deed)


@require_POST
@needs("recording.change_errorgroup")
def comment(request: HttpRequest, key: int) -> HttpResponse:
    group, text = get_object_or_404(ErrorGroup, pk=key), " ".join(request.POST.get("text", "").split())
    if not 0 < len(text) <= triage.LONGEST_COMMENT:
        told = _("Write a comment of 1 to %(most)d letters; yours has %(length)d.")
        messages.error(request, told % {"most": triage.LONGEST_COMMENT, "length": len(text)})
    else:
        triage.comment(group, text, by=reader(request), now=timezone.now())
    return redirect("error", key)


@require_POST
@needs("analytics.change_syncplan")
def look(request: HttpRequest, key: int) -> HttpResponse:
    """The worker looks within seconds; the page does not wait for Braze."""
    send, now = get_object_or_404(Send, pk=key), timezone.now()
    if look_now(SyncPlan.objects.filter(send=send), now):
        note(reader(request), Deed.LOOKED, f"send {send.pk}", at=now)
        messages.success(request, _("Braze is asked for its figures next."))
    else:
        told = _("This send cannot be looked at: it is final, lost, without a campaign_id, or its workspace is paused.")
        messages.error(request, told)
    return redirect("send", key)
