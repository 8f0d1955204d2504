"""Who asked for which call to be sent again, and how far that has come. What Braze answered is in the ledger."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.models import ErrorGroup, Workspace


class BatchState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    STOPPED = "stopped", _("Stopped")


class ReplayState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Not sent")


class ReplayBatch(models.Model):
    """Calls of one error that are sent again one after the other."""

    group = models.ForeignKey(ErrorGroup, models.CASCADE, related_name="+", verbose_name=_("error"))
    workspace = models.ForeignKey(Workspace, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    username = models.CharField(_("who"), max_length=150)
    asked_at = models.DateTimeField(_("asked"))
    chosen = models.PositiveIntegerField(_("calls"))
    per_minute = models.PositiveSmallIntegerField(_("a minute"))
    state = models.CharField(_("state"), max_length=8, choices=BatchState.choices, default=BatchState.WAITING)
    next_at = models.DateTimeField(help_text=_("when the next call may leave: the clock that all workers share"))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("replay of an error")
        verbose_name_plural = _("replays of errors")
        ordering = ("-asked_at", "-id")
        indexes = [
            models.Index(fields=("next_at",), name="batch_going", condition=models.Q(state__in=("waiting", "running")))
        ]

    def __str__(self) -> str:
        return f"{self.chosen} × {self.group}"


class Replay(models.Model):
    """One call that is to be sent again, once. It goes from waiting to sent or refused, and never back.

    Calls are named by their ids and not by foreign keys: their rows go with time, and the new one's comes later.
    """

    original = models.UUIDField(_("original call"))
    turn = models.PositiveSmallIntegerField(help_text=_("how often the same call had been asked for before"))
    call = models.UUIDField(_("new call"), null=True, blank=True, unique=True, help_text=_("given before it leaves"))
    batch = models.ForeignKey(ReplayBatch, models.CASCADE, null=True, blank=True, related_name="replays")
    username = models.CharField(_("who"), max_length=150)
    asked_at = models.DateTimeField(_("asked"))
    consequence = models.CharField(max_length=14, help_text=_("what the person who asked had confirmed"))
    state = models.CharField(_("state"), max_length=8, choices=ReplayState.choices, default=ReplayState.WAITING)
    reason = models.CharField(_("why not"), max_length=20, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")
        constraints = [models.UniqueConstraint(fields=("original", "turn"), name="one_replay_a_turn")]
        indexes = [
            models.Index(fields=("batch", "id"), name="replay_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.original} → {self.call or self.state}"
