"""The addresses of the pages."""

from django.urls import URLPattern, path

from braze_tracker.dashboard import (
    views_call,
    views_calls,
    views_errors,
    views_overview,
    views_preferences,
    views_sends,
    views_sync,
)

urlpatterns: list[URLPattern] = [
    path("", views_overview.overview, name="overview"),
    path("calls/", views_calls.calls, name="calls"),
    path("calls/<uuid:key>/", views_call.call, name="call"),
    path("errors/", views_errors.errors, name="errors"),
    path("errors/<int:key>/", views_errors.error, name="error"),
    path("sends/", views_sends.sends, name="sends"),
    path("sends/<int:key>/", views_sends.send, name="send"),
    path("sync/", views_sync.sync, name="sync"),
    path("theme/", views_preferences.theme, name="theme"),
    path("language/", views_preferences.language, name="language"),
]
