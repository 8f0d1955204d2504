"""The table of what was tried: pure text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.faults.trial import AT_REST, Tried

HEAD = (
    "| fault | rounds | requests | struck | seconds | lost | doubled | untrue | wrong counts | other |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)


def table(done: Sequence[Tried]) -> Iterator[str]:
    """A line for each fault and profile, in the order in which they were first tried."""
    yield from HEAD
    for key in dict.fromkeys((one.fault, one.profile) for one in sorted(done, key=lambda one: one.profile)):
        yield _line("{} ({})".format(*key), [one for one in done if (one.fault, one.profile) == key])
    yield _line("all", [one for one in done if one.fault != AT_REST])


def _line(name: str, done: Sequence[Tried]) -> str:
    figures = (
        len(done),
        sum(one.requests for one in done),
        sum(one.struck for one in done),
        f"{sum(one.seconds for one in done):.0f}",
        sum(len(one.proof.lost) + len(one.proof.open) for one in done),
        sum(len(one.proof.doubled) for one in done),
        sum(len(one.proof.untrue) for one in done),
        sum(one.wrong for one in done),
        sum(len(one.complaints) for one in done),
    )
    return f"| {name} | " + " | ".join(map(str, figures)) + " |"
