"""Who may open a page. A view says which permissions it needs; who lacks one is told which, and whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]

ADMINISTRATION = "administration"
"""Not one of Django's permissions but the staff flag."""

WORDS: dict[str, Promise] = {
    "recording.view_apicall": _("View API calls"),
    "recording.view_errorgroup": _("View errors"),
    "recording.view_send": _("View sends"),
    "analytics.view_syncplan": _("View sync health"),
    "recording.view_callbody": _("View request bodies"),
    "recording.change_errorgroup": _("Resolve and mute errors"),
    "analytics.change_syncplan": _("Look at sends now"),
    "delivery.add_replay": _("Send calls again"),
    "recording.view_workspace": _("View workspaces"),
    "recording.add_workspace": _("Add workspaces"),
    "recording.change_workspace": _("Change workspaces and keys"),
    "recording.view_token": _("View tokens"),
    "recording.add_token": _("Issue tokens"),
    "recording.change_token": _("Revoke tokens"),
    "recording.view_auditentry": _("View the audit log"),
    "django_celery_beat.view_periodictask": _("View schedules"),
    "django_celery_beat.change_periodictask": _("Change schedules"),
    "auth.view_user": _("View users"),
    "auth.add_user": _("Add users"),
    "auth.change_user": _("Change users"),
    ADMINISTRATION: _("Open the administration"),
}
"""What a reader is told of a permission. One that a view needs and that has no words here fails at its import."""


class Refused(PermissionDenied):
    """Somebody asked for what ``missing`` would allow. The page says so in words."""

    def __init__(self, *missing: str) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


def needs(*permissions: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """For a view that may be opened with all of these permissions only."""
    unworded = [one for one in permissions if one not in WORDS]
    if unworded:
        raise KeyError(f"say in permits.WORDS what {', '.join(unworded)} is to a reader")

    def guarded(view: View[Arguments]) -> View[Arguments]:
        def guard(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
            check(request, *permissions)
            return view(request, *args, **kwargs)

        update_wrapper(guard, view)
        return guard

    return guarded


def check(request: HttpRequest, *permissions: str) -> None:
    """Raises `Refused` with those that the reader lacks."""
    missing = [one for one in permissions if not request.user.has_perm(one)]
    if missing:
        raise Refused(*missing)


def reader(request: HttpRequest) -> User:
    """Who asks. A page that needs a permission has no strangers."""
    if not isinstance(request.user, User):
        raise Refused
    return request.user
