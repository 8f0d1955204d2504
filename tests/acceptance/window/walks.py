"""Which pages there are, for whom: from the table of every address, so that a new page is walked once it is there."""

from __future__ import annotations

from collections.abc import Iterator

from braze_tracker.dashboard.roles import Role
from tests.dashboard.addresses import MODELS, PAGES, Rank
from tests.dashboard.test_every_address import address

FOR_PROGRAMS = ("export.csv", "newer/", "calls/search/", "jsi18n", "autocomplete", "admin/r/", "i18n/", "(?P<url>")
FOR_STRANGERS = ("login/", "setup/account/")
NO_PAGE = (*FOR_PROGRAMS, *FOR_STRANGERS)
MORE: dict[str, tuple[str, ...]] = {
    "": ("?range=1h", "?range=14d"),
    "calls/": ("?outcome=fatal_client", "?q=nothing+like+this", "?open={calls/}"),
    "errors/": ("?state=muted", "?state=resolved", "?severity=non_fatal", "?state=muted&severity=non_fatal"),
    "sends/": ("?state=final", "?q=nothing+like+this"),
    "sends/compare/": ("?{sends/compare/}",),
    "campaigns/<anything:campaign_id>/": ("../{campaigns/own}/",),
}
"""States of a page that look different, by its route; what is in braces is the sample of that name."""
OURS = ("recording/", "analytics/", "delivery/", "auth/user")
"""Models whose lists in the administration are the tracker's; the others are those of the packages they come with."""
OPENED = ("recording/apicall", "recording/fatalerrors", "recording/workspace", "analytics/syncplan", "auth/user")
"""Models of which one row is opened in the administration: one that is only read, and each that may be changed."""


def pages(samples: dict[str, str], role: Role) -> list[str]:
    """The addresses that somebody of this role may look at, states and administration included."""
    rank = Rank[role.name]
    return [*_tracker(samples, rank), *(_administration(samples) if rank >= Rank.ADMIN else ())]


def _tracker(samples: dict[str, str], rank: Rank) -> Iterator[str]:
    for route, row in PAGES.items():
        if row.get is None or rank < row.get or any(part in route for part in NO_PAGE):
            continue
        path = address(route, samples)
        yield path
        yield from (path + _filled(more, samples) for more in MORE.get(route, ()))


def _filled(more: str, samples: dict[str, str]) -> str:
    for name, value in samples.items():
        more = more.replace("{" + name + "}", value)
    return more


def _administration(samples: dict[str, str]) -> Iterator[str]:
    yield from (f"/admin/{model}/" for model in MODELS if model.startswith(OURS))
    yield from (f"/admin/{model}/{samples[f'admin/{model}/']}/change/" for model in OPENED)
