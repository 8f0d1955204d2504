"""The notebook: what left for Braze and what came back, in append-only files that any process on the host may write."""

from braze_tracker.journal.lines import DamagedLine, Dropped, Ending, Header, Intent, Line
from braze_tracker.journal.notebook import Journal, JournalUnusable
from braze_tracker.journal.reader import Entry, Segment, lost, read_journal, tidy, writer_alive

__all__ = [
    "DamagedLine",
    "Dropped",
    "Ending",
    "Entry",
    "Header",
    "Intent",
    "Journal",
    "JournalUnusable",
    "Line",
    "Segment",
    "lost",
    "read_journal",
    "tidy",
    "writer_alive",
]
