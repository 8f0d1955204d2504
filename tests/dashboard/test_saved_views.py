"""A view is what stands in the address of its list, kept under a name for one reader or for all."""

from __future__ import annotations

import pytest

from braze_tracker.dashboard.models import SavedFilter
from braze_tracker.dashboard.roles import Role
from braze_tracker.dashboard.saved_views import MOST, PAGES, SHOWN, CannotSave, canonical, save_view, views_for
from tests.dashboard.factories import a_person, now

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "query", "kept"),
    [
        ("calls", {"outcome": "fatal", "endpoint": "", "before": "x", "open": "y", "live": "1"}, "outcome=fatal"),
        ("calls", {"range": "24h", "q": "code:400"}, "q=code%3A400"),
        ("calls", {"range": "7d", "origin": "any", "csrfmiddlewaretoken": "z"}, "origin=any&range=7d"),
        ("errors", {"state": "muted", "range": "7d"}, "state=muted"),
        ("sends", {"q": "a b", "campaign": "c"}, "campaign=c&q=a+b"),
        ("campaigns", {}, ""),
    ],
)
def test_a_view_is_its_filters_in_one_order_and_no_place_in_the_list(
    page: str, query: dict[str, str], kept: str
) -> None:
    assert canonical(page, query) == kept
    assert canonical(page, dict(reversed(query.items()))) == kept


def test_a_reader_sees_their_own_first_and_what_others_share() -> None:
    maya, tom = a_person("maya", Role.VIEWER), a_person("tom", Role.VIEWER)
    save_view(tom, "calls", "All fatal", "outcome=fatal", shared=True, now=now())
    save_view(tom, "calls", "Not for you", "outcome=unknown", shared=False, now=now())
    save_view(tom, "sends", "Another page", "", shared=True, now=now())
    save_view(maya, "calls", "Zebra", "", shared=False, now=now())
    seen = views_for(maya, "calls", "outcome=fatal")
    assert [(one.name, one.owner, one.href, one.shared, one.current) for one in seen] == [
        ("Zebra", "", "/calls/", False, False),
        ("All fatal", "tom", "/calls/?outcome=fatal", True, True),
    ]


def test_however_many_others_share_ones_own_are_in_sight() -> None:
    maya, tom = a_person("maya", Role.VIEWER), a_person("tom", Role.VIEWER)
    rows = (SavedFilter(user=tom, page="calls", name=f"v{n}", shared=True, created_at=now()) for n in range(SHOWN))
    SavedFilter.objects.bulk_create(rows)
    save_view(maya, "calls", "zebra", "", shared=False, now=now())
    seen = views_for(maya, "calls", "")
    assert (seen[0].name, len(seen)) == ("zebra", SHOWN)


def test_a_name_used_again_replaces_the_view() -> None:
    maya = a_person("maya", Role.VIEWER)
    for query, shared in (("outcome=fatal", True), ("outcome=unknown", False)):
        save_view(maya, "calls", "  Mine  today ", query, shared=shared, now=now())
    assert SavedFilter.objects.values_list("name", "query", "shared").get() == ("Mine today", "outcome=unknown", False)


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [("", "", "Give the view a name"), (" \x00", "", "Give the view a name"), ("n" * 61, "", "up to 60"),
     ("n", "q=" + "x" * 2000, "too long")],
    ids=["no name", "no letters", "long name", "long filters"],
)  # fmt: skip
def test_what_cannot_be_saved_is_refused_with_words(name: str, query: str, said: str) -> None:
    with pytest.raises(CannotSave, match=said):
        save_view(a_person("maya", Role.VIEWER), "calls", name, query, shared=False, now=now())
    assert not SavedFilter.objects.exists()


def test_a_reader_has_so_many_views_of_a_page_and_no_more() -> None:
    maya = a_person("maya", Role.VIEWER)
    rows = (SavedFilter(user=maya, page="calls", name=f"v{number}", created_at=now()) for number in range(MOST))
    SavedFilter.objects.bulk_create(rows)
    with pytest.raises(CannotSave, match="Delete one first"):
        save_view(maya, "calls", "one more", "", shared=False, now=now())
    assert save_view(maya, "calls", "v3", "q=x", shared=False, now=now()).query == "q=x"
    assert save_view(maya, "errors", "one more", "", shared=False, now=now()).pk


def test_every_page_with_views_is_named_as_its_address() -> None:
    assert set(PAGES) == {"calls", "errors", "sends", "campaigns"}
    assert all(permission.startswith("recording.view_") for permission, _names in PAGES.values())
