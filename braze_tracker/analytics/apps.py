from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    name = "braze_tracker.analytics"
    label = "analytics"
    verbose_name = _("Follow-up")
    default_auto_field = "django.db.models.BigAutoField"
