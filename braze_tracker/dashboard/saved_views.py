"""Lists with their filters under a name: what of an address is kept, whose views a reader sees, and how one is kept.

A view holds what stands in the address of its page, so it opens as any link does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from braze_tracker.dashboard.filters import FILTERS
from braze_tracker.dashboard.models import SavedFilter

PAGES: Mapping[str, tuple[str, frozenset[str]]] = {
    "calls": ("recording.view_apicall", frozenset(FILTERS) - {"live"} | {"q"}),
    "errors": ("recording.view_errorgroup", frozenset({"ws", "state", "severity", "q"})),
    "sends": ("recording.view_send", frozenset({"ws", "state", "campaign", "q"})),
    "campaigns": ("recording.view_send", frozenset({"ws", "q"})),
}
"""A list by the name of its address → who may open it, and what of its address is its view."""
DEFAULTS = {"range": "24h"}
"""What says no more than its absence."""
MOST = 50
"""Views of one reader for one page."""
SHOWN = 500
"""Of all readers together."""
LONGEST_NAME = 60
LONGEST_QUERY = 2000


class CannotSave(ValueError):
    """Says to the reader what to do instead."""


@dataclass(frozen=True, slots=True)
class SavedView:
    id: int
    name: str
    href: str
    owner: str
    """Empty for the reader's own."""
    shared: bool
    current: bool


def canonical(page: str, query: Mapping[str, str]) -> str:
    """The part of an address that is a view: the same for the same view, without a place in the list."""
    kept = sorted((name, query[name]) for name in PAGES[page][1] if query.get(name))
    return urlencode([(name, value) for name, value in kept if DEFAULTS.get(name) != value])


def views_for(reader: User, page: str, query: str) -> list[SavedView]:
    """The reader's own first, then what others share."""
    rows = SavedFilter.objects.filter(Q(user=reader) | Q(shared=True), page=page).select_related("user")
    own_first = rows.annotate(foreign=~Q(user=reader)).order_by("foreign", "name")
    return [_seen(row, reader, query) for row in own_first[:SHOWN]]


def save_view(reader: User, page: str, name: str, query: str, *, shared: bool, now: datetime) -> SavedFilter:
    """Under a name that the reader has used for this page it replaces what stood there. Raises CannotSave."""
    name = " ".join(name.replace("\x00", "").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise CannotSave(_("Give the view a name of up to %(count)s letters.") % {"count": LONGEST_NAME})
    if len(query) > LONGEST_QUERY:
        raise CannotSave(_("These filters are too long to be saved. Search for less."))
    own = SavedFilter.objects.filter(user=reader, page=page)
    if not own.filter(name=name).exists() and own.count() >= MOST:
        raise CannotSave(_("You have %(count)s views of this page. Delete one first.") % {"count": MOST})
    values = {"query": query, "shared": shared}
    kept, _created = SavedFilter.objects.update_or_create(
        user=reader, page=page, name=name, defaults=values, create_defaults={**values, "created_at": now}
    )
    return kept


def _seen(row: SavedFilter, reader: User, query: str) -> SavedView:
    href = reverse(row.page) + (f"?{row.query}" if row.query else "")
    owner = "" if row.user_id == reader.pk else row.user.get_username()
    return SavedView(row.pk, row.name, href, owner, row.shared, row.query == query)
