from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    name = "braze_tracker.delivery"
    label = "delivery"
    verbose_name = _("Replay")
    default_auto_field = "django.db.models.BigAutoField"
