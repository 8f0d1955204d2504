"""`manage.py braze_tail`: one line for each call, send and look, as the ledger learns of it. It only reads."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.color import color_style
from django.utils import timezone

from braze_tracker.dashboard.filters import ORIGINS, TABS, CallFilter, read_calls
from braze_tracker.dashboard.ledger_tail import News, Tail
from braze_tracker.dashboard.queries_matching import with_campaigns
from braze_tracker.dashboard.views_search import hidden
from braze_tracker.recording.models import Workspace

MOST_AT_ONCE = 25
STYLES = {
    "success": "SUCCESS",
    "queued": "SUCCESS",
    "non_fatal": "WARNING",
    "unknown": "WARNING",
    "rate_limited": "NOTICE",
    "fatal_client": "ERROR",
    "fatal_server": "ERROR",
    "send": "MIGRATE_HEADING",
    "figures": "HTTP_INFO",
}


class Command(BaseCommand):
    help = (
        "Prints one line for each call, send and look as the ledger learns of it. With a filter it prints the calls "
        "that the page API calls would show for it. Ctrl-C ends it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "search", nargs="*", help="words of the message, or send:, req:, dispatch:, ext:, to:, code:"
        )
        parser.add_argument("--outcome", default="", help=f"{', '.join(tab for tab in TABS if tab)}, or an outcome")
        parser.add_argument("--endpoint", default="", help="as in 'POST /messages/send'")
        parser.add_argument("--workspace", default="", help="a workspace's short name")
        parser.add_argument("--campaign", default="", help="a campaign_id")
        parser.add_argument("--origin", default="", choices=("", *ORIGINS), help="whose calls (default: not our looks)")
        parser.add_argument("--since", default="", help="first those since then, as in 2026-11-23T08:00")
        parser.add_argument("--once", action="store_true", help="end when all there is has been printed")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.style = color_style(force_color=bool(os.environ.get("FORCE_COLOR")))
        tail = Tail(wanted=asked(options) if filtered(options) else None)
        try:
            for news in tail.past():
                self.stdout.write(self.line(news))
            while not options["once"]:
                for line in self.lines(tail.news()):
                    self.stdout.write(line)
                time.sleep(1)
        except KeyboardInterrupt:
            return

    def lines(self, news: list[News]) -> Iterator[str]:
        yield from map(self.line, news[:MOST_AT_ONCE])
        if len(news) > MOST_AT_ONCE:
            yield f"… and {len(news) - MOST_AT_ONCE:,} more"

    def line(self, news: News) -> str:
        return str(getattr(self.style, STYLES.get(news.word, "HTTP_NOT_MODIFIED"))(news.text))


def filtered(options: dict[str, Any]) -> bool:
    return any(options[name] for name in ("search", "outcome", "endpoint", "workspace", "campaign", "origin", "since"))


def asked(options: dict[str, Any]) -> CallFilter:
    """The filter that the page would read from its address. Raises CommandError with what to correct."""
    now = timezone.now()
    query = {name: options[name] for name in ("outcome", "endpoint", "campaign", "origin")}
    query |= {"q": hidden(" ".join(options["search"])), "from": options["since"] or now.isoformat()}
    wanted = with_campaigns(read_calls(query, now + timedelta(seconds=1), _workspace(options["workspace"])))
    if wanted.problems:
        raise CommandError(" ".join(wanted.problems))
    return wanted


def _workspace(slug: str) -> int | None:
    if not slug:
        return None
    found = Workspace.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        known = ", ".join(Workspace.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no workspace {slug!r}. There are: {known}.")
    return int(found)
