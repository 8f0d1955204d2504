"""Names of campaigns, where they were learnt, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.db import connection
from django.db.models import Q

from braze_tracker.analytics.models import Campaign
from braze_tracker.dashboard.queries_counts import compiled
from braze_tracker.recording.models import HourlyCount

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
    """The names of the campaigns on a page and, in the same statement, the campaigns and the endpoints that its filters
    offer.
    """

    def __init__(self, workspace: int | None) -> None:
        self._workspace = workspace
        self.campaigns: list[tuple[str, str]] = []
        self.endpoints: list[str] = []

    def names(self, ids: Iterable[str]) -> Names:
        here = Campaign.objects.filter(**({"workspace": self._workspace} if self._workspace else {}))
        wanted = Q(pk__in=here.order_by("name").values("pk")[:MOST_CHOICES]) | Q(campaign_id__in={*ids})
        campaigns = Campaign.objects.filter(wanted).order_by()
        sql, params = compiled(campaigns.values_list("campaign_id", "name", "workspace"))
        with connection.cursor() as cursor:
            cursor.execute(f"{_OFFERED} UNION ALL {sql}", [self._workspace, self._workspace, *params])
            rows = sorted(cursor.fetchall(), key=lambda row: (row[1].casefold(), row[0]))
        self.endpoints = [one for one, _name, place in rows if not place]
        known = [row for row in rows if row[2]]
        self.campaigns = [(one, name) for one, name, place in known if self._workspace in (None, place)]
        return {one: name for one, name, _place in known}


_OFFERED = f"""
WITH RECURSIVE steps(endpoint) AS (
    SELECT MIN(endpoint) FROM {HourlyCount._meta.db_table}
    UNION ALL
    SELECT (SELECT MIN(kept.endpoint) FROM {HourlyCount._meta.db_table} kept WHERE kept.endpoint > steps.endpoint)
    FROM steps WHERE steps.endpoint IS NOT NULL
)
SELECT * FROM (SELECT endpoint, '', 0 FROM steps WHERE endpoint IS NOT NULL AND (%s IS NULL OR EXISTS (
    SELECT 1 FROM {HourlyCount._meta.db_table} kept WHERE kept.endpoint = steps.endpoint AND kept.workspace_id = %s))
    LIMIT 100) offered
"""  # noqa: S608  # names of our own
"""Every endpoint that was ever called: stepped through by index, a seek each, however many the counts."""


def ids_named(name: str, most: int = 50) -> tuple[str, ...]:
    """The ids of the campaigns of this name; where none has it, of those whose name holds it; else it is an id."""
    campaigns = Campaign.objects.order_by("name").values_list("campaign_id", flat=True)
    found = list(campaigns.filter(name__iexact=name)[:most]) or list(campaigns.filter(name__icontains=name)[:most])
    return tuple(dict.fromkeys(found or [name]))
