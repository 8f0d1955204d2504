"""The ids of a send: from the reply first, else from what was asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from braze_tracker.braze import Exchange, Receipt, external_send_id, judge


def receipt(reply: object = None, asked: object = None, url: str = "/messages/send", method: str = "POST") -> Receipt:
    def body(value: object) -> bytes:
        return b"" if value is None else json.dumps(value).encode()

    return judge(
        Exchange(method=method, url=url, status=201, request_body=body(asked), response_body=body(reply))
    ).receipt


def test_the_ids_of_a_reply_are_kept() -> None:
    reply = {"send_id": "s", "dispatch_id": "d", "schedule_id": "h", "message": "success"}
    assert receipt(reply) == Receipt("s", "d", "h", None, None)


@pytest.mark.parametrize(
    ("reply", "asked", "url", "expected"),
    [
        ({}, {"campaign_id": "c"}, "/campaigns/trigger/send", Receipt(campaign_id="c")),
        ({}, {"canvas_id": "v"}, "/canvas/trigger/send", Receipt(canvas_id="v")),
        ({}, {"send_id": "mine", "campaign_id": "c"}, "/messages/send", Receipt("mine", campaign_id="c")),
        ({"send_id": "theirs"}, {"send_id": "mine"}, "/messages/send", Receipt("theirs")),
        ({}, {"schedule_id": "h"}, "/messages/schedule/delete", Receipt(schedule_id="h")),
        ({}, None, "/sends/data_series?campaign_id=c&send_id=s%2F1", Receipt("s/1", campaign_id="c")),
        ({}, None, "/canvas/details?canvas_id=v", Receipt(canvas_id="v")),
        ({"dispatch_id": "d", "metadata": {"campaign_api_id": "c2"}}, {"recipient": {}},
         "/transactional/v1/campaigns/c1/send", Receipt(None, "d", campaign_id="c1")),
        ({"metadata": {"campaign_api_id": "c2"}}, None, "/other", Receipt(campaign_id="c2")),
        ({}, {"campaign_id": "in body"}, "/messages/send?campaign_id=in+query", Receipt(campaign_id="in body")),
    ],
)  # fmt: skip
def test_an_id_is_found_where_it_stands(reply: object, asked: object, url: str, expected: Receipt) -> None:
    assert receipt(reply, asked, url) == expected


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("3456789", "3456789"),
        (3456789, "3456789"),
        (" s ", "s"),
        ("x" * 64, "x" * 64),
        ("x" * 65, None),
        ("", None),
        (None, None),
        (True, None),
        (1.5, None),
        ([], None),
        ({}, None),
        ("a\x00b", None),
        ("a\nb", None),
    ],
)
def test_an_id_is_text_that_fits(value: Any, kept: str | None) -> None:
    assert receipt({"send_id": value, "message": "success"}).send_id == kept


def test_a_refused_call_still_tells_which_campaign_it_was_about() -> None:
    exchange = Exchange(method="POST", url="/messages/send", status=400, request_body=b'{"campaign_id":"c"}')
    assert judge(exchange).receipt.campaign_id == "c"


@pytest.mark.parametrize(
    ("asked", "reply", "found"),
    [
        (b'{"external_send_id":"mine=="}', b"", "mine=="),
        (b'{"external_send_id":"mine=="}', b'{"metadata":{"external_send_id":"theirs=="}}', "theirs=="),
        (b"", b'{"metadata":{"external_send_id":7}}', "7"),
        (b'{"external_send_id":null}', b"", None),
        (b'{"external_send_id":', b'{"metadata":"external_send_id"}', None),
        (b"{}", b"{}", None),
    ],
)
def test_the_caller_s_own_name_for_a_message_is_offered(asked: bytes, reply: bytes, found: str | None) -> None:
    exchange = Exchange(
        method="POST", url="/transactional/v1/campaigns/c/send", request_body=asked, response_body=reply
    )
    assert external_send_id(exchange) == found
