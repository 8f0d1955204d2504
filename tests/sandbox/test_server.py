from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests

from braze_tracker.sandbox.server import RunningSandbox, running
from tests.sandbox.asking import NOW, TRACK, Caller


def test_a_broadcast_is_followed_until_braze_forgets_it(served: RunningSandbox, call: Caller) -> None:
    campaign = next(campaign for campaign in served.campaigns if campaign.kind == "triggered")
    sent = call.post("/campaigns/trigger/send", {"campaign_id": campaign.id, "broadcast": True}).json()
    seen = []
    for day in (0.01, 1, 13, 13.9, 14):
        served.clock.set(NOW + timedelta(days=day))
        data = call.get("/sends/data_series", campaign_id=campaign.id, send_id=sent["send_id"], length=15).json()[
            "data"
        ]
        assert data == served.figures(campaign.id, sent["send_id"], served.clock.now())
        seen.append(sum(row["conversions"] for row in data))
    assert seen[0] < seen[1] < seen[2] < seen[3]
    assert seen[4] == 0


def test_two_sandboxes_share_nothing() -> None:
    with running() as one, running() as other:
        assert one.url != other.url
        assert one.key != other.key
        with requests.Session() as session:
            headers = {"Authorization": f"Bearer {one.key}"}
            assert session.post(f"{other.url}/users/track", json=TRACK, headers=headers, timeout=5).status_code == 401
        assert one.answered == []


def test_the_keys_given_are_the_keys() -> None:
    with running(["my-key"]) as box:
        assert box.key == "my-key"


def test_many_callers_at_once_are_all_answered_and_counted(served: RunningSandbox) -> None:
    def several(_: int) -> list[int]:
        caller = Caller(served)
        with caller.session:
            return [caller.track().status_code for _ in range(10)]

    with ThreadPoolExecutor(16) as threads:
        statuses = [status for some in threads.map(several, range(16)) for status in some]
    assert statuses == [201] * 160
    assert [one.number for one in served.answered] == list(range(1, 161))


def test_after_the_block_nobody_answers_and_no_thread_is_left() -> None:
    with running() as box:
        caller = Caller(box)
        caller.track()
    with pytest.raises(requests.ConnectionError), caller.session:
        caller.track()
    assert not [thread for thread in threading.enumerate() if "serve_forever" in thread.name]


def test_a_hanging_request_does_not_outlive_the_block() -> None:
    with running() as box:
        caller = Caller(box)
        box.fault("hang")
        failed = threading.Thread(target=_expect_failure, args=(caller,))
        failed.start()
        while not box.answered:
            time.sleep(0.01)
    failed.join(5)
    assert not failed.is_alive()


def _expect_failure(caller: Caller) -> None:
    with pytest.raises(requests.ConnectionError), caller.session:
        caller.track()


def test_a_taken_port_is_an_error() -> None:
    with running() as box, pytest.raises(OSError, match="in use"), running(port=int(box.url.rpartition(":")[2])):
        pass
