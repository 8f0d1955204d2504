"""API calls in the admin: a list that stays fast, and one call with its bodies and errors."""

from __future__ import annotations

import json

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.admin_reading import ReadOnlyAdmin
from braze_tracker.recording.bodies import Bodies, Side, unpack
from braze_tracker.recording.models import ApiCall, CallBody
from braze_tracker.recording.sends import why_no_send_id


@admin.register(ApiCall)
class ApiCallAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "endpoint", "outcome", "status", "message", "send_id", "workspace", "origin")
    list_filter = ("outcome", "origin")
    list_select_related = ("workspace",)
    search_fields = ("send_id__exact", "campaign_id__exact", "dispatch_id__exact", "request_id__exact")
    search_help_text = _("A whole send_id, campaign_id, dispatch_id or request id")
    ordering = ("-started_at", "-id")
    sortable_by = ()
    readonly_fields = ("errors_told", "why_no_send_id")

    def get_readonly_fields(self, request: HttpRequest, obj: ApiCall | None = None) -> tuple[str, ...]:
        """Bodies are for those who may see call bodies: an operator may have them kept whole."""
        told = ("request_told", "reply_told") if request.user.has_perm("recording.view_callbody") else ()
        return (*self.readonly_fields, *told)

    @admin.display(description=_("errors"))
    def errors_told(self, call: ApiCall) -> SafeString:
        errors = call.errors.select_related("group").values_list("message", "items")[:100]
        return format_html_join("", "<div>{} (×{})</div>", errors)

    @admin.display(description=_("why no send_id"))
    def why_no_send_id(self, call: ApiCall) -> str:
        return why_no_send_id(call)

    @admin.display(description=_("request"))
    def request_told(self, call: ApiCall) -> SafeString | str:
        return _side(_bodies(call).request)

    @admin.display(description=_("reply"))
    def reply_told(self, call: ApiCall) -> SafeString | str:
        return _side(_bodies(call).reply)


def _bodies(call: ApiCall) -> Bodies:
    stored = CallBody.objects.filter(pk=call.pk).first()
    return unpack(stored.content) if stored else Bodies()


def _side(side: Side | None) -> SafeString | str:
    if side is None:
        return "–"
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(side.headers.items()))
    told = f"{headers}\n\n{_pretty(side.body.content)}\n\n({side.body.state}, {side.body.size} bytes)"
    return format_html("<pre>{}</pre>", told.strip())


def _pretty(content: str) -> str:
    try:
        return json.dumps(json.loads(content), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return content
