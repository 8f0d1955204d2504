"""Template names give safe markup."""

from __future__ import annotations

from django.template import Context, Template
from django.test import RequestFactory

from braze_tracker.dashboard.outcomes import pill
from braze_tracker.dashboard.queries_sends import Totals
from tests.recording.factories import NOW, later


def rendered(text: str, **values: object) -> str:
    return Template("{% load tracker %}" + text).render(Context(values))


def test_a_moment_carries_itself_for_machines_and_in_full() -> None:
    shown = rendered("{% ago at now %}", at=NOW, now=later(minutes=5))
    assert shown == f'<time datetime="{NOW.isoformat()}" title="4 Mar 2026, 12:00:00 UTC">5 min ago</time>'
    assert rendered("{% moment at 'clock' %}", at=None) == "–"


def test_a_pill_has_icon_word_and_code() -> None:
    shown = rendered("{% pill one %}", one=pill("fatal_client", 400))
    assert 'class="pill outcome-fatal_client"' in shown
    assert 'Fatal <span class="code">400</span>' in shown


def test_a_meter_stays_between_nothing_and_all() -> None:
    assert '<rect width="100.0"' in rendered("{% meter 140 %}")
    assert '<rect width="0.0"' in rendered("{% meter -3 'is-bad' 'x' %}")


def test_hostile_text_is_escaped_in_every_part() -> None:
    shown = rendered("{% meter 5 '' evil %}{% spark values 'x' evil %}", evil='"><script>', values=[1])
    assert "<script>" not in shown


def test_an_id_without_a_name_is_short_and_whole_in_its_tooltip() -> None:
    for one in ("8f3f0a6e-5a4c-4d1c-9d5e-0f7a1b2c3d4e", "5f2b9c0d1e3a4b5c6d7e8f90"):
        assert rendered("{{ one|named }}", one=one) == f'<span class="mono" title="{one}">{one[:13]}…</span>'
    for name in ("Weekly deals", "Decade", "", "<b>"):
        assert "span" not in rendered("{{ one|named }}", one=name)


def test_totals_are_written_with_their_rates() -> None:
    totals = Totals({"opens": 40, "revenue": 12}, {"opens": 80})
    text = "{{ t|headline:'revenue' }} {{ t|headline:'sent' }} {{ t|rate_of:'opens' }} {{ t|share_of:'opens' }}"
    assert rendered(text, t=totals) == "$12.00 – 50.0% 50.0"


def test_a_link_keeps_the_rest_of_the_address_and_starts_paging_anew() -> None:
    request = RequestFactory().get("/calls/?ws=shop&before=x&open=y&outcome=fatal")
    assert rendered("{% link_with outcome='unknown' %}", request=request) == "?ws=shop&amp;outcome=unknown"
    assert rendered("{% link_with ws='' outcome='' %}", request=request) == "."
