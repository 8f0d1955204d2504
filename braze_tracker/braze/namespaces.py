"""Braze's own paths as attributes: ``client.campaigns.trigger.send(...)`` is ``POST /campaigns/trigger/send``.

A table in the shape of classes, so that a type checker and an editor know every path; each row names Braze's page.
What is not here is reached by ``client.get``, ``client.post`` and their like.
"""

from __future__ import annotations

from braze_tracker.braze.paths import Group, Under, get, post

_SEND = "messaging/send_messages/"
_SCHEDULE = "messaging/schedule_messages/"
_PEOPLE = "export/user_data/"


class MessageSchedule(Group):
    create = post("/messages/schedule/create", _SCHEDULE + "post_schedule_messages")
    update = post("/messages/schedule/update", _SCHEDULE + "post_update_scheduled_messages")
    delete = post("/messages/schedule/delete", _SCHEDULE + "post_delete_scheduled_messages")


class LiveActivity(Group):
    start = post("/messages/live_activity/start", "messaging/live_activity/start")
    update = post("/messages/live_activity/update", "messaging/live_activity/update")


class Messages(Group):
    send = post("/messages/send", _SEND + "post_send_messages")
    schedule = Under(MessageSchedule)
    scheduled_broadcasts = get("/messages/scheduled_broadcasts", _SCHEDULE + "get_messages_scheduled")
    live_activity = Under(LiveActivity)


class CampaignSchedule(Group):
    create = post("/campaigns/trigger/schedule/create", _SCHEDULE + "post_schedule_triggered_campaigns")
    update = post("/campaigns/trigger/schedule/update", _SCHEDULE + "post_update_scheduled_triggered_campaigns")
    delete = post("/campaigns/trigger/schedule/delete", _SCHEDULE + "post_delete_scheduled_triggered_messages")


class CampaignTrigger(Group):
    send = post("/campaigns/trigger/send", _SEND + "post_send_triggered_campaigns")
    schedule = Under(CampaignSchedule)


class Campaigns(Group):
    trigger = Under(CampaignTrigger)
    list = get("/campaigns/list", "export/campaigns/get_campaigns")
    details = get("/campaigns/details", "export/campaigns/get_campaign_details")
    data_series = get("/campaigns/data_series", "export/campaigns/get_campaign_analytics")
    duplicate = post("/campaigns/duplicate", "messaging/duplicate_messages/post_duplicate_campaigns")


class CanvasSchedule(Group):
    create = post("/canvas/trigger/schedule/create", _SCHEDULE + "post_schedule_triggered_canvases")
    update = post("/canvas/trigger/schedule/update", _SCHEDULE + "post_update_scheduled_triggered_canvases")
    delete = post("/canvas/trigger/schedule/delete", _SCHEDULE + "post_delete_scheduled_triggered_canvases")


class CanvasTrigger(Group):
    send = post("/canvas/trigger/send", _SEND + "post_send_triggered_canvases")
    schedule = Under(CanvasSchedule)


class Canvas(Group):
    trigger = Under(CanvasTrigger)
    list = get("/canvas/list", "export/canvas/get_canvases")
    details = get("/canvas/details", "export/canvas/get_canvas_details")
    data_series = get("/canvas/data_series", "export/canvas/get_canvas_analytics")
    data_summary = get("/canvas/data_summary", "export/canvas/get_canvas_analytics_summary")
    duplicate = post("/canvas/duplicate", "messaging/duplicate_messages/post_duplicate_canvases")


class TransactionalCampaigns(Group):
    send = post("/transactional/v1/campaigns/{campaign_id}/send", _SEND + "post_send_transactional_message")


class TransactionalVersion(Group):
    campaigns = Under(TransactionalCampaigns)


class Transactional(Group):
    v1 = Under(TransactionalVersion)


class SendIds(Group):
    create = post("/sends/id/create", _SEND + "post_create_send_ids")


class Sends(Group):
    id = Under(SendIds)
    data_series = get("/sends/data_series", "export/campaigns/get_send_analytics")


class Segments(Group):
    list = get("/segments/list", "export/segments/get_segment")
    details = get("/segments/details", "export/segments/get_segment_details")
    data_series = get("/segments/data_series", "export/segments/get_segment_analytics")


class Sessions(Group):
    data_series = get("/sessions/data_series", "export/sessions/get_sessions_analytics")


class DailyActiveUsers(Group):
    data_series = get("/kpi/dau/data_series", "export/kpi/get_kpi_dau_date")


class MonthlyActiveUsers(Group):
    data_series = get("/kpi/mau/data_series", "export/kpi/get_kpi_mau_30_days")


class NewUsers(Group):
    data_series = get("/kpi/new_users/data_series", "export/kpi/get_kpi_daily_new_users_date")


class Uninstalls(Group):
    data_series = get("/kpi/uninstalls/data_series", "export/kpi/get_kpi_uninstalls_date")


class Kpi(Group):
    dau = Under(DailyActiveUsers)
    mau = Under(MonthlyActiveUsers)
    new_users = Under(NewUsers)
    uninstalls = Under(Uninstalls)


class Events(Group):
    list = get("/events/list", "export/custom_events/get_custom_events")
    data_series = get("/events/data_series", "export/custom_events/get_custom_events_analytics")


class Purchases(Group):
    product_list = get("/purchases/product_list", "export/purchases/get_list_product_id")
    quantity_series = get("/purchases/quantity_series", "export/purchases/get_number_of_purchases")
    revenue_series = get("/purchases/revenue_series", "export/purchases/get_revenue_series")


class UserAlias(Group):
    new = post("/users/alias/new", "user_data/post_user_alias")
    update = post("/users/alias/update", "user_data/post_users_alias_update")


class UserExternalIds(Group):
    rename = post("/users/external_ids/rename", "user_data/external_id_migration/post_external_ids_rename")
    remove = post("/users/external_ids/remove", "user_data/external_id_migration/post_external_ids_remove")


class UserExport(Group):
    ids = post("/users/export/ids", _PEOPLE + "post_users_identifier")
    segment = post("/users/export/segment", _PEOPLE + "post_users_segment")
    global_control_group = post("/users/export/global_control_group", _PEOPLE + "post_users_global_control_group")


class Users(Group):
    track = post("/users/track", "user_data/post_user_track")
    identify = post("/users/identify", "user_data/post_user_identify")
    merge = post("/users/merge", "user_data/post_users_merge")
    delete = post("/users/delete", "user_data/post_user_delete")
    alias = Under(UserAlias)
    external_ids = Under(UserExternalIds)
    export = Under(UserExport)


class Braze(Group):
    """The beginnings of all paths in the table."""

    messages = Under(Messages)
    campaigns = Under(Campaigns)
    canvas = Under(Canvas)
    transactional = Under(Transactional)
    sends = Under(Sends)
    segments = Under(Segments)
    sessions = Under(Sessions)
    kpi = Under(Kpi)
    events = Under(Events)
    purchases = Under(Purchases)
    users = Under(Users)
