"""Which applications may use the gateway with a token? Issue one, see when it was last used, revoke it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.permits import check, needs, reader
from braze_tracker.dashboard.queries_tokens import keyed_places, token_rows
from braze_tracker.recording.models import Token, Workspace
from braze_tracker.recording.tokens import NotIssued, issue_token, revoke_token


class TokenForm(forms.Form):
    workspace = forms.ModelChoiceField(Workspace.objects.filter(declared=True, sample=False))
    name = forms.CharField(max_length=120)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("recording.view_token")
@framed
def tokens(request: HttpRequest, frame: Frame) -> HttpResponse:
    """A token's text is answered to the request that issued it and kept nowhere, so there is no redirect."""
    if request.method != "POST":
        return _page(request, frame)
    check(request, "recording.add_token")
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, frame, problem=_("Choose a workspace and name the application that will use the token."))
    name = form.cleaned_data["name"]
    try:
        issued, text = issue_token(form.cleaned_data["workspace"], name, by=reader(request), now=frame.now)
    except NotIssued as refusal:
        return _page(request, frame, problem=str(refusal))
    return _page(request, frame, issued=issued, text=text)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("recording.view_token", "recording.change_token")
@framed
def revoke(request: HttpRequest, frame: Frame, key: int) -> HttpResponse:
    """Asks first; what is revoked stays so."""
    token = get_object_or_404(Token.objects.select_related("workspace"), pk=key)
    if request.method != "POST":
        return show(request, "token_revoke", frame, token=token)
    if revoke_token(token, by=reader(request), now=frame.now):
        told = _("The token of %(name)s is revoked. The gateway refuses it within seconds.")
        messages.success(request, told % {"name": token.name})
    return redirect("tokens")


def _page(request: HttpRequest, frame: Frame, **more: Any) -> HttpResponse:
    return show(request, "tokens", frame, rows=token_rows(frame.workspace), keyed=keyed_places(), **more)
