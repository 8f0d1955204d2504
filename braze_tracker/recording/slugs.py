"""Short names of workspaces, as they stand in addresses: the gateway serves a workspace under ``/<slug>/`` beside
Braze's own paths, so no slug may be the first part of one of those. Pure, apart from the language.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from braze_tracker.braze.endpoints import ENDPOINTS

LONGEST = 60
RESERVED = frozenset(endpoint.template.split("/")[1] for endpoint in ENDPOINTS) | {"new"}
"""First parts of Braze's paths, and the page that makes a workspace."""
_FORM = re.compile(r"[a-z0-9][a-z0-9_-]*")


def checked_slug(slug: str) -> str:
    """The slug as it was given. Raises ValueError with what to write instead."""
    if len(slug) > LONGEST or not _FORM.fullmatch(slug):
        raise ValueError(
            _("Write small letters a to z, digits, - and _, beginning with a letter or a digit, as in retail-eu.")
        )
    if slug in RESERVED:
        raise ValueError(
            _("“%(slug)s” is the beginning of a path of Braze. Write another one, as in %(slug)s-eu.") % {"slug": slug}
        )
    return slug
