"""What is known of workspaces."""

from __future__ import annotations

from braze_tracker.gateway.places import Place, Snapshot

HERE, THERE = (Place(slug=name, host=name, base=f"https://{name}", key="a very secret key") for name in ("a", "b"))


def test_workspaces_in_one_place_say_where_an_unknown_key_belongs() -> None:
    assert Snapshot(by_slug={"a": HERE, "also": HERE}).only_base() == "https://a"


def test_workspaces_in_several_places_or_none_do_not() -> None:
    assert Snapshot(by_slug={"a": HERE, "b": THERE}).only_base() == ""
    assert Snapshot().only_base() == ""


def test_no_key_is_shown() -> None:
    assert "secret" not in f"{HERE!r} {Snapshot(by_slug={'a': HERE})!r}"
