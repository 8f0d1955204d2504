"""The journal's troubles and the pulse of the system in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.admin_reading import ReadOnlyAdmin, moment
from braze_tracker.recording.models import Heartbeat, JournalLoss, QuarantinedLine


@admin.register(QuarantinedLine)
class QuarantinedLineAdmin(ReadOnlyAdmin):
    list_display = (moment("at", _("set aside")), "reason", "segment", "offset", "size")
    ordering = ("-at", "-id")
    fields = ("segment", "offset", "at", "reason", "size", "beginning")
    readonly_fields = ("beginning",)

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
