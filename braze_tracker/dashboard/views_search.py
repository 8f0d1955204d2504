"""From what was typed into the box of the calls to the address that shows it, in which no person stands in the open.

The form is posted, so that what was typed is in no address, no history and no log, whoever it names.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from braze_tracker.braze.scrubbing import masked_value
from braze_tracker.dashboard.filters import FILTERS, RANGES
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.queries_lookup import Found, lookup
from braze_tracker.dashboard.searching import LONGEST, lone_id, without_people
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sessions import journal_hash_key

AROUND = timedelta(days=1)
"""How much before the call is shown of a time that no range reaches."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs("recording.view_apicall")
def search(request: HttpRequest) -> HttpResponseRedirect:
    """Somebody whose session ended comes back here from the sign-in, without what was typed."""
    text = safe(request, request.POST.get("q", "").strip()[:LONGEST])
    if (pasted := lone_id(text)) and (found := lookup(pasted)):
        return HttpResponseRedirect(_where(found, pasted, request.POST.get("ws", ""), timezone.now()))
    return HttpResponseRedirect(_address({**_kept(request.POST), "q": text}))


def safe(request: HttpRequest, text: str) -> str:
    """The search without people in the open; without a search, and saying why, if they cannot be hidden."""
    try:
        return hidden(text)
    except OSError as error:
        problem = _("People cannot be searched for: the hash key beside the journal cannot be read (%(reason)s).")
        messages.error(request, problem % {"reason": error.strerror or error})
        return ""


def hidden(text: str) -> str:
    """The search with everybody in it as they are masked in the ledger. Raises OSError."""
    return without_people(text, lambda value: masked_value(journal_hash_key(), value))


def typed_in_the_open(request: HttpRequest) -> HttpResponseRedirect | None:
    """For an address that names a person: the same one that does not."""
    query = request.GET.copy()
    text = query.get("q", "")
    if (kept := safe(request, text)) == text:
        return None
    query["q"] = kept
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")


def _kept(query: QueryDict) -> dict[str, str]:
    """A range that was chosen by its name replaces one that was given by its ends."""
    ends = ("from", "to") if query.get("range") else ()
    return {name: str(query[name]) for name in FILTERS if query.get(name) and name not in ends}


def _where(found: Found, pasted: str, place: str, now: datetime) -> str:
    if not found.qualifier:
        return reverse("call", args=[found.call])
    inside = place and Workspace.objects.filter(slug=place.replace("\x00", ""), pk=found.workspace).exists()
    query = {"ws": place if inside else "", "origin": found.origin, **_reaching(found.at, now)}
    return _address({**query, "q": f"{found.qualifier}:{pasted}"})


def _reaching(at: datetime, now: datetime) -> dict[str, str]:
    """The shortest of the ranges that holds the call; nothing if the page's own does."""
    name = next((name for name, length in RANGES.items() if length >= RANGES["24h"] and at >= now - length), None)
    if name:
        return {} if name == "24h" else {"range": name}
    return {"from": (at - AROUND).isoformat(), "to": (at + AROUND).isoformat()}


def _address(query: dict[str, str]) -> str:
    kept = urlencode({name: value for name, value in query.items() if value})
    return reverse("calls") + (f"?{kept}" if kept else "")
