"""Sending again through the real parts: web, worker, beat and drain, a browser, and a stand-in for Braze."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
import requests
from playwright.sync_api import Page, expect, sync_playwright

from braze_tracker.sandbox.server import RunningSandbox
from braze_tracker.sandbox.server import running as in_the_place_of_braze
from tests.acceptance.gateways import prepared
from tests.acceptance.keeping import Demo, demo, eventually, rows
from tests.dashboard.conftest import FLAGS, chromium

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(240)]

MANY = 24
REPLAYED = "SELECT COUNT(*) FROM delivery_replay WHERE state = 'sent' AND batch_id IS NOT NULL"
WAITING = "SELECT COUNT(*) FROM delivery_replay WHERE state = 'waiting'"
REFUSED = "SELECT id FROM recording_apicall WHERE outcome = 'fatal_client' AND url LIKE ?"
GROUP = "SELECT id FROM recording_errorgroup WHERE severity = 'fatal' AND status = 404"


@pytest.fixture(scope="module")
def braze() -> Iterator[RunningSandbox]:
    with in_the_place_of_braze() as box:
        yield box


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, braze: RunningSandbox) -> Iterator[Demo]:
    """A tracker in real use, whose one workspace keeps whole bodies."""
    data = tmp_path_factory.mktemp("replay") / "var"
    prepared(data, ("Tulip shop", braze.url, braze.key), capture="full")
    with demo(data, "up", BRAZE_TRACKER_BRAZE_HOSTS=braze.url) as tracker:
        tracker.wait_until_shown("braze-tracker is up", 90)
        yield tracker


@pytest.fixture
def page(running: Demo) -> Iterator[Page]:
    """Signed in as an administrator."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(base_url=running.url)
        page.goto("/accounts/login/")
        page.fill("[name=username]", "admin")
        page.fill("[name=password]", running.password())
        page.keyboard.press("Enter")
        expect(page.locator("nav").first).to_be_visible()
        yield page
        browser.close()


def seen(braze: RunningSandbox, paths: Sequence[str]) -> Counter[str]:
    return Counter(one.path for one in braze.answered if one.path in paths)


def test_a_refused_call_is_sent_again_from_its_page_once_its_cause_is_mended(
    running: Demo, page: Page, braze: RunningSandbox
) -> None:
    campaign = next(one for one in braze.campaigns if one.kind == "triggered")
    path, body = "/campaigns/trigger/send", {"campaign_id": campaign.id, "recipients": [{"external_user_id": "u1"}]}
    archived = braze.state.campaigns.pop(campaign.id)
    key = {"Authorization": f"Bearer {braze.key}"}
    assert requests.post(running.gateway + path, json=body, headers=key, timeout=20).status_code == 400
    ((original,),) = eventually(lambda: rows(running.data, REFUSED, path), 30, "the refused call is in the ledger")
    braze.state.campaigns[campaign.id] = archived
    page.goto(f"/calls/{UUID(original)}/")
    page.get_by_role("link", name="Replay…").click()
    expect(page.get_by_text("Nothing was sent the first time. Send again now?")).to_be_visible()
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("#replays .outcome-success")).to_be_visible(timeout=60_000)
    page.locator("#replays a.mono").click()
    expect(page.get_by_text("Replay of")).to_be_visible()
    expect(page.get_by_role("link", name=str(UUID(original)))).to_be_visible()
    assert [one.status for one in braze.answered if one.path == path] == [400, 201]


def test_a_worker_killed_in_the_middle_of_a_batch_sends_no_call_twice_and_the_rest_go_on(
    running: Demo, page: Page, braze: RunningSandbox
) -> None:
    key = {"Authorization": f"Bearer {braze.key}"}
    paths = [f"/catalogs/missing-{number}/items" for number in range(MANY)]
    for path in paths:
        answer = requests.patch(running.gateway + path, json={"items": [{"id": "a"}]}, headers=key, timeout=20)
        assert answer.status_code == 404
    eventually(lambda: len(rows(running.data, REFUSED, "/catalogs/%")) == MANY, 30, "the calls are in the ledger")
    braze.fault("slow", times=None, path="/catalogs/*", seconds=0.4)
    group = rows(running.data, GROUP)[0][0]
    page.goto(f"/errors/{group}/replay/")
    page.select_option("#per_minute", "250")
    page.get_by_role("button", name=f"Replay {MANY} calls").click()
    expect(page.locator("#replays")).to_contain_text(f"of {MANY} done")
    eventually(lambda: seen(braze, paths).total() > MANY + MANY // 4, 60, "some were sent again")
    kills = int(running.kill("worker"))
    eventually(lambda: seen(braze, paths).total() > MANY + MANY // 2, 60, "others go on")
    kills += running.kill("worker")
    eventually(lambda: rows(running.data, WAITING) == [(0,)], 90, "the rest go on")
    assert kills == 2
    assert rows(running.data, REPLAYED) == [(MANY,)]
    times = list(seen(braze, paths).values())
    assert max(times) <= 2
    # a worker sends two at a time at most
    assert times.count(1) <= 2 * kills
    expect(page.locator("#replays")).to_contain_text("All of them are done.", timeout=30_000)
