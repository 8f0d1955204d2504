"""How far the notebook has been read, what of it could not be kept, and when each part was last at work."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalPosition(models.Model):
    """How far the drain has read a segment. Moves in the same transaction as the rows it stands for."""

    segment = models.CharField(max_length=255, primary_key=True)
    home = models.CharField(max_length=255, help_text=_("host and folder of the journal it belongs to"))
    writer = models.CharField(max_length=120, db_index=True)
    offset = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("journal position")
        verbose_name_plural = _("journal positions")

    def __str__(self) -> str:
        return f"{self.segment}@{self.offset}"


class QuarantinedLine(models.Model):
    """A line of the journal that could not be stored. It is set aside by itself; the rest was stored."""

    segment = models.CharField(_("segment"), max_length=255)
    offset = models.BigIntegerField(_("offset"))
    at = models.DateTimeField(_("set aside"))
    reason = models.CharField(_("reason"), max_length=300)
    line = models.BinaryField(_("first bytes of the line"))
    size = models.BigIntegerField(_("size"))

    class Meta:
        verbose_name = _("quarantined line")
        verbose_name_plural = _("quarantine")
        ordering = ("-at", "-id")
        constraints = [models.UniqueConstraint(fields=("segment", "offset"), name="a_line_is_quarantined_once")]

    def __str__(self) -> str:
        return f"{self.segment}@{self.offset}: {self.reason}"


class JournalLoss(models.Model):
    """Calls a writer could not note, because the journal was full or the disk refused. Should be empty."""

    writer = models.CharField(_("writer"), max_length=120, primary_key=True)
    calls = models.BigIntegerField(_("calls not recorded"), default=0)
    bodies = models.BigIntegerField(_("bodies not kept"), default=0)
    last_at = models.DateTimeField(_("last"))

    class Meta:
        verbose_name = _("loss")
        verbose_name_plural = _("losses")

    def __str__(self) -> str:
        return f"{self.writer}: {self.calls}"


class Heartbeat(models.Model):
    """When a part of the system was last seen at work: beat, worker, drain."""

    part = models.CharField(_("part"), max_length=120, primary_key=True)
    at = models.DateTimeField(_("last seen"))
    every_s = models.PositiveIntegerField(_("expected every (s)"), default=60)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.part
