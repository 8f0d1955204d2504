"""Requests with a marked person's data in every place where a caller might put them, as a table: method, path, rest."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

MARK = "marked-7261"
EMAIL, PHONE, NAME = f"{MARK}@example.com", "+33672617261", f"Zo\u00eb {MARK}"
NEEDLES = (MARK, PHONE[1:])
JSON = "application/json"


@dataclass(frozen=True)
class Marked:
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def person() -> dict[str, Any]:
    return {
        "external_id": MARK,
        "user_alias": {"alias_name": MARK, "alias_label": "shop"},
        "email": EMAIL,
        "phone": PHONE,
        "first_name": NAME,
        "last_name": NAME,
        "dob": f"1980-01-01 {MARK}",
        "home_city": MARK,
        "push_tokens": [{"app_id": "a", "token": MARK, "device_id": MARK}],
        "current_location": {"longitude": MARK, "latitude": MARK},
        "favourite_shop": MARK,
        "family": {"children": [{"name": NAME, "pets": [{"name": MARK}]}]},
        "_merge_objects": True,
    }


def message() -> dict[str, Any]:
    attachment = {"file_name": f"{MARK}.pdf", "url": f"https://{MARK}:{MARK}@files.example.com/{MARK}?who={EMAIL}"}
    email = {"subject": f"Dear {NAME}", "from": f"{NAME} <{EMAIL}>", "reply_to": EMAIL, "body": f"<p>Hi {NAME}</p>"}
    return {
        "external_user_ids": [MARK, f"unknown-{MARK}"],
        "user_aliases": [{"alias_name": MARK, "alias_label": MARK}],
        "audience": {"AND": [{"custom_attribute": {"custom_attribute_name": "email", "value": EMAIL}}]},
        "messages": {
            "email": {**email, "attachments": [attachment], "extras": {"who": EMAIL}},
            "webhook": {"url": f"https://hook.example.com/{MARK}", "body": json.dumps(person())},
            "apple_push": {"alert": {"title": NAME, "body": EMAIL}, "extra": {"who": MARK}},
        },
    }


def triggered() -> dict[str, Any]:
    properties = {"name": NAME, "nested": {"list": [EMAIL, {"deep": PHONE}]}}
    recipient = {"external_user_id": f"unknown-{MARK}", "trigger_properties": properties, "attributes": person()}
    return {"campaign_id": "none", "trigger_properties": properties, "recipients": [recipient, recipient]}


def bodies() -> Iterator[Marked]:
    who = {
        "external_id": MARK,
        "user_alias": {"alias_name": MARK, "alias_label": "shop"},
        "email": EMAIL,
        "phone": PHONE,
    }
    events = [{**who, "name": "bought", "time": "now", "properties": {"to": EMAIL, "list": [[NAME]], "a": {"b": MARK}}}]
    track = {"attributes": [person()] * 3, "events": events, "purchases": events}
    asked = {"external_ids": [MARK, f"unknown-{MARK}"], "email_address": EMAIL, "phone": PHONE}
    pairs = [{"current_external_id": f"unknown-{MARK}", "new_external_id": MARK}]
    for path, body in (
        ("/users/track", track),
        ("/users/track", {"attributes": [{"email": f"no address {MARK}", "external_id": MARK}]}),
        ("/users/export/ids", asked),
        ("/users/delete", {"external_ids": [f"unknown-{MARK}"], "email_addresses": [{"email": EMAIL}]}),
        ("/users/identify", {"aliases_to_identify": [{"external_id": MARK, "user_alias": {"alias_name": MARK}}]}),
        ("/users/alias/new", {"user_aliases": [{"external_id": MARK, "alias_name": EMAIL, "alias_label": "b"}]}),
        ("/users/external_ids/rename", {"external_id_renames": pairs}),
        ("/users/merge", {"merge_updates": [{"identifier_to_merge": {"email": EMAIL}}]}),
        ("/messages/send", message()),
        ("/campaigns/trigger/send", triggered()),
        ("/canvas/trigger/send", {"canvas_id": "none", "canvas_entry_properties": triggered()}),
        ("/email/status", {"email": [EMAIL], "subscription_state": "unsubscribed"}),
        ("/subscription/status/set", {"subscription_group_id": "g", "email": [EMAIL], "phone": [PHONE]}),
        ("/no/such/path", {**who, "deep": [{"down": [who]}], "text": f"from {EMAIL}"}),
    ):
        yield Marked("POST", path, json.dumps(body).encode(), {"Content-Type": JSON})


def odd_bodies() -> Iterator[Marked]:
    """What is no JSON, or says that it is something else, or is packed."""
    text = json.dumps({"attributes": [person()]}, ensure_ascii=False).encode()
    part = f'--b\r\nContent-Disposition: form-data; name="{MARK}"; filename="{MARK}.csv"\r\n\r\n{EMAIL}\r\n--b--\r\n'
    for kind, body, more in (
        (JSON, text[:-3], {}),
        (JSON, f"{{ no json of {EMAIL} {PHONE}".encode(), {}),
        (JSON, gzip.compress(text), {"Content-Encoding": "gzip"}),
        (JSON, b"\xef\xbb\xbf" + text, {}),
        (JSON, json.dumps([EMAIL, {"first_name": NAME}]).encode(), {}),
        (JSON, json.dumps(EMAIL).encode(), {}),
        ("text/plain", f"somebody <{EMAIL}>, {PHONE}".encode(), {}),
        ("application/x-www-form-urlencoded", f"email={quote(EMAIL)}&first_name={quote_plus(NAME)}".encode(), {}),
        ("multipart/form-data; boundary=b", part.encode(), {}),
        ("application/octet-stream", b"\x00\xff" + EMAIL.encode(), {}),
    ):
        yield Marked("POST", "/users/track", body, {"Content-Type": kind, **more})


def addresses() -> Iterator[Marked]:
    """Whoever reads an address reads what stands in it."""
    for path in (
        f"/email/hard_bounces?email={quote(EMAIL)}",
        f"/subscription/status/get?external_id={MARK}&phone={quote(PHONE)}",
        f"/subscription/user/status?email={quote(EMAIL)}&email[]={EMAIL}",
        f"/users/{quote(EMAIL)}",
        f"/preference_center/v1/9f1c/url/{MARK}",
        f"/catalogs/people/items/{MARK}",
        f"/scim/v2/Users?filter=userName%20eq%20%22{quote(EMAIL)}%22",
        f"/campaigns/list?note={quote(EMAIL)}",
    ):
        yield Marked("GET", path)


def headers() -> Iterator[Marked]:
    for name in ("Cookie", "X-User", "X-Forwarded-For", "User-Agent", "Referer", "X-Customer-Email"):
        yield Marked("GET", "/campaigns/list", headers={name: f"https://example.com/{EMAIL}"})


def keys(key: str) -> Iterator[Marked]:
    """A key in every place but the right one, where each of these requests has it besides."""
    body = json.dumps({"api_key": key, "attributes": [{"external_id": "a", "note": f"the key is {key}"}]}).encode()
    yield Marked("POST", "/users/track", body, {"Content-Type": JSON})
    yield Marked("POST", "/users/track", f"no json {key}".encode(), {"Content-Type": JSON})
    yield Marked("GET", f"/campaigns/list?api_key={key}&page=0")
    yield Marked("GET", f"/campaigns/{key}/details")
    yield Marked("GET", "/campaigns/list", headers={"X-Api-Key": key, "Cookie": f"key={key}"})


def everywhere(key: str = "") -> list[Marked]:
    return [*bodies(), *odd_bodies(), *addresses(), *headers(), *(keys(key) if key else ())]
