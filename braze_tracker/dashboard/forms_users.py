"""The forms of the users page: a new person, another role, another password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from braze_tracker.dashboard.roles import Role

if TYPE_CHECKING:
    NewUserForm = BaseUserCreationForm[User]
else:
    # Django's own class takes no type argument when it runs.
    NewUserForm = BaseUserCreationForm

ROLES = [(role.value, role.value) for role in Role]


class NewPersonForm(NewUserForm):
    """Django's checks of name and password, and a role."""

    role = forms.ChoiceField(choices=ROLES)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Somebody has this user name already, perhaps in other capitals."))
        return name


class RoleForm(forms.Form):
    """Empty means no role: such a person may sign in and sees nothing."""

    role = forms.ChoiceField(choices=[("", ""), *ROLES], required=False)
