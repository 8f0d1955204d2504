"""The audit log in the admin. Nobody changes it, a superuser neither."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.admin_reading import moment
from braze_tracker.recording.admin_stepping import SteppedAdmin
from braze_tracker.recording.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(SteppedAdmin):
    list_display = (moment("at", _("when")), "username", "deed", "subject", "detail")
    list_filter = ("deed",)
    search_fields = ("username__exact", "subject__exact")
    search_help_text = _("A whole user name, or a whole subject as in call 0193…")
    ordering = ("-at", "-id")
    fields = ("at", "username", "deed", "subject", "detail")
