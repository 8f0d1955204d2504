"""What an error means and what to do, from the catalogue, in the active language. Honest where it knows nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from braze_tracker.braze import explain
from braze_tracker.braze.catalogue_non_fatal import CORRECT_ALONE
from braze_tracker.braze.catalogue_wire import SENTENCES
from braze_tracker.dashboard import formats
from braze_tracker.dashboard.outcomes import beside_a_failure, next_step, sentence
from braze_tracker.dashboard.queries_call import CallDetail, CallError
from braze_tracker.recording.models import ApiCall

PATIENCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Explained:
    """``sentence`` is one of the two fixed ones where it must be said: nothing was sent, or may have been."""

    title: str
    explanation: str
    resolve: str = ""
    sentence: str = ""
    message: str = ""
    status: int | None = None
    items: int = 1
    place: str = ""
    group: int | None = None
    calls: int = 0
    css: str = ""


def worded(message: str) -> str:
    """A stored message: the tracker's own in the active language, Braze's in Braze's words."""
    return gettext(message) if message in SENTENCES else message


def meaning(code: str, beside: bool = False) -> str:
    """``beside``: it stood beside a failure of the whole call, and what the catalogue says of a part does not hold."""
    if beside:
        return _("The whole call failed, and Braze listed this among its errors.")
    entry = explain(code)
    return gettext(entry.explanation) if entry else _("The catalogue does not know this error yet.")


def explained_group(code: str, title: str, sent: str, beside: bool = False) -> Explained:
    """``beside`` as of `meaning`."""
    entry = explain(code)
    if beside:
        advice = gettext(entry.resolve) if entry and entry.resolve not in ("", CORRECT_ALONE) else ""
        advice = advice or _("Correct the request, then send again.")
        return Explained(gettext(entry.name) if entry else title, meaning(code, beside), advice)
    if entry is None:
        advice = _("Read Braze's words and compare the request with its documentation.")
        return Explained(title, meaning(code), advice, fixed(sent, ""))
    text = gettext(entry.explanation)
    return Explained(gettext(entry.name), text, gettext(entry.resolve), fixed(sent, text))


def explained_call(detail: CallDetail, now: datetime) -> list[Explained]:
    """A box for each error of a call, the worst first; where there is none, one for an outcome that needs words."""
    boxes = [_box(error, detail.call) for error in detail.errors]
    if boxes:
        return boxes
    standing = _overdue(detail, now) or _standing(detail.call)
    return [standing] if standing else []


def _box(error: CallError, call: ApiCall) -> Explained:
    fatal = error.severity == "fatal"
    beside = beside_a_failure(error.severity, call.status)
    known = explained_group(error.code, error.title, call.sent if fatal else "", beside)
    said = error.message in SENTENCES or error.message.casefold() == known.title.casefold()
    return Explained(
        title=known.title,
        explanation=known.explanation,
        resolve=known.resolve or str(next_step(call.retry)),
        sentence=known.sentence,
        message="" if said else error.message,
        status=call.status if fatal else None,
        items=error.items,
        place=error.place,
        group=error.group,
        calls=error.calls,
        css=_colour(fatal, call),
    )


def _colour(fatal: bool, call: ApiCall) -> str:
    if not fatal:
        return "is-mild"
    return "is-open" if call.outcome == "unknown" else ""


def _overdue(detail: CallDetail, now: datetime) -> Explained | None:
    """A call that takes longer than any call should."""
    call = detail.call
    if call.outcome != "pending" or now - call.started_at <= PATIENCE:
        return None
    text = _("The process may have died.")
    if detail.deadline and detail.deadline > now:
        time = f"{formats.clock_short(detail.deadline)} {formats.zone_name(detail.deadline)}"
        text = f"{text} {_('Becomes Unknown at %(time)s.') % {'time': time}}"
    return Explained(_("No answer recorded"), text, css="is-open")


def _standing(call: ApiCall) -> Explained | None:
    boxes = {
        "pending": lambda: Explained(
            _("No answer yet"),
            _("The call was noted before it left and has no answer so far. If its process died it becomes Unknown."),
            css="is-open",
        ),
        "unknown": lambda: Explained(
            _("No answer recorded"),
            _("No answer came, or the process ended before it could note one."),
            str(next_step(call.retry)),
            fixed(call.sent, ""),
            css="is-open",
        ),
        "queued": lambda: Explained(
            _("Queued by Braze"),
            _("Braze is in maintenance: it took the call and will process it later. No send_id exists yet."),
            css="is-mild",
        ),
    }
    return boxes[call.outcome]() if call.outcome in boxes else None


def fixed(sent: str, text: str) -> str:
    """The fixed sentence, unless the explanation has said it already."""
    words = str(sentence(sent)) if sent in ("nothing", "maybe", "in_part") else ""
    said = (words, _("Nothing was done.")) if sent == "nothing" else (words,)
    return "" if any(one in text for one in said) else words
