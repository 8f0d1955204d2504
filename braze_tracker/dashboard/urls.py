"""The addresses of the pages."""

from django.urls import URLPattern, path

from braze_tracker.dashboard import (
    views_audit,
    views_call,
    views_calls,
    views_errors,
    views_overview,
    views_preferences,
    views_sends,
    views_sync,
    views_tokens,
    views_users,
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
    path("settings/tokens/", views_tokens.tokens, name="tokens"),
    path("settings/tokens/<int:key>/revoke/", views_tokens.revoke, name="token_revoke"),
    path("settings/users/", views_users.users, name="users"),
    path("settings/users/add/", views_users.add, name="user_add"),
    path("settings/users/<int:key>/", views_users.user, name="user"),
    path("settings/users/<int:key>/role/", views_users.role, name="user_role"),
    path("settings/users/<int:key>/active/", views_users.active, name="user_active"),
    path("settings/users/<int:key>/password/", views_users.password, name="user_password"),
    path("settings/audit/", views_audit.audit, name="audit"),
    path("theme/", views_preferences.theme, name="theme"),
    path("language/", views_preferences.language, name="language"),
]
