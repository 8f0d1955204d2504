"""The ledger in Django's admin, one file a subject: importing them registers them."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording import (
    admin_audit,
    admin_calls,
    admin_errors,
    admin_journal,
    admin_sends,
    admin_tokens,
    admin_workspaces,
)

__all__ = [
    "admin_audit",
    "admin_calls",
    "admin_errors",
    "admin_journal",
    "admin_sends",
    "admin_tokens",
    "admin_workspaces",
]

admin.site.site_header = _("Braze tracker")
admin.site.site_title = _("Braze tracker")
admin.site.index_title = _("Administration")
