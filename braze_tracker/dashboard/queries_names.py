"""Names of campaigns, where they were learnt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.db.models import Q

from braze_tracker.analytics.models import Campaign

Names = Mapping[str, str]
"""campaign_id → name. Ids are unique across Braze, so the workspace need not be asked."""
Naming = Callable[[Iterable[str]], Names]
MOST_CHOICES = 300


def campaign_names(ids: Iterable[str]) -> Names:
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    return dict(Campaign.objects.filter(campaign_id__in=wanted).values_list("campaign_id", "name"))


def campaign_choices(workspace: int | None) -> list[tuple[str, str]]:
    campaigns = Campaign.objects.filter(**({"workspace": workspace} if workspace else {}))
    return list(campaigns.order_by("name").values_list("campaign_id", "name")[:MOST_CHOICES])


class NamedAndOffered:
    """The names of the campaigns on a page and, in the same statement, the campaigns that its filter offers."""

    def __init__(self, workspace: int | None) -> None:
        self._workspace = workspace
        self.choices: list[tuple[str, str]] = []

    def names(self, ids: Iterable[str]) -> Names:
        here = Campaign.objects.filter(**({"workspace": self._workspace} if self._workspace else {}))
        wanted = Q(pk__in=here.order_by("name").values("pk")[:MOST_CHOICES]) | Q(campaign_id__in={*ids})
        rows = list(Campaign.objects.filter(wanted).order_by("name").values_list("campaign_id", "name", "workspace"))
        self.choices = [(one, name) for one, name, place in rows if self._workspace in (None, place)]
        return {one: name for one, name, _place in rows}


def ids_named(name: str, most: int = 50) -> tuple[str, ...]:
    """The ids of the campaigns of this name; where none has it, of those whose name holds it; else it is an id."""
    campaigns = Campaign.objects.order_by("name").values_list("campaign_id", flat=True)
    found = list(campaigns.filter(name__iexact=name)[:most]) or list(campaigns.filter(name__icontains=name)[:most])
    return tuple(dict.fromkeys(found or [name]))
