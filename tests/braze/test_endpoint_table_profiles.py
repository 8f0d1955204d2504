"""The endpoints about people, as documented."""

from __future__ import annotations

import pytest

from braze_tracker.braze import Repeat, identify
from braze_tracker.braze.endpoint_table_profiles import PROFILES


@pytest.mark.parametrize(
    ("call", "permission", "pool", "repeat"),
    [
        ("POST /users/track", "users.track", "users.track", Repeat.UNSAFE),
        ("POST /users/track/sync", "users.track.sync", "users.track.sync", Repeat.UNSAFE),
        ("POST /users/track/bulk", "users.track.bulk", "users.track.bulk", Repeat.UNSAFE),
        ("POST /users/delete", "users.delete", "users", Repeat.IDEMPOTENT),
        ("POST /users/alias/new", "users.alias.new", "users", Repeat.IDEMPOTENT),
        ("POST /users/alias/update", "users.alias.update", "users", Repeat.IDEMPOTENT),
        ("POST /users/identify", "users.identify", "users", Repeat.IDEMPOTENT),
        ("POST /users/merge", "users.merge", "users", Repeat.IDEMPOTENT),
        ("POST /users/external_ids/rename", "users.external_ids.rename", "users.external_ids", Repeat.UNSAFE),
        ("POST /users/external_ids/remove", "users.external_ids.remove", "users.external_ids", Repeat.IDEMPOTENT),
        ("GET /email/hard_bounces", "email.hard_bounces", "shared", Repeat.SAFE),
        ("GET /email/unsubscribes", "email.unsubscribe", "shared", Repeat.SAFE),
        ("POST /email/status", "email.status", "shared", Repeat.IDEMPOTENT),
        ("POST /email/bounce/remove", "email.bounce.remove", "shared", Repeat.IDEMPOTENT),
        ("POST /email/spam/remove", "email.spam.remove", "shared", Repeat.IDEMPOTENT),
        ("POST /email/blocklist", "email.blacklist", "shared", Repeat.IDEMPOTENT),
        ("POST /email/blacklist", "email.blacklist", "shared", Repeat.IDEMPOTENT),
        ("GET /sms/invalid_phone_numbers", "sms.invalid_phone_numbers", "shared", Repeat.SAFE),
        ("POST /sms/invalid_phone_numbers/remove", "sms.invalid_phone_numbers.remove", "shared", Repeat.IDEMPOTENT),
        ("POST /subscription/status/set", "subscription.status.set", "subscription.status.set", Repeat.IDEMPOTENT),
        ("POST /v2/subscription/status/set", "subscription.status.set", "subscription.status.set", Repeat.IDEMPOTENT),
        ("GET /subscription/status/get", "subscription.status.get", "shared", Repeat.SAFE),
        ("GET /subscription/user/status", "subscription.groups.get", "shared", Repeat.SAFE),
    ],
)
def test_an_endpoint_is_as_its_page_says(call: str, permission: str, pool: str, repeat: Repeat) -> None:
    row = identify(*call.split(" "))
    assert (row.name, row.permission, row.pool, row.repeat) == (call, permission, pool, repeat)


def test_nothing_here_sends() -> None:
    assert not any(row.sends for row in PROFILES)


def test_families_keep_alike_errors_together() -> None:
    assert {row.family for row in PROFILES if row.template.startswith("/users/track")} == {"users.track"}
