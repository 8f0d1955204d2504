"""Mistakes in /users/track: those that refuse the request, and those of one object, by their codes.

https://www.braze.com/docs/api/endpoints/user_data/post_user_track/"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Request, Rule

ARRAYS = ("attributes", "events", "purchases")
MOST_OBJECTS = 75
LONGEST_EXTERNAL_ID = 987
IDENTIFIERS = ("external_id", "user_alias", "braze_id", "email", "phone")
NO_VALID_DATA = "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields."
Item = Mapping[str, Any]


def items(request: Request) -> Iterator[tuple[str, int, Any]]:
    """Every object with the array it stands in and its place there."""
    for name in ARRAYS:
        given = request.data.get(name)
        for index, item in enumerate(given if isinstance(given, list) else ()):
            yield name, index, item


def is_no_array(_: State, request: Request) -> bool:
    return any(name in request.data and not isinstance(request.data[name], list) for name in ARRAYS)


def has_nothing(_: State, request: Request) -> bool:
    return not any(True for _ in items(request))


def has_too_many(_: State, request: Request) -> bool:
    return sum(1 for _ in items(request)) > MOST_OBJECTS


RULES = (
    Rule(is_no_array, 400, "'attributes', 'events', and 'purchases' must be arrays of objects"),
    Rule(has_nothing, 400, NO_VALID_DATA),
    Rule(has_too_many, 400, "Max Input Length Exceeded"),
)


def _outside(name: str, *allowed: str) -> Callable[[Item], bool]:
    return lambda item: name in item and item[name] not in (*allowed, None)


def _bad_location(item: Item) -> bool:
    place = item.get("current_location")
    if place is None:
        return False
    numbers = [place.get("latitude"), place.get("longitude")] if isinstance(place, dict) else [None]
    return not all(isinstance(number, int | float) and abs(number) <= 180 for number in numbers)


def _each(name: str, broken: Callable[[Any], bool]) -> Callable[[Item], bool]:
    """Something is wrong with one of the objects in the list `name`."""
    return lambda item: isinstance(item.get(name), list) and any(broken(one) for one in item[name])


def _no_uuid(group: Any) -> bool:
    return isinstance(group, dict) and not re.fullmatch(r"[0-9a-fA-F-]{36}", str(group.get("subscription_group_id")))


def _bad_state(group: Any) -> bool:
    return isinstance(group, dict) and group.get("subscription_state") not in ("subscribed", "unsubscribed")


def _lacks(name: str) -> Callable[[Any], bool]:
    return lambda one: not isinstance(one, dict) or not one.get(name)


def _bad_email(item: Item) -> bool:
    return item.get("email") is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(item["email"]))


ANY: tuple[tuple[Callable[[Item], bool], str], ...] = (
    (
        lambda item: not any(item.get(name) for name in IDENTIFIERS),
        "'external_id' or 'braze_id' or 'user_alias' is required",
    ),
    (lambda item: len(str(item.get("external_id", "")).encode()) > LONGEST_EXTERNAL_ID, "EXTERNAL_USER_ID_TOO_LARGE"),
    (lambda item: item.get("external_id") in ("null", "undefined"), "BLACKLISTED_EXTERNAL_USER_ID"),
)
BY_ARRAY: dict[str, tuple[tuple[Callable[[Item], bool], str], ...]] = {
    "attributes": (
        (_bad_email, "EMAIL_BAD_FORMAT"),
        (_outside("email_subscribe", "opted_in", "unsubscribed", "subscribed"), "BAD_EMAIL_SUBSCRIPTION_STATE"),
        (_outside("push_subscribe", "opted_in", "unsubscribed", "subscribed"), "BAD_PUSH_SUBSCRIPTION_STATE"),
        (_bad_location, "BAD_LOCATION_UPDATE"),
        (lambda item: not isinstance(item.get("subscription_groups", []), list), "BAD_SUBSCRIPTION_GROUP_ARRAY"),
        (_each("subscription_groups", lambda group: not isinstance(group, dict)), "BAD_SUBSCRIPTION_GROUP_HASH"),
        (_each("subscription_groups", _no_uuid), "BAD_SUBSCRIPTION_GROUP_ID"),
        (_each("subscription_groups", _bad_state), "BAD_SUBSCRIPTION_GROUP_STATE"),
        (lambda item: not isinstance(item.get("push_tokens", []), list), "BAD_PUSH_TOKEN_IMPORT"),
        (_each("push_tokens", _lacks("app_id")), "BAD_PUSH_TOKEN_APP_ID"),
        (_each("push_tokens", _lacks("token")), "BAD_PUSH_TOKEN_VALUE"),
        (_each("push_tokens", lambda one: not isinstance(one["token"], str)), "BAD_PUSH_TOKEN_STRING"),
        (lambda item: not isinstance(item.get("device_id", ""), str), "BAD_DEVICE_ID"),
    ),
    "events": (
        (lambda item: not item.get("name"), "'name' is required"),
        (lambda item: not item.get("time"), "'time' is required"),
    ),
    "purchases": (
        (lambda item: not item.get("product_id"), "'product_id' is required"),
        (lambda item: not item.get("currency"), "'currency' is required"),
        (lambda item: not isinstance(item.get("price"), int | float), "'price' must be a number"),
        (lambda item: not item.get("time"), "'time' is required"),
    ),
}


def item_error(array: str, index: int, item: Any) -> dict[str, Any] | None:
    """What is wrong with one object, in Braze's shape; None when nothing is."""
    if not isinstance(item, dict):
        return {"type": f"'{array}' must be objects", "input_array": array, "index": index}
    for broken, kind in ANY:
        if broken(item):
            who = "user_identifiers" if kind.startswith("'") else array
            return {"type": kind, "input_array": who, "index": index}
    for broken, kind in BY_ARRAY[array]:
        if broken(item):
            return {"type": kind, "input_array": array, "index": index}
    return None
