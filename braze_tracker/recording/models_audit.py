"""Who did what: the audit log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.choices import Deed


class AuditEntry(models.Model):
    """One deed of one person. Kept when the person or the thing is gone."""

    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    username = models.CharField(_("who"), max_length=150)
    deed = models.CharField(_("what"), max_length=20, choices=Deed.choices)
    subject = models.CharField(_("of what"), max_length=200, help_text=_("a kind and an id, as in call 0193…"))
    detail = models.CharField(_("detail"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=("-at", "-id"), name="audit_recent"),
            models.Index(fields=("subject", "-at"), name="audit_subject"),
            models.Index(fields=("username", "-at"), name="audit_who"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.get_deed_display()} ({self.subject})"
