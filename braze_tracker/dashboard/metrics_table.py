"""Every metric of the web process as a value: its name with its unit, its labels, and what its reader should do.

The handbook lists the same names, and alert rules and Grafana's dashboard use them; tests hold them together.
"""

from __future__ import annotations

from braze_tracker.exposition import Metric

CAPPED = "Counted up to 10001."

METRICS: tuple[Metric, ...] = (
    Metric("database_up", "1 when the database answered this scrape. At 0 all but the journal is untold: mend it."),
    Metric(
        "calls_total",
        "Calls by the outcome they came to; one that was unknown and is answered after all is in both. Compare rates.",
        ("workspace", "origin", "outcome"),
    ),
    Metric("calls_pending", f"Calls without an ending yet. {CAPPED} If it only grows, replies are slow."),
    Metric(
        "possible_duplicates",
        f"Calls of the last 24 hours that may have been made twice. {CAPPED} Calls lists them.",
    ),
    Metric(
        "dropped_calls",
        "Calls that the journal could not note. One that it could after all is taken back. Free disk, see the drain.",
    ),
    Metric("dropped_bodies_total", "Bodies left out because the journal was nearly full. Free disk, see the drain."),
    Metric("recent_losses", "1 while the pages warn of calls or bodies lost in the last 3 days, else 0."),
    Metric("quarantined_lines", f"Journal lines set aside. {CAPPED} The quarantine in Administration has the reasons."),
    Metric(
        "journal_unread_bytes",
        "Written to this host's journal and not in the database yet. If it grows, the drain is slow or dead.",
        ("home",),
    ),
    Metric("journal_unread_segments", "Files of this host's journal with unread lines.", ("home",)),
    Metric(
        "journal_oldest_unread_seconds",
        "The drain's lag on this host: age of the oldest call that is not in the database yet.",
        ("home",),
    ),
    Metric("journal_folder_bytes", "All segments of this host's journal. From 1 GiB on calls are dropped.", ("home",)),
    Metric(
        "journal_open_segments",
        "Segments begun and not finished, for each host that shares the database. Never falling: see its drain.",
        ("home",),
    ),
    Metric("part_alive", "1 while a process of this part shows signs of life. At 0 start it.", ("part",)),
    Metric(
        "heartbeat_age_seconds",
        "Since the last sign of life of a process. Above 60: see its output. Gone ones are forgotten after a day.",
        ("part", "process"),
    ),
    Metric("sends", f"Sends by the state of their plan. {CAPPED}", ("state",)),
    Metric("sends_due", f"Sends that are due and not looked at. {CAPPED} See workers and budget."),
    Metric("sends_oldest_due_seconds", "How late the latest look is. Beyond an hour see workers, budget and pauses."),
    Metric("sync_lag_p95_seconds", "One in twenty of the sends that are due is at least this late."),
    Metric("sends_failing", f"Sends whose last look failed. {CAPPED} Open one: its looks say what Braze answered."),
    Metric("sends_expiring_soon", f"Tracked sends that Braze drops within 2 days. {CAPPED} If they fail, hurry."),
    Metric("sends_lost", f"Sends that Braze dropped before they were read. {CAPPED} Nothing brings them back."),
    Metric("looks_last_minute", "Looks of the last minute by what they brought.", ("result",)),
    Metric("budget_limit", "Braze's rate limit as its headers said last.", ("workspace", "pool")),
    Metric(
        "budget_remaining", "What was left of it then. Near 0 lower BRAZE_TRACKER_LOOK_SHARE.", ("workspace", "pool")
    ),
    Metric(
        "budget_paused",
        "1 while looks wait because Braze refused the key or its limit was used up; the banner says which.",
        ("workspace", "pool"),
    ),
)
