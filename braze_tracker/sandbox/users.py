"""Profiles: tracking, identities and their export (https://www.braze.com/docs/api/endpoints/user_data/).

The sandbox keeps no profiles: an id that begins with `unknown` belongs to nobody, any other to somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.track_rules import ARRAYS, NO_VALID_DATA, item_error, items
from braze_tracker.sandbox.wire import Reply, Request, Rule, accepted, created, refused

MOST = 50
DISAGREEABLE = "must be an array of objects"


def track(_: State, request: Request) -> Reply:
    """Wrong objects are listed and skipped; when none is right the request is refused with the same list."""
    judged = [(array, item_error(array, index, item)) for array, index, item in items(request)]
    errors = [error for _, error in judged if error]
    if len(errors) == len(judged):
        return refused(400, NO_VALID_DATA, errors=errors)
    counts = {f"{name}_processed": judged.count((name, None)) for name in ARRAYS if request.data.get(name)}
    return created(**counts, errors=errors or None)


def _listed(request: Request, name: str) -> list[Any]:
    given = request.data.get(name)
    return given if isinstance(given, list) else []


def _no_objects(name: str) -> Callable[[State, Request], bool]:
    def broken(_: State, request: Request) -> bool:
        return not _listed(request, name) or not all(isinstance(one, dict) for one in _listed(request, name))

    return broken


def _more_than(most: int, *names: str) -> Callable[[State, Request], bool]:
    return lambda _, request: sum(len(_listed(request, name)) for name in names) > most


def _none_of(*names: str) -> Callable[[State, Request], bool]:
    return lambda _, request: not any(request.data.get(name) for name in names)


def is_unknown(name: Any) -> bool:
    return str(name).startswith("unknown")


WHO = ("external_ids", "user_aliases", "braze_ids", "device_id", "email_address", "phone")
TOO_MANY = "The max number of ids per request was exceeded"
EXPORT = (
    Rule(_none_of(*WHO), 400, "At least one user identifier must be provided"),
    Rule(_more_than(MOST, "external_ids", "user_aliases", "braze_ids"), 400, TOO_MANY),
)
IDENTIFY = (
    Rule(
        _none_of("aliases_to_identify", "emails_to_identify", "phone_numbers_to_identify"),
        400,
        f"'aliases_to_identify' {DISAGREEABLE}",
    ),
    Rule(_more_than(MOST, "aliases_to_identify", "emails_to_identify"), 400, TOO_MANY),
)
DELETE = (
    Rule(_none_of("external_ids", "user_aliases", "braze_ids", "email_addresses"), 400, "No users to delete"),
    Rule(_more_than(MOST, "external_ids", "user_aliases", "braze_ids"), 400, TOO_MANY),
)
MERGE = (
    Rule(_no_objects("merge_updates"), 400, f"'merge_updates' {DISAGREEABLE}"),
    Rule(_more_than(MOST, "merge_updates"), 400, "a single request may not contain more than 50 merge updates"),
)
ALIAS = (Rule(_no_objects("user_aliases"), 400, f"'user_aliases' {DISAGREEABLE}"),)
RENAME = (
    Rule(_no_objects("external_id_renames"), 400, f"'external_id_renames' {DISAGREEABLE}"),
    Rule(_more_than(MOST, "external_id_renames"), 400, TOO_MANY),
)
REMOVE = (Rule(_none_of("external_ids"), 400, "'external_ids' must be an array of strings"),)


def export(_: State, request: Request) -> Reply:
    asked = [str(name) for name in _listed(request, "external_ids")]
    users = [
        {"external_id": name, "email": f"{name}@example.com", "custom_attributes": {"tier": "gold"}}
        for name in asked
        if not is_unknown(name)
    ]
    return created(users=users, invalid_user_ids=[name for name in asked if is_unknown(name)] or None)


def identify(_: State, request: Request) -> Reply:
    """An alias nobody has is no mistake: nothing happens."""
    return created(aliases_processed=len(_listed(request, "aliases_to_identify")))


def delete(_: State, request: Request) -> Reply:
    asked = _listed(request, "external_ids")
    unknown = [name for name in asked if is_unknown(name)]
    others = sum(len(_listed(request, name)) for name in ("user_aliases", "braze_ids", "email_addresses"))
    return created(deleted=len(asked) - len(unknown) + others, invalid_user_ids=unknown or None)


def merge(_: State, __: Request) -> Reply:
    return accepted()


def new_alias(_: State, request: Request) -> Reply:
    return created(aliases_processed=len(_listed(request, "user_aliases")))


def rename(_: State, request: Request) -> Reply:
    """Wrong pairs come back in `rename_errors`, a list of lists."""
    pairs = _listed(request, "external_id_renames")
    wrong = [[f"external_id {pair.get('current_external_id')} not found"] for pair in pairs if _unrenamable(pair)]
    return created(external_ids=[pair for pair in pairs if not _unrenamable(pair)], rename_errors=wrong)


def _unrenamable(pair: dict[str, Any]) -> bool:
    return not pair.get("new_external_id") or is_unknown(pair.get("current_external_id"))


def remove(_: State, request: Request) -> Reply:
    asked = _listed(request, "external_ids")
    wrong = [[f"external_id {name} not found"] for name in asked if is_unknown(name)]
    return created(removed_ids=[name for name in asked if not is_unknown(name)], removal_errors=wrong)
