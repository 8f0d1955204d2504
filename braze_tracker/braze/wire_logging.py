"""Keeps keys and persons out of what urllib3 itself logs about a request: it names the whole address, query and all."""

from __future__ import annotations

import logging
import re

from braze_tracker.braze.scrubbing import HIDDEN

_TELLING = re.compile(r"([?&][^=&\s]*(?:key|token|secret|email|phone|id)[^=&\s]*=)[^&\s\"']*", re.IGNORECASE)


class _Discreet(logging.Filter):
    """Lets every record pass, without the values of telling parameters."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _TELLING.sub(rf"\1{HIDDEN}", given) if isinstance(given, str) else given for given in record.args
            )
        return True


_discreet = _Discreet()


def keep_wire_discreet() -> None:
    """For the whole process, because urllib3 logs for all its sessions alike. Asking twice is the same as once."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry"):
        logging.getLogger(name).addFilter(_discreet)
