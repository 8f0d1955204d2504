"""The journal's troubles and the pulse of the system in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.admin_reading import ReadOnlyAdmin, moment
from braze_tracker.recording.admin_stepping import SteppedAdmin
from braze_tracker.recording.audit import body_viewed
from braze_tracker.recording.models import Heartbeat, JournalLoss, QuarantinedLine


@admin.register(QuarantinedLine)
class QuarantinedLineAdmin(SteppedAdmin):
    list_display = (moment("at", _("set aside")), "reason", "segment", "offset", "size")
    ordering = ("-at", "-id")
    readonly_fields = ("beginning",)

    def get_fields(self, request: HttpRequest, obj: QuarantinedLine | None = None) -> list[Any]:
        """The line itself may hold what a call said, so it is seen as bodies are: by some, and written down."""
        told = ["segment", "offset", "at", "reason", "size"]
        if obj is None or not request.user.has_perm("recording.view_callbody"):
            return told
        return [*told, "beginning"] if body_viewed(request.user, f"line {obj.pk}", at=timezone.now()) else told

    @admin.display(description=_("first bytes of the line"))
    def beginning(self, line: QuarantinedLine) -> SafeString:
        return format_html("<pre>{}</pre>", bytes(line.line).decode("utf-8", "backslashreplace"))


@admin.register(JournalLoss)
class JournalLossAdmin(ReadOnlyAdmin):
    list_display = ("writer", "calls", "bodies", moment("last_at", _("last")))
    ordering = ("-last_at",)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("part", moment("at", _("last seen")), "every_s")
    ordering = ("part",)
