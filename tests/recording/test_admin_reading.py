from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.utils.translation import override

from braze_tracker.recording.admin_reading import READ_AHEAD, CappedPaginator, ReadOnlyAdmin, column, moment, worded
from braze_tracker.recording.models import ApiCall, ErrorGroup
from tests.recording.factories import NOW, a_call

pytestmark = pytest.mark.django_db


def test_a_short_list_is_counted_to_its_end() -> None:
    a_call()
    assert CappedPaginator(ApiCall.objects.order_by("pk"), 50).count == 1


def test_a_plain_list_is_counted_too() -> None:
    assert CappedPaginator([1, 2, 3], 2).num_pages == 2


def test_pages_go_no_further_than_their_cap() -> None:
    assert READ_AHEAD == 10_000


def test_a_moment_is_told_to_the_second_and_may_be_missing() -> None:
    told = moment("returned_at", "returned")
    assert told(ErrorGroup(returned_at=NOW)).replace("\xa0", " ") == "4 Mar 2026, 12:00:00"
    assert told(ErrorGroup()) == "–"


def test_a_column_may_have_another_title_than_its_field() -> None:
    shown = column("calls", "how often")
    assert shown(ErrorGroup(calls=3)) == 3
    assert str(label_for_field(shown, ErrorGroup)) == "how often"


def test_the_trackers_own_message_follows_the_language_and_brazes_does_not() -> None:
    shown = worded("title", "error")
    with override("fr"):
        assert shown(ErrorGroup(title="The server refused the connection. Nothing was sent.")).startswith("Le serveur")
        assert shown(ErrorGroup(title="Not found")) == "Not found"


def test_a_moment_is_written_as_the_language_writes_it() -> None:
    with override("fr"):
        told = moment("returned_at", "returned")(ErrorGroup(returned_at=NOW))
    assert told.replace("\xa0", " ") == "4 mars 2026 à 12:00:00"


def test_no_list_counts_the_table_once_for_each_filter() -> None:
    assert ReadOnlyAdmin.show_facets is admin.ShowFacets.NEVER
