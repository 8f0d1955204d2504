"""Names of campaigns, where they were learnt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from braze_tracker.analytics.models import Campaign

Names = Mapping[str, str]
"""campaign_id → name. Ids are unique across Braze, so the workspace need not be asked."""


def campaign_names(ids: Iterable[str]) -> Names:
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    return dict(Campaign.objects.filter(campaign_id__in=wanted).values_list("campaign_id", "name"))


def campaign_choices(workspace: int | None) -> list[tuple[str, str]]:
    campaigns = Campaign.objects.filter(**({"workspace": workspace} if workspace else {}))
    return list(campaigns.order_by("name").values_list("campaign_id", "name")[:300])


def ids_named(name: str, most: int = 50) -> tuple[str, ...]:
    """The ids of the campaigns of this name; where none has it, of those whose name holds it; else it is an id."""
    campaigns = Campaign.objects.order_by("name").values_list("campaign_id", flat=True)
    found = list(campaigns.filter(name__iexact=name)[:most]) or list(campaigns.filter(name__icontains=name)[:most])
    return tuple(dict.fromkeys(found or [name]))
