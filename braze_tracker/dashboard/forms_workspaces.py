"""What is said of a workspace and of its key, checked before anything is kept. It stores nothing and makes no call."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from braze_tracker.braze.access import checked_key
from braze_tracker.dashboard.words import said
from braze_tracker.dashboard.words_workspaces import host_choices
from braze_tracker.recording.choices import CaptureChoice
from braze_tracker.recording.declaring import VARIABLE, checked_variable, known_zone
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.slugs import LONGEST, checked_slug

LONGEST_KEPT = 36_500
"""Days: a hundred years."""


@cache
def time_zones() -> tuple[str, ...]:
    """Zones of places, and UTC."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/")))
    return ("UTC", *places)


class WorkspaceForm(forms.Form):
    """``hosts`` are those that may be reached (`instances.declared_hosts`); ``workspace`` is the one to be changed."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    slug = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "class": "mono"}),
        help_text=gettext_lazy(
            "It stands in addresses, as in /retail-eu/ at the gateway. Left empty, it is made of the name."
        ),
    )
    host = forms.ChoiceField(
        label=gettext_lazy("Braze instance"),
        help_text=gettext_lazy(
            "The dashboard's address tells which: dashboard-03.braze.com is US-03. Another host must be listed in "
            "BRAZE_TRACKER_BRAZE_HOSTS."
        ),
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        required=False,
        initial="UTC",
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
        help_text=gettext_lazy("The company's, as Braze has it: results come by its days."),
    )
    capture = forms.ChoiceField(
        label=gettext_lazy("What is kept of bodies"),
        choices=CaptureChoice.choices,
        initial=CaptureChoice.MASKED,
        widget=forms.RadioSelect,
    )
    keep_bodies_days = forms.IntegerField(
        label=gettext_lazy("Bodies"), required=False, min_value=1, max_value=LONGEST_KEPT
    )
    keep_calls_days = forms.IntegerField(
        label=gettext_lazy("Calls"), required=False, min_value=1, max_value=LONGEST_KEPT
    )
    keep_figures_days = forms.IntegerField(
        label=gettext_lazy("Figures"), required=False, min_value=1, max_value=LONGEST_KEPT
    )

    def __init__(
        self, data: Any = None, *, hosts: Mapping[str, str], workspace: Workspace | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.workspace = workspace
        if workspace:
            self.fields["slug"].help_text = _(
                "It stands in addresses. If you change it, applications have to change theirs at the gateway."
            )
        here = [workspace.host] if workspace and workspace.host not in hosts else []
        choices = host_choices([*hosts, *here])
        field = self.fields["host"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices if workspace else [("", _("Choose the instance")), *choices]
            field.error_messages["invalid_choice"] = _(
                "%(value)s is neither one of Braze's instances nor listed: the operator adds it to "
                "BRAZE_TRACKER_BRAZE_HOSTS and restarts the web, the worker and the gateway."
            )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        same = Workspace.objects.filter(name=name, declared=True).first()
        if same and same != self.workspace:
            raise forms.ValidationError(_("Another workspace has this name."))
        return name

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if not slug or (self.workspace and slug == self.workspace.slug):
            return slug or (self.workspace.slug if self.workspace else "")
        try:
            checked_slug(slug)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if Workspace.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another workspace has this short name."))
        return slug

    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"])
        try:
            return known_zone(name) or "UTC"
        except ValueError as error:
            text = _("There is no time zone “%(name)s”. Write one as in Europe/Paris.") % {"name": name[:64]}
            raise forms.ValidationError(text) from error


class VariableInput(forms.TextInput):
    """Shows again only what can be a variable's name: a key typed into the wrong field is not repeated."""

    def format_value(self, value: Any) -> str | None:
        return super().format_value(value) if VARIABLE.fullmatch(str(value or "")) else None


class KeyForm(forms.Form):
    """A key, or the name of the variable that holds it. The key is never rendered back."""

    key = forms.CharField(
        label=gettext_lazy("API key"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Kept encrypted and never shown again."),
    )
    key_env = forms.CharField(
        label=gettext_lazy("or the environment variable that holds it"),
        max_length=120,
        required=False,
        widget=VariableInput(attrs={"autocapitalize": "none", "spellcheck": "false", "class": "mono"}),
        help_text=gettext_lazy("Its name, as in BRAZE_KEY_RETAIL_EU. Web, worker and gateway must all have it."),
    )

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        return _usable(key) if key else ""

    def clean_key_env(self) -> str:
        name = str(self.cleaned_data["key_env"])
        if not name:
            return ""
        try:
            checked_variable(name)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        value = os.environ.get(name, "").strip()
        if not value:
            raise forms.ValidationError(
                _("The web process has no variable %(name)s. Set it for web, worker and gateway, and restart them.")
                % {"name": name}
            )
        _usable(value)
        return name

    def clean(self) -> dict[str, Any]:
        said_of_it = super().clean() or {}
        if not self.errors and bool(said_of_it.get("key")) == bool(said_of_it.get("key_env")):
            raise forms.ValidationError(_("Give either the key or the name of a variable."))
        return said_of_it

    def opens(self) -> str:
        """The key itself, wherever it is kept."""
        return str(self.cleaned_data["key"] or os.environ.get(self.cleaned_data["key_env"], "").strip())


def _usable(key: str) -> str:
    try:
        return checked_key(key)
    except ValueError as error:
        raise forms.ValidationError(said(str(error))) from error


class NameForm(forms.Form):
    """What a workspace that traffic has shown is to be called."""

    name = forms.CharField(max_length=120)

    clean_name = WorkspaceForm.clean_name
    workspace: Workspace | None = None


class PreviewForm(forms.Form):
    """A level and a body that is looked at and forgotten."""

    capture = forms.ChoiceField(choices=CaptureChoice.choices, required=False)
    sample = forms.CharField(max_length=100_000, required=False, strip=False)
