"""Sample data as an administrator meets it: asked for, under way, there, removed; and where it must not lead astray."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.test import Client
from django_celery_beat.models import PeriodicTask

from braze_tracker.dashboard.frame import build
from braze_tracker.dashboard.ledger_tail import Tail
from braze_tracker.dashboard.queries_metrics import measured
from braze_tracker.dashboard.queries_setup import never_used
from braze_tracker.delivery.doors import door_of
from braze_tracker.delivery.rules import Obstacle
from braze_tracker.gateway.reading import read_snapshot
from braze_tracker.recording.declaring import Declaration, declare
from braze_tracker.recording.models import AuditEntry, Workspace
from braze_tracker.samples.asking import TASK, ask, standing
from braze_tracker.samples.models import Hitch, SampleData, SampleState
from braze_tracker.samples.putting import put
from braze_tracker.samples.written import read
from tests.dashboard.factories import a_heartbeat, now
from tests.recording.factories import a_call, a_workspace
from tests.samples.ledger import scratch

pytestmark = pytest.mark.django_db
PAGE = "/setup/samples/"
AGAIN = '<noscript><meta http-equiv="refresh" content="3"></noscript>'
DEEDS = ("check", "search", "move", "pause", "resume", "key", "change")


def text(client: Client, path: str = PAGE, status: int = 200, *, htmx: bool = False) -> str:
    reply = client.get(path, headers={"HX-Request": "true"} if htmx else {})
    assert reply.status_code == status
    return reply.content.decode()


def asks_again(page: str) -> str:
    found = re.search(r'class="samples" hx-get="([^"]+)"', page)
    return found[1] if found else ""


@pytest.fixture
def sample() -> Workspace:
    put(read(io.StringIO(scratch(now()))), now=now())
    SampleData.objects.create(state=SampleState.THERE, asked_at=now(), loaded_at=now())
    return Workspace.objects.get(sample=True)


def test_the_first_run_offers_it_and_one_press_asks_for_it(reader: Client) -> None:
    assert "Load sample data" in text(reader, "/setup/")
    assert reader.post(PAGE)["Location"] == PAGE
    page = text(reader)
    assert "A worker begins within seconds" in page
    assert asks_again(page) == f"{PAGE}?seen=queued"
    assert asks_again(text(reader, "/setup/")) == f"{PAGE}?seen=queued"
    assert list(AuditEntry.objects.values_list("username", "detail")) == [("maya", "sample data loaded")]
    assert ">loaded<" in text(reader, "/settings/audit/")


def test_it_is_for_administrators(guest: Client) -> None:
    assert "Issue tokens" in text(guest, PAGE, 403)
    assert guest.post(PAGE).status_code == 403
    assert guest.post(f"{PAGE}remove/").status_code == 403
    assert not SampleData.objects.exists()


def test_a_page_that_waits_is_answered_only_with_news(reader: Client) -> None:
    ask(None, now=now())
    assert text(reader, f"{PAGE}?seen=queued", 204, htmx=True) == ""
    SampleData.objects.update(claim=uuid4(), claimed_until=now() + timedelta(minutes=1))
    part = text(reader, f"{PAGE}?seen=queued", htmx=True)
    assert "half a minute" in part
    assert "<html" not in part
    assert asks_again(part) == f"{PAGE}?seen=loading"


def test_without_scripts_the_page_asks_for_itself_again_until_it_is_there(reader: Client) -> None:
    ask(None, now=now())
    assert AGAIN in text(reader)
    SampleData.objects.update(state=SampleState.THERE, loaded_at=now())
    a_workspace("Sample shop", sample=True, paused=True)
    assert AGAIN not in text(reader)


def test_what_was_interrupted_can_be_gone_on_with(reader: Client) -> None:
    ask(None, now=now())
    SampleData.objects.update(claim=uuid4(), claimed_until=now() - timedelta(seconds=1))
    assert "Go on" in text(reader)
    assert standing(now()).interrupted


def test_it_says_which_part_it_waits_for(reader: Client) -> None:
    ask(None, now=now())
    a_heartbeat("beat")
    page = text(reader)
    assert "The worker is not at work" in page
    assert "The beat is not at work" not in page
    PeriodicTask.objects.filter(task=TASK).update(enabled=False)
    assert "is paused or gone" in text(reader)


def test_what_failed_says_why_and_is_tried_again(reader: Client) -> None:
    SampleData.objects.create(state=SampleState.FAILED, asked_at=now(), hitch=Hitch.SLOW, detail="<b>")
    page = text(reader)
    assert "not ready within five minutes" in page
    assert "&lt;b&gt;" in page
    assert "Try again" in page
    reader.post(PAGE)
    assert standing(now()).stage == "queued"


def test_what_is_there_is_marked_everywhere_and_removed_with_one_press(reader: Client, sample: Workspace) -> None:
    page = text(reader)
    assert "Sample data is there" in page
    for path in ("/", "/calls/", "/sends/", f"/sends/?ws={sample.slug}"):
        assert "With sample data" in text(reader, path)
    a_workspace("Tulip shop")
    assert "With sample data" not in text(reader, "/calls/?ws=tulip-shop")
    assert reader.post(f"{PAGE}remove/")["Location"] == PAGE
    assert "about to be removed" in text(reader)


@pytest.mark.parametrize("deed", DEEDS)
def test_what_would_be_done_to_its_workspace_is_refused_in_words(reader: Client, sample: Workspace, deed: str) -> None:
    kept = Workspace.objects.filter(pk=sample.pk).values()[0]
    reply = reader.post(f"/settings/workspaces/{sample.slug}/{deed}/", {"name": "Mine", "key": "k"}, follow=True)
    assert "Sample data stays as it was made" in reply.content.decode()
    assert Workspace.objects.filter(pk=sample.pk).values()[0] == kept


def test_its_page_offers_none_of_that(reader: Client, sample: Workspace) -> None:
    page = text(reader, f"/settings/workspaces/{sample.slug}/")
    assert "Made up, and kept for seven days" in page
    assert not [deed for deed in DEEDS if f'{sample.slug}/{deed}/"' in page]
    assert "Its sends are not looked at" not in page


def test_in_the_administration_it_can_only_be_read(reader: Client, sample: Workspace) -> None:
    page = text(reader, f"/admin/recording/workspace/{sample.pk}/change/")
    assert 'name="_save"' not in page
    assert reader.post(f"/admin/recording/workspace/{sample.pk}/change/", {"name": "Mine"}).status_code == 403


def test_a_first_call_is_still_waited_for(reader: Client, sample: Workspace) -> None:
    assert never_used()
    page = text(reader, "/setup/")
    assert "Waiting for your first call" in page
    assert "Add the workspace and check its key" in page
    assert "No call recorded yet" not in text(reader, "/")
    a_call(a_workspace("Tulip shop"), at=now())
    assert not never_used()
    assert "Tulip shop" in text(reader, "/setup/")


def test_no_token_key_or_request_leads_to_it(reader: Client, sample: Workspace) -> None:
    assert "Sample shop</option>" not in text(reader, "/settings/tokens/").partition("<main")[2]
    assert reader.post("/settings/tokens/", {"workspace": sample.pk, "name": "shop"}).status_code == 200
    assert not sample.tokens.exists()
    assert read_snapshot({}, b"k" * 32).by_slug == {}
    assert door_of(sample, {sample.host: sample.rest_endpoint}) is Obstacle.SAMPLE


def test_a_real_workspace_of_its_name_is_another_one(sample: Workspace) -> None:
    said = Declaration(name=sample.name, rest_endpoint="https://rest.iad-01.braze.com", key="12345678-aaaa")
    made = declare(said, hash_key=b"k" * 32, encryption_keys=configured.ENCRYPTION_KEYS, now=now())
    assert made != sample
    sample.refresh_from_db()
    assert not sample.key_encrypted


def test_neither_trouble_nor_metric_nor_news_comes_of_it(sample: Workspace) -> None:
    assert [build(slug, now()).health.rests for slug in ("", sample.slug)] == [(), ()]
    found = measured(now())
    assert (found.calls, set(found.counts.values())) == ((), {0})
    assert {value for _labels, value in found.looks} == {0}
    tail = Tail(_send=0, _look=0)
    assert [news for news in tail.news() if "look" in news.text or "send" in news.text] == []
