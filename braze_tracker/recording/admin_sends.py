"""Sends in the admin: read only. What Braze says of them belongs to the follow-up."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.admin_reading import ReadOnlyAdmin, moment
from braze_tracker.recording.models import Send


@admin.register(Send)
class SendAdmin(ReadOnlyAdmin):
    list_display = ("send_id", moment("sent_at", _("sent")), "campaign_id", "uses", "source", "workspace")
    list_filter = ("source", "scheduled")
    list_select_related = ("workspace",)
    search_fields = ("send_id__exact", "campaign_id__exact")
    ordering = ("-sent_at", "-id")
    sortable_by = ()
