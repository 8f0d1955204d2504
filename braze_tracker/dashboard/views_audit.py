"""Who saw or changed what? The audit log as a page; nobody can change it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.queries_audit import audit_page, names
from braze_tracker.dashboard.views_errors import read_position


@require_safe
@needs("recording.view_auditentry")
@framed
def audit(request: HttpRequest, frame: Frame) -> HttpResponse:
    problems: list[str] = []
    who = request.GET.get("who", "").replace("\x00", "")[:150]
    subject = request.GET.get("of", "").replace("\x00", "")[:200]
    before = read_position(request.GET.get("before", ""), problems)
    known = names()
    return show(
        request,
        "audit",
        frame,
        problems=problems,
        page=audit_page(who, subject, before),
        who=who,
        subject=subject,
        names=known if not who or who in known else [*known, who],
        before=before,
    )
