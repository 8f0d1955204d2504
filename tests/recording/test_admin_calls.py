from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.recording.factories import a_body, a_call, an_error, later

pytestmark = pytest.mark.django_db

LIST = reverse("admin:recording_apicall_changelist")


def shown(client: Client, address: str, **query: str) -> str:
    page = client.get(address, query)
    assert page.status_code == 200
    return page.content.decode()


def test_the_list_shows_the_newest_call_first(admin_client: Client) -> None:
    a_call(message="the older")
    a_call(at=later(minutes=1), message="the newer")
    page = shown(admin_client, LIST)
    assert page.index("the newer") < page.index("the older")


def test_the_list_costs_the_same_whatever_the_table_holds(admin_client: Client) -> None:
    def queries() -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            shown(admin_client, LIST)
        return [query["sql"] for query in caught]

    few = queries()
    for _ in range(60):
        a_call()
    many = queries()
    assert len(many) <= len(few) + 1
    counting = [sql for sql in many if "COUNT(" in sql and "recording_apicall" in sql]
    assert all("LIMIT" in sql for sql in counting)
    assert not any("DISTINCT" in sql for sql in many)


@pytest.mark.parametrize(("query", "found"), [("spring", True), ("sprin", False)])
def test_ids_are_searched_whole(admin_client: Client, query: str, found: bool) -> None:
    a_call(send_id="spring", message="it is me")
    assert ("it is me" in shown(admin_client, LIST, q=query)) is found


def test_outcomes_filter_the_list(admin_client: Client) -> None:
    a_call(message="it went well")
    a_call(outcome="unknown", message="who knows")
    page = shown(admin_client, LIST, outcome__exact="unknown")
    assert "who knows" in page
    assert "it went well" not in page


def test_a_call_shows_bodies_errors_and_why_it_has_no_send_id(admin_client: Client) -> None:
    call = a_call(outcome="non_fatal", request='{"campaign_id":"c"}', reply='{"message":"success"}', campaign_id="c")
    an_error(call, message="user <b>17</b> is not known", severity="non_fatal")
    page = shown(admin_client, reverse("admin:recording_apicall_change", args=[call.pk]))
    assert "{\n  &quot;campaign_id&quot;: &quot;c&quot;\n}" in page
    assert "user &lt;b&gt;17&lt;/b&gt; is not known" in page
    assert "named recipients" in page
    assert "84.0 ms" in page


def test_a_call_without_errors_or_reply_shows_dashes(admin_client: Client) -> None:
    call = a_call(outcome="pending")
    page = shown(admin_client, reverse("admin:recording_apicall_change", args=[call.pk]))
    assert page.count('<div class="readonly">–</div>') >= 3


def test_bodies_are_shown_only_to_those_who_may_see_them(client: Client) -> None:
    call = a_call(request='{"campaign_id":"hidden-here"}')
    looker = User.objects.create_user("looker", password="a long one", is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_apicall"))
    client.force_login(looker)
    assert "hidden-here" not in shown(client, reverse("admin:recording_apicall_change", args=[call.pk]))


def test_a_body_that_is_no_json_is_shown_as_it_is(admin_client: Client) -> None:
    call = a_call(outcome="fatal_server")
    a_body(call, "", "<h1>502 Bad Gateway</h1>")
    page = shown(admin_client, reverse("admin:recording_apicall_change", args=[call.pk]))
    assert "&lt;h1&gt;502 Bad Gateway&lt;/h1&gt;" in page


def test_a_call_can_be_neither_added_nor_changed_nor_deleted(admin_client: Client) -> None:
    call = a_call()
    change = reverse("admin:recording_apicall_change", args=[call.pk])
    assert admin_client.get(reverse("admin:recording_apicall_add")).status_code == 403
    assert admin_client.post(change, {"outcome": "success"}).status_code == 403
    assert admin_client.post(reverse("admin:recording_apicall_delete", args=[call.pk])).status_code == 403
