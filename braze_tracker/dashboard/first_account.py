"""The first person who may sign in: made once, while there is nobody. Knows neither pages nor commands.

A tracker may be reached from the internet before its owner has opened it; so the page asks for a code that only those
know who can run commands beside it.
"""

from __future__ import annotations

import base64

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from braze_tracker.recording.audit import note
from braze_tracker.recording.choices import Deed

_CODE_LETTERS = 16
"""Of five bits each: nobody guesses eighty bits, so attempts need no counting."""


def nobody_yet() -> bool:
    return not User.objects.exists()


def setup_code(secret: str) -> str:
    """``abcd-efgh-ijkl-mnop``: the same on every host with this secret key, and kept nowhere."""
    digest = salted_hmac("braze_tracker.first_account", "setup code", secret, algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode().lower()[:_CODE_LETTERS]
    return "-".join(letters[at : at + 4] for at in range(0, _CODE_LETTERS, 4))


def is_setup_code(given: str, secret: str) -> bool:
    """However it was typed: capitals, blanks and hyphens do not count."""
    typed = "".join(given.split()).replace("-", "").lower()
    return constant_time_compare(typed, setup_code(secret).replace("-", ""))


@transaction.atomic
def make_first_account(username: str, password: str) -> User | None:
    """The administrator; None where somebody was quicker. Two who try at once make one."""
    # a row that every database has, held until the end: PostgreSQL has no other lock that SQLite would understand
    ContentType.objects.select_for_update().get(app_label="auth", model="user")
    if not nobody_yet():
        return None
    first = User.objects.create_superuser(username=username, password=password)
    note(None, Deed.PERSON_ADDED, f"user {first.pk}", at=timezone.now(), detail=f"{username}: the first account")
    return first
