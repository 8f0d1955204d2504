"""The form of one's own account: language, time zone, theme, keyboard shortcuts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from braze_tracker.recording.declaring import known_zone


class PreferencesForm(forms.Form):
    """Empty values leave the choice to the browser, or to the workspace."""

    language = forms.ChoiceField(
        label=pgettext_lazy("reader", "Language"),
        required=False,
        choices=[("", gettext_lazy("As the browser")), ("en", "English"), ("fr", "Français")],
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "All times are shown in it, and named after it. Left empty, they are in the workspace's; results by day "
            "always follow the workspace's day."
        ),
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"),
        required=False,
        choices=[("", gettext_lazy("As the system")), ("light", gettext_lazy("Light")), ("dark", gettext_lazy("Dark"))],
    )
    shortcuts = forms.BooleanField(label=gettext_lazy("Keyboard shortcuts"), required=False)

    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"])
        try:
            return known_zone(name)
        except ValueError as error:
            text = _("There is no time zone “%(name)s”. Write one as in Europe/Paris.") % {"name": name[:64]}
            raise forms.ValidationError(text) from error
