"""Which figures each channel has, how large they become and along which curve they grow.

A table only; channel and metric names as in
https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaign_analytics/"""

from __future__ import annotations

# channel -> metric -> (share of the audience in per mille, curve)
_PUSH = {
    "sent": (1000, "sending"),
    "direct_opens": (31, "reacting"),
    "total_opens": (58, "reacting"),
    "bounces": (12, "sending"),
    "body_clicks": (27, "reacting"),
}
METRICS: dict[str, dict[str, tuple[int, str]]] = {
    "ios_push": {
        **_PUSH,
        "delivered": (962, "sending"),
        "undelivered": (26, "sending"),
        "delivery_failed": (12, "sending"),
    },
    "android_push": _PUSH,
    "web_push": _PUSH,
    "email": {
        "sent": (1000, "sending"),
        "delivered": (984, "sending"),
        "opens": (340, "reacting"),
        "unique_opens": (231, "reacting"),
        "clicks": (64, "reacting"),
        "unique_clicks": (41, "reacting"),
        "unsubscribes": (4, "reacting"),
        "bounces": (16, "sending"),
        "reported_spam": (1, "reacting"),
        "machine_open": (110, "reacting"),
    },
    "sms": {
        "sent": (1000, "sending"),
        "sent_to_carrier": (995, "sending"),
        "delivered": (958, "sending"),
        "rejected": (9, "sending"),
        "delivery_failed": (33, "sending"),
        "clicks": (52, "reacting"),
        "opt_out": (3, "reacting"),
        "help": (1, "reacting"),
    },
    "whats_app": {
        "sent": (1000, "sending"),
        "delivered": (970, "sending"),
        "failed": (30, "sending"),
        "read": (720, "reacting"),
    },
    "webhook": {"sent": (1000, "sending"), "errors": (8, "sending")},
    "content_cards": {
        "sent": (1000, "sending"),
        "total_impressions": (610, "reacting"),
        "unique_impressions": (420, "reacting"),
        "total_clicks": (48, "reacting"),
        "unique_clicks": (39, "reacting"),
        "total_dismissals": (72, "reacting"),
        "unique_dismissals": (70, "reacting"),
    },
    "trigger_in_app_message": {
        "impressions": (380, "reacting"),
        "clicks": (44, "reacting"),
        "first_button_clicks": (29, "reacting"),
        "second_button_clicks": (11, "reacting"),
    },
}
CONVERSIONS = {"conversions": 21, "conversions1": 6}
RESTATED_METRICS = frozenset({"total_opens", "opens", "machine_open", "total_impressions", "read"})
