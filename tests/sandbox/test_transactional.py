from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.wire import Reply
from tests.sandbox.asking import of_kind, post, said

RECIPIENT = {"recipient": {"external_user_id": "customer-1"}}


def send(box: Box, campaign_id: str = "", **body: Any) -> Reply:
    path = f"/transactional/v1/campaigns/{campaign_id or of_kind(box, 'transactional').id}/send"
    return post(box, path, {**RECIPIENT, **body})


def test_a_transactional_send_answers_with_a_status_and_without_a_message(box: Box) -> None:
    reply = send(box, external_send_id="order-1")
    assert (reply.status, set(reply.body)) == (201, {"dispatch_id", "status", "metadata"})
    assert (reply.body["status"], reply.body["metadata"]["external_send_id"]) == ("sent", "order-1")


def test_the_same_external_id_is_refused_within_a_day(box: Box) -> None:
    send(box, external_send_id="order-1")
    box.clock.advance(timedelta(hours=23))
    message = "The external reference has been queued. Please retry to obtain send_id."
    assert said(send(box, external_send_id="order-1")) == (400, message)


def test_a_day_later_it_is_forgotten(box: Box) -> None:
    send(box, external_send_id="order-1")
    box.clock.advance(timedelta(hours=24))
    assert send(box, external_send_id="order-1").status == 201


def test_without_an_external_id_every_request_sends(box: Box) -> None:
    assert [send(box).status for _ in range(2)] == [201, 201]


@pytest.mark.parametrize("wrong", ["order 1", "", "été", 5])
def test_an_external_id_has_few_letters(box: Box, wrong: Any) -> None:
    assert said(send(box, external_send_id=wrong)) == (400, "external_send_id must match ^[a-zA-Z0-9-_+\\/=]+$")


def test_somebody_must_receive_it(box: Box) -> None:
    assert said(send(box, recipient=None)) == (400, "No Recipients")


def test_the_campaign_must_be_transactional_and_alive(box: Box) -> None:
    archived = next(campaign for campaign in box.campaigns if campaign.archived)
    assert said(send(box, "nobody")) == (400, "Campaign does not exist")
    assert said(send(box, archived.id)) == (400, "Campaign archived")
    assert said(send(box, of_kind(box, "api").id)) == (400, "Campaign is not a transactional campaign")
