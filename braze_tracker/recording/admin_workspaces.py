"""Workspaces and their keys in the admin. A key can be given here and never be read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from braze_tracker.braze.access import checked_key, rest_base
from braze_tracker.braze.captured import KeyPrint
from braze_tracker.recording.admin_reading import AnyAdmin, column, moment
from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.declaring import attach_key, checked_variable, known_zone, lead
from braze_tracker.recording.instances import declared_hosts
from braze_tracker.recording.models import ApiKey, Workspace
from braze_tracker.recording.sealed import seal
from braze_tracker.recording.sessions import journal_hash_key
from braze_tracker.recording.slugs import checked_slug
from braze_tracker.recording.workspaces import workspace_key

if TYPE_CHECKING:
    AnyForm = forms.ModelForm[Workspace]
else:
    AnyForm = forms.ModelForm


_OPENS = frozenset({"new_key", "key_env", "rest_endpoint"})
"""Fields that decide which traffic is this workspace's."""
_KEYS = frozenset({"new_key", "key_env"})
_NOT_LISTED = _(
    "%(host)s is neither one of Braze's instances nor listed in BRAZE_TRACKER_BRAZE_HOSTS, so no key is sent there."
)


class WorkspaceForm(AnyForm):
    rest_endpoint = forms.CharField(label=_("REST endpoint"), help_text=_("as in https://rest.iad-01.braze.com"))
    new_key = forms.CharField(
        label=_("API key"),
        required=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted and never shown. Leave empty to keep the one there is."),
    )

    class Meta:
        model = Workspace
        fields = ("name", "slug", "rest_endpoint", "time_zone", "key_env")
        help_texts = {
            "slug": _("The workspace's short name in addresses and commands."),
            "time_zone": _("The company's, as in Europe/Paris."),
            "key_env": _("The name of the variable that holds the key, not the key itself."),
        }

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        return _checked(checked_slug, slug) if "slug" in self.changed_data else slug

    def clean_key_env(self) -> str:
        name = str(self.cleaned_data["key_env"])
        return _checked(checked_variable, name) if name else ""

    def clean_rest_endpoint(self) -> str:
        return _checked(rest_base, self.cleaned_data["rest_endpoint"])

    def clean_time_zone(self) -> str:
        return _checked(known_zone, self.cleaned_data["time_zone"]) or "UTC"

    def clean_new_key(self) -> str:
        key: str = self.cleaned_data["new_key"]
        return _checked(checked_key, key) if key else ""

    def clean(self) -> dict[str, Any]:
        """A stored key that anybody could send to a host of their own could be read back there."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        host = str(told.get("rest_endpoint", "")).partition("://")[2]
        if host and not _OPENS.isdisjoint(self.changed_data) and host not in declared_hosts(settings.BRAZE_HOSTS):
            self.add_error("rest_endpoint", _NOT_LISTED % {"host": host})
        return told


def _checked(check: Any, value: str) -> str:
    try:
        return str(check(value))
    except ValueError as error:
        raise ValidationError(_(str(error))) from error


def _note(request: HttpRequest, workspace: Workspace, changed: list[str]) -> None:
    """Which fields, and never what stands in them."""
    deed = Deed.WORKSPACE_CHANGED if _KEYS.isdisjoint(changed) else Deed.KEY_CHANGED
    if changed:
        note(request.user, deed, f"workspace {workspace.slug}", at=timezone.now(), detail=", ".join(changed))


@admin.register(Workspace)
class WorkspaceAdmin(AnyAdmin):
    form = WorkspaceForm
    list_display = ("name", "host", "declared", "time_zone", "has_key")
    list_filter = ("declared",)
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    @admin.display(description=_("API key"), boolean=True)
    def has_key(self, workspace: Workspace) -> bool:
        return bool(workspace.key_env or workspace.key_encrypted)

    def save_model(self, request: HttpRequest, obj: Workspace, form: Any, change: bool) -> None:
        """Whoever saves a workspace has named it; its key opens it from now on."""
        obj.host = obj.rest_endpoint.partition("://")[2]
        obj.declared = True
        key = form.cleaned_data.get("new_key", "")
        if not _OPENS.isdisjoint(form.changed_data):
            obj.key_check = {}
        if key:
            obj.key_encrypted = seal(key, settings.ENCRYPTION_KEYS)
        super().save_model(request, obj, form, change)
        if not _OPENS.isdisjoint(form.changed_data) and (opens := key or workspace_key(obj)):
            attach_key(obj, opens, hash_key=journal_hash_key(), now=timezone.now())
        _note(request, obj, form.changed_data)

    def has_change_permission(self, request: HttpRequest, obj: Workspace | None = None) -> bool:
        """Sample data stays as it was made: without a key, and at rest."""
        return super().has_change_permission(request, obj) and not (obj and obj.sample)

    def has_delete_permission(self, request: HttpRequest, obj: Workspace | None = None) -> bool:
        """Its calls and sends are kept for ever."""
        return False


@admin.register(ApiKey)
class ApiKeyAdmin(AnyAdmin):
    """A key can be moved to the workspace it belongs to; the rest is what traffic showed.

    What an undeclared workspace has recorded of the key moves with it.
    """

    list_display = ("__str__", column("host", _("REST host")), "workspace", moment("first_seen", _("first seen")))
    list_select_related = ("workspace",)
    fields = ("workspace", "host", "last4", "fingerprint", "first_seen")
    readonly_fields = ("host", "last4", "fingerprint", "first_seen")
    ordering = ("host", "first_seen")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """No real key leads to sample data."""
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs, queryset=Workspace.objects.filter(sample=False)
        )

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        lead(obj.workspace, obj.host, KeyPrint(obj.fingerprint, obj.last4), now=timezone.now())
        subject, detail = f"workspace {obj.workspace.slug}", f"traffic of key ••••{obj.last4} leads here"
        note(request.user, Deed.KEY_CHANGED, subject, at=timezone.now(), detail=detail)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False
