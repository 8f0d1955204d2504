"""Plans, figures, snapshots, budgets and campaign names in the admin. What Braze answered is never edited by hand."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from braze_tracker.analytics.models import (
    Budget,
    Campaign,
    CampaignFigures,
    CampaignPlan,
    DailyFigures,
    Snapshot,
    SyncPlan,
)
from braze_tracker.analytics.plans import look_now
from braze_tracker.recording.admin_reading import ReadOnlyAdmin, column, moment
from braze_tracker.recording.admin_stepping import SteppedAdmin
from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed

_SEND = column("send", _("send"))


@admin.register(SyncPlan)
class SyncPlanAdmin(ReadOnlyAdmin):
    list_display = (
        _SEND,
        "workspace",
        "state",
        "next_look_at",
        "dropped_at",
        "last_look_at",
        "failures",
        "last_error",
    )
    list_filter = ("state", "workspace")
    list_select_related = ("send", "workspace")
    search_fields = ("send__send_id__exact", "send__campaign_id__exact")
    ordering = ("next_look_at", "pk")
    actions = ("look_now",)

    @admin.action(description=_("Look now"), permissions=["look"])
    def look_now(self, request: HttpRequest, chosen: QuerySet[SyncPlan]) -> None:
        now, plans = timezone.now(), SyncPlan.objects.filter(pk__in=chosen)
        due, asked = look_now(plans, now), chosen.count()
        for send in plans.filter(next_look_at=now).values_list("send", flat=True):
            note(request.user, Deed.LOOKED, f"send {send}", at=now)
        if due:
            text = ngettext("%d send is looked at next.", "%d sends are looked at next.", due) % due
            self.message_user(request, text, messages.SUCCESS)
        if ended := asked - due:
            text = ngettext(
                "%d send cannot be looked at: it is final, lost, without a campaign_id, or paused.",
                "%d sends cannot be looked at: they are final, lost, without a campaign_id, or paused.",
                ended,
            )
            self.message_user(request, text % ended, messages.WARNING)

    def has_look_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("analytics.change_syncplan"))


@admin.register(DailyFigures)
class DailyFiguresAdmin(SteppedAdmin):
    list_display = (_SEND, "day", "channel", "variation_name", "metrics", "restated", "changed_at")
    list_select_related = ("send",)
    search_fields = ("send__send_id__exact", "send__campaign_id__exact")
    ordering = ("-pk",)


@admin.register(Snapshot)
class SnapshotAdmin(SteppedAdmin):
    list_display = ("at", _SEND, "result", "status", "rows", "changed", column("error", _("error")))
    list_filter = ("result",)
    list_select_related = ("send",)
    search_fields = ("send__send_id__exact",)
    ordering = ("-at", "-pk")


@admin.register(Budget)
class BudgetAdmin(ReadOnlyAdmin):
    list_display = (
        "workspace", "pool", "limit_total", "limit_remaining", "limit_reset_at", "seen_at", "paused_until",
        "pause_reason",
    )  # fmt: skip
    list_select_related = ("workspace",)
    ordering = ("workspace", "pool")
    actions = ("end_pause",)

    @admin.action(description=_("Try again now"), permissions=["try_again"])
    def end_pause(self, request: HttpRequest, chosen: QuerySet[Budget]) -> None:
        """The next look finds out whether the reason has gone."""
        ended = chosen.exclude(paused_until=None).update(paused_until=timezone.now())
        text = ngettext("%d pause ended.", "%d pauses ended.", ended) % ended
        self.message_user(request, text, messages.SUCCESS)

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("analytics.change_budget"))


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyAdmin):
    list_display = ("name", "campaign_id", "workspace", moment("seen_at", _("last seen")))
    list_select_related = ("workspace",)
    search_fields = ("name", "campaign_id")
    ordering = ("name",)


@admin.register(CampaignPlan)
class CampaignPlanAdmin(SteppedAdmin):
    list_display = (
        "campaign_id", "workspace", "called_at", "next_look_at", "last_look_at", "last_figures_at", "failures",
        "last_error",
    )  # fmt: skip
    list_filter = ("workspace",)
    list_select_related = ("workspace",)
    search_fields = ("campaign_id__exact",)
    ordering = ("-called_at", "-pk")


@admin.register(CampaignFigures)
class CampaignFiguresAdmin(SteppedAdmin):
    list_display = (
        column("plan", _("campaign plan")),
        "day",
        "channel",
        "variation_name",
        "metrics",
        "restated",
        "changed_at",
    )
    list_select_related = ("plan",)
    search_fields = ("plan__campaign_id__exact",)
    ordering = ("-pk",)
