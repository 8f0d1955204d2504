"""Puts the tracker's own administration in the place of Django's. Named by the settings."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "braze_tracker.dashboard.admin_site.AdministrationSite"
