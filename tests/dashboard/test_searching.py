"""What is typed is read as words, pairs and people; no person is left in it once it may stand in an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.braze.scrubbing import masked_value
from braze_tracker.dashboard.searching import lone_id, read_search, without_people


def mask(value: str) -> str:
    return masked_value(b"a key for tests", value)


MARIA = mask("maria@example.com")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("to:maria@example.com", f"to:{MARIA}"),
        ('to:"maria@example.com"', f"to:{MARIA}"),
        ("maria@example.com", f"to:{MARIA}"),
        ("Maria@Example.COM", f"to:{MARIA}"),
        ("maria%40example.com", f"to:{MARIA}"),
        ("to:user-123 code:400", f"to:{mask('user-123')} code:400"),
        ("To: user-123", f"to:{mask('user-123')}"),
        ('TO:  "user 123" code:400', f"to:{mask('user 123')} code:400"),
        ("sent_to: user", "sent_to: user"),
        ('msg:"sent to: user"', 'msg:"sent to: user"'),
        ('to:"+33 6 12 34 56 78"', f"to:{mask('+33 6 12 34 56 78')}"),
        (f"to:{MARIA}", f"to:{MARIA}"),
        (MARIA, MARIA),
        ("msg:maria@example.com", f"msg:{MARIA}"),
        ('"no maria@example.com here"', f'"no {MARIA} here"'),
        ("ext:order-maria@example.com", f"ext:{mask('order-maria@example.com')}"),
        ("send:s-1 not valid", "send:s-1 not valid"),
        ("to:", "to:"),
    ],
)
def test_a_person_is_replaced_by_the_hash_kept_of_them(typed: str, address: str) -> None:
    assert without_people(typed, mask) == address


@given(st.text(st.sampled_from('abtTo:"@.•0f% ')))
def test_an_address_made_safe_stays_as_it_is(typed: str) -> None:
    """Else the page would lead from address to address without an end."""
    safe = without_people(typed, mask)
    assert without_people(safe, mask) == safe


@pytest.mark.parametrize("text", [f"to:{MARIA}", MARIA, f"{MARIA} code:400"])
def test_a_hash_is_looked_for_where_it_stands_alone_or_behind_its_name(text: str) -> None:
    problems: list[str] = []
    search = read_search(text, problems)
    assert (search.person, search.message, problems) == (MARIA, "", [])


def test_a_name_that_nobody_hashed_finds_nobody_and_says_so() -> None:
    problems: list[str] = []
    assert read_search("to:maria", problems).person == "maria"
    assert "found by their hash" in problems[0]


@pytest.mark.parametrize(
    ("text", "pasted"),
    [
        (" 5f3c0a1e-0000-7000-8000-000000000001 ", "5f3c0a1e-0000-7000-8000-000000000001"),
        ('"5f3c0a1e7a5b4c0d"', "5f3c0a1e7a5b4c0d"),
        ("order:7:1", ""),
        ("Order:7:1", "Order:7:1"),
        ("send:5f3c0a1e7a5b", ""),
        ("5f3c0a1e 7a5b4c0d", ""),
        ("invalid", ""),
        ("12345", ""),
        ("1" * 256, ""),
        ("", ""),
    ],
)
def test_one_word_with_a_digit_may_be_an_id(text: str, pasted: str) -> None:
    assert lone_id(text) == pasted
