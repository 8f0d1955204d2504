"""The page for whoever may not open a page: what is missing, which role has it, and whom to ask."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from braze_tracker.dashboard.people import to_ask
from braze_tracker.dashboard.permits import ADMINISTRATION, WORDS, Refused
from braze_tracker.dashboard.roles import STAFF, TITLES, Role, lowest


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403. Refusals of Django's own pages come without a permission and are told in general."""
    missing = exception.missing if isinstance(exception, Refused) else ()
    page = {
        "missing": [str(WORDS[one]) for one in missing],
        "role": _role_for(missing),
        "no_role": _has_nothing(request.user),
        "to_ask": _to_ask(request.user),
    }
    return render(request, "403.html", page, status=403)


def _role_for(missing: tuple[str, ...]) -> Promise | str:
    """The first role that has all of it; empty where none has."""
    found = [next(role for role in Role if role in STAFF) if one == ADMINISTRATION else lowest(one) for one in missing]
    ranks = list(Role)
    known = [role for role in found if role is not None]
    return TITLES[max(known, key=ranks.index)] if known and len(known) == len(found) else ""


def _has_nothing(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and not user.get_all_permissions()


def _to_ask(user: User | AnonymousUser) -> list[str]:
    """Names are told to those who are signed in."""
    try:
        return to_ask() if user.is_authenticated else []
    except DatabaseError:
        return []
