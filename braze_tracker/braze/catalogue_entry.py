"""What the catalogue says of one error, as a value. Texts are only marked for translation; the pages translate them."""

from __future__ import annotations

from dataclasses import dataclass

from braze_tracker.braze.outcomes import Retry, Sent, Severity


def mark(text: str) -> str:
    """Marks a text for translation; this room knows no Django, so whoever shows the text translates it.

    Imported as ``_``, the name by which the collector of texts knows it.
    """
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One error: what happened, whether anything was sent, what to do. https://www.braze.com/docs/api/errors"""

    code: str
    """Stable: stored with every error, never renamed."""
    name: str
    """As Braze's documentation writes it."""
    explanation: str
    resolve: str
    status: int | None = None
    """The status Braze documents; None where it documents none."""
    severity: Severity = Severity.FATAL
    sent: Sent = Sent.NOTHING
    retry: Retry = Retry.FIX_AND_RESEND
    texts: tuple[str, ...] = ()
    """Recognised where a message holds one of these, in lower case."""
    ids: tuple[str, ...] = ()
    """Recognised where Braze names one of these as the error's own id or type, in lower case with hyphens."""
    family: str = ""
    """Recognised only for endpoints whose family begins so."""
