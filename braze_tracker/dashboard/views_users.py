"""Who may sign in, and what may they do? Add a person, give a role, set a password, deactivate."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from braze_tracker.dashboard.forms_users import NewPersonForm, RoleForm
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.people import LastAdmin, Person, add_person, give_role, people, role_of, set_active
from braze_tracker.dashboard.people import set_password as give_password
from braze_tracker.dashboard.permits import needs, reader
from braze_tracker.dashboard.roles import MEANINGS, TITLES, Role

Choice = tuple[str, object, object]


def role_choices() -> list[Choice]:
    """Value, title and meaning of each."""
    return [(role.value, TITLES[role], MEANINGS[role]) for role in Role]


@require_safe
@needs("auth.view_user")
@framed
def users(request: HttpRequest, frame: Frame) -> HttpResponse:
    rows = [(one, TITLES[one.role] if one.role else "") for one in people()]
    return show(request, "users", frame, rows=rows, roles=role_choices())


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs("auth.view_user", "auth.add_user")
@framed
def add(request: HttpRequest, frame: Frame) -> HttpResponse:
    form = NewPersonForm(request.POST or None, initial={"role": Role.VIEWER.value})
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        add_person(person, Role(form.cleaned_data["role"]), by=reader(request), now=frame.now)
        told = _("%(name)s may sign in. Hand the password over yourself; it can be changed after the first sign-in.")
        messages.success(request, told % {"name": person.username})
        return redirect("users")
    return show(request, "user_add", frame, form=form, roles=role_choices(), chosen=form["role"].value())


@require_safe
@needs("auth.view_user", "auth.change_user")
@framed
def user(request: HttpRequest, frame: Frame, key: int) -> HttpResponse:
    return _page(request, frame, key)


@require_POST
@needs("auth.view_user", "auth.change_user")
@framed
def role(request: HttpRequest, frame: Frame, key: int) -> HttpResponse:
    person = get_object_or_404(User, pk=key)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, frame, key, problem=_("Choose one of the roles."))
    wanted = form.cleaned_data["role"]
    try:
        give_role(person, Role(wanted) if wanted else None, by=reader(request), now=frame.now)
    except LastAdmin as refusal:
        return _page(request, frame, key, problem=str(refusal))
    messages.success(request, _("The role of %(name)s is changed.") % {"name": person.username})
    return redirect("users")


@require_POST
@needs("auth.view_user", "auth.change_user")
@framed
def active(request: HttpRequest, frame: Frame, key: int) -> HttpResponse:
    person = get_object_or_404(User, pk=key)
    wanted = request.POST.get("active") == "yes"
    try:
        set_active(person, wanted, by=reader(request), now=frame.now)
    except LastAdmin as refusal:
        return _page(request, frame, key, problem=str(refusal))
    told = _("%(name)s may sign in again.") if wanted else _("%(name)s may no longer sign in.")
    messages.success(request, told % {"name": person.username})
    return redirect("users")


@sensitive_post_parameters()
@require_POST
@needs("auth.view_user", "auth.change_user")
@framed
def password(request: HttpRequest, frame: Frame, key: int) -> HttpResponse:
    person = get_object_or_404(User, pk=key)
    form = SetPasswordForm(person, request.POST)
    if not form.is_valid():
        return _page(request, frame, key, form=form)
    give_password(person, form.cleaned_data["new_password1"], by=reader(request), now=frame.now)
    messages.success(request, _("%(name)s has a new password. Hand it over yourself.") % {"name": person.username})
    return redirect("users")


def _page(
    request: HttpRequest, frame: Frame, key: int, *, problem: str = "", form: SetPasswordForm[User] | None = None
) -> HttpResponse:
    found = get_object_or_404(User.objects.prefetch_related("groups"), pk=key)
    person = Person(found, role_of(found))
    form = form or SetPasswordForm(found)
    return show(request, "user", frame, person=person, problem=problem, form=form, roles=role_choices())
