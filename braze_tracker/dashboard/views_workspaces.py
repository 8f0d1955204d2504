"""The workspaces: all of them with what waits for a name, one of them, and the forms of a new and a changed one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from braze_tracker.analytics.key_check import check_key
from braze_tracker.analytics.key_findings import KeyVerdict
from braze_tracker.analytics.pausing import at_stake
from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.preview import SAMPLE, preview
from braze_tracker.dashboard import workspace_deeds
from braze_tracker.dashboard.forms_workspaces import KeyForm, PreviewForm, WorkspaceForm, time_zones
from braze_tracker.dashboard.frame import Frame, framed, known_zone, show
from braze_tracker.dashboard.highlight import listing
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.preferences import own_zone
from braze_tracker.dashboard.queries_workspaces import proved_endpoints, workspace_list, workspace_row
from braze_tracker.dashboard.words_workspaces import (
    check_pill,
    instance_of,
    kept_for,
    kept_rows,
    permission_rows,
)
from braze_tracker.dashboard.workspace_deeds import Actor, hosts
from braze_tracker.recording.choices import CaptureChoice
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.retention import Kind, configured

Deed = Callable[[HttpRequest, Frame, str], HttpResponse]
VIEW, ADD, CHANGE = "recording.view_workspace", "recording.add_workspace", "recording.change_workspace"


@require_safe
@needs(VIEW)
@framed
def workspaces(request: HttpRequest, frame: Frame) -> HttpResponse:
    return show(request, "workspaces", frame, found=workspace_list(frame.now), may_change=request.user.has_perm(CHANGE))


@require_safe
@needs(VIEW)
@framed
def workspace(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    one = declared(slug)
    stake = at_stake(one, frame.now, known_zone(own_zone(request) or one.time_zone))
    row = workspace_row(one, frame.now, followed=stake.followed)
    with timezone.override(known_zone(own_zone(request) or one.time_zone)):
        return show(
            request,
            "workspace",
            frame,
            row=row,
            one=one,
            instance=instance_of(one.host),
            pill=check_pill(row.check),
            permissions=permission_rows(row.check, proved_endpoints(one, frame.now)),
            stake=stake,
            capture=CaptureChoice(one.capture).label,
            keeps=kept_rows(one, configured()),
            gateway=f"{settings.GATEWAY_URL}/{one.slug}/",
            others=other_instances(one),
            tokens=one.tokens_in_force,
            may_change=request.user.has_perm(CHANGE) and not one.sample,
        )


def of_real_ones(page: Deed) -> Deed:
    """What can be done to a workspace, but not to sample data."""

    def guarded(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
        if not Workspace.objects.filter(slug=slug, sample=True).exists():
            return page(request, frame, slug)
        messages.error(request, _("Sample data stays as it was made. Do this to a workspace of your own."))
        return redirect("workspace", slug)

    update_wrapper(guarded, page)
    return guarded


def declared(slug: str) -> Any:
    in_force = Count("tokens", filter=Q(tokens__revoked_at=None))
    return get_object_or_404(Workspace.objects.annotate(tokens_in_force=in_force), slug=slug, declared=True)


def other_instances(one: Workspace) -> list[tuple[str, str]]:
    """(host, what it is called) of all places where the key may be known instead."""
    return [(host, instance_of(host) or host) for host in hosts() if host != one.host]


@sensitive_post_parameters("key", "sample")
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADD)
@framed
def new(request: HttpRequest, frame: Frame) -> HttpResponse:
    sent = request.POST or None
    form, key = WorkspaceForm(sent, hosts=hosts()), KeyForm(sent)
    if request.method == "POST" and all([form.is_valid(), key.is_valid()]):
        by = Actor(request.user, frame.now)
        try:
            one = workspace_deeds.add(form.cleaned_data, key.cleaned_data, key.opens(), by)
        except (ValueError, OSError) as error:
            key.add_error(None, str(error))
        else:
            tell_check(request, one, frame)
            return redirect("workspace", one.slug)
    return form_page(request, frame, form, key=key)


@sensitive_post_parameters("sample")
@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE)
@framed
@of_real_ones
def change(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    one = declared(slug)
    form = WorkspaceForm(request.POST or None, hosts=hosts(), workspace=one, initial=kept(one))
    if request.method == "POST" and form.is_valid():
        try:
            moved = workspace_deeds.change(one, form.cleaned_data, Actor(request.user, frame.now))
        except (ValueError, OSError) as error:
            form.add_error("host", str(error))
            one = declared(slug)
        else:
            messages.success(request, _("Saved."))
            if moved:
                tell_check(request, one, frame)
            return redirect("workspace", one.slug)
    return form_page(request, frame, form, one=one)


def kept(one: Workspace) -> Mapping[str, Any]:
    return {name: getattr(one, name) for name in (*workspace_deeds.FIELDS, "host")}


def form_page(request: HttpRequest, frame: Frame, form: WorkspaceForm, **more: Any) -> HttpResponse:
    level = form["capture"].value()
    for kind in Kind:
        form.fields[f"keep_{kind}_days"].widget.attrs["placeholder"] = kept_for(configured().of(kind))
    return show(
        request,
        "workspace_form",
        frame,
        form=form,
        zones=time_zones(),
        sample=SAMPLE,
        shown=shown_preview(str(level), SAMPLE),
        **more,
    )


def shown_preview(level: str, sample: str) -> dict[str, Any]:
    """What would be kept of the sample, and in which state; nothing of it is stored or logged."""
    choice = CaptureChoice(level) if level in CaptureChoice.values else CaptureChoice.MASKED
    kept_of_it = preview(CaptureLevel(choice.value), sample)
    return {"level": choice.label, "state": kept_of_it.state.value, "listing": listing(kept_of_it.text)}


@sensitive_post_parameters("key", "sample")
@require_POST
@needs(CHANGE)
@framed
def kept_sample(request: HttpRequest, frame: Frame) -> HttpResponse:
    """With htmx the part of the page that changes, else a page of its own."""
    form = PreviewForm(request.POST)
    form.is_valid()
    sample = form.cleaned_data.get("sample", "")
    shown = shown_preview(form.cleaned_data.get("capture", ""), sample)
    template = "parts/workspace_preview" if request.headers.get("HX-Request") else "workspace_preview"
    return show(request, template, frame, shown=shown, sample=sample, too_long="sample" in form.errors)


def tell_check(request: HttpRequest, one: Workspace, frame: Frame) -> None:
    """Checks the key and says what came of it. A journal that cannot be written keeps no key from being stored."""
    try:
        check = check_key(one, now=frame.now, hosts=hosts())
    except OSError:
        messages.error(request, _("The key was not checked: the journal's folder cannot be written."))
        return
    level = messages.SUCCESS if check.verdict is KeyVerdict.GOOD else messages.WARNING
    messages.add_message(request, level, _("Key checked: %(result)s.") % {"result": check_pill(check).label})
