"""Workspaces, the Braze keys that open them, and the tokens that stand for such a key at the gateway."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.choices import CaptureChoice


class Workspace(models.Model):
    """A Braze workspace: a REST host and the keys that open it. Found in traffic, or declared by an operator."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(_("name"), max_length=120)
    host = models.CharField(_("REST host"), max_length=255, help_text=_("host[:port] of the REST endpoint"))
    rest_endpoint = models.URLField(_("REST endpoint"), max_length=255, blank=True)
    declared = models.BooleanField(_("declared"), default=False)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    key_env = models.CharField(_("key from environment variable"), max_length=120, blank=True)
    key_encrypted = models.TextField(_("key, encrypted"), blank=True, editable=False)
    key_check = models.JSONField(_("what the key may do"), default=dict, blank=True, editable=False)
    capture = models.CharField(_("bodies"), max_length=8, choices=CaptureChoice.choices, default=CaptureChoice.MASKED)
    paused = models.BooleanField(_("paused"), default=False, help_text=_("Its sends are not looked at meanwhile."))
    keep_bodies_days = models.PositiveIntegerField(_("keep bodies (days)"), null=True, blank=True)
    keep_calls_days = models.PositiveIntegerField(_("keep calls (days)"), null=True, blank=True)
    keep_figures_days = models.PositiveIntegerField(_("keep figures (days)"), null=True, blank=True)
    # the database fills it in too: while hosts are upgraded one by one, drains of the version before know it not
    sample = models.BooleanField(
        _("sample data"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("made up, and never asked about at Braze"),
    )
    calls_pruned_before = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("older calls are gone; what was counted of them stays")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("workspace")
        verbose_name_plural = _("workspaces")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=("sample",), condition=models.Q(sample=True), name="one_sample_workspace"),
            # whatever a page or a command forgets: without a key and at rest no request leaves for it
            models.CheckConstraint(
                condition=models.Q(sample=False) | models.Q(declared=True, paused=True, key_env="", key_encrypted=""),
                name="a_sample_has_no_key_and_rests",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A key seen in traffic, as keyed hash and last four characters. Several may open one workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="keys")
    host = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    first_seen = models.DateTimeField()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [models.UniqueConstraint(fields=("host", "fingerprint"), name="api_key_names_one_workspace")]

    def __str__(self) -> str:
        return f"••••{self.last4}"


class Token(models.Model):
    """What an application shows the gateway instead of a Braze key. Stored as a hash; shown once, when it is issued."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tokens", verbose_name=_("workspace"))
    name = models.CharField(_("name"), max_length=120, help_text=_("the application that uses it"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    last4 = models.CharField(max_length=4, editable=False)
    created_at = models.DateTimeField(_("issued"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("issued by")
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.name} ••••{self.last4}"
