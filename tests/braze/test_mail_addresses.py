from __future__ import annotations

import pytest

from braze_tracker.braze.mail_addresses import without_addresses


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("nobody", "nobody"),
        ("jane@example.com", "<jane@example.com>"),
        ("'jane@example.com'", "'<jane@example.com>'"),
        ("to: Jane.D+x@mail.example.co.uk, now", "to: <Jane.D+x@mail.example.co.uk>, now"),
        ("jane%40example.com", "<jane@example.com>"),
        ("a@b.cd@e.fg", "<a@b.cd>@e.fg"),
        ("a@b.cd,e@f.gh", "<a@b.cd>,<e@f.gh>"),
        ("a@b.cd e%40f.gh.", "<a@b.cd> <e@f.gh>."),
        ("élise@exämple.fr", "<élise@exämple.fr>"),
        ("@example.com", "@example.com"),
        ("--@example.com", "--@example.com"),
        ("-_-@example.com", "-<_-@example.com>"),
        ("jane@example", "jane@example"),
        ("jane@.com", "jane@.com"),
        ("at 5@ 7", "at 5@ 7"),
        ("50%40%", "50%40%"),
    ],
)
def test_each_address_is_replaced_and_the_rest_stays(text: str, kept: str) -> None:
    assert without_addresses(text, lambda address: f"<{address}>") == kept


@pytest.mark.parametrize("text", ["a" * 200_000 + " @", "a." * 100_000 + "@", "@" * 200_000, "a@" * 100_000])
def test_a_text_made_to_be_slow_is_read_in_one_pass(text: str) -> None:
    """With an expression that tries every beginning, the first takes ten minutes: the run itself would be stopped."""
    assert without_addresses(text, str.upper) == text


def test_the_last_of_many_addresses_is_found() -> None:
    assert without_addresses("a@b.cd " * 10_000, lambda address: "•") == "• " * 10_000
