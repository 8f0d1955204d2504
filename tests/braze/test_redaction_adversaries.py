"""Every way in which a person or a secret may try to pass, over whole exchanges, at every level that must stop it."""

from __future__ import annotations

import gzip
import json
from typing import Any
from urllib.parse import quote

import pytest

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.redaction import Redactor

HOST = "https://rest.iad-01.braze.com"
KEY = "01234567-89ab-4cde-8f01-23456789abcd"
WHO = "zoraide"
TOKEN = "btk_Abc-123_xyz456"
CLOSED_LEVELS = (CaptureLevel.METADATA, CaptureLevel.MASKED)


def kept(
    level: CaptureLevel,
    asked: Any = b"",
    *,
    path: str = "/users/track",
    answered: Any = b"",
    detail: str = "",
    kind: str = "application/json",
    headers: dict[str, str] | None = None,
    came: dict[str, str] | None = None,
) -> str:
    """All that would be written of an exchange."""
    redactor = Redactor(b"k", level, 65536)
    sent = {"Authorization": f"Bearer {KEY}", "Content-Type": kind} | (headers or {})
    request = redactor.request("POST", HOST + path, sent, _bytes(asked))
    reply = redactor.reply(400, {"Content-Type": "application/json"} | (came or {}), _bytes(answered), None, request)
    told = (request.url, request.headers, request.body.content, reply.headers, reply.body.content)
    return "\n".join(map(str, (*told, redactor.text(detail, request))))


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def nested(value: object) -> list[object]:
    return [[[{"x": [value, [[value]]]}]], {"y": {"z": [value]}}]


PERSONS: dict[str, Any] = {
    "custom attributes": {"attributes": [{"external_id": WHO} | {f"a{n}": nested(WHO) for n in range(75)}]},
    "event properties": {"events": [{"external_id": WHO, "name": "e", "properties": {"p": nested(WHO)}}]},
    "purchase properties": {"purchases": [{"external_id": WHO, "product_id": "p", "properties": nested(WHO)}]},
    "trigger properties": {"recipients": [{"external_user_id": WHO, "trigger_properties": nested(WHO)}]},
    "broadcast properties": {
        "broadcast": True,
        "trigger_properties": nested(WHO),
        "canvas_entry_properties": {"a": WHO},
    },
    "context": {"context": {"a": nested(WHO)}, "recipients": [{"user_alias": {"alias_name": WHO, "alias_label": WHO}}]},
    "transactional": {"external_send_id": "s", "recipient": [{"external_user_id": WHO, "loyalty": nested(WHO)}]},
    "one recipient": {"recipient": {"external_user_id": WHO, "name": WHO}},
    "push tokens": {"attributes": [{"push_tokens": [{"app_id": "a", "token": WHO, "device_id": WHO}]}]},
    "live activity": {"push_to_start_token": WHO, "content_state": nested(WHO), "activity_attributes": {"a": WHO}},
    "audience": {"audience": {"AND": [{"custom_attribute": {"custom_attribute_name": "c", "value": WHO}}]}},
    "messages": {
        "messages": {
            "email": {
                "subject": WHO,
                "from": WHO,
                "bcc": WHO,
                "body": WHO,
                "headers": {"h": WHO},
                "extras": {"e": WHO},
            },
            "apple_push": {"alert": {"title": WHO, "body": WHO}, "extra": nested(WHO), "custom_uri": f"app://{WHO}"},
            "webhook": {"url": f"https://h.example/{WHO}", "request_headers": {"h": WHO}, "body": WHO},
            "whats_app": {"message": {"header": {"variables": [WHO]}, "body": {"variables": nested(WHO)}}},
        }
    },
    "attachments": {"attachments": [{"file_name": WHO, "url": f"https://f.example/{WHO}?sig=1"}]},
    "export": {"external_ids": [WHO], "user_aliases": [{"alias_name": WHO, "alias_label": WHO}], "braze_id": WHO},
    "merge": {"merge_updates": [{"identifier_to_merge": {"external_id": WHO}, "identifier_to_keep": {"phone": WHO}}]},
    "rename": {"external_id_renames": [{"current_external_id": WHO, "new_external_id": WHO}]},
    "people": {"userName": WHO, "name": {"givenName": WHO, "familyName": WHO}, "department": WHO},
    "other names": {
        "user": {"name": WHO},
        "surname": WHO,
        "billing_address": {"l": WHO},
        "zipCode": WHO,
        "customerId": WHO,
    },
    "json in json": {
        "payload": json.dumps({"attributes": [{"external_id": WHO, "x": json.dumps({"first_name": WHO})}]})
    },
    "json in a list": {"queue": [json.dumps([{"properties": nested(WHO)}])]},
}


@pytest.mark.parametrize("level", CLOSED_LEVELS)
@pytest.mark.parametrize("name", PERSONS)
def test_no_nesting_lets_a_person_pass_in_a_request(name: str, level: CaptureLevel) -> None:
    for body in (PERSONS[name], nested(PERSONS[name]), PERSONS[name] | {"padding": "p" * 70_000}):
        assert WHO not in kept(level, body, answered={"message": f"{WHO} is unknown", "errors": nested(f"no {WHO}")})


@pytest.mark.parametrize("name", sorted(PERSONS.keys() - {"messages"}))
def test_no_nesting_lets_a_person_pass_in_a_reply(name: str) -> None:
    for body in (PERSONS[name], nested(PERSONS[name]), PERSONS[name] | {"padding": "p" * 70_000}):
        assert WHO not in kept(CaptureLevel.MASKED, answered={"message": "success"} | {"data": body})


PAIRS = [
    "external_id={}",
    "EXTERNAL_ID={}",
    "externalId={}",
    "external%5Fid={}",
    "external_ids[]={}",
    "external_ids[0]={}",
    "external_ids%5B0%5D={}",
    "attributes[0][external_id]={}",
    "attributes[][favourite]={}",
    "recipients[0][trigger_properties][size]={}",
    "user_alias[alias_name]={}",
    "user.first_name={}",
    "messages[email][subject]={}",
    "phone={}",
    "filter=userName%20eq%20%22{}%22",
    "data=%7B%22external_id%22%3A%22{}%22%7D",
]


@pytest.mark.parametrize("level", CLOSED_LEVELS)
@pytest.mark.parametrize("pair", PAIRS)
def test_no_parameter_and_no_form_field_lets_a_person_pass(pair: str, level: CaptureLevel) -> None:
    pairs = f"campaign_id=c-1&{pair.format(WHO)}&page=2"
    answer = {"message": f"'{WHO}' is not valid"}
    url = kept(level, path=f"/subscription/user/status?{pairs}", answered=answer, detail=f"GET /x?{pairs} failed")
    form = kept(level, pairs.encode(), kind="application/x-www-form-urlencoded", answered=answer, detail=f"no {WHO}")
    assert WHO not in url + form
    assert "campaign_id=c-1" in url
    assert "page=2" in url


@pytest.mark.parametrize(
    "path",
    [
        f"/catalogs/loyal/items/{WHO}",
        f"/preference_center/v1/abc/url/{WHO}",
        f"/scim/v2/Users/{WHO}/",
        f"/scim/v2/Users/{WHO}%40example.com",
        f"/users/{WHO}@example.com/x",
        f"/users/{WHO}%2540example.com",
        f"/x;email={WHO}@example.com",
        f"/x#{WHO}",
    ],
)
@pytest.mark.parametrize("level", CLOSED_LEVELS)
def test_no_path_lets_a_person_pass(path: str, level: CaptureLevel) -> None:
    assert WHO not in kept(level, path=path)


TEXTS = {
    "table": f"external_id,first_name\nu-1,{WHO}\n",
    "tabs": f"external_id\tfirst_name\nu-1\t{WHO}\n",
    "mark-up": f"<user><external_id>{WHO}</external_id></user>",
    "lines of json": f'{{"external_id":"{WHO}"}}\n{{"external_id":"{WHO}"}}',
    "cut json": f'{{"attributes":[{{"favourite":"{WHO}"}}',
    "cut list": f'["{WHO}"',
    "quoted": json.dumps(json.dumps({"external_id": WHO})),
    "yaml": f"attributes:\n  - external_id: {WHO}\n",
    "script": f"external_id = '{WHO}'",
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("level", CLOSED_LEVELS)
def test_a_request_that_is_no_json_lets_no_person_pass_either(name: str, level: CaptureLevel) -> None:
    text = TEXTS[name]
    for body in (text.encode(), gzip.compress(text.encode()), text.encode("utf-16"), b"\n \n" + text.encode()):
        assert WHO not in kept(level, body, kind="text/plain")


@pytest.mark.parametrize("level", CLOSED_LEVELS)
def test_the_last_of_75_users_with_75_attributes_is_hidden_where_an_error_names_it(level: CaptureLevel) -> None:
    users = [{f"a{n}": f"v-{user}-{n}" for n in range(75)} | {"external_id": f"id-{user}"} for user in range(75)]
    answer = {"message": "Valid data must be provided", "errors": ["id-74 is unknown: v-74-74", {"type": "no v-3-3"}]}
    told = kept(level, {"attributes": users}, answered=answer, detail="id-74")
    assert [word for word in ("id-74", "v-74-74", "v-3-3") if word in told] == []
    assert "Valid data must be provided" in told


WORDS = ("message", "detail", "notice", "events", "purchases", "events_processed", "attributes_processed", "errors")


@pytest.mark.parametrize("word", WORDS)
def test_a_value_that_is_a_word_of_brazes_own_leaves_the_reply_readable(word: str) -> None:
    answer = dict.fromkeys(WORDS, "x") | {"message": "success", "input_array": "events"}
    told = kept(CaptureLevel.MASKED, {"attributes": [{"external_id": "u-1", "note": word}]}, answered=answer)
    assert json.dumps(answer) in told


@pytest.mark.parametrize("level", CaptureLevel)
def test_a_token_of_the_gateway_passes_nowhere_at_no_level(level: CaptureLevel) -> None:
    told = [
        kept(level, headers={"Authorization": f"Bearer {TOKEN}", "User-Agent": TOKEN}, came={"Server": TOKEN}),
        kept(
            level, {"note": TOKEN, TOKEN: [[TOKEN]], "p": json.dumps({"q": TOKEN})}, answered={TOKEN: [f"no {TOKEN}"]}
        ),
        kept(level, {"campaign_id": TOKEN, "schedule": {"time": TOKEN}, "pad": "p" * 70_000}, detail=f"no {TOKEN}"),
        kept(level, f"note={TOKEN}&{TOKEN}=1&{TOKEN}secret=1".encode(), kind="application/x-www-form-urlencoded"),
        kept(level, path=f"/{TOKEN}/messages/send?q={TOKEN}&{TOKEN}=1&email={TOKEN}"),
        kept(level, f"a note of {TOKEN}".encode(), kind="text/plain", answered=f"<p>{TOKEN}</p>".encode()),
        kept(level, json.dumps({"a": TOKEN}).replace("b", "\\u0062").encode()),
        kept(level, answered=json.dumps({"a": TOKEN}).replace("_", "\\u005f").encode()),
        kept(level, gzip.compress(json.dumps({"attributes": [{"external_id": TOKEN}]}).encode())),
    ]
    assert [text for text in told if TOKEN in text] == []


@pytest.mark.parametrize("name", ["api_key", "apiKey", "password", "client_secret", "push_token", "refresh_tokens"])
@pytest.mark.parametrize("level", CaptureLevel)
def test_a_secret_passes_in_no_nesting_at_no_level(name: str, level: CaptureLevel) -> None:
    secret = "hush-hush-hush"
    answer = {"errors": [f"bad {secret}"], "message": f"{secret} is wrong"}
    told = [
        kept(level, {name: secret, "l": nested({name: [secret, {"z": secret}]})}, answered=answer, detail=secret),
        kept(level, {"payload": json.dumps({name: secret})}, answered={"echo": {name: secret}}),
        kept(level, f"a[{name}]={secret}".encode(), kind="application/x-www-form-urlencoded", answered=answer),
        kept(level, path=f"/x?{name}={quote(secret)}&u[{name}]={secret}", answered=answer, detail=f"no {secret}"),
    ]
    assert [text for text in told if secret in text] == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"external_ids": list(range(30_000))}, "application/json"),
        ({"trigger_properties": {"l": [[[["a"] * 10] * 10] * 10] * 10}}, "application/json"),
        ({"campaign_id": "c", "schedule": [[[["z" * 5000] * 20] * 20] * 10] * 5}, "application/json"),
        ({"campaign_id": "\x01" * 5000, "send_id": "\x01" * 5000, "schedule": ["\x01" * 900] * 90}, "application/json"),
        ("&".join(["phone=1"] * 8000).encode(), "application/x-www-form-urlencoded"),
        (b"a@b.cd " * 9000, "text/plain"),
    ],
)
@pytest.mark.parametrize("level", CaptureLevel)
def test_the_cap_of_a_body_holds_also_after_masking(body: Any, kind: str, level: CaptureLevel) -> None:
    redactor = Redactor(b"k", level, 65536)
    request = redactor.request("POST", HOST, {"Content-Type": kind}, _bytes(body))
    reply = redactor.reply(400, {"Content-Type": kind}, _bytes(body), None, request)
    assert max(len(request.body.content), len(reply.body.content)) <= 65536


def test_addresses_and_headers_are_bounded() -> None:
    told = kept(CaptureLevel.MASKED, path="/x?q=" + "y" * 100_000, headers={"User-Agent": "a" * 9000})
    assert len(told) < 10_000


SLOW = {
    "letters before a sign": "a" * 60_000 + " @",
    "names": "a." * 30_000 + " @x",
    "signs": "a@" * 30_000,
    "blanks of a number": "+1" + " " * 60_000 + "@",
    "digits of a number": "+1" + "1 " * 30_000 + "x@",
    "links": "https://a?" * 6000,
    "one link": "https://a?" + "b" * 60_000,
    "echoes": "API key " * 7000 + "@",
    "a field": "external_id" + " " * 60_000,
    "quotation marks": '"' * 60_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_a_text_made_to_be_slow_is_looked_through_all_the_same(name: str) -> None:
    """Where an expression tries every beginning, one of these takes so long that the run is stopped."""
    text = SLOW[name]
    told = [
        kept(CaptureLevel.MASKED, {"note": text}, answered={"message": text}, detail=text),
        kept(CaptureLevel.MASKED, text.encode(), kind="text/plain", answered=text.encode()),
        kept(
            CaptureLevel.METADATA, f"a={text}".encode(), path=f"/x?q={text}", kind="application/x-www-form-urlencoded"
        ),
    ]
    assert [HOST in one for one in told] == [True] * 3
