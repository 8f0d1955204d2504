from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from braze_tracker.dashboard.groups import apply_roles
from braze_tracker.dashboard.preferences import recall


class DashboardConfig(AppConfig):
    name = "braze_tracker.dashboard"
    label = "dashboard"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Dashboard")

    def ready(self) -> None:
        """Permissions are made app by app, in the order of the settings; the last one that has any is analytics."""
        last = apps.get_app_config("analytics")
        post_migrate.connect(apply_roles, sender=last, dispatch_uid="braze_tracker.roles")
        user_logged_in.connect(recall, dispatch_uid="braze_tracker.preferences")
