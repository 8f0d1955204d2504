"""Sample data from its page and from the first run: load it, see how far that is, remove it. A worker does the work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.permits import needs, reader
from braze_tracker.dashboard.views_setup import MAY_SET_UP
from braze_tracker.samples.asking import ask, ask_removal, standing


@needs(*MAY_SET_UP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@framed
def samples(request: HttpRequest, frame: Frame) -> HttpResponse:
    """With htmx the part that says how far it is; nothing new is an empty answer, which leaves the page as it is.
    For those without scripts the page asks for itself again."""
    if request.method == "POST":
        ask(reader(request), now=frame.now)
        return redirect("setup_samples")
    found = standing(frame.now)
    if request.headers.get("HX-Request"):
        if request.GET.get("seen") == found.told:
            return HttpResponse(status=204)
        return show(request, "parts/samples", frame, samples=found)
    return show(request, "samples", frame, samples=found)


@needs(*MAY_SET_UP)
@require_POST
@framed
def remove(request: HttpRequest, frame: Frame) -> HttpResponse:
    ask_removal(reader(request), now=frame.now)
    return redirect("setup_samples")
