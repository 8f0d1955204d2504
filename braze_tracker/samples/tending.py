"""Does what was asked for: makes sample data and stores it, or removes it. One worker at a time, by a claim with a
lease; whoever dies leaves it to the next one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID, uuid4

from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet

from braze_tracker.samples.asking import KEPT_FOR, ask_removal
from braze_tracker.samples.making import NotMade, NotWanted, made
from braze_tracker.samples.models import Hitch, SampleData, SampleState
from braze_tracker.samples.putting import put
from braze_tracker.samples.removing import remove
from braze_tracker.samples.written import read

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
Clock = Callable[[], datetime]
Making = Callable[[Callable[[], bool]], AbstractContextManager[IO[str]]]


def tend(*, now: Clock, making: Making = made) -> None:
    """One pass; nothing where nothing was asked for, or another worker is at it. ``making``: as `made`."""
    row = SampleData.objects.first()
    if row is None:
        return
    if row.state == SampleState.THERE and row.loaded_at and row.loaded_at + KEPT_FOR <= now():
        ask_removal(None, now=now(), detail="sample data removed after seven days")
    work = _claimed(now)
    if work is None:
        return
    if work.state == SampleState.WANTED:
        work.load(making)
    else:
        work.remove()


class Work:
    """A claim on the one row, in this state."""

    def __init__(self, state: str, claim: UUID, now: Clock) -> None:
        self.state, self._claim, self._now = state, claim, now

    def load(self, making: Making) -> None:
        try:
            remove(going=self.going)  # what an earlier attempt may have left
            self._load(making)
        except NotWanted:
            log.info("Sample data is not wanted any more.")
        except NotMade as problem:
            self._fail(problem.hitch, problem.said)
        except (OSError, DatabaseError, DeserializationError, LookupError) as error:
            log.exception("Sample data could not be stored.")
            self._fail(Hitch.REFUSED, type(error).__name__)

    def _load(self, making: Making) -> None:
        with making(self.going) as lines:
            self._store(lines)

    def _store(self, lines: IO[str]) -> None:
        """All of it at one moment, and only if it is still wanted."""
        rows = list(read(lines))
        with transaction.atomic():
            if not self._mine(SampleState.WANTED).update(claimed_until=self._now() + LEASE):
                raise NotWanted
            stored = put(rows, now=self._now())
            self._mine(SampleState.WANTED).update(
                state=SampleState.THERE, loaded_at=self._now(), claim=None, claimed_until=None
            )
        log.info("Sample data is there: %d rows.", stored)

    def remove(self) -> None:
        if remove(going=self.going):
            self._mine(SampleState.UNWANTED).delete()
            log.info("Sample data is removed.")

    def going(self) -> bool:
        """Renews the lease; false when the row is another's, or asks for something else by now."""
        return bool(self._mine(self.state).update(claimed_until=self._now() + LEASE))

    def _mine(self, state: str) -> QuerySet[SampleData]:
        return SampleData.objects.filter(claim=self._claim, state=state)

    def _fail(self, hitch: Hitch, said: str) -> None:
        self._mine(SampleState.WANTED).update(
            state=SampleState.FAILED, hitch=hitch, detail=said, claim=None, claimed_until=None
        )
        log.warning("Sample data was not made: %s %s", hitch, said)


def _claimed(now: Clock) -> Work | None:
    free = Q(claimed_until=None) | Q(claimed_until__lte=now())
    for state in (SampleState.WANTED, SampleState.UNWANTED):
        claim = uuid4()
        if SampleData.objects.filter(free, state=state).update(claim=claim, claimed_until=now() + LEASE):
            return Work(state, claim, now)
    return None
