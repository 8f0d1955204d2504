from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordingConfig(AppConfig):
    name = "braze_tracker.recording"
    label = "recording"
    verbose_name = _("Ledger")
    default_auto_field = "django.db.models.BigAutoField"
