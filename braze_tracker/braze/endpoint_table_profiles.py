"""Endpoints about people: profiles, e-mail, SMS and subscriptions. https://www.braze.com/docs/api/endpoints/user_data"""

from __future__ import annotations

from braze_tracker.braze.endpoint import Endpoint, Repeat, endpoint

USERS_POOL = "users"
"""20,000 a minute, shared by deleting, aliases, identifying and merging."""

_USERS: tuple[Endpoint, ...] = (
    # Attributes alone may be written twice; events and purchases are counted twice, so the path as a whole is unsafe.
    endpoint(
        "POST /users/track",
        "users.track",
        "users.track",
        pool="users.track",
        carries={"attributes_processed", "events_processed", "purchases_processed"},
    ),
    endpoint("POST /users/track/sync", "users.track", "users.track.sync", pool="users.track.sync", carries={"users"}),
    endpoint("POST /users/track/bulk", "users.track", "users.track.bulk", pool="users.track.bulk"),
    endpoint(
        "POST /users/delete", "users", "users.delete", pool=USERS_POOL, repeat=Repeat.IDEMPOTENT, carries={"deleted"}
    ),
    endpoint(
        "POST /users/alias/new",
        "users.alias",
        "users.alias.new",
        pool=USERS_POOL,
        repeat=Repeat.IDEMPOTENT,
        carries={"aliases_processed"},
    ),
    endpoint(
        "POST /users/alias/update", "users.alias", "users.alias.update", pool=USERS_POOL, repeat=Repeat.IDEMPOTENT
    ),
    endpoint(
        "POST /users/identify",
        "users",
        "users.identify",
        pool=USERS_POOL,
        repeat=Repeat.IDEMPOTENT,
        carries={"aliases_processed", "emails_processed", "phone_numbers_processed"},
    ),
    endpoint("POST /users/merge", "users", "users.merge", pool=USERS_POOL, repeat=Repeat.IDEMPOTENT),
    endpoint(
        "POST /users/external_ids/rename",
        "users.external_ids",
        "users.external_ids.rename",
        pool="users.external_ids",
        carries={"external_ids", "rename_errors"},
    ),
    endpoint(
        "POST /users/external_ids/remove",
        "users.external_ids",
        "users.external_ids.remove",
        pool="users.external_ids",
        repeat=Repeat.IDEMPOTENT,
        carries={"removed_ids", "removal_errors"},
    ),
)

_EMAIL_AND_SMS: tuple[Endpoint, ...] = (
    endpoint("GET /email/hard_bounces", "email", "email.hard_bounces", carries={"emails"}),
    endpoint("GET /email/unsubscribes", "email", "email.unsubscribe", carries={"emails"}),
    endpoint("POST /email/status", "email", "email.status", repeat=Repeat.IDEMPOTENT),
    endpoint("POST /email/bounce/remove", "email", "email.bounce.remove", repeat=Repeat.IDEMPOTENT),
    endpoint("POST /email/spam/remove", "email", "email.spam.remove", repeat=Repeat.IDEMPOTENT),
    endpoint("POST /email/blocklist", "email", "email.blacklist", repeat=Repeat.IDEMPOTENT),
    endpoint("POST /email/blacklist", "email", "email.blacklist", repeat=Repeat.IDEMPOTENT),
    endpoint("GET /sms/invalid_phone_numbers", "sms", "sms.invalid_phone_numbers", carries={"sms"}),
    endpoint(
        "POST /sms/invalid_phone_numbers/remove", "sms", "sms.invalid_phone_numbers.remove", repeat=Repeat.IDEMPOTENT
    ),
)

_SUBSCRIPTIONS: tuple[Endpoint, ...] = (
    endpoint(
        "POST /subscription/status/set",
        "subscription",
        "subscription.status.set",
        pool="subscription.status.set",
        repeat=Repeat.IDEMPOTENT,
    ),
    endpoint(
        "POST /v2/subscription/status/set",
        "subscription",
        "subscription.status.set",
        pool="subscription.status.set",
        repeat=Repeat.IDEMPOTENT,
    ),
    endpoint("GET /subscription/status/get", "subscription", "subscription.status.get", carries={"status"}),
    endpoint(
        "GET /subscription/user/status", "subscription", "subscription.groups.get", carries={"users", "total_count"}
    ),
)

PROFILES: tuple[Endpoint, ...] = (*_USERS, *_EMAIL_AND_SMS, *_SUBSCRIPTIONS)
