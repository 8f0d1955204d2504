"""Words for what the pages name: channels, states of a send, origins. In the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from braze_tracker.dashboard.queries_sends import Following

_COLOURED = ("email", "ios_push", "android_push", "sms", "webhook", "in_app_message", "content_card", "whats_app")
_ALIASES = {"whatsapp": "whats_app", "content_cards": "content_card", "trigger_in_app_message": "in_app_message"}


def said(stored: str) -> str:
    """A sentence that another part stored in English, in the reader's language where it is known."""
    return _(stored) if stored else ""


def channel_title(channel: str) -> str:
    titles = {
        "": _("Whole send"),
        "email": _("Email"),
        "ios_push": _("iOS push"),
        "android_push": _("Android push"),
        "web_push": _("Web push"),
        "kindle_push": _("Kindle push"),
        "sms": _("SMS"),
        "webhook": _("Webhook"),
        "in_app_message": _("In-app message"),
        "trigger_in_app_message": _("In-app message"),
        "content_card": _("Content card"),
        "content_cards": _("Content cards"),
        "whats_app": "WhatsApp",
        "whatsapp": "WhatsApp",
        "line": "LINE",
        "rcs": "RCS",
    }
    return titles.get(channel) or channel.replace("_", " ").capitalize()


def channel_css(channel: str) -> str:
    """The same channel has the same colour and dash everywhere; others share the last ones."""
    known = _ALIASES.get(channel, channel)
    if not channel:
        return "series-1"
    return f"channel-{known}" if known in _COLOURED else "channel-other"


def state_title(following: Following) -> str:
    titles = {
        "": _("Waiting for its first look"),
        "tracking": _("Tracking"),
        "needs_campaign": _("Needs a campaign_id"),
        "final": _("Final"),
        "lost": _("Lost"),
    }
    if following.cancelled_at:
        return _("Cancelled")
    return _("Failing") if following.failing else titles.get(following.state, following.state)


def origin_title(origin: str) -> str:
    titles = {
        "": _("Your calls"),
        "any": _("All, with the tracker's looks"),
        "client": _("Client"),
        "gateway": _("Gateway"),
        "sync": _("The tracker's looks"),
        "replay": _("Replay"),
    }
    return titles.get(origin, origin)
