"""The sentences that plans and budgets keep for a reader: stored in English, translated where they are shown."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

NEEDS_CAMPAIGN = _(
    "Braze gives figures only for a send_id together with its campaign_id, and no call named it. "
    "Send with campaign_id, or import the pair with manage.py import_sends."
)
CANCELLED = _("Its schedule was deleted before it was sent.")
NEVER_FOLLOWED = _("Braze dropped the figures before a look found any.")
LEFT_WITHOUT_CAMPAIGN = _("Braze dropped the figures before a campaign_id for this send_id was known.")
FINAL_MISSED = _("The final look was missed; these are the figures of the last look that found any.")
FINAL_EMPTY = _("The final look found no figures any more; these are the figures of the last look that found any.")
UNREADABLE = _("Braze's answer could not be read as figures.")
NOT_STORED = _("The figures could not be stored.")
CRASHED = _("The look broke off.")

NO_KEY = _("No API key for this workspace: give it one under Settings, Workspaces.")
UNUSABLE_KEY = _(
    "The API key cannot be right: it is in quotes, begins with the word Bearer, or holds a character that no key has. "
    "Replace it under Settings, Workspaces."
)
KEY_REFUSED = _(
    "Braze refused the API key (401): wrong key, or the REST endpoint of another instance. Tried again every hour."
)
NOT_ALLOWED = _(
    "The API key may not read these figures (403): it lacks the permission sends.data_series, or Braze "
    "has switched the account off. Tried again every hour."
)
RATE_LIMITED = _("Braze's rate limit is used up (429). Tried again after its reset.")
NO_LIST = _("The API key may not list campaigns (permission campaigns.list): names stay unknown. Tried again daily.")
NO_CAMPAIGN_FIGURES = _(
    "The API key may not read the figures of campaigns (403): it lacks the permission campaigns.data_series, or Braze "
    "has switched the account off. Tried again every hour."
)
NO_DETAILS = _("The API key may not read what campaigns are made of (permission campaigns.details). Tried again daily.")
