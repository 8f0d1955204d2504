"""What people do with errors: resolve, mute, open again, write about. A deed and its audit line are one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from braze_tracker.recording.audit import Somebody, note
from braze_tracker.recording.choices import Deed, GroupState
from braze_tracker.recording.models import ErrorGroup

LONGEST_COMMENT = 300


@dataclass(frozen=True, slots=True)
class Quiet:
    """How long a muted error stays quiet: for a time, until its calls have doubled, or, with neither, for ever."""

    span: timedelta | None = None
    until_doubled: bool = False


QUIET: dict[str, Quiet] = {
    "1h": Quiet(timedelta(hours=1)),
    "1d": Quiet(timedelta(days=1)),
    "7d": Quiet(timedelta(days=7)),
    "doubled": Quiet(until_doubled=True),
    "ever": Quiet(),
}
"""The choices that pages offer, by the word in their forms."""


def resolve(groups: Iterable[ErrorGroup], *, by: Somebody, now: datetime) -> int:
    """They open again when they are seen again. How many were not resolved before."""
    return _set(groups, GroupState.RESOLVED, Deed.RESOLVED, by=by, now=now)


def reopen(groups: Iterable[ErrorGroup], *, by: Somebody, now: datetime) -> int:
    return _set(groups, GroupState.OPEN, Deed.REOPENED, by=by, now=now)


def mute(groups: Iterable[ErrorGroup], quiet: Quiet, *, by: Somebody, now: datetime) -> int:
    """They are counted on and stay out of the open ones. One that is muted already is muted anew."""
    return _set(groups, GroupState.MUTED, Deed.MUTED, by=by, now=now, quiet=quiet)


def comment(group: ErrorGroup, text: str, *, by: Somebody, now: datetime) -> None:
    """Raises ValueError for an empty text, or one too long to be kept whole."""
    text = " ".join(text.split())
    if not text:
        raise ValueError("Write something first.")
    if len(text) > LONGEST_COMMENT:
        raise ValueError(f"Shorten it to {LONGEST_COMMENT} letters: it has {len(text)}.")
    note(by, Deed.COMMENTED, subject(group), at=now, detail=text)


def subject(group: ErrorGroup) -> str:
    return f"error {group.pk}"


@transaction.atomic
def _set(
    groups: Iterable[ErrorGroup],
    state: GroupState,
    deed: Deed,
    *,
    by: Somebody,
    now: datetime,
    quiet: Quiet | None = None,
) -> int:
    """Locked one by one in the order in which the drain writes them, and only for as long as it takes."""
    keys = sorted((group.fingerprint_version, group.fingerprint, group.pk) for group in groups)
    changed = 0
    for _version, _fingerprint, key in keys:
        group = ErrorGroup.objects.select_for_update().get(pk=key)
        if group.state == state and quiet is None:
            continue
        group.state, group.state_changed_at = state, now
        group.muted_until = now + quiet.span if quiet and quiet.span else None
        group.muted_above = group.calls * 2 if quiet and quiet.until_doubled else None
        group.save(update_fields=["state", "state_changed_at", "muted_until", "muted_above"])
        note(by, deed, subject(group), at=now, detail=_detail(group))
        changed += 1
    return changed


def _detail(group: ErrorGroup) -> str:
    if group.muted_until:
        return f"until {group.muted_until:%Y-%m-%d %H:%M} UTC"
    return f"until more than {group.muted_above} calls" if group.muted_above else ""
