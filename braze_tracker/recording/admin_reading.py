"""What admin lists over tables that only grow have in common: nothing is edited, nothing is counted to its end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

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


class ReadOnlyAdmin(AnyAdmin):
    """Facts are looked at here and changed by nobody."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    actions: Sequence[str] | None = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
