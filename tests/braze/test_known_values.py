from __future__ import annotations

import pytest

from braze_tracker.braze.known_values import KnownValues

FILLING = [f"filling {number}" for number in range(100)]


def hidden(values: list[str], text: str) -> str:
    return KnownValues(sorted(values, key=len, reverse=True)).hidden_in(text, lambda value: "•", lambda value: True)


@pytest.mark.parametrize("more", [[], FILLING])
@pytest.mark.parametrize(
    ("values", "text", "kept"),
    [
        (["jane"], "jane", "•"),
        (["jane"], "no jane, no janet: jane", "no •, no janet: •"),
        (["jane"], "xjane janex _jane jane_ éjane", "xjane janex _jane jane_ éjane"),
        (["jane", "jane doe"], "jane doe and jane", "• and •"),
        (["user-1", "user-17"], "user-17 is not user-1", "• is not •"),
        (["aa"], "aaaa aa", "aaaa •"),
        (["-a"], "x-a -a", "x-a •"),
        (["+33 6"], "call +33 6 now", "call • now"),
        (["---"], "a --- b", "a • b"),
        (["---"], "---", "•"),
        (["é"], "no é", "no •"),
        ([""], "a b", "a b"),
    ],
)
def test_a_value_is_hidden_where_it_stands_alone(values: list[str], more: list[str], text: str, kept: str) -> None:
    assert hidden(values + more, text) == kept


def test_what_is_not_worth_it_stays() -> None:
    known = KnownValues(["12", "jane"])
    assert known.hidden_in("jane 12", lambda value: "•", lambda value: len(value) > 2) == "• 12"


def test_of_thousands_each_is_hidden() -> None:
    values = [f"user-{number}" for number in range(20_000)]
    assert hidden(values, "user-19999 and user-7 but user-20000") == "• and • but user-20000"
