"""How many calls came to which outcome, ever: for metrics. It only grows, whatever is pruned or recounted.

A workspace that is merged into another takes its totals away: added there they would be told as calls of that moment.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.choices import OriginChoice, OutcomeChoice
from braze_tracker.recording.models_workspaces import Workspace


class CallTotal(models.Model):
    """A call that was unknown and is answered after all is in both: it came to each of them once."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    origin = models.CharField(max_length=8, choices=OriginChoice.choices)
    outcome = models.CharField(max_length=12, choices=OutcomeChoice.choices)
    calls = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("call total")
        verbose_name_plural = _("call totals")
        constraints = [models.UniqueConstraint(fields=("workspace", "origin", "outcome"), name="one_call_total")]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.calls}"
