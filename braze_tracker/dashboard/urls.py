"""The addresses of the pages."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from braze_tracker.dashboard import (
    views_audit,
    views_call,
    views_calls,
    views_campaigns,
    views_compare,
    views_errors,
    views_exports,
    views_overview,
    views_preferences,
    views_schedules,
    views_sends,
    views_setup,
    views_sync,
    views_tokens,
    views_triage,
    views_users,
    views_workspace_deeds,
    views_workspaces,
)


class Anything(StringConverter):
    """Campaign ids come from outside and may hold whatever a text can hold."""

    regex = r"[\s\S]+"


register_converter(Anything, "anything")

urlpatterns: list[URLPattern] = [
    path("", views_overview.overview, name="overview"),
    path("calls/", views_calls.calls, name="calls"),
    path("calls/<uuid:key>/", views_call.call, name="call"),
    path("errors/", views_errors.errors, name="errors"),
    path("errors/triage/", views_triage.several, name="errors_triage"),
    path("errors/<int:key>/", views_errors.error, name="error"),
    path("sends/", views_sends.sends, name="sends"),
    path("errors/<int:key>/resolve/", views_triage.resolve, name="error_resolve"),
    path("errors/<int:key>/reopen/", views_triage.reopen, name="error_reopen"),
    path("errors/<int:key>/mute/", views_triage.mute, name="error_mute"),
    path("errors/<int:key>/comment/", views_triage.comment, name="error_comment"),
    path("sends/compare/", views_compare.compare, name="compare"),
    path("sends/<int:key>/", views_sends.send, name="send"),
    path("campaigns/", views_campaigns.campaigns, name="campaigns"),
    path("campaigns/export.csv", views_exports.campaigns, name="campaigns_export"),
    path("campaigns/<anything:campaign_id>/", views_campaigns.campaign, name="campaign"),
    path("sends/<int:key>/look/", views_triage.look, name="send_look"),
    path("calls/export.csv", views_exports.calls, name="calls_export"),
    path("errors/export.csv", views_exports.errors, name="errors_export"),
    path("sends/export.csv", views_exports.sends, name="sends_export"),
    path("sends/<int:key>/export.csv", views_exports.send, name="send_export"),
    path("sync/", views_sync.sync, name="sync"),
    path("setup/", views_setup.setup, name="setup"),
    path("setup/account/", views_setup.account, name="setup_account"),
    path("setup/workspace/", views_setup.place, name="setup_place"),
    path("setup/token/", views_setup.token, name="setup_token"),
    path("setup/call/", views_setup.call, name="setup_call"),
    path("settings/workspaces/", views_workspaces.workspaces, name="workspaces"),
    path("settings/workspaces/new/", views_workspaces.new, name="workspace_new"),
    path("settings/workspaces/new/preview/", views_workspaces.kept_sample, name="workspace_preview"),
    path("settings/workspaces/<slug:slug>/", views_workspaces.workspace, name="workspace"),
    path("settings/workspaces/<slug:slug>/change/", views_workspaces.change, name="workspace_change"),
    path("settings/workspaces/<slug:slug>/key/", views_workspace_deeds.key, name="workspace_key"),
    path("settings/workspaces/<slug:slug>/check/", views_workspace_deeds.check, name="workspace_check"),
    path("settings/workspaces/<slug:slug>/search/", views_workspace_deeds.search, name="workspace_search"),
    path("settings/workspaces/<slug:slug>/move/", views_workspace_deeds.move, name="workspace_move"),
    path("settings/workspaces/<slug:slug>/pause/", views_workspace_deeds.pause, name="workspace_pause"),
    path("settings/workspaces/<slug:slug>/resume/", views_workspace_deeds.resume, name="workspace_resume"),
    path("settings/workspaces/<slug:slug>/name/", views_workspace_deeds.name, name="workspace_name"),
    path("settings/workspaces/<slug:slug>/belongs/", views_workspace_deeds.belongs, name="workspace_belongs"),
    path("settings/schedules/", views_schedules.schedules, name="schedules"),
    path("settings/schedules/<int:key>/pause/", views_schedules.pause, name="schedule_pause"),
    path("settings/schedules/<int:key>/resume/", views_schedules.resume, name="schedule_resume"),
    path("settings/schedules/<int:key>/run/", views_schedules.run, name="schedule_run"),
    path("settings/schedules/<int:key>/interval/", views_schedules.interval, name="schedule_interval"),
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
