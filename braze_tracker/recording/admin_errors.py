"""Fatal and non-fatal errors as two lists in the admin, each group with the catalogue's advice."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from braze_tracker.braze.catalogue import explain
from braze_tracker.braze.outcomes import Severity
from braze_tracker.recording import triage
from braze_tracker.recording.admin_reading import ReadOnlyAdmin, moment, worded
from braze_tracker.recording.choices import GroupState
from braze_tracker.recording.models import ErrorGroup, FatalErrors, NonFatalErrors

ERRORS_PAGE = "https://www.braze.com/docs/api/errors"


class StatusClass(admin.SimpleListFilter):
    """By class and not by status: the admin would look for all statuses in all groups to list them."""

    title = _("status")
    parameter_name = "status_class"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("2", "2xx"), ("4", "4xx"), ("5", "5xx"), ("none", gettext("no reply"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ErrorGroup]) -> QuerySet[ErrorGroup]:
        value = self.value()
        if value == "none":
            return queryset.filter(status=None)
        if value in ("2", "4", "5"):
            return queryset.filter(status__gte=int(value) * 100, status__lt=int(value) * 100 + 100)
        return queryset


class ErrorGroupAdmin(ReadOnlyAdmin):
    """One severity's groups. Their state may be changed, by the actions and nothing else."""

    severity: Severity
    list_display = (
        worded("title", _("error")),
        "state",
        "calls",
        moment("last_seen", _("last seen")),
        moment("first_seen", _("first seen")),
        "status",
        "code",
    )
    list_filter = ("state", StatusClass)
    search_fields = ("title", "code__exact")
    search_help_text = _("Words of the error, or a whole catalogue code")
    ordering = ("-last_seen", "-id")
    actions: Sequence[str] | None = ("resolve", "mute", "reopen")
    fields = (
        "title",
        "sample",
        "severity",
        "status",
        "code",
        "explanation",
        "how_to_resolve",
        "endpoint_family",
        "state",
        "state_changed_at",
        "returned_at",
        "calls",
        "first_seen",
        "last_seen",
        "last_call_link",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ErrorGroup]:
        return super().get_queryset(request).filter(severity=self.severity)

    def has_resolve_permission(self, request: HttpRequest) -> bool:
        """Django lets nobody run an action who may not change; the groups' state is all that is changed here."""
        return request.user.has_perm("recording.change_errorgroup")

    @admin.action(description=_("Resolve: it opens again if it is seen again"), permissions=["resolve"])
    def resolve(self, request: HttpRequest, groups: QuerySet[ErrorGroup]) -> None:
        self._tell(request, triage.resolve(groups, by=request.user, now=timezone.now()), GroupState.RESOLVED)

    @admin.action(description=_("Mute: it stays quiet whatever happens"), permissions=["resolve"])
    def mute(self, request: HttpRequest, groups: QuerySet[ErrorGroup]) -> None:
        quiet = triage.QUIET["ever"]
        self._tell(request, triage.mute(groups, quiet, by=request.user, now=timezone.now()), GroupState.MUTED)

    @admin.action(description=_("Reopen"), permissions=["resolve"])
    def reopen(self, request: HttpRequest, groups: QuerySet[ErrorGroup]) -> None:
        self._tell(request, triage.reopen(groups, by=request.user, now=timezone.now()), GroupState.OPEN)

    def _tell(self, request: HttpRequest, changed: int, state: GroupState) -> None:
        told = ngettext("%(count)d error is now %(state)s.", "%(count)d errors are now %(state)s.", changed)
        self.message_user(request, told % {"count": changed, "state": GroupState(state).label})

    @admin.display(description=_("what it means"))
    def explanation(self, group: ErrorGroup) -> SafeString:
        entry = explain(group.code)
        told = gettext(entry.explanation) if entry else gettext("The catalogue does not know this error.")
        return format_html('{} <a href="{}" rel="noreferrer">{}</a>', told, ERRORS_PAGE, gettext("Braze's error page"))

    @admin.display(description=_("how to resolve it"))
    def how_to_resolve(self, group: ErrorGroup) -> str:
        entry = explain(group.code)
        return gettext(entry.resolve) if entry else "–"

    @admin.display(description=_("last call"))
    def last_call_link(self, group: ErrorGroup) -> SafeString | str:
        if group.last_call_id is None:
            return "–"
        address = reverse("admin:recording_apicall_change", args=[group.last_call_id])
        return format_html('<a href="{}">{}</a>', address, group.last_call_id)


@admin.register(FatalErrors)
class FatalErrorsAdmin(ErrorGroupAdmin):
    severity = Severity.FATAL


@admin.register(NonFatalErrors)
class NonFatalErrorsAdmin(ErrorGroupAdmin):
    severity = Severity.NON_FATAL
