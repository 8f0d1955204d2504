"""The first run: an account, a workspace, a program in one's own language, and the first call as it comes in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from braze_tracker.braze.access import rest_base
from braze_tracker.braze.exceptions import InvalidArgument
from braze_tracker.dashboard.first_account import make_first_account, nobody_yet
from braze_tracker.dashboard.forms_account import FirstAccountForm
from braze_tracker.dashboard.forms_workspaces import KeyForm, WorkspaceForm, time_zones
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.queries_setup import ArrivedCall, Mark, arrived, latest_call, mark, ready_places
from braze_tracker.dashboard.snippets import LANGUAGES, PLACEHOLDER, journal_snippet, snippets
from braze_tracker.dashboard.views_workspaces import tell_check
from braze_tracker.dashboard.workspace_deeds import Actor, add, hosts
from braze_tracker.recording.choices import CaptureChoice
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.tokens import NotIssued, issue_token
from braze_tracker.samples.asking import standing

MAY_SET_UP = ("recording.add_workspace", "recording.add_token")
_REFRESH_S = 5
_FAR = 2**31
"""More than any clock, count or id shows."""


class MarkForm(forms.Form):
    """A `Mark` as the waiting page carries it in its address."""

    since = forms.IntegerField(min_value=0, max_value=_FAR)
    seen = forms.IntegerField(min_value=0, max_value=_FAR)
    ws = forms.IntegerField(min_value=1, max_value=_FAR, required=False)


class TokenForm(forms.Form):
    workspace = forms.ModelChoiceField(Workspace.objects.filter(declared=True, sample=False))
    name = forms.CharField(max_length=120)
    language = forms.ChoiceField(choices=[(one.name, one.title) for one in LANGUAGES], required=False)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """The first administrator, once; afterwards this address only leads on."""
    if not nobody_yet():
        return redirect("setup")
    form = FirstAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = make_first_account(form.cleaned_data["username"], form.cleaned_data["password1"])
        if made is not None:
            login(request, made, backend="braze_tracker.dashboard.backend.OneLookBackend")
        return redirect("setup")
    return render(request, "dashboard/setup_account.html", {"form": form})


@needs(*MAY_SET_UP)
@never_cache
@require_safe
@framed
def setup(request: HttpRequest, frame: Frame) -> HttpResponse:
    return _page(request, frame)


@needs(*MAY_SET_UP)
@never_cache
@framed
def place(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The first workspace: what the page of a new one asks for, without what has a good default."""
    if request.method != "POST":
        return redirect("setup")
    said = {**request.POST.dict(), "capture": CaptureChoice.MASKED.value}
    form, key = WorkspaceForm(said, hosts=hosts()), KeyForm(said)
    if not all([form.is_valid(), key.is_valid()]):
        return _page(request, frame, form=form, key=key)
    try:
        added = add(form.cleaned_data, key.cleaned_data, key.opens(), Actor(request.user, frame.now))
    except (ValueError, OSError) as error:
        key.add_error(None, str(error))
        return _page(request, frame, form=form, key=key)
    tell_check(request, added, frame)
    return redirect("setup")


@needs(*MAY_SET_UP)
@never_cache
@framed
def token(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Answers with the page itself and not with a redirect: the token's text is kept nowhere, so it is shown here."""
    if request.method != "POST":
        return redirect("setup")
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, frame, problem=_("Choose a workspace and name the application."))
    workspace, language = form.cleaned_data["workspace"], form.cleaned_data["language"]
    known = mark(frame.now, workspace.pk)
    try:
        issued, text = issue_token(workspace, form.cleaned_data["name"], by=request.user, now=frame.now)
    except NotIssued as refusal:
        return _page(request, frame, problem=str(refusal), language=language)
    return _page(request, frame, token=text, issued=issued, language=language, wait=known)


@needs(*MAY_SET_UP)
@never_cache
@require_safe
@framed
def call(request: HttpRequest, frame: Frame) -> HttpResponse:
    """What has come in since one began to wait; nothing new is an empty answer, which leaves the page as it is."""
    form = MarkForm(request.GET)
    if not form.is_valid():
        return redirect("setup")
    since = datetime.fromtimestamp(form.cleaned_data["since"], UTC)
    known = Mark(since, form.cleaned_data["seen"], form.cleaned_data["ws"])
    found = arrived(known)
    if not request.headers.get("HX-Request"):
        return _call_page(request, frame, known, found)
    if found is None:
        return HttpResponse(status=204)
    return show(request, "parts/setup_call", frame, call=found, waiting=_address(known) if found.pending else "")


def _call_page(request: HttpRequest, frame: Frame, known: Mark, found: ArrivedCall | None) -> HttpResponse:
    """For those without scripts: a page of its own that asks for itself again."""
    waiting = _address(known) if found is None or found.pending else ""
    response = show(request, "setup_call", frame, call=found, waiting=waiting)
    if waiting:
        response.headers["Refresh"] = str(_REFRESH_S)
    return response


def _page(
    request: HttpRequest,
    frame: Frame,
    *,
    problem: str = "",
    language: str = "",
    wait: Mark | None = None,
    **more: Any,
) -> HttpResponse:
    places = ready_places()
    if not places:
        more |= _first_place(more.pop("form", None), more.pop("key", None))
    found = None if wait else latest_call()
    known = wait or (mark(frame.now, short_of=1 if found else 0) if found is None or found.pending else None)
    return show(
        request,
        "setup",
        frame,
        places=places,
        problem=problem,
        gateway=settings.GATEWAY_URL,
        readable=_readable_by_others(settings.GATEWAY_URL),
        snippets=snippets(settings.GATEWAY_URL, more.get("token", PLACEHOLDER)),
        language=language or LANGUAGES[0].name,
        journal=journal_snippet(str(settings.JOURNAL_DIR)),
        call=found,
        waiting=_address(known) if known else "",
        samples=standing(frame.now),
        **more,
    )


def _readable_by_others(url: str) -> bool:
    """Whether keys would travel in clear beyond this machine."""
    try:
        return not rest_base(url)
    except InvalidArgument:
        return True


def _address(known: Mark) -> str:
    query = {"since": int(known.since.timestamp()), "seen": known.seen, "ws": known.workspace or ""}
    return f"{reverse('setup_call')}?{urlencode(query)}"


def _first_place(form: WorkspaceForm | None, key: KeyForm | None) -> dict[str, Any]:
    """What the step of the workspace shows: empty forms, or those that were sent with what is wrong in them."""
    form, key = form or WorkspaceForm(hosts=hosts()), key or KeyForm()
    fields = [form["name"], form["host"], *key, form["time_zone"]]
    wrong = [error for one in (form, key) for errors in one.errors.values() for error in errors]
    return {"first_fields": fields, "wrong": wrong, "zones": time_zones()}
