"""`manage.py watch`: one line for each call, send and look, as the ledger learns of it. It only reads."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.core.management.color import color_style

from braze_tracker.dashboard.ledger_tail import News, Tail

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
    help = "Prints one line for each call, send and look as the ledger learns of it. Ctrl-C ends it."

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        self.style = color_style(force_color=bool(os.environ.get("FORCE_COLOR")))
        tail = Tail()
        try:
            while True:
                for line in self.lines(tail.news()):
                    self.stdout.write(line)
                time.sleep(1)
        except KeyboardInterrupt:
            return

    def lines(self, news: list[News]) -> Iterator[str]:
        for item in news[:MOST_AT_ONCE]:
            yield getattr(self.style, STYLES.get(item.word, "HTTP_NOT_MODIFIED"))(item.text)
        if len(news) > MOST_AT_ONCE:
            yield f"… and {len(news) - MOST_AT_ONCE:,} more"
