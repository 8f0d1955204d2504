"""The menu of saved views of a list, saving the one in sight, and deleting one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.models import SavedFilter
from braze_tracker.dashboard.permits import check, reader
from braze_tracker.dashboard.saved_views import PAGES, CannotSave, canonical, save_view, views_for
from braze_tracker.dashboard.views_search import safe


@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: HttpRequest, page: str) -> HttpResponseBase:
    """For htmx the menu's content, for a browser a page with it. The address is the list's, behind another path."""
    if page not in PAGES:
        raise Http404
    check(request, PAGES[page][0])
    if request.method == "POST":
        return _save(request, page)
    if request.headers.get("HX-Request") == "true":
        return render(request, "dashboard/parts/saved_views.html", _menu(request, page))
    return _alone(request, page=page)


@require_POST
def delete(request: HttpRequest, key: int) -> HttpResponse:
    """Nobody deletes somebody else's."""
    row = SavedFilter.objects.filter(pk=key, user=reader(request)).first()
    if row is None:
        raise Http404
    row.delete()
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": row.name})
    return HttpResponseRedirect(_list(row.page, row.query))


@framed
def _alone(request: HttpRequest, frame: Frame, page: str) -> HttpResponse:
    return show(request, "saved_views", frame, **_menu(request, page))


def _menu(request: HttpRequest, page: str) -> dict[str, Any]:
    query = _view(request, page, request.GET)
    return {"list": page, "views": views_for(reader(request), page, query), "query": query}


def _save(request: HttpRequest, page: str) -> HttpResponse:
    query = _view(request, page, QueryDict(request.POST.get("query", "")[:4000]))
    shared = request.POST.get("shared") == "yes"
    try:
        kept = save_view(reader(request), page, request.POST.get("name", ""), query, shared=shared, now=timezone.now())
        messages.success(request, _("The view is saved as “%(name)s”.") % {"name": kept.name})
    except CannotSave as problem:
        messages.error(request, str(problem))
    return HttpResponseRedirect(_list(page, query))


def _view(request: HttpRequest, page: str, query: QueryDict) -> str:
    """Without a person in the open, whatever is asked to be saved."""
    asked = {name: str(value) for name, value in query.items()}
    return canonical(page, {**asked, "q": safe(request, asked.get("q", ""))})


def _list(page: str, query: str) -> str:
    return reverse(page) + (f"?{query}" if query else "")
