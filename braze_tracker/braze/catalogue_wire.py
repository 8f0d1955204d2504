"""Errors without Braze's words: failures of the wire, and statuses of the machines in front of Braze.

https://www.braze.com/docs/api/errors says what 502, 503 and 504 mean; 520 to 530 are Cloudflare's.
"""

from __future__ import annotations

from http import HTTPStatus

from braze_tracker.braze.catalogue_entry import CatalogueEntry as Entry
from braze_tracker.braze.catalogue_entry import mark as _
from braze_tracker.braze.exchange import Failure
from braze_tracker.braze.outcomes import Retry, Sent

MAYBE_SENT = "It may have been sent."
READ_AGAIN = "Reading changes nothing; ask again."

_REPEAT = _("Nothing left for Braze, so the request may be sent again; wait a little longer each time.")
_CHECK = _(
    "Before you repeat a send, check in Braze whether it went out: a repeat may double it. Reads may be repeated."
)


def _never_left(failure: Failure, name: str, explanation: str) -> Entry:
    return Entry(
        code=f"wire_{failure.value}", name=name, explanation=explanation, resolve=_REPEAT, retry=Retry.BACK_OFF
    )


def _may_have_left(code: str, name: str, explanation: str, status: int | None = None) -> Entry:
    return Entry(
        code=code,
        name=name,
        status=status,
        explanation=explanation,
        resolve=_CHECK,
        sent=Sent.MAYBE,
        retry=Retry.CHECK_FIRST,
    )


WIRE: tuple[Entry, ...] = (
    _never_left(
        Failure.DNS, _("Host not found"), _("The name of Braze's server could not be resolved. Nothing was sent.")
    ),
    _never_left(Failure.REFUSED, _("Connection refused"), _("The server refused the connection. Nothing was sent.")),
    _never_left(
        Failure.CONNECT_TIMEOUT,
        _("Connect timeout"),
        _("No connection could be made in the time allowed. Nothing was sent."),
    ),
    _never_left(Failure.TLS, _("TLS failure"), _("No secure connection could be agreed on. Nothing was sent.")),
    _may_have_left(
        f"wire_{Failure.READ_TIMEOUT.value}",
        _("Read timeout"),
        _("The request was written, but no answer came in the time allowed. It may have been sent."),
    ),
    _may_have_left(
        f"wire_{Failure.CUT.value}",
        _("Connection cut"),
        _("The connection broke before the answer was whole. It may have been sent."),
    ),
    _may_have_left(
        f"wire_{Failure.UNREADABLE.value}",
        _("Unreadable reply"),
        _("An answer came, but it could not be unpacked. It may have been sent."),
    ),
    _may_have_left(
        f"wire_{Failure.WRITER_DIED.value}",
        _("The calling process ended"),
        _("The process that made the call ended before it noted an answer. It may have been sent."),
    ),
    _may_have_left(
        f"wire_{Failure.NO_ANSWER.value}",
        _("No answer recorded"),
        _("The call was begun, and no answer was ever noted. It may have been sent."),
    ),
    _may_have_left(
        "wire_failure",
        _("Failure of the wire"),
        _("The call broke off for a reason this tracker does not know. It may have been sent."),
    ),
    Entry(
        code="wire_reading",
        name=_("No answer to a read"),
        explanation=_("No answer came. Reading changes nothing; ask again."),
        resolve=_("Ask again, and wait a little longer each time."),
        retry=Retry.BACK_OFF,
    ),
)
_BY_CODE = {entry.code: entry for entry in WIRE}


def wire_entry(failure: Failure | None, *, reads: bool) -> Entry:
    """What is known of a failure (None: one nobody foresaw). A read that may have left has left nothing behind."""
    entry = _BY_CODE[f"wire_{failure.value}" if failure else "wire_failure"]
    return _BY_CODE["wire_reading"] if reads and entry.sent is Sent.MAYBE else entry


GATEWAYS: tuple[Entry, ...] = (
    _may_have_left(
        "bad_gateway",
        "Bad Gateway",
        _("The request failed before it reached Braze's own server, as far as Braze says; that is not proven."),
        502,
    ),
    _may_have_left(
        "service_unavailable",
        "Service Unavailable",
        _("The request reached Braze, which had no capacity for it or trouble in its network."),
        503,
    ),
    _may_have_left(
        "gateway_timeout",
        "Gateway Timeout",
        _("A server of Braze waited for another one in vain."),
        504,
    ),
    _may_have_left(
        "cloudflare_error",
        _("Cloudflare error"),
        _("Cloudflare, which stands in front of Braze, got no usable answer from Braze."),
        520,
    ),
    Entry(
        code="unexpected_redirect",
        name=_("Unexpected redirect"),
        explanation=_("The address answered with a redirect, which Braze does not do. Nothing was done."),
        resolve=_(
            "Check the REST endpoint: it should be the one of your instance, as in rest.iad-01.braze.com, with https."
        ),
    ),
)

SENTENCES = frozenset(entry.explanation for entry in (*WIRE, *GATEWAYS))
"""What stands in a message's place where Braze gave none: the tracker's own words, to be shown translated."""

_CLOUDFLARE = {
    520: "Web Server Returned an Unknown Error",
    521: "Web Server Is Down",
    522: "Connection Timed Out",
    523: "Origin Is Unreachable",
    524: "A Timeout Occurred",
    525: "SSL Handshake Failed",
    526: "Invalid SSL Certificate",
    527: "Railgun Error",
    530: "Origin DNS Error",
}


def status_text(status: int) -> str:
    """``502 Bad Gateway``: what a reply without words of its own is called."""
    phrase = _CLOUDFLARE.get(status)
    if phrase is None and status in HTTPStatus._value2member_map_:
        phrase = HTTPStatus(status).phrase
    return f"{status} {phrase}" if phrase else str(status)


# What may have left stands first: a text that says both is believed on the careful side.
_WORDS: tuple[tuple[str, Failure], ...] = (
    ("read timed out", Failure.READ_TIMEOUT),
    ("readtimeout", Failure.READ_TIMEOUT),
    ("read timeout", Failure.READ_TIMEOUT),
    ("incompleteread", Failure.CUT),
    ("incomplete read", Failure.CUT),
    ("chunkedencoding", Failure.CUT),
    ("remotedisconnected", Failure.CUT),
    ("connection reset", Failure.CUT),
    ("connectionreset", Failure.CUT),
    ("connection aborted", Failure.CUT),
    ("connection cut", Failure.CUT),
    ("broken pipe", Failure.CUT),
    ("contentdecoding", Failure.UNREADABLE),
    ("name or service not known", Failure.DNS),
    ("nodename nor servname", Failure.DNS),
    ("name resolution", Failure.DNS),
    ("nameresolution", Failure.DNS),
    ("failed to resolve", Failure.DNS),
    ("no address associated", Failure.DNS),
    ("getaddrinfo", Failure.DNS),
    ("gaierror", Failure.DNS),
    ("dns failure", Failure.DNS),
    ("connecttimeout", Failure.CONNECT_TIMEOUT),
    ("connect timeout", Failure.CONNECT_TIMEOUT),
    ("before the request was written", Failure.CONNECT_TIMEOUT),
    ("connection refused", Failure.REFUSED),
    ("connectionrefused", Failure.REFUSED),
    ("failed to establish a new connection", Failure.REFUSED),
    ("certificate verify failed", Failure.TLS),
    ("certificateverif", Failure.TLS),
    ("sslcertverif", Failure.TLS),
    ("handshake failure", Failure.TLS),
    ("wrong version number", Failure.TLS),
    ("timed out", Failure.READ_TIMEOUT),
    ("timeout", Failure.READ_TIMEOUT),
)
_BY_VALUE = {failure.value: failure for failure in Failure}


def failure_in(text: str) -> Failure | None:
    """The failure a text names: our own word for it, or what libraries write. None: unknown, so it may have left."""
    lowered = text.strip().lower()
    if exact := _BY_VALUE.get(lowered):
        return exact
    return next((failure for words, failure in _WORDS if words in lowered), None)
