"""Plans and measures: when to look at a send next, and what Braze answered. Facts live in recording."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.models import Send, Workspace


class PlanState(models.TextChoices):
    TRACKING = "tracking", _("Tracking")
    NEEDS_CAMPAIGN = "needs_campaign", _("Needs a campaign_id")
    FINAL = "final", _("Final")
    LOST = "lost", _("Lost")


class LookResult(models.TextChoices):
    FIGURES = "figures", _("Figures")
    EMPTY = "empty", _("No figures yet")
    FAILED = "failed", _("Failed")


class Following(models.Model):
    """When to look next and how the last looks went. Claimed by conditional update with a lease."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    next_look_at = models.DateTimeField(_("next look"), null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    looks = models.PositiveIntegerField(_("looks"), default=0)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    last_look_at = models.DateTimeField(_("last look"), null=True, blank=True)
    last_figures_at = models.DateTimeField(_("last figures"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    channels = models.JSONField(default=list)

    class Meta:
        abstract = True


class SyncPlan(Following):
    """When to look at a send next, and until when."""

    send = models.OneToOneField(Send, models.CASCADE, primary_key=True, related_name="plan")
    state = models.CharField(_("state"), max_length=14, choices=PlanState.choices, default=PlanState.TRACKING)
    planned_for = models.DateTimeField(
        null=True, blank=True, help_text=_("the send's time this plan was made for; made anew when that moves")
    )
    dropped_at = models.DateTimeField(_("dropped by Braze"), help_text=_("Braze keeps the figures until then"))
    drops_on = models.DateField(editable=False, help_text=_("the day of that in UTC, by which plans stand in line"))
    totals = models.JSONField(
        _("totals"), default=dict, help_text=_("the send's totals at the last look; money as text")
    )

    class Meta:
        verbose_name = _("sync plan")
        verbose_name_plural = _("sync plans")
        indexes = [
            models.Index(fields=("state", "next_look_at"), name="plan_due"),
            models.Index(fields=("state", "dropped_at"), name="plan_dropped"),
            models.Index(fields=("workspace", "state", "next_look_at"), name="plan_workspace_due"),
            models.Index(
                fields=("workspace", "drops_on", "next_look_at", "send"),
                name="plan_in_line",
                condition=models.Q(state=PlanState.TRACKING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.send_id}: {self.state}"


class CampaignPlan(Following):
    """A campaign that is called, and when to look at its own series: it needs no send_id and does not expire."""

    campaign_id = models.CharField(max_length=64)
    called_at = models.DateTimeField(_("last call"), help_text=_("followed until 30 days after it"))
    totals = models.JSONField(
        _("totals"), default=dict, help_text=_("of the 14 days up to the last look; money as text")
    )
    sent = models.JSONField(default=list, help_text=_("sent on each of these days"))

    class Meta:
        verbose_name = _("campaign plan")
        verbose_name_plural = _("campaign plans")
        constraints = [
            models.UniqueConstraint(fields=("workspace", "campaign_id"), name="one_campaign_plan_an_id"),
        ]
        indexes = [
            models.Index(fields=("next_look_at",), name="campaign_plan_due"),
            models.Index(fields=("campaign_id",), name="campaign_plan_id"),
            models.Index(fields=("-called_at",), name="campaign_plan_called"),
        ]

    def __str__(self) -> str:
        return self.campaign_id


class DayOfFigures(models.Model):
    """day × channel × variation → metrics. Day-level figures have an empty channel and variation."""

    day = models.DateField(_("day"))
    channel = models.CharField(_("channel"), max_length=64, blank=True)
    variation = models.CharField(max_length=191, blank=True, help_text=_("variation id, else name, else position"))
    variation_name = models.CharField(_("variation"), max_length=255, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    metrics = models.JSONField(_("metrics"), help_text=_("name → whole number, or exact decimal text"))
    restated = models.PositiveIntegerField(_("restated"), default=0, help_text=_("how often Braze lowered a figure"))
    first_at = models.DateTimeField()
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        abstract = True


class DailyFigures(DayOfFigures):
    """What Braze counted of a send, day by day."""

    send = models.ForeignKey(Send, models.CASCADE, related_name="figures", db_index=False)

    class Meta:
        verbose_name = _("daily figures")
        verbose_name_plural = _("daily figures")
        constraints = [
            models.UniqueConstraint(
                fields=("send", "day", "channel", "variation"), name="one_row_a_day_channel_variation"
            )
        ]
        indexes = [models.Index(fields=("day",), name="figures_day")]

    def __str__(self) -> str:
        return f"{self.send_id} {self.day} {self.channel} {self.variation_name}"


class CampaignFigures(DayOfFigures):
    """What Braze counted of a whole campaign, day by day, whichever call its messages came from."""

    plan = models.ForeignKey(CampaignPlan, models.CASCADE, related_name="figures", db_index=False)

    class Meta:
        verbose_name = _("campaign figures")
        verbose_name_plural = _("campaign figures")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "day", "channel", "variation"), name="one_row_a_campaign_day_channel_variation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.day} {self.channel} {self.variation_name}"


class Snapshot(models.Model):
    """One look and the send's totals then: how the figures grew by hour, which Braze itself never shows."""

    send = models.ForeignKey(Send, models.CASCADE, related_name="snapshots", db_index=False)
    at = models.DateTimeField(_("at"))
    result = models.CharField(_("result"), max_length=8, choices=LookResult.choices)
    status = models.PositiveSmallIntegerField(_("status code"), null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    elapsed_us = models.BigIntegerField(null=True, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    changed = models.PositiveIntegerField(_("rows changed"), default=0)
    totals = models.JSONField(_("totals"), default=dict)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        indexes = [
            models.Index(fields=("send", "-at"), name="snapshot_send"),
            models.Index(fields=("-at",), name="snapshot_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.send_id} {self.at:%Y-%m-%d %H:%M}"


class Budget(models.Model):
    """What our own polling may take of one rate-limit pool of one workspace; shared by all workers."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="budgets")
    pool = models.CharField(_("rate-limit pool"), max_length=40)
    allowance_at = models.DateTimeField(help_text=_("GCRA: the theoretical arrival time of the next look"))
    limit_total = models.BigIntegerField(_("limit"), null=True, blank=True)
    limit_remaining = models.BigIntegerField(_("left"), null=True, blank=True)
    limit_reset_at = models.DateTimeField(_("resets"), null=True, blank=True)
    seen_at = models.DateTimeField(_("as of"), null=True, blank=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    pause_reason = models.CharField(_("pause reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [models.UniqueConstraint(fields=("workspace", "pool"), name="one_budget_a_pool")]

    def __str__(self) -> str:
        return f"{self.workspace}: {self.pool}"


class Campaign(models.Model):
    """A campaign's name and those of its variations, learnt from Braze's lists where the key allows it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="campaigns")
    campaign_id = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=255)
    seen_at = models.DateTimeField()
    variations = models.JSONField(default=dict, help_text=_("variation id → its name"))
    detailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [models.UniqueConstraint(fields=("workspace", "campaign_id"), name="one_campaign_an_id")]

    def __str__(self) -> str:
        return self.name
