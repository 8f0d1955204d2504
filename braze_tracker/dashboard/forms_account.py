"""The forms of whoever is not signed in yet: of the first account, with the code that proves who may make it; of the
sign-in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from braze_tracker.dashboard.first_account import is_setup_code

if TYPE_CHECKING:  # the type stubs' class takes a parameter, Django's does not
    from django.contrib.auth.models import User

    _Form = BaseUserCreationForm[User]
else:
    _Form = BaseUserCreationForm


class FirstAccountForm(_Form):
    code = forms.CharField(max_length=100)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not is_setup_code(code, settings.SECRET_KEY):
            raise forms.ValidationError(_("This is not the setup code. Let the command below show it again."))
        return code


class SignInForm(AuthenticationForm):
    def clean(self) -> dict[str, Any]:
        """Nobody has a name that is longer than names are, and the throttle's table could not hold it."""
        longest = self.username_field.max_length
        if longest and len(self.cleaned_data.get("username", "")) > longest:
            raise self.get_invalid_login_error()
        return super().clean()
