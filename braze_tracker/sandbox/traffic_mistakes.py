"""The mistakes that people make with Braze's API, one maker each. `MISTAKES` is the table.

Each deserves one row of https://www.braze.com/docs/api/errors/; the sandbox says which."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from braze_tracker.sandbox.content import stable_id
from braze_tracker.sandbox.traffic_calls import Call, Shop, event, messages_of, post

LONG_AGO = "2020-01-06T09:00:00"


def _send(shop: Shop, **changes: Any) -> Call:
    """A right newsletter with something changed; None takes the key away."""
    campaign = shop.news()
    body = {"campaign_id": campaign.id, "messages": messages_of(campaign), "external_user_ids": shop.people(3)}
    return post("/messages/send", {name: value for name, value in {**body, **changes}.items() if value is not None})


def _first_message(call: Call, **changes: Any) -> Call:
    message = next(iter(call.body["messages"].values()))
    message.update(changes)
    return call


def nobody(shop: Shop, _: datetime) -> Call:
    return _send(shop, external_user_ids=None)


def wrong_campaign(shop: Shop, _: datetime) -> Call:
    wrong = stable_id("typo", shop.person())
    return post("/campaigns/trigger/send", {"campaign_id": wrong, "recipients": [{"external_user_id": shop.person()}]})


def no_variation(shop: Shop, _: datetime) -> Call:
    call = _send(shop)
    del next(iter(call.body["messages"].values()))["message_variation_id"]
    return call


def wrong_variation(shop: Shop, _: datetime) -> Call:
    return _first_message(_send(shop), message_variation_id=stable_id("typo", shop.person()))


def mismatched_type(shop: Shop, _: datetime) -> Call:
    campaign = shop.news()
    variation = campaign.variation(campaign.channels[0]).id
    return _send(shop, campaign_id=campaign.id, messages={"webhook": {"message_variation_id": variation, "url": "x"}})


def bad_extra(shop: Shop, _: datetime) -> Call:
    push = {"alert": "Your parcel is near", "extra": "order=5"}
    return _send(shop, campaign_id=None, messages={"apple_push": push})


def no_message(shop: Shop, _: datetime) -> Call:
    return _send(shop, messages={})


def too_many_people(shop: Shop, _: datetime) -> Call:
    return _send(shop, external_user_ids=shop.people(51 + shop.random.randrange(30)))


def too_many_recipients(shop: Shop, _: datetime) -> Call:
    recipients = [{"external_user_id": name} for name in shop.people(60)]
    return post("/campaigns/trigger/send", {"campaign_id": shop.personal().id, "recipients": recipients})


def too_many_objects(shop: Shop, at: datetime) -> Call:
    return post("/users/track", {"events": [event(shop, at) for _ in range(76 + shop.random.randrange(20))]})


def only_wrong_objects(shop: Shop, at: datetime) -> Call:
    return post("/users/track", {"events": [{"external_id": shop.person()}, {"name": "searched"}]})


def long_slideup(shop: Shop, _: datetime) -> Call:
    return _send(shop, campaign_id=None, messages={"slideup": {"alert": "Everything must go! " * 9}})


def long_apple_push(shop: Shop, _: datetime) -> Call:
    return _send(shop, campaign_id=None, messages={"apple_push": {"alert": "Terms and conditions apply. " * 80}})


def long_android_push(shop: Shop, _: datetime) -> Call:
    push = {"title": "Sale", "alert": "Terms and conditions apply. " * 160}
    return _send(shop, campaign_id=None, messages={"android_push": push})


def bad_time(shop: Shop, _: datetime) -> Call:
    body = {"campaign_id": shop.triggered().id, "broadcast": True, "schedule": {"time": "next Tuesday"}}
    return post("/campaigns/trigger/schedule/create", body)


def past_local_time(shop: Shop, _: datetime) -> Call:
    schedule = {"time": LONG_AGO, "in_local_time": True}
    body = {"campaign_id": shop.triggered().id, "broadcast": True, "schedule": schedule}
    return post("/campaigns/trigger/schedule/create", body)


def trailing_slash(shop: Shop, _: datetime) -> Call:
    return Call("POST", "/messages/send/", _send(shop).body)


def wrong_content_type(shop: Shop, _: datetime) -> Call:
    return Call("POST", "/messages/send", _send(shop).body, {"Content-Type": "text/plain"})


def canvas_as_number(shop: Shop, _: datetime) -> Call:
    return post("/canvas/trigger/send", {"canvas_id": 12, "recipients": [{"external_user_id": shop.person()}]})


def wrong_group(shop: Shop, _: datetime) -> Call:
    body = {"subscription_group_id": "newsletter", "subscription_state": "subscribed", "external_id": [shop.person()]}
    return post("/subscription/status/set", body)


MISTAKES: tuple[Callable[[Shop, datetime], Call], ...] = (
    nobody,
    wrong_campaign,
    no_variation,
    wrong_variation,
    mismatched_type,
    bad_extra,
    no_message,
    too_many_people,
    too_many_recipients,
    too_many_objects,
    only_wrong_objects,
    long_slideup,
    long_apple_push,
    long_android_push,
    bad_time,
    past_local_time,
    trailing_slash,
    wrong_content_type,
    canvas_as_number,
    wrong_group,
)
