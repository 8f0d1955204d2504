"""Everybody's own account: how the pages are to look and speak, and the way to another password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from braze_tracker.dashboard.forms_preferences import PreferencesForm
from braze_tracker.dashboard.forms_workspaces import time_zones
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.people import role_of
from braze_tracker.dashboard.permits import needs, reader
from braze_tracker.dashboard.preferences import keep, preference
from braze_tracker.dashboard.roles import TITLES
from braze_tracker.dashboard.views_preferences import kept_theme

EMPTY = {"language": "", "time_zone": "", "theme": "", "shortcuts": True}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("recording.view_apicall")
@framed
def account(request: HttpRequest, frame: Frame) -> HttpResponse:
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=EMPTY | preference(request))
    if form.is_valid():
        return _save(request, form)
    role = role_of(reader(request))
    return show(request, "account", frame, form=form, zones=time_zones(), role=TITLES[role] if role else "")


def _save(request: HttpRequest, form: PreferencesForm) -> HttpResponse:
    keep(request, **form.cleaned_data)
    with translation.override(form.cleaned_data["language"] or translation.get_language()):
        messages.success(request, _("Your account is saved."))
    return kept_theme(HttpResponseRedirect(reverse("account")), form.cleaned_data["theme"])
