"""What can be done to a workspace from its page: check or replace its key, find its instance, pause it, name it, merge
it. Each answers a POST and leads back to a page.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from braze_tracker.analytics.key_check import find_instance
from braze_tracker.analytics.key_findings import Finding
from braze_tracker.dashboard import formats, workspace_deeds
from braze_tracker.dashboard.forms_workspaces import KeyForm, NameForm
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.queries_workspaces import key_state
from braze_tracker.dashboard.views_workspaces import CHANGE, declared, of_real_ones, other_instances, tell_check
from braze_tracker.dashboard.words_workspaces import instance_of
from braze_tracker.dashboard.workspace_deeds import Actor, hosts
from braze_tracker.recording.models import Workspace


@sensitive_post_parameters("key", "key_env")
@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE)
@framed
@of_real_ones
def key(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    one = declared(slug)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            whole = workspace_deeds.give_key(one, form.cleaned_data, form.opens(), Actor(request.user, frame.now))
        except (ValueError, OSError) as error:
            form.add_error(None, str(error))
        else:
            if not whole:
                messages.warning(request, _("Older calls with this key are still being moved: see under Workspaces."))
            tell_check(request, one, frame)
            return redirect("workspace", one.slug)
    return show(request, "workspace_key", frame, form=form, one=one, state=key_state(one))


@require_POST
@needs(CHANGE)
@framed
@of_real_ones
def check(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    one = declared(slug)
    tell_check(request, one, frame)
    return redirect("workspace", one.slug)


class InstancesForm(forms.Form):
    hosts = forms.MultipleChoiceField()


@require_POST
@needs(CHANGE)
@framed
@of_real_ones
def search(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    """Asks the instances that were ticked whether they know the key. It changes nothing."""
    one = declared(slug)
    form = InstancesForm(request.POST)
    field = form.fields["hosts"]
    if isinstance(field, forms.MultipleChoiceField):
        field.choices = other_instances(one)
    if not form.is_valid():
        messages.error(request, _("Tick the instances that are to be asked."))
        return redirect("workspace", one.slug)
    found = find_instance(one, {host: hosts()[host] for host in form.cleaned_data["hosts"]})
    known = [host for host, finding in found.items() if finding in (Finding.GRANTED, Finding.DENIED, Finding.CLOSED)]
    silent = [host for host, finding in found.items() if finding in (Finding.SILENT, Finding.TROUBLE, Finding.LIMITED)]
    return show(
        request,
        "workspace_search",
        frame,
        one=one,
        asked=len(found),
        known=[(host, instance_of(host) or host) for host in known],
        silent=[instance_of(host) or host for host in silent],
    )


@require_POST
@needs(CHANGE)
@framed
@of_real_ones
def move(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    """To the instance where the key was found."""
    one, host = declared(slug), request.POST.get("host", "")
    if host not in hosts():
        messages.error(request, _("This host may not be reached."))
        return redirect("workspace", one.slug)
    try:
        workspace_deeds.move(one, host, Actor(request.user, frame.now))
    except (ValueError, OSError) as error:
        messages.error(request, str(error))
        return redirect("workspace", one.slug)
    tell_check(request, declared(slug), frame)
    return redirect("workspace", one.slug)


@require_POST
@needs(CHANGE)
@framed
@of_real_ones
def pause(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    one = declared(slug)
    if workspace_deeds.set_paused(one, True, Actor(request.user, frame.now)):
        messages.success(request, _("Paused. Its sends are not looked at until you resume."))
    return redirect("workspace", one.slug)


@require_POST
@needs(CHANGE)
@framed
@of_real_ones
def resume(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    one = declared(slug)
    if workspace_deeds.set_paused(one, False, Actor(request.user, frame.now)):
        messages.success(request, _("Resumed. What is overdue is looked at now."))
    return redirect("workspace", one.slug)


def _nameless(slug: str) -> Workspace:
    return get_object_or_404(Workspace, slug=slug, declared=False)


@require_POST
@needs(CHANGE)
@framed
def name(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    found, form = _nameless(slug), NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["name"]))
        return redirect("workspaces")
    workspace_deeds.adopt(found, form.cleaned_data["name"], Actor(request.user, frame.now))
    messages.success(request, _("Named. Give it its key, so that its sends are followed."))
    return redirect("workspace", found.slug)


@require_POST
@needs(CHANGE)
@framed
def belongs(request: HttpRequest, frame: Frame, slug: str) -> HttpResponse:
    found = _nameless(slug)
    into = Workspace.objects.filter(declared=True, sample=False, slug=request.POST.get("into", "")).first()
    if into is None:
        messages.error(request, _("Choose the workspace that it belongs to."))
        return redirect("workspaces")
    absorbed = workspace_deeds.take_over(found, into, Actor(request.user, frame.now))
    moved = ngettext("%(count)s call moved to %(name)s.", "%(count)s calls moved to %(name)s.", absorbed.calls)
    messages.success(request, moved % {"count": formats.number(absorbed.calls), "name": into.name})
    if not absorbed.whole:
        messages.warning(request, _("That was as much as a page can wait for. Press again to move the rest."))
    return redirect("workspaces")
