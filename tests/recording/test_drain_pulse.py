from __future__ import annotations

from datetime import datetime

import pytest

from braze_tracker.recording.drain_pulse import Pulse, ended, row_of
from braze_tracker.recording.models import Heartbeat, JournalPosition
from tests.recording.factories import NOW, later

pytestmark = pytest.mark.django_db

HOME = "web1:/srv/journal"


def beats() -> dict[str, datetime]:
    return dict(Heartbeat.objects.values_list("part", "at"))


def test_two_hosts_have_a_row_each() -> None:
    for home in (HOME, "web2:/srv/journal"):
        Pulse(home, NOW).at_end()
    assert set(beats()) == {"drain:web1:/srv/journal", "drain:web2:/srv/journal"}


def test_names_that_are_too_long_for_the_column_stay_apart() -> None:
    long, longer = row_of("h:" + "/x" * 100), row_of("h:" + "/x" * 101)
    assert (len(long), len(longer)) == (120, 120)
    assert long != longer
    assert long.startswith("drain:h:/x/x")


def test_a_long_pass_beats_between_its_batches_and_a_short_one_does_not() -> None:
    Pulse(HOME, NOW).within()
    assert beats() == {}
    Pulse(HOME, NOW, every=0).within()
    assert beats()[row_of(HOME)] >= NOW


def test_the_end_of_a_pass_beats_when_the_last_beat_is_old_or_of_a_clock_that_ran_ahead() -> None:
    for moment, expected in ((NOW, NOW), (later(seconds=4), NOW), (later(seconds=5), later(seconds=5)), (NOW, NOW)):
        Pulse(HOME, moment).at_end()
        assert beats() == {row_of(HOME): expected}


def test_drains_that_are_gone_for_a_day_are_forgotten_and_others_are_not() -> None:
    for part in ("drain", "drain:gone:/j", "beat", "worker:gone-1"):
        Heartbeat.objects.create(part=part, at=later(hours=-25))
    Heartbeat.objects.create(part="drain:late:/j", at=later(hours=-23))
    Pulse(HOME, NOW).at_end()
    assert set(beats()) == {row_of(HOME), "drain:late:/j", "beat", "worker:gone-1"}


def test_a_drain_that_was_stopped_is_missed_only_while_its_journal_holds_something() -> None:
    JournalPosition.objects.create(segment="w.000001.journal", home=HOME, writer="w")
    Pulse(HOME, NOW).at_end()
    ended(HOME)
    assert set(beats()) == {row_of(HOME)}
    JournalPosition.objects.all().delete()
    ended(HOME)
    assert beats() == {}
