"""Sends in the admin: read only. What Braze says of them belongs to the follow-up."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.admin_reading import column, moment
from braze_tracker.recording.admin_stepping import SteppedAdmin
from braze_tracker.recording.models import Send


class _Scheduled(admin.BooleanFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("scheduled")


@admin.register(Send)
class SendAdmin(SteppedAdmin):
    list_display = (
        "send_id",
        moment("sent_at", _("sent")),
        "campaign_id",
        column("uses", _("calls")),
        "source",
        "workspace",
    )
    list_filter = ("source", ("scheduled", _Scheduled))
    list_select_related = ("workspace",)
    search_fields = ("send_id__exact", "campaign_id__exact")
    ordering = ("-sent_at", "-id")
