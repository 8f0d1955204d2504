from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "braze_tracker.gateway"
