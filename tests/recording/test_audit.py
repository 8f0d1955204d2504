"""The audit log: what is written, and that a page which refreshes itself is one viewing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User

from braze_tracker.recording.audit import note, note_once
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.models import AuditEntry
from tests.recording.factories import NOW, later

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def maya() -> User:
    return User.objects.create_user("maya")


def test_an_entry_says_who_did_what_to_what_and_when(maya: User) -> None:
    entry = note(maya, Deed.RESOLVED, "error 7", at=NOW, detail="from the list")
    entry.refresh_from_db()
    assert (entry.user, entry.username, entry.deed, entry.subject) == (maya, "maya", "resolved", "error 7")
    assert (entry.at, entry.detail) == (NOW, "from the list")


def test_an_entry_outlives_the_person(maya: User) -> None:
    note(maya, Deed.RESOLVED, "error 7", at=NOW)
    maya.delete()
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.username) == (None, "maya")


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_a_deed_of_the_command_line_is_nobodys(nobody: AnonymousUser | None) -> None:
    entry = note(nobody, Deed.KEY_CHANGED, "workspace shop", at=NOW)
    assert (entry.user, entry.username) == (None, "")


def test_what_is_too_long_is_cut_and_what_cannot_be_stored_is_replaced(maya: User) -> None:
    entry = note(maya, Deed.RESOLVED, "error " + "9" * 300, at=NOW, detail="a\0b" + "x" * 400)
    entry.refresh_from_db()
    assert (len(entry.subject), len(entry.detail)) == (200, 300)
    assert entry.detail.startswith("a\N{REPLACEMENT CHARACTER}b")


def test_the_same_viewing_is_written_once_an_hour(maya: User) -> None:
    for minutes in (0, 1, 59, 60, 61):
        note_once(maya, Deed.BODY_VIEWED, "call 1", at=later(minutes=minutes), within=HOUR)
    assert sorted(AuditEntry.objects.values_list("at", flat=True)) == [NOW, later(minutes=60)]


def test_other_people_other_calls_and_other_deeds_are_other_viewings(maya: User) -> None:
    tom = User.objects.create_user("tom")
    note_once(maya, Deed.BODY_VIEWED, "call 1", at=NOW, within=HOUR)
    note_once(tom, Deed.BODY_VIEWED, "call 1", at=NOW, within=HOUR)
    note_once(maya, Deed.BODY_VIEWED, "call 2", at=NOW, within=HOUR)
    note_once(maya, Deed.RESOLVED, "call 1", at=NOW, within=HOUR)
    assert AuditEntry.objects.count() == 4
