from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from braze_tracker.braze.captured import BodyState, CapturedBody, CaptureLevel
from braze_tracker.journal import Journal
from braze_tracker.recording.bodies import Bodies, Side, pack
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall, CallBody, ErrorOccurrence, Workspace
from braze_tracker.recording.sealed import seal
from braze_tracker.recording.stored_bodies import LOCKED, bodies_of, read_bodies
from tests.journal.lines_of import a_departure, an_arrival
from tests.recording.factories import NOW, a_call

pytestmark = pytest.mark.django_db

KEY, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
PERSON, NOTE = "marked-17", "marked note"
ASKED = f'{{"campaign_id":"c-1","recipients":[{{"external_user_id":"{PERSON}"}}],"note":"{NOTE}"}}'
ANSWER = f'{{"message":"success","dispatch_id":"d-1","errors":["{PERSON} is unknown"]}}'
Noted = Callable[[], None]


@pytest.fixture(autouse=True)
def keys(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = (KEY,)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path, level=CaptureLevel.FULL, hash_key=b"k", seal=partial(seal, keys=(KEY,)))


def begun(journal: Journal) -> Noted:
    note = journal.open(a_departure(body=ASKED.encode(), started_at=NOW))
    return lambda: note.close(an_arrival(body=ANSWER.encode()))


def drained(journal: Journal, level: CaptureLevel | None = None) -> CallBody:
    """The call as stored; ``level`` is the workspace's from now on."""
    drain(journal.folder, now=NOW)
    if level:
        Workspace.objects.update(capture=level.value)
    return CallBody.objects.latest("pk")


def a_workspace_at(level: CaptureLevel, journal: Journal) -> None:
    """Traffic shows the workspace first; then somebody chooses its level."""
    begun(journal)()
    drained(journal, level)
    ApiCall.objects.all().delete()


def in_the_database() -> str:
    rows = [*ApiCall.objects.values(), *ErrorOccurrence.objects.values("message", "group__title", "group__sample")]
    return repr([*rows, *(bytes(body.content) for body in CallBody.objects.all())])


def test_whole_bodies_are_encrypted_and_everything_else_is_masked(journal: Journal) -> None:
    a_workspace_at(CaptureLevel.FULL, journal)
    begun(journal)()
    stored = drained(journal)
    bodies = read_bodies(stored)
    assert stored.sealed
    assert bodies.reply is not None
    assert (bodies.request.body.content, bodies.reply.body.content) == (ASKED, ANSWER)
    assert PERSON not in in_the_database()
    kept = b"".join(path.read_bytes() for path in journal.folder.iterdir())
    assert PERSON.encode() not in kept
    assert NOTE.encode() not in kept
    assert ErrorOccurrence.objects.get().message.endswith("is unknown")


@pytest.mark.parametrize(
    ("level", "noted", "states"),
    [
        (CaptureLevel.METADATA, False, ("essence", "essence")),
        (CaptureLevel.MASKED, True, ("masked", "masked")),
    ],
)
def test_a_writer_that_keeps_more_than_the_workspace_wants_is_cut(
    journal: Journal, level: CaptureLevel, noted: bool, states: tuple[str, str]
) -> None:
    a_workspace_at(level, journal)
    begun(journal)()
    stored = drained(journal)
    bodies = read_bodies(stored)
    assert bodies.reply is not None
    assert not stored.sealed
    assert (bodies.request.body.state, bodies.reply.body.state) == states
    assert (NOTE in bodies.request.body.content) == noted
    assert PERSON not in repr(bodies)
    call = ApiCall.objects.get()
    assert (call.outcome, call.campaign_id, call.dispatch_id) == ("non_fatal", "c-1", "d-1")


def test_a_writer_at_metadata_leaves_nothing_to_keep(tmp_path: Path, journal: Journal) -> None:
    a_workspace_at(CaptureLevel.FULL, journal)
    begun(Journal(tmp_path, level=CaptureLevel.METADATA, hash_key=b"k"))()
    stored = drained(journal)
    assert not stored.sealed
    assert read_bodies(stored).request.body.content == '{"campaign_id":"c-1"}'


def test_raising_the_level_changes_nothing_of_what_is_stored(journal: Journal) -> None:
    a_workspace_at(CaptureLevel.MASKED, journal)
    end = begun(journal)
    before = read_bodies(drained(journal, CaptureLevel.FULL))
    end()
    stored = drained(journal)
    after = read_bodies(stored)
    assert after.request.body.content == before.request.body.content
    assert after.reply is not None
    assert after.reply.body.content == ANSWER
    assert stored.sealed


def test_lowering_the_level_leaves_what_is_stored_encrypted(journal: Journal) -> None:
    a_workspace_at(CaptureLevel.FULL, journal)
    end = begun(journal)
    drained(journal, CaptureLevel.MASKED)
    end()
    stored = drained(journal)
    bodies = read_bodies(stored)
    assert stored.sealed
    assert bodies.request.body.content == ASKED
    assert bodies.reply is not None
    assert PERSON not in bodies.reply.body.content
    assert PERSON not in in_the_database()


def test_an_ending_that_comes_later_keeps_both_sides_whole(journal: Journal) -> None:
    a_workspace_at(CaptureLevel.FULL, journal)
    end = begun(journal)
    assert drained(journal).sealed
    assert ApiCall.objects.get().outcome == "pending"
    end()
    bodies = read_bodies(drained(journal))
    assert bodies.reply is not None
    assert (bodies.request.body.content, bodies.reply.body.content) == (ASKED, ANSWER)
    assert ApiCall.objects.get().outcome == "non_fatal"


def test_a_key_that_is_gone_costs_the_bodies_and_nothing_of_the_judgement(journal: Journal, settings: Any) -> None:
    a_workspace_at(CaptureLevel.FULL, journal)
    settings.ENCRYPTION_KEYS = (OTHER,)
    begun(journal)()
    stored = drained(journal)
    assert not stored.sealed
    assert read_bodies(stored).request.body.state is BodyState.ESSENCE
    call = ApiCall.objects.get()
    assert (call.outcome, call.campaign_id, call.dispatch_id) == ("non_fatal", "c-1", "d-1")


def test_bodies_whose_key_is_gone_are_shown_as_locked_and_stay_for_the_key(journal: Journal, settings: Any) -> None:
    a_workspace_at(CaptureLevel.FULL, journal)
    end = begun(journal)
    stored = drained(journal)
    settings.ENCRYPTION_KEYS = (OTHER,)
    assert bodies_of(stored.call_id) is LOCKED
    end()
    assert bytes(drained(journal).content) == bytes(stored.content)
    assert ApiCall.objects.get().outcome == "non_fatal"
    settings.ENCRYPTION_KEYS = (OTHER, KEY)
    found = bodies_of(stored.call_id)
    assert found is not None
    assert found.request.body.content == ASKED


def test_of_a_call_without_stored_bodies_there_are_none() -> None:
    call = a_call()
    assert bodies_of(call.pk) is None


@pytest.mark.parametrize("sealed", [False, True])
def test_content_that_is_no_body_is_as_good_as_none(sealed: bool) -> None:
    call = a_call(request="{}")
    content = seal("no body", [KEY]).encode() if sealed else b"no body"
    CallBody.objects.filter(pk=call.pk).update(content=content, sealed=sealed)
    assert bodies_of(call.pk) is None


def test_unsealed_content_needs_no_key(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = ()
    bodies = Bodies(Side({}, CapturedBody("{}", BodyState.WHOLE, 2)))
    assert read_bodies(CallBody(content=pack(bodies))) == bodies
