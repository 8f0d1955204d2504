"""Long lists of the administration, leafed through from row to row."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from braze_tracker.recording.admin_stepping import SteppedAdmin
from braze_tracker.recording.models import ApiCall, AuditEntry
from tests.recording.factories import NOW, a_call

pytestmark = pytest.mark.django_db
CALLS = "/admin/recording/apicall/"


def leafed(admin_client: Client, address: str) -> list[list[str]]:
    """The keys of the rows on each page, as its link to the next one leads on."""
    pages, here = [], address
    while here:
        text = admin_client.get(here).content.decode()
        pages.append(re.findall(r'name="_selected_action" value="([^"]+)"|apicall/([0-9a-f-]{36})/change', text))
        following = re.search(r'<a href="(\?[^"]*)" rel="next">', text)
        here = address.partition("?")[0] + unescape(following[1]) if following else ""
    return [[first or second for first, second in page] for page in pages]


def test_every_call_is_on_one_page_also_where_many_began_at_once(admin_client: Client) -> None:
    calls = [a_call(at=NOW - timedelta(minutes=number // 40)) for number in range(120)]
    pages = leafed(admin_client, CALLS)
    expected = [str(pk) for pk in ApiCall.objects.order_by("-started_at", "-pk").values_list("pk", flat=True)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [key for page in pages for key in page] == expected
    assert len(expected) == len(calls)


def test_filters_and_a_search_go_along(admin_client: Client) -> None:
    for number in range(120):
        a_call(outcome="success" if number % 2 else "non_fatal", send_id="spring")
    pages = leafed(admin_client, f"{CALLS}?outcome__exact=success&q=spring")
    assert [len(page) for page in pages] == [50, 10]


def test_no_page_skips_rows_by_counting_them_nor_counts_them(admin_client: Client) -> None:
    calls = sorted((a_call(at=NOW - timedelta(minutes=number)) for number in range(60)), key=_began)
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(f"{CALLS}?p={calls[5].pk}")
    asked = " ".join(query["sql"] for query in queries.captured_queries if "apicall" in query["sql"])
    assert asked
    assert "OFFSET" not in asked
    assert "COUNT(" not in asked


def _began(call: ApiCall) -> str:
    return call.started_at.isoformat()


@pytest.mark.parametrize("place", ["3", "x", "00000000-0000-0000-0000-000000000000", "9" * 40])
def test_a_place_that_is_gone_is_told_and_the_list_begins_again(admin_client: Client, place: str) -> None:
    call = a_call()
    text = admin_client.get(f"{CALLS}?p={place}").content.decode()
    assert "That place in the list is gone. It begins again." in text
    assert str(call.pk) in text


def test_another_order_is_not_taken_from_the_address(admin_client: Client) -> None:
    older, newer = a_call(at=NOW - timedelta(days=1)), a_call(at=NOW)
    text = admin_client.get(f"{CALLS}?o=1").content.decode()
    assert text.index(str(newer.pk)) < text.index(str(older.pk))


def test_the_first_page_is_one_step_away(admin_client: Client) -> None:
    calls = sorted((a_call(at=NOW - timedelta(minutes=number)) for number in range(60)), key=_began)
    text = admin_client.get(f"{CALLS}?p={calls[20].pk}&outcome__exact=success").content.decode()
    assert '<a href="?outcome__exact=success">Newest</a>' in text
    assert "20 rows on this page" in text


def test_every_such_list_has_an_order_that_a_key_ends() -> None:
    stepped = [shown for shown in admin.site._registry.values() if isinstance(shown, SteppedAdmin)]
    assert AuditEntry in {shown.model for shown in stepped}
    for shown in stepped:
        first, *rest = map(str, shown.ordering or ())
        if first != "-pk":
            assert rest in (["-pk"], ["-id"]), shown
            assert not shown.model._meta.get_field(first.removeprefix("-")).null, shown
