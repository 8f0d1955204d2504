"""What admin lists over tables that only grow have in common: nothing is edited, nothing is counted to its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext

from braze_tracker.braze.catalogue_wire import SENTENCES
from braze_tracker.recording.querysets import capped_count

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    AnyPaginator = Paginator[Any]
else:
    # Django's own classes take no type argument when they run.
    AnyAdmin, AnyPaginator = admin.ModelAdmin, Paginator

READ_AHEAD = 10_000
"""Pages go no further than this many rows: a filter finds what lies beyond faster than leafing would."""


class CappedPaginator(AnyPaginator):
    """Counts no further than `READ_AHEAD`, so that a page costs the same at any size of the table."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return min(capped_count(rows, READ_AHEAD), READ_AHEAD) if isinstance(rows, QuerySet) else len(rows)


def moment(name: str, label: Any) -> Callable[[Model], str]:
    """A column with the moment in the field ``name``: on two short lines where there is no room for one."""

    @admin.display(description=label, ordering=name)
    def column(row: Model) -> str:
        at = getattr(row, name)
        return date_format(localtime(at), pgettext("moment", "j\xa0M\xa0Y, H:i:s")) if at else "–"

    column.__name__ = name
    return column


def column(name: str, label: Any) -> Callable[[Model], Any]:
    """A column with the field ``name`` under another title than the field's own."""

    @admin.display(description=label, ordering=name)
    def shown(row: Model) -> Any:
        return getattr(row, name)

    shown.__name__ = name
    return shown


def worded(name: str, label: Any) -> Callable[[Model], str]:
    """A column with the message in the field ``name``: the tracker's own in the active language, Braze's as it is."""

    @admin.display(description=label, ordering=name)
    def shown(row: Model) -> str:
        text = str(getattr(row, name))
        return gettext(text) if text in SENTENCES else text

    shown.__name__ = name
    return shown


class ReadOnlyAdmin(AnyAdmin):
    """Facts are looked at here and changed by nobody."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count the whole table, once for each choice
    list_per_page = 50
    empty_value_display = "–"
    actions: Sequence[str] | None = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
