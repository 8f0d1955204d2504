"""API calls in the admin: a list that stays fast, and one call with its bodies and errors."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from braze_tracker.braze.captured import BodyState
from braze_tracker.recording.admin_reading import moment, worded
from braze_tracker.recording.admin_stepping import SteppedAdmin
from braze_tracker.recording.audit import body_viewed
from braze_tracker.recording.bodies import Bodies, Side
from braze_tracker.recording.models import ApiCall
from braze_tracker.recording.sends import why_no_send_id
from braze_tracker.recording.stored_bodies import bodies_of

Fieldsets = tuple[tuple[Any, Any], ...]

FIELDSETS: Fieldsets = (
    (
        _("What happened"),
        {
            "fields": (
                "started_at",
                "workspace",
                "endpoint",
                "url",
                "outcome",
                "status",
                "failure",
                "errors_told",
                "sent",
                "retry",
                "took",
            )
        },
    ),
    (
        _("Ids"),
        {
            "fields": (
                "send_id",
                "why_no_send_id",
                "campaign_id",
                "canvas_id",
                "dispatch_id",
                "schedule_id",
                "external_send_id",
                "request_id",
            )
        },
    ),
    (_("How it was made"), {"fields": ("origin", "key_last4", "operation", "attempt", "possible_duplicate")}),
    (_("Rate limit"), {"fields": ("limit_total", "limit_remaining", "limit_reset_at")}),
)
BODIES: tuple[Any, Any] = (_("Request and reply"), {"fields": ("readable", "request_told", "reply_told")})


@admin.register(ApiCall)
class ApiCallAdmin(SteppedAdmin):
    list_display = (
        moment("started_at", _("started")),
        "endpoint",
        "outcome",
        "status",
        worded("message", _("message")),
        "send_id",
        "workspace",
        "origin",
    )
    list_filter = ("outcome", "origin", "possible_duplicate")
    list_select_related = ("workspace",)
    search_fields = ("send_id__exact", "campaign_id__exact", "dispatch_id__exact", "request_id__exact")
    search_help_text = _("A whole send_id, campaign_id, dispatch_id or request id")
    ordering = ("-started_at", "-id")
    readonly_fields = ("errors_told", "why_no_send_id", "took", "request_told", "reply_told")

    def get_fieldsets(self, request: HttpRequest, obj: ApiCall | None = None) -> Fieldsets:
        """Bodies are for those who may see call bodies, and whoever sees them is written to the audit log first."""
        if obj is None or not request.user.has_perm("recording.view_callbody"):
            return FIELDSETS
        return (*FIELDSETS, BODIES) if body_viewed(request.user, f"call {obj.pk}", at=timezone.now()) else FIELDSETS

    @admin.display(description=_("errors"))
    def errors_told(self, call: ApiCall) -> SafeString:
        errors = call.errors.select_related("group").values_list("message", "items")[:100]
        return format_html_join("", "<div>{} (×{})</div>", errors) or SafeString("–")

    @admin.display(description=_("Took"))
    def took(self, call: ApiCall) -> str:
        return "–" if call.elapsed_us is None else f"{call.elapsed_us / 1000:.1f} ms"

    @admin.display(description=_("why no send_id"))
    def why_no_send_id(self, call: ApiCall) -> str:
        return why_no_send_id(call) or "–"

    @admin.display(description=_("request"))
    def request_told(self, call: ApiCall) -> SafeString | str:
        return _side(_bodies(call).request)

    @admin.display(description=_("reply"))
    def reply_told(self, call: ApiCall) -> SafeString | str:
        return _side(_bodies(call).reply)


def _bodies(call: ApiCall) -> Bodies:
    return bodies_of(call.pk) or Bodies()


def _side(side: Side | None) -> SafeString | str:
    if side is None:
        return "–"
    if side.body.state is BodyState.LOCKED:
        return str(_("The body is encrypted with a key that is gone. With the key it is shown again."))
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(side.headers.items()))
    told = f"{headers}\n\n{_pretty(side.body.content)}\n\n({side.body.state}, {side.body.size} bytes)"
    return format_html("<pre>{}</pre>", told.strip())


def _pretty(content: str) -> str:
    try:
        return json.dumps(json.loads(content), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return content
