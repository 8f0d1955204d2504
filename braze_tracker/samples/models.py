"""Whether sample data is wanted, there or to go, and whose work that is right now. Its rows are elsewhere."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

THE_ONE = 1


class SampleState(models.TextChoices):
    WANTED = "wanted", _("Asked for")
    THERE = "there", _("There")
    UNWANTED = "unwanted", _("To be removed")
    FAILED = "failed", _("Failed")


class Hitch(models.TextChoices):
    """Why sample data could not be made."""

    NOT_STARTED = "not_started", _("The process that makes it could not be started.")
    ENDED = "ended", _("The process that makes it ended too soon.")
    SLOW = "slow", _("It was not ready within five minutes.")
    REFUSED = "refused", _("It could not be stored.")


class SampleData(models.Model):
    """One row at most, and none where no sample data is. Claimed by conditional update with a lease."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    state = models.CharField(_("state"), max_length=8, choices=SampleState.choices)
    asked_at = models.DateTimeField(_("asked"))
    loaded_at = models.DateTimeField(_("loaded"), null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    hitch = models.CharField(max_length=12, choices=Hitch.choices, blank=True)
    detail = models.CharField(max_length=300, blank=True, help_text=_("what the process said last"))

    class Meta:
        verbose_name = _("sample data")
        verbose_name_plural = _("sample data")
        constraints = [models.CheckConstraint(condition=models.Q(id=THE_ONE), name="one_sample_data")]

    def __str__(self) -> str:
        return self.state
