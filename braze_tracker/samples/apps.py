from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SamplesConfig(AppConfig):
    name = "braze_tracker.samples"
    label = "samples"
    verbose_name = _("Sample data")
    default_auto_field = "django.db.models.BigAutoField"
