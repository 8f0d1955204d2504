"""What a reader keeps for himself: views under a name, and how pages are to speak to him. No facts stand here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """A list with its filters under a name. What it shows stands in ``query``, as in the page's own address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    page = models.CharField(_("page"), max_length=20, help_text=_("the name of the list's address"))
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filters"), max_length=2000, blank=True)
    shared = models.BooleanField(_("shared"), default=False, help_text=_("everybody who may open the page sees it"))
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("user", "page", "name"), name="one_saved_filter_a_name")]
        indexes = [models.Index(fields=("page", "shared"), name="saved_filter_page")]

    def __str__(self) -> str:
        return self.name


class Preference(models.Model):
    """How one reader wants the pages. What is empty is decided by the browser, or by the tracker's settings."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="tracker_preference"
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    theme = models.CharField(_("theme"), max_length=5, blank=True)
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")

    def __str__(self) -> str:
        return str(self.user_id)
