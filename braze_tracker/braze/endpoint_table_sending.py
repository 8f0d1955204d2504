"""Endpoints that make Braze send, and the ids that follow a send. https://www.braze.com/docs/api/endpoints/messaging"""

from __future__ import annotations

from braze_tracker.braze.endpoint import BROADCAST, FIGURES, SENT_LATER, SENT_NOW, Endpoint, Repeat, endpoint

SENDING: tuple[Endpoint, ...] = (
    endpoint(
        "POST /messages/send", "messages", "messages.send", broadcast_pool=BROADCAST, sends=True, carries=SENT_NOW
    ),
    endpoint(
        "POST /campaigns/trigger/send",
        "campaigns.trigger",
        "campaigns.trigger.send",
        broadcast_pool=BROADCAST,
        sends=True,
        carries=SENT_NOW,
    ),
    endpoint(
        "POST /canvas/trigger/send",
        "canvas.trigger",
        "canvas.trigger.send",
        broadcast_pool=BROADCAST,
        sends=True,
        carries={"dispatch_id", "notice"},
    ),
    endpoint(
        "POST /transactional/v1/campaigns/{campaign_id}/send",
        "transactional",
        "transactional.send",
        sends=True,
        carries={"dispatch_id", "status", "metadata"},
    ),
    endpoint("POST /sends/id/create", "sends.id", "sends.id.create", pool="sends.id.create", carries={"send_id"}),
    endpoint("GET /sends/data_series", "sends", "sends.data_series", carries=FIGURES),
    # Braze's page on errors writes the path so, in one sentence; nothing shows that it ever answered.
    endpoint("GET /send/data_series", "sends", "sends.data_series", carries=FIGURES),
    endpoint(
        "POST /messages/schedule/create",
        "messages.schedule",
        "messages.schedule.create",
        sends=True,
        carries=SENT_LATER,
    ),
    endpoint(
        "POST /messages/schedule/update", "messages.schedule", "messages.schedule.update", repeat=Repeat.IDEMPOTENT
    ),
    endpoint(
        "POST /messages/schedule/delete", "messages.schedule", "messages.schedule.delete", repeat=Repeat.IDEMPOTENT
    ),
    endpoint(
        "GET /messages/scheduled_broadcasts",
        "messages",
        "messages.schedule_broadcasts",
        carries={"scheduled_broadcasts"},
    ),
    endpoint(
        "POST /campaigns/trigger/schedule/create",
        "campaigns.trigger.schedule",
        "campaigns.trigger.schedule.create",
        broadcast_pool=BROADCAST,
        sends=True,
        carries=SENT_LATER,
    ),
    endpoint(
        "POST /campaigns/trigger/schedule/update",
        "campaigns.trigger.schedule",
        "campaigns.trigger.schedule.update",
        repeat=Repeat.IDEMPOTENT,
    ),
    endpoint(
        "POST /campaigns/trigger/schedule/delete",
        "campaigns.trigger.schedule",
        "campaigns.trigger.schedule.delete",
        repeat=Repeat.IDEMPOTENT,
    ),
    endpoint(
        "POST /canvas/trigger/schedule/create",
        "canvas.trigger.schedule",
        "canvas.trigger.schedule.create",
        broadcast_pool=BROADCAST,
        sends=True,
        carries={"dispatch_id", "schedule_id"},
    ),
    endpoint(
        "POST /canvas/trigger/schedule/update",
        "canvas.trigger.schedule",
        "canvas.trigger.schedule.update",
        repeat=Repeat.IDEMPOTENT,
    ),
    endpoint(
        "POST /canvas/trigger/schedule/delete",
        "canvas.trigger.schedule",
        "canvas.trigger.schedule.delete",
        repeat=Repeat.IDEMPOTENT,
    ),
    endpoint(
        "POST /messages/live_activity/start", "messages.live_activity", "messages.live_activity.start", sends=True
    ),
    endpoint(
        "POST /messages/live_activity/update", "messages.live_activity", "messages.live_activity.update", sends=True
    ),
)
