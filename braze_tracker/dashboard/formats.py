"""Numbers, money, durations and moments as people read them, in the active language and time zone.

Pure apart from the language: values in, text out. Nothing to divide and nothing known are an en dash.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NOTHING = "–"
_NARROW = "\u202f"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_UNITS: tuple[tuple[int, str], ...] = ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k"))

Amount = int | float | Decimal | None


def _french() -> bool:
    return (get_language() or "en").startswith("fr")


def _grouped(value: Amount, places: int) -> str:
    text = f"{value:,.{places}f}"
    return text.replace(",", _NARROW).replace(".", ",") if _french() else text


def number(value: Amount) -> str:
    """``65,350``; in French ``65 350`` with a narrow no-break space."""
    return NOTHING if value is None else _grouped(value, 0)


def compact(value: Amount) -> str:
    """For axes: ``800``, ``1.2k``, ``3.4M``."""
    if value is None:
        return NOTHING
    for unit, suffix in _UNITS:
        if abs(float(value)) >= unit:
            whole = Decimal(str(value)) / unit
            return _grouped(whole, 0 if whole == whole.to_integral_value() else 1) + suffix
    return _grouped(value, 0 if value == int(value) else 1)


def rate(part: Amount, whole: Amount) -> str:
    """``45.3%``, ``6.23%`` below ten; an en dash where there is nothing to divide by."""
    if part is None or not whole:
        return NOTHING
    percent = Decimal(str(part)) * 100 / Decimal(str(whole))
    text = _grouped(percent, 1 if percent >= 10 else 2)
    return f"{text}{_NARROW}%" if _french() else f"{text}%"


def points(difference: Decimal) -> str:
    """A difference between two rates, in points: ``+2.9``, ``−0.31``; a rate that is the same is ``±0``."""
    text = _grouped(abs(difference), 1 if abs(difference) >= 1 else 2)
    if not any(digit in text for digit in "123456789"):
        return "±0"
    return f"+{text}" if difference > 0 else f"−{text}"


def money(value: Decimal | str | float | None) -> str:
    """US dollars, as Braze reports revenue: ``$28,611``; cents below a hundred."""
    try:
        amount = Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        amount = None
    if amount is None:
        return NOTHING
    text = _grouped(amount, 0 if abs(amount) >= 100 or amount == 0 else 2)
    return f"{text}{_NARROW}$" if _french() else f"${text}"


def took(microseconds: int | None) -> str:
    """``0.4 ms``, ``149 ms``, ``10.0 s``."""
    if microseconds is None:
        return NOTHING
    milliseconds = microseconds / 1000
    if milliseconds < 1:
        return f"{_grouped(milliseconds, 1)} ms"
    return f"{_grouped(milliseconds, 0)} ms" if milliseconds < 1000 else f"{_grouped(milliseconds / 1000, 1)} s"


def _span(seconds: float, days_from: int) -> str:
    if seconds < _MINUTE:
        return _("%(count)d s") % {"count": seconds}
    if seconds < _HOUR:
        return _("%(count)d min") % {"count": seconds // _MINUTE}
    if seconds < days_from:
        return _("%(count)d h") % {"count": seconds // _HOUR}
    return _("%(count)d d") % {"count": seconds // _DAY}


def span(length: timedelta) -> str:
    """``12 s``, ``9 min``, ``17 h``, ``3 d``."""
    return _span(max(0.0, length.total_seconds()), _DAY)


def ago(then: datetime | None, now: datetime) -> str:
    if then is None:
        return NOTHING
    seconds = (now - then).total_seconds()
    return _("just now") if seconds < 1 else _("%(span)s ago") % {"span": _span(seconds, _DAY)}


def apart(length: timedelta) -> str:
    """``12 s later``, ``9 min before``, ``at the same moment``."""
    if abs(length) < timedelta(seconds=1):
        return _("at the same moment")
    told = _("%(span)s later") if length > timedelta(0) else _("%(span)s before")
    return told % {"span": span(abs(length))}


def left(until: datetime | None, now: datetime) -> str:
    """``3 d left``; ``16 h left`` under two days."""
    if until is None:
        return NOTHING
    seconds = (until - now).total_seconds()
    if seconds <= 0:
        return _("dropped")
    return _("%(span)s left") % {"span": _span(seconds, 2 * _DAY)}


def _day(value: date, pattern: str) -> str:
    """``M`` stands for a short month, which French writes small and with a full stop."""
    return date_format(value, pattern.replace("M", "N") if _french() else pattern)


def _here(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def zone_name(moment: datetime | None = None) -> str:
    """``UTC``, ``CET``: what the active zone is called at that moment."""
    return _here(moment or datetime.now(UTC)).tzname() or "UTC"


def at_full(moment: datetime | None) -> str:
    """``22 Nov 2026, 23:47:33 UTC``; in French ``22 nov. 2026 à 23:47:33 UTC``."""
    if moment is None:
        return NOTHING
    here = _here(moment)
    join = {"day": _day(here, "j M Y"), "time": f"{here:%H:%M:%S} {here.tzname()}"}
    return _("%(day)s, %(time)s") % join


def at_short(moment: datetime | None) -> str:
    """``23 Nov, 06:46``."""
    return NOTHING if moment is None else _day(_here(moment), "j M, H:i")


def at_long(moment: datetime | None) -> str:
    """``12 November, 17:53 UTC``."""
    if moment is None:
        return NOTHING
    here = _here(moment)
    return f"{date_format(here, 'j F, H:i')} {here.tzname()}"


def clock(moment: datetime | None) -> str:
    return NOTHING if moment is None else f"{_here(moment):%H:%M:%S}"


def clock_short(moment: datetime | None) -> str:
    return NOTHING if moment is None else f"{_here(moment):%H:%M}"


def day(value: date | None) -> str:
    """``12 Nov``."""
    return NOTHING if value is None else _day(value, "j M")


def weekday(value: date) -> str:
    """``Mon 12 Nov``."""
    return _day(value, "D j M")


def day_heading(value: date, today: date) -> str:
    """``Today, 23 November``; the year where it is another one."""
    text = date_format(value, "j F" if value.year == today.year else "j F Y")
    named: dict[int, Callable[[], str]] = {0: lambda: _("Today, %(day)s"), 1: lambda: _("Yesterday, %(day)s")}
    heading = named.get((today - value).days)
    return heading() % {"day": text} if heading else text


def size(count: int) -> str:
    """Bytes: ``812 B``, ``1.5 KB``, ``2.0 MB``; in French ``812 o``, ``1,5 ko``, ``2,0 Mo``."""
    byte, kilo, mega = ("o", "ko", "Mo") if _french() else ("B", "KB", "MB")
    if count < 1024:
        return f"{count} {byte}"
    return f"{_grouped(count / 1024, 1)} {kilo}" if count < 1024**2 else f"{_grouped(count / 1024**2, 1)} {mega}"


def capped(count: int, cap: int) -> str:
    """Counts stop at ``cap``: above it they are written ``10,000+``."""
    return f"{number(cap)}+" if count > cap else number(count)
