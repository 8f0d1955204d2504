"""What every page shows around its content: where one is, which workspace, what is wrong. Built once a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from braze_tracker.dashboard.preferences import own_zone
from braze_tracker.dashboard.queries_health import Health, health
from braze_tracker.dashboard.troubles import Trouble, troubles, worst
from braze_tracker.recording.models import Workspace

Arguments = ParamSpec("Arguments")
_MOST_WORKSPACES = 200


@dataclass(frozen=True, slots=True)
class Place:
    id: int
    slug: str
    name: str
    zone: str
    paused: bool = False
    pruned_before: datetime | None = None
    """Calls older than that are gone; what was counted of them stays."""
    declared: bool = True
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """``place`` is the workspace chosen by ``?ws=``; None means all of them."""

    now: datetime
    places: tuple[Place, ...]
    place: Place | None
    health: Health
    troubles: tuple[Trouble, ...]

    @property
    def workspace(self) -> int | None:
        return self.place.id if self.place else None

    @property
    def query(self) -> str:
        """What a link adds to stay in the chosen workspace."""
        return f"?ws={self.place.slug}" if self.place else ""

    @property
    def worst(self) -> Trouble | None:
        return worst(self.troubles)

    @property
    def as_of(self) -> datetime | None:
        """Where the counts and the calls stand still: no drain has stored any since. None while one is at work, or
        where there never was one."""
        drain = self.health.part("drain")
        return drain.seen if drain.silent else None

    @property
    def several(self) -> bool:
        return self.place is None and len(self.places) > 1

    def pauses(self, workspace: int) -> bool:
        """Whether the sends of this workspace are not looked at for the time being."""
        return any(place.paused for place in self.places if place.id == workspace)

    def paused_by_hand(self, workspace: int) -> bool:
        """Sample data rests by its nature, and has a mark of its own."""
        return any(place.paused and not place.sample for place in self.places if place.id == workspace)

    @property
    def pruned_before(self) -> datetime | None:
        """In one of the workspaces that are shown."""
        shown = (self.place,) if self.place else self.places
        return max((place.pruned_before for place in shown if place.pruned_before), default=None)

    @property
    def sample(self) -> bool:
        """Whether sample data is among what is shown."""
        return any(place.sample for place in self.places if self.place in (None, place))

    @property
    def nameless(self) -> int:
        """How many workspaces only traffic has shown."""
        return sum(not place.declared for place in self.places)

    def name_of(self, workspace: int) -> str:
        return next((place.name for place in self.places if place.id == workspace), "")


Page = Callable[Concatenate[HttpRequest, Frame, Arguments], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]


def framed(page: Page[Arguments]) -> View[Arguments]:
    """The view of ``page``, with its frame, in the reader's own time zone or in that of the chosen workspace."""

    def view(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        frame = build(request.GET.get("ws", ""), datetime.now(UTC))
        with timezone.override(known_zone(own_zone(request) or (frame.place.zone if frame.place else "UTC"))):
            return page(request, frame, *args, **kwargs)

    update_wrapper(view, page)
    return view


def build(slug: str, now: datetime) -> Frame:
    places = _places(slug)
    place = next((place for place in places if place.slug == slug), None)
    resting = [one.id for one in places if one.paused and not one.sample and place in (None, one)]
    state = health(now, place.id if place else None, resting)
    return Frame(now, places, place, state, tuple(troubles(state)))


def _places(slug: str) -> tuple[Place, ...]:
    """The chosen one and the declared ones first: traffic shows as many others as there are keys that anybody tries."""
    chosen = Case(When(slug=slug.replace("\0", ""), then=0), default=1)  # PostgreSQL takes no NUL
    rows = Workspace.objects.order_by(chosen, "-declared", "name").values_list(
        "id", "slug", "name", "time_zone", "paused", "calls_pruned_before", "declared", "sample"
    )
    return tuple(sorted((Place(*row) for row in rows[:_MOST_WORKSPACES]), key=lambda place: place.name.casefold()))


def show(request: HttpRequest, template: str, frame: Frame, **page: Any) -> HttpResponse:
    return render(request, f"dashboard/{template}.html", {"frame": frame, "now": frame.now, **page})


def known_zone(name: str) -> ZoneInfo:
    """UTC for a zone that this host does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
