"""Which figures each channel has: parts of an audience, each with its size, its curve and the metrics that count it.

A table only. Metrics are sums of parts, so that at every moment what is a part of something is no larger than it:
nobody opens what was not sent, or clicks without having opened. Channel and metric names as in
https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaign_analytics/"""

from __future__ import annotations

from dataclasses import dataclass

THE_REST = 0


@dataclass(frozen=True)
class Part:
    """Some of an audience, in per mille of it (`THE_REST`: whom no other sending part holds)."""

    per_mille: int
    curve: str
    metrics: tuple[str, ...]
    lowered: bool = False
    """Braze may correct it downwards later."""


def _sending(per_mille: int, *metrics: str) -> Part:
    return Part(per_mille, "sending", metrics)


def _reacting(per_mille: int, *metrics: str) -> Part:
    return Part(per_mille, "reacting", metrics)


def _lowered(per_mille: int, *metrics: str) -> Part:
    return Part(per_mille, "reacting", metrics, lowered=True)


_PUSH = (
    _sending(THE_REST, "sent"),
    _sending(12, "sent", "bounces"),
)
_PUSH_OPENS = (
    _reacting(27, "total_opens", "direct_opens", "body_clicks"),
    _reacting(4, "total_opens", "direct_opens"),
    _lowered(27, "total_opens"),
)
PARTS: dict[str, tuple[Part, ...]] = {
    "ios_push": (
        _sending(THE_REST, "sent", "delivered"),
        _sending(26, "sent", "undelivered"),
        _sending(12, "sent", "delivery_failed", "bounces"),
        *_PUSH_OPENS,
    ),
    "android_push": (*_PUSH, *_PUSH_OPENS),
    "web_push": (*_PUSH, *_PUSH_OPENS),
    "email": (
        _sending(THE_REST, "sent", "delivered"),
        _sending(16, "sent", "bounces"),
        _reacting(40, "opens", "unique_opens", "clicks", "unique_clicks"),
        _reacting(4, "opens", "unique_opens", "unsubscribes"),
        _reacting(1, "opens", "unique_opens", "reported_spam"),
        _reacting(76, "opens", "unique_opens"),
        _lowered(110, "opens", "unique_opens", "machine_open"),
        _reacting(23, "opens", "clicks"),
        _lowered(86, "opens"),
    ),
    "sms": (
        _sending(THE_REST, "sent", "sent_to_carrier", "delivered"),
        _sending(9, "sent", "sent_to_carrier", "rejected"),
        _sending(28, "sent", "sent_to_carrier", "delivery_failed"),
        _sending(5, "sent", "delivery_failed"),
        _reacting(52, "clicks"),
        _reacting(3, "opt_out"),
        _reacting(1, "help"),
    ),
    "whats_app": (
        _sending(THE_REST, "sent", "delivered"),
        _sending(30, "sent", "failed"),
        _lowered(720, "read"),
    ),
    "webhook": (
        _sending(THE_REST, "sent"),
        _sending(8, "sent", "errors"),
    ),
    "content_cards": (
        _sending(THE_REST, "sent"),
        _reacting(39, "total_impressions", "unique_impressions", "total_clicks", "unique_clicks"),
        _reacting(70, "total_impressions", "unique_impressions", "total_dismissals", "unique_dismissals"),
        _reacting(311, "total_impressions", "unique_impressions"),
        _reacting(9, "total_impressions", "total_clicks"),
        _reacting(2, "total_impressions", "total_dismissals"),
        _lowered(179, "total_impressions"),
    ),
    "trigger_in_app_message": (
        _reacting(29, "impressions", "clicks", "first_button_clicks"),
        _reacting(11, "impressions", "clicks", "second_button_clicks"),
        _reacting(4, "impressions", "clicks"),
        _reacting(336, "impressions"),
    ),
}
CONVERSIONS = {"conversions": 21, "conversions1": 6}
