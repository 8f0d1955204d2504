from __future__ import annotations

import json

import pytest

from braze_tracker.sandbox.faults import KINDS, Delivery, Fault, Faults, dumped
from braze_tracker.sandbox.wire import Reply
from tests.sandbox.asking import request

TRACK = request("POST", "/users/track")
SUCCESS = Reply(201, {"message": "success"})


def agreed(fault: Fault) -> Faults:
    faults = Faults()
    faults.add(fault)
    return faults


def names(faults: Faults, times: int = 4) -> list[str]:
    drawn = (faults.draw(TRACK) for _ in range(times))
    return [fault.name if fault else "" for fault in drawn]


def test_without_an_agreement_nothing_goes_wrong() -> None:
    assert Faults().draw(TRACK) is None


@pytest.mark.parametrize(("times", "seen"), [(1, 1), (3, 3), (None, 4)])
def test_a_fault_happens_as_often_as_agreed(times: int | None, seen: int) -> None:
    assert names(agreed(Fault("502", times))) == ["502"] * seen + [""] * (4 - seen)


def test_faults_happen_in_the_order_in_which_they_were_agreed() -> None:
    faults = agreed(Fault("502"))
    faults.add(Fault("hang"))
    assert names(faults, 2) == ["502", "hang"]


@pytest.mark.parametrize(
    ("path", "met"), [(None, True), ("/users/track", True), ("/users/*", True), ("/messages/*", False)]
)
def test_a_fault_may_be_kept_for_a_path(path: str | None, met: bool) -> None:
    assert (agreed(Fault("502", path=path)).draw(TRACK) is not None) is met


@pytest.mark.parametrize(("marker", "met"), [("call-7", True), ("call-8", False)])
def test_a_fault_may_be_kept_for_one_marked_call(marker: str, met: bool) -> None:
    marked = request("POST", "/users/track", x_client_marker="call-7")
    assert (agreed(Fault("502", marker=marker)).draw(marked) is not None) is met


def test_a_fault_may_be_left_to_chance() -> None:
    seen = names(agreed(Fault("502", None, probability=0.5)), 200).count("502")
    assert 60 < seen < 140


def test_a_fault_without_any_chance_never_happens() -> None:
    assert names(agreed(Fault("502", None, probability=0.0)), 50).count("502") == 0


def test_agreements_can_be_called_off() -> None:
    faults = agreed(Fault("502", None))
    faults.clear()
    assert faults.agreed == ()


def test_an_unknown_fault_is_refused_with_the_list() -> None:
    with pytest.raises(ValueError, match="no fault 'earthquake'; choose one of 500, "):
        Faults().add(Fault("earthquake"))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("form", ["", "_html", "_plain", "_empty"])
def test_server_errors_come_in_every_form(status: int, form: str) -> None:
    reply = KINDS[f"{status}{form}"].instead
    assert reply is not None
    assert reply.status == status
    assert bool(dumped(reply)) is (form != "_empty")


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.instead])
def test_a_reply_given_instead_is_delivered_whole(name: str) -> None:
    assert KINDS[name].delivery is Delivery.WHOLE


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("bom", b'\xef\xbb\xbf{"message": "success"}'),
        ("truncated", b'{"message":'),
        ("null", b"null"),
        ("list", b'[{"message": "success"}]'),
    ],
)
def test_an_altered_body_is_what_its_name_says(name: str, body: bytes) -> None:
    assert dumped(KINDS[name].alter(SUCCESS)) == body


@pytest.mark.parametrize("name", ["garbage", "truncated", "latin1"])
def test_a_spoilt_body_is_no_json(name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        json.loads(dumped(KINDS[name].alter(SUCCESS)))


def test_a_lie_about_gzip_leaves_the_body_alone() -> None:
    lie = KINDS["gzip_lie"].alter(SUCCESS)
    assert (dumped(lie), lie.headers) == (dumped(SUCCESS), (("Content-Encoding", "gzip"),))


def test_how_long_a_reply_is_held_can_be_agreed() -> None:
    assert (Fault("hang").hold, Fault("hang", seconds=0.1).hold) == (30.0, 0.1)
