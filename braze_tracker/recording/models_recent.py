"""Beside the calls: whom each was for, as a hash, and how many there were in each hour and in the latest minutes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.choices import OriginChoice, OutcomeChoice
from braze_tracker.recording.models_workspaces import Workspace


class CallRecipient(models.Model):
    """A person whom a call was for, as the same keyed hash that stands in its masked body: found, but not known."""

    pk = models.CompositePrimaryKey("call_id", "digest")
    call = models.ForeignKey("recording.ApiCall", models.CASCADE, related_name="recipients", db_index=False)
    digest = models.IntegerField(help_text=_("the eight hex digits of the masked value, as a signed number"))

    class Meta:
        verbose_name = _("call recipient")
        verbose_name_plural = _("call recipients")
        indexes = [models.Index(fields=("digest", "-call"), name="recipient_calls")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.digest & 0xFFFFFFFF:08x}"


class HourlyCount(models.Model):
    """Kept counts: what every page and metric reads instead of counting calls."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    hour = models.DateTimeField()
    endpoint = models.CharField(max_length=120)
    origin = models.CharField(max_length=8, choices=OriginChoice.choices)
    outcome = models.CharField(max_length=12, choices=OutcomeChoice.choices)
    calls = models.BigIntegerField(default=0)
    elapsed_us = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("hourly count")
        verbose_name_plural = _("hourly counts")
        constraints = [
            models.UniqueConstraint(
                fields=("hour", "workspace", "endpoint", "origin", "outcome"), name="one_hourly_count"
            )
        ]
        indexes = [
            models.Index(fields=("endpoint", "workspace"), name="hourly_endpoint"),
            # a month of hours is added up from this alone, without a look at the rows
            models.Index(fields=("hour", "outcome", "origin", "workspace", "calls"), name="hourly_sums"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}h {self.endpoint} {self.outcome}: {self.calls}"


class MinuteCount(models.Model):
    """Kept counts of the latest hours, by the minute: what the last hour looked like. Pruned after two days."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    minute = models.DateTimeField()
    origin = models.CharField(max_length=8, choices=OriginChoice.choices)
    outcome = models.CharField(max_length=12, choices=OutcomeChoice.choices)
    calls = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("minute count")
        verbose_name_plural = _("minute counts")
        constraints = [
            models.UniqueConstraint(fields=("minute", "workspace", "origin", "outcome"), name="one_minute_count")
        ]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.outcome}: {self.calls}"
