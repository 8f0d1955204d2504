"""The calls that an online shop makes when nothing goes wrong, and the broadcasts of its marketing.

Two tables: `ORDINARY` with a weight each, `DAILY` with an hour each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from braze_tracker.sandbox.content import CANVASES, REQUEST_KEYS, Campaign, stable_id

FIRST_NAMES = ("Ada", "Bruno", "Chloe", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Lena")
PRODUCTS = ("linen-shirt", "rain-jacket", "wool-socks", "canvas-bag", "trail-shoes", "desk-lamp", "tea-set")
PERSONAL_AUDIENCE = 2_000


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shop:
    """The chance of one day, the shop's campaigns, and a word that makes its ids its own."""

    random: Random
    campaigns: tuple[Campaign, ...]
    tag: str

    def person(self) -> str:
        return f"customer-{self.random.randrange(1, 40_000):05d}"

    def people(self, count: int) -> list[str]:
        return [f"customer-{number:05d}" for number in self.random.sample(range(1, 40_000), count)]

    def product(self) -> str:
        return self.random.choice(PRODUCTS)

    def of_kind(self, kind: str) -> list[Campaign]:
        return [campaign for campaign in self.campaigns if campaign.kind == kind and not campaign.archived]

    def personal(self) -> Campaign:
        """A campaign triggered for one person, such as an order's."""
        small = [campaign for campaign in self.of_kind("triggered") if campaign.audience <= PERSONAL_AUDIENCE]
        return self.random.choice(small or self.of_kind("triggered"))

    def triggered(self) -> Campaign:
        large = [campaign for campaign in self.of_kind("triggered") if campaign.audience > PERSONAL_AUDIENCE]
        return self.random.choice(large or self.of_kind("triggered"))

    def news(self) -> Campaign:
        return self.random.choice(self.of_kind("api"))


def post(path: str, body: dict[str, Any]) -> Call:
    return Call("POST", path, body)


def get(path: str, parameters: dict[str, Any]) -> Call:
    return Call("GET", path, parameters)


def iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def order_message(shop: Shop, at: datetime) -> Call:
    properties = {"order_id": f"A-{shop.random.randrange(10**6):06d}", "product": shop.product(), "ordered": iso(at)}
    recipient = {"external_user_id": shop.person(), "trigger_properties": properties}
    return post("/campaigns/trigger/send", {"campaign_id": shop.personal().id, "recipients": [recipient]})


def order_confirmation(shop: Shop, _: datetime) -> Call:
    who = shop.person()
    body = {
        "external_send_id": f"order-{shop.tag}-{shop.random.randrange(10**9):09d}",
        "trigger_properties": {"total": f"{shop.random.randrange(900, 30_000) / 100:.2f}"},
        "recipient": {"external_user_id": who, "attributes": {"email": f"{who}@example.com"}},
    }
    return post(f"/transactional/v1/campaigns/{shop.random.choice(shop.of_kind('transactional')).id}/send", body)


def purchase(shop: Shop, at: datetime) -> dict[str, Any]:
    return {
        "external_id": shop.person(),
        "product_id": shop.product(),
        "currency": "EUR",
        "price": shop.random.randrange(900, 18_000) / 100,
        "time": iso(at),
    }


def event(shop: Shop, at: datetime) -> dict[str, Any]:
    name = shop.random.choice(("viewed_product", "added_to_cart", "started_checkout", "searched"))
    return {"external_id": shop.person(), "name": name, "time": iso(at), "properties": {"product": shop.product()}}


def attributes(shop: Shop) -> dict[str, Any]:
    who = shop.person()
    return {
        "external_id": who,
        "first_name": shop.random.choice(FIRST_NAMES),
        "email": f"{who}@example.com",
        "phone": f"+1555010{shop.random.randrange(10_000):04d}",
        "tier": shop.random.choice(("gold", "silver", "none")),
    }


def track(shop: Shop, at: datetime) -> Call:
    body: dict[str, Any] = {"attributes": [attributes(shop) for _ in range(shop.random.randrange(1, 12))]}
    body["events"] = [event(shop, at) for _ in range(shop.random.randrange(1, 25))]
    if shop.random.random() < 0.5:
        body["purchases"] = [purchase(shop, at) for _ in range(shop.random.randrange(1, 6))]
    return post("/users/track", body)


def track_with_errors(shop: Shop, at: datetime) -> Call:
    """A batch from a form that nobody checks: some objects are wrong, the others count."""
    call = track(shop, at)
    wrong: tuple[tuple[str, dict[str, Any]], ...] = (
        ("attributes", {"external_id": shop.person(), "email": "not an address"}),
        ("attributes", {"external_id": shop.person(), "push_subscribe": "maybe"}),
        ("attributes", {"external_id": shop.person(), "current_location": {"latitude": "north"}}),
        ("events", {"name": "viewed_product", "time": iso(at)}),
        ("events", {"external_id": shop.person(), "time": iso(at)}),
        ("events", {"external_id": "undefined", "name": "searched", "time": iso(at)}),
    )
    for array, item in shop.random.sample(wrong, shop.random.randrange(1, 4)):
        call.body[array].append(item)
    return call


def reminder_with_unknown_person(shop: Shop, _: datetime) -> Call:
    people = [*shop.people(3), f"unknown-{shop.random.randrange(10**5)}"]
    recipients = [{"external_user_id": name} for name in people]
    return post("/campaigns/trigger/send", {"campaign_id": shop.personal().id, "recipients": recipients})


def journey(shop: Shop, _: datetime) -> Call:
    """Mostly a live canvas, sometimes one that was paused meanwhile."""
    canvas = shop.random.choices(CANVASES, (6, 6, 1, 1))[0]
    return post("/canvas/trigger/send", {"canvas_id": canvas.id, "recipients": [{"external_user_id": shop.person()}]})


def export(shop: Shop, _: datetime) -> Call:
    people = shop.people(shop.random.randrange(1, 6))
    if shop.random.random() < 0.2:
        people.append(f"unknown-{shop.random.randrange(10**5)}")
    return post("/users/export/ids", {"external_ids": people, "fields_to_export": ["external_id", "email"]})


def rename(shop: Shop, _: datetime) -> Call:
    old = shop.person() if shop.random.random() < 0.7 else "unknown-guest"
    pair = {"current_external_id": old, "new_external_id": f"{shop.person()}-merged"}
    return post("/users/external_ids/rename", {"external_id_renames": [pair]})


def forget(shop: Shop, _: datetime) -> Call:
    return post("/users/delete", {"external_ids": shop.people(2)})


def unsubscribe(shop: Shop, _: datetime) -> Call:
    return post("/email/status", {"email": f"{shop.person()}@example.com", "subscription_state": "unsubscribed"})


def stock(shop: Shop, _: datetime) -> Call:
    items = [{"id": name, "stock": shop.random.randrange(200)} for name in shop.random.sample(PRODUCTS, 4)]
    return Call("PATCH", "/catalogs/products/items", {"items": items})


def picture(shop: Shop, _: datetime) -> Call:
    ending = shop.random.choice(("png", "jpg", "tiff"))
    name = f"{shop.product()}.{ending}"
    return post("/media_library/create", {"asset_url": f"https://cdn.example.com/{name}", "name": name})


def look_up(shop: Shop, _: datetime) -> Call:
    campaign = shop.random.choice(shop.campaigns)
    return shop.random.choice(
        (
            get("/campaigns/list", {"page": 0}),
            get("/campaigns/details", {"campaign_id": campaign.id}),
            get("/campaigns/data_series", {"campaign_id": campaign.id, "length": 7}),
            get("/canvas/list", {"page": 0}),
        )
    )


def order_later(shop: Shop, at: datetime) -> Call:
    body = {
        "campaign_id": shop.personal().id,
        "recipients": [{"external_user_id": shop.person()}],
        "schedule": {"time": iso(at + timedelta(hours=shop.random.randrange(2, 48)))},
    }
    return post("/campaigns/trigger/schedule/create", body)


ORDINARY: tuple[tuple[Callable[[Shop, datetime], Call], int], ...] = (
    (order_message, 34),
    (order_confirmation, 12),
    (track, 30),
    (track_with_errors, 4),
    (reminder_with_unknown_person, 3),
    (journey, 5),
    (export, 3),
    (rename, 1),
    (forget, 1),
    (unsubscribe, 2),
    (stock, 3),
    (picture, 1),
    (look_up, 2),
    (order_later, 2),
)


def messages_of(campaign: Campaign) -> dict[str, Any]:
    """One message for each channel of an API campaign, with its first variation."""
    return {
        REQUEST_KEYS[channel]: {
            "message_variation_id": campaign.variation(channel).id,
            "alert" if channel.endswith("push") else "body": f"{campaign.name}: have a look before Sunday",
        }
        for channel in campaign.channels
    }


def newsletter(shop: Shop, _: datetime) -> list[Call]:
    campaign = shop.news()
    group = {"segment_id": stable_id("segment", shop.random.choice(("everyone", "lapsed", "gold")))}
    return [post("/messages/send", {"campaign_id": campaign.id, "messages": messages_of(campaign), **group})]


def newsletter_with_own_id(shop: Shop, at: datetime) -> list[Call]:
    """The shop names its send itself, so that it can find it again: created first, then used."""
    campaign = shop.news()
    send_id = f"{campaign.name.lower().replace(' ', '-')}-{shop.tag}-{at:%H}"
    audience = {
        "AND": [{"custom_attribute": {"custom_attribute_name": "tier", "comparison": "equals", "value": "gold"}}]
    }
    body = {"campaign_id": campaign.id, "send_id": send_id, "messages": messages_of(campaign), "audience": audience}
    return [
        post("/sends/id/create", {"campaign_id": campaign.id, "send_id": send_id}),
        post("/messages/send", {**body, "broadcast": True}),
    ]


def triggered_to_all(shop: Shop, _: datetime) -> list[Call]:
    return [post("/campaigns/trigger/send", {"campaign_id": shop.triggered().id, "broadcast": True})]


def newsletter_for_later(shop: Shop, at: datetime) -> list[Call]:
    body = {
        "campaign_id": shop.triggered().id,
        "broadcast": True,
        "schedule": {"time": iso(at + timedelta(hours=shop.random.randrange(3, 30)))},
    }
    return [post("/campaigns/trigger/schedule/create", body)]


DAILY: tuple[tuple[int, Callable[[Shop, datetime], list[Call]]], ...] = (
    (8, newsletter),
    (10, triggered_to_all),
    (12, newsletter_with_own_id),
    (16, triggered_to_all),
    (18, newsletter_for_later),
    (19, newsletter),
)
