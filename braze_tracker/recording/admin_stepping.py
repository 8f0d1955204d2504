"""Admin lists over tables that only grow go on from the last row shown: no offset, and no end at some page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from braze_tracker.recording.admin_reading import ReadOnlyAdmin
from braze_tracker.recording.querysets import older


class SteppedChangeList(ChangeList):
    """The place in the list is a row's key, in the parameter where Django has the number of the page."""

    stepped = True

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """The admin's own whatever is asked for: a place in the list says nothing under another."""
        return list(self.model_admin.ordering or ())

    def get_results(self, request: HttpRequest) -> None:
        self.place = request.GET.get(PAGE_VAR, "")
        rows = self._after(request, self.place) if self.place else self.queryset
        found = list(rows[: self.list_per_page + 1])
        self.result_list = found[: self.list_per_page]
        self.result_count, self.full_result_count, self.show_full_result_count = len(self.result_list), None, False
        self.can_show_all, self.multi_page = False, False
        self.show_admin_actions = bool(found)
        self.paginator = self.model_admin.get_paginator(request, self.result_list, self.list_per_page)
        more = len(found) > self.list_per_page
        self.older = self.get_query_string({PAGE_VAR: str(found[-2].pk)}) if more else ""
        self.newest = self.get_query_string() if self.place else ""

    def _after(self, request: HttpRequest, place: str) -> QuerySet[Any]:
        """Once more from the beginning, and told so, where that row is not there any more, or never was."""
        every: QuerySet[Any] = self.queryset
        try:
            row = self.model._default_manager.get(pk=place)
        except (ObjectDoesNotExist, ValidationError, ValueError, OverflowError):
            messages.info(request, _("That place in the list is gone. It begins again."))
            self.place = ""
            return every
        first = str(self.get_ordering(request, every)[0]).removeprefix("-")
        if first in ("pk", "id"):
            return every.filter(pk__lt=row.pk)
        return older(every, getattr(row, first), row.pk, by=first)


class SteppedAdmin(ReadOnlyAdmin):
    """For lists that are ordered by a moment, or by their key alone, newest first. No other order has an index."""

    sortable_by = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SteppedChangeList
