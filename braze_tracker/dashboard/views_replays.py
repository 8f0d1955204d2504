"""Sending again: one call, with what it would mean, or the calls of an error one after the other. A page asks, the
worker sends."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from braze_tracker.dashboard import formats
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.highlight import listing
from braze_tracker.dashboard.outcomes import pill
from braze_tracker.dashboard.permits import needs, reader
from braze_tracker.dashboard.viewing import without_a_line, without_permission
from braze_tracker.dashboard.words_replays import CONSEQUENCES, OBSTACLES, WORDS_HERE, typed
from braze_tracker.dashboard.workspace_deeds import hosts
from braze_tracker.delivery import asking, candidates, pacing
from braze_tracker.delivery.models import ReplayBatch
from braze_tracker.delivery.queries import latest_batch
from braze_tracker.delivery.rules import ANSWERS, Answer, Consequence, consequence, obstacle
from braze_tracker.delivery.standings import standings
from braze_tracker.recording.bodies import Side
from braze_tracker.recording.models import ApiCall, ErrorGroup, Workspace
from braze_tracker.recording.stored_bodies import readable

PACES = (10, 25, pacing.USUAL, 100, pacing.FASTEST)


@dataclass(frozen=True, slots=True)
class Pace:
    per_minute: int
    duration: str


@require_http_methods(["GET", "HEAD", "POST"])
@needs("delivery.add_replay")
@framed
def one(request: HttpRequest, frame: Frame, key: UUID) -> HttpResponse:
    """GET shows what would be sent and what it means; POST asks for it, if the reader said what it takes."""
    call = ApiCall.objects.select_related("workspace", "stored_body").filter(pk=key).first()
    if call is None:
        raise Http404
    lacking = _asked(request, frame, call) if request.method == "POST" else ""
    return redirect("call", key) if lacking is None else _one(request, frame, call, lacking)


def _one(request: HttpRequest, frame: Frame, call: ApiCall, lacking: str) -> HttpResponse:
    standing = standings([call], hosts())[call.pk]
    why, meaning = obstacle(standing), consequence(standing)
    hidden, asked = _shown(request, frame, call)
    return show(
        request,
        "replay",
        frame,
        call=call,
        pill=pill(call.outcome, call.status),
        why=OBSTACLES[why] if why else "",
        consequence=meaning.value,
        told=CONSEQUENCES[meaning],
        answer=ANSWERS[meaning].value,
        words=WORDS_HERE,
        lacking=lacking,
        turn=asking.turn_of(call),
        hidden=hidden,
        body=listing(asked.body.content) if asked and asked.body.content and not hidden else None,
        content_type=asked.headers.get("content-type", "") if asked else "",
    )


def _shown(request: HttpRequest, frame: Frame, call: ApiCall) -> tuple[str, Side | None]:
    """Why the body is hidden; the request as it is kept."""
    bodies = readable(getattr(call, "stored_body", None))
    if bodies is None or not bodies.request.body.content:
        return "", bodies.request if bodies else None
    return without_permission(request.user) or without_a_line(request.user, call.pk, frame.now), bodies.request


def _asked(request: HttpRequest, frame: Frame, call: ApiCall) -> str | None:
    """None when it is asked for; else what is lacking, or why it cannot be."""
    words = request.POST
    try:
        confirmed, turn = Consequence(words.get("consequence", "")), int(words.get("turn", ""))
    except ValueError:
        return _("Read what sending it again means, then press the button below it.")
    if lacking := _lacking(ANSWERS[confirmed], words.get("checked", ""), words.get("words", "")):
        return lacking
    try:
        asking.ask(call, turn=turn, confirmed=confirmed, by=reader(request), now=frame.now, hosts=hosts())
    except asking.CannotReplay as refusal:
        return str(OBSTACLES[refusal.why])
    except asking.AnotherConsequence:
        return _("More has become known about this call in the meantime. Read again what sending it means.")
    except asking.AskedAlready:
        messages.info(request, _("It was asked for already, so it is sent once and not twice."))
        return None
    messages.success(request, _("It is sent within seconds. This page shows what becomes of it."))
    return None


def _lacking(answer: Answer, checked: str, words: str) -> str:
    if answer is Answer.TICK and not checked:
        return _("Check in Braze first, then tick the box.")
    if answer is Answer.WORDS and not typed(words):
        return _("Type “%(words)s” into the field. Nothing was sent so far.") % {"words": WORDS_HERE}
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@needs("delivery.add_replay")
@framed
def many(request: HttpRequest, frame: Frame, key: int) -> HttpResponse:
    """The same for the calls of an error of which Braze did nothing."""
    group = get_object_or_404(ErrorGroup, pk=key)
    chosen = candidates.choose(group, frame.workspace, hosts())
    latest = latest_batch(group.pk, frame.workspace)  # after the choice: one that was not seen there is seen here
    if request.method == "POST" and chosen.can:
        return _begun(request, frame, group, chosen, latest)
    return show(
        request,
        "replay_error",
        frame,
        group=group,
        place=frame.place,
        offered=candidates.refused_whole(group.severity, group.status),
        chosen=chosen,
        latest=latest,
        reasons=[(OBSTACLES[why], count) for why, count in (chosen.cannot or {}).items()],
        paces=[Pace(one, formats.span(pacing.duration(len(chosen.can), one))) for one in PACES],
        usual=pacing.USUAL,
        most=pacing.MOST,
    )


def _begun(
    request: HttpRequest, frame: Frame, group: ErrorGroup, chosen: candidates.Chosen, latest: int
) -> HttpResponse:
    place = Workspace.objects.filter(pk=frame.workspace).first() if frame.workspace else None
    words = request.POST
    try:
        per_minute, again = int(words.get("per_minute", "")), words.get("latest", "0") != str(latest)
        batch = None
        if not again:
            batch = asking.ask_many(group, place, chosen, per_minute=per_minute, by=reader(request), now=frame.now)
    except ValueError:
        told = _("Choose a pace of 1 to %(most)d calls a minute.")
        messages.error(request, told % {"most": pacing.FASTEST})
        return redirect(request.get_full_path())
    if batch is None:
        messages.info(request, _("All of these calls were asked for already, so they are sent once and not twice."))
    else:
        told = ngettext(
            "%(count)d call is sent again from now on.", "%(count)d calls are sent again from now on.", batch.chosen
        )
        messages.success(request, told % {"count": batch.chosen})
    return redirect("error", group.pk)


@require_POST
@needs("delivery.add_replay")
@framed
def stop(request: HttpRequest, frame: Frame, key: int) -> HttpResponse:
    """What has left has left; the rest stays."""
    number = request.POST.get("batch", "")
    batch = ReplayBatch.objects.filter(group=key, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
    for going in batch:
        if asking.stop(going, by=reader(request), now=frame.now):
            messages.success(request, _("Stopped. What has not left yet is not sent."))
    return redirect("error", key)
