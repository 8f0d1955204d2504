"""One worker does what was asked for; whatever stops it, the ledger has all of the sample or nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import IO
from uuid import uuid4

import pytest

from braze_tracker.recording.models import ApiCall, ErrorGroup, Workspace
from braze_tracker.samples.asking import KEPT_FOR, ask, ask_removal, standing
from braze_tracker.samples.making import NotMade
from braze_tracker.samples.models import Hitch, SampleData, SampleState
from braze_tracker.samples.putting import put
from braze_tracker.samples.tending import LEASE, Making, tend
from braze_tracker.samples.written import read
from tests.recording.factories import a_workspace
from tests.samples.ledger import deeds, everything, furnish, scratch, state

pytestmark = pytest.mark.django_db
START = datetime.now(UTC)


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def hands_over(lines: str, meanwhile: Callable[[], object] = lambda: None) -> Making:
    """Stands for the process that makes the rows: it asks whether it is wanted, and hands them over."""

    @contextmanager
    def made(going: Callable[[], bool]) -> Iterator[IO[str]]:
        assert going()
        meanwhile()
        yield io.StringIO(lines)

    return made


def stumbles(error: Exception) -> Making:
    @contextmanager
    def made(going: Callable[[], bool]) -> Iterator[IO[str]]:
        raise error
        yield io.StringIO()

    return made


def test_asked_for_made_stored_removed(clock: Clock) -> None:
    lines = scratch(START)
    furnish(a_workspace("Tulip shop"), START)
    before = everything()
    ask(None, now=clock())
    tend(now=clock, making=hands_over(lines))
    assert (standing(clock()).stage, standing(clock()).slug) == ("there", "sample-shop")
    tend(now=clock, making=hands_over(lines))
    assert ApiCall.objects.filter(workspace__sample=True).count() == 3
    ask_removal(None, now=clock())
    tend(now=clock)
    assert (state(), everything()) == ("", before)
    assert [detail for _subject, detail in deeds()] == ["sample data loaded", "sample data removed"]


def test_where_nothing_was_asked_for_nothing_is_done(clock: Clock) -> None:
    tend(now=clock, making=stumbles(AssertionError()))
    assert state() == ""


def test_what_another_worker_is_at_is_left_to_it_until_its_lease_is_over(clock: Clock) -> None:
    lines = scratch(START)
    ask(None, now=clock())
    SampleData.objects.update(claim=uuid4(), claimed_until=clock() + LEASE)
    tend(now=clock, making=stumbles(AssertionError()))
    assert standing(clock()).stage == "loading"
    clock.at += LEASE
    tend(now=clock, making=hands_over(lines))
    assert state() == SampleState.THERE


def test_what_is_not_wanted_any_more_when_it_is_made_is_not_stored(clock: Clock) -> None:
    lines = scratch(START)
    before = everything()
    ask(None, now=clock())
    tend(now=clock, making=hands_over(lines, lambda: ask_removal(None, now=clock())))
    assert (state(), everything()) == (SampleState.UNWANTED, before)
    tend(now=clock)
    assert (state(), everything()) == ("", before)


def test_a_worker_whose_lease_another_took_stores_nothing(clock: Clock) -> None:
    lines = scratch(START)
    ask(None, now=clock())
    tend(now=clock, making=hands_over(lines, lambda: SampleData.objects.update(claim=uuid4())))
    assert not Workspace.objects.exists()
    assert standing(clock()).stage == "loading"


def test_what_a_killed_worker_left_is_replaced_and_not_doubled(clock: Clock) -> None:
    lines = scratch(START)
    put(read(io.StringIO(lines)), now=START)
    SampleData.objects.create(
        state=SampleState.WANTED, asked_at=START, claim=uuid4(), claimed_until=START - timedelta(minutes=1)
    )
    tend(now=clock, making=hands_over(lines))
    assert (state(), Workspace.objects.count(), ApiCall.objects.count()) == (SampleState.THERE, 1, 3)


@pytest.mark.parametrize(
    ("error", "hitch", "said"),
    [
        (NotMade(Hitch.ENDED, "the disk is full"), Hitch.ENDED, "the disk is full"),
        (NotMade(Hitch.SLOW), Hitch.SLOW, ""),
        (OSError("no room"), Hitch.REFUSED, "OSError"),
    ],
)
def test_what_could_not_be_made_says_why(clock: Clock, error: Exception, hitch: Hitch, said: str) -> None:
    ask(None, now=clock())
    tend(now=clock, making=stumbles(error))
    found = standing(clock())
    assert (found.stage, found.hitch, found.detail) == ("failed", str(hitch.label), said)


@pytest.mark.parametrize("broken", ["{", '{"model": "recording.nothing", "pk": 1, "fields": {}}'])
def test_lines_that_are_none_leave_nothing_of_the_rest(clock: Clock, broken: str) -> None:
    lines = scratch(START)
    ask(None, now=clock())
    tend(now=clock, making=hands_over(f"{lines}\n{broken}\n"))
    assert (standing(clock()).stage, Workspace.objects.exists()) == ("failed", False)


def test_rows_that_refer_to_nothing_leave_nothing_of_the_rest(clock: Clock) -> None:
    lines = [line for line in scratch(START).splitlines() if '"recording.send"' not in line]
    ask(None, now=clock())
    tend(now=clock, making=hands_over("\n".join(lines)))
    assert (standing(clock()).stage, Workspace.objects.exists(), ErrorGroup.objects.exists()) == (
        "failed",
        False,
        False,
    )


def test_after_seven_days_it_goes_by_itself(clock: Clock) -> None:
    lines = scratch(START)
    ask(None, now=clock())
    tend(now=clock, making=hands_over(lines))
    clock.at = START + KEPT_FOR - timedelta(seconds=1)
    tend(now=clock)
    assert state() == SampleState.THERE
    clock.at = START + KEPT_FOR
    tend(now=clock)
    assert (state(), Workspace.objects.exists()) == ("", False)
    assert deeds()[-1] == ("sample data", "sample data removed after seven days")
