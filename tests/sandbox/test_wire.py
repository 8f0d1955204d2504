from __future__ import annotations

import pytest

from braze_tracker.sandbox.wire import Reply, Rule, accepted, created, first_broken, found, refused
from tests.sandbox.asking import request

ASKED = request("POST", "/users/track")
NEVER = Rule(lambda state, asked: False, 400, "never")
ALWAYS = Rule(lambda state, asked: True, 400, "always")
WHOLE = Rule(lambda state, asked: True, 404, {"errors": [], "message": "Invalid Request"})


def test_a_request_without_mistakes_breaks_no_rule() -> None:
    assert first_broken((NEVER,), None, ASKED) is None


def test_the_first_broken_rule_answers() -> None:
    assert first_broken((NEVER, ALWAYS, WHOLE), None, ASKED) == Reply(400, {"message": "always"})


def test_a_rule_may_answer_with_a_whole_object() -> None:
    assert first_broken((WHOLE, ALWAYS), None, ASKED) == Reply(404, {"errors": [], "message": "Invalid Request"})


@pytest.mark.parametrize(("reply", "status"), [(created(a=1), 201), (accepted(a=1), 202), (found(a=1), 200)])
def test_success_keeps_its_keys_beside_the_message(reply: Reply, status: int) -> None:
    assert (reply.status, reply.body) == (status, {"a": 1, "message": "success"})


def test_what_is_none_is_left_out_of_a_created_reply() -> None:
    assert created(dispatch_id="d", send_id=None).body == {"dispatch_id": "d", "message": "success"}


def test_a_created_reply_knows_its_send_id() -> None:
    assert created(send_id="s").send_id == "s"


def test_a_refusal_may_carry_more_than_its_message() -> None:
    assert refused(400, "No", errors=["x"]).body == {"message": "No", "errors": ["x"]}


def test_a_body_may_be_worked_out_later_and_once() -> None:
    reply = Reply(200, lambda: {"data": []}, headers=(("A", "b"),)).worked_out()
    assert reply == Reply(200, {"data": []}, headers=(("A", "b"),))
    assert reply.worked_out() is reply
