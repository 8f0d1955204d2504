"""The glossary's words as the choices of columns, with names a reader sees. Pure apart from translation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.outcomes import Outcome, Severity
from braze_tracker.braze.recorder import Origin


class OutcomeChoice(models.TextChoices):
    SUCCESS = Outcome.SUCCESS.value, _("Success")
    QUEUED = Outcome.QUEUED.value, _("Queued")
    NON_FATAL = Outcome.NON_FATAL.value, _("Non-fatal")
    UNKNOWN = Outcome.UNKNOWN.value, _("Unknown")
    RATE_LIMITED = Outcome.RATE_LIMITED.value, _("Rate limited")
    FATAL_CLIENT = Outcome.FATAL_CLIENT.value, _("Fatal, client")
    FATAL_SERVER = Outcome.FATAL_SERVER.value, _("Fatal, server")
    PENDING = Outcome.PENDING.value, _("Pending")


class SeverityChoice(models.TextChoices):
    FATAL = Severity.FATAL.value, _("Fatal")
    NON_FATAL = Severity.NON_FATAL.value, _("Non-fatal")


class OriginChoice(models.TextChoices):
    CLIENT = Origin.CLIENT.value, _("Client")
    GATEWAY = Origin.GATEWAY.value, _("Gateway")
    SYNC = Origin.SYNC.value, _("Sync")
    REPLAY = Origin.REPLAY.value, _("Replay")


class GroupState(models.TextChoices):
    OPEN = "open", _("Open")
    MUTED = "muted", _("Muted")
    RESOLVED = "resolved", _("Resolved")


class SendSource(models.TextChoices):
    """How the tracker came to know a send."""

    REPLY = "reply", _("Braze's reply")
    REQUEST = "request", _("The request")
    CREATED = "created", _("/sends/id/create")
    IMPORTED = "imported", _("Imported")


class CaptureChoice(models.TextChoices):
    """How much of a call's bodies a workspace keeps."""

    METADATA = CaptureLevel.METADATA.value, _("No bodies")
    MASKED = CaptureLevel.MASKED.value, _("Bodies, personal data masked")
    FULL = CaptureLevel.FULL.value, _("Whole bodies, encrypted")


class Deed(models.TextChoices):
    """What somebody did that is written to the audit log."""

    BODY_VIEWED = "body_viewed", _("viewed the bodies of a call")
    WORKSPACE_CHANGED = "workspace_changed", _("changed a workspace")
    KEY_CHANGED = "key_changed", _("changed a workspace's key")
    TOKEN_ISSUED = "token_issued", _("issued a token")
    TOKEN_REVOKED = "token_revoked", _("revoked a token")
    LOOKED = "looked", _("looked at a send now")
    RESOLVED = "resolved", _("resolved an error")
    MUTED = "muted", _("muted an error")
    REOPENED = "reopened", _("opened an error again")
    COMMENTED = "commented", _("wrote about an error")
    SCHEDULE_CHANGED = "schedule_changed", _("changed a schedule")
    REPLAYED = "replayed", _("asked for a replay")
    REPLAY_STOPPED = "replay_stopped", _("stopped a replay")
    PERSON_ADDED = "person_added", _("added a user")
    PERSON_CHANGED = "person_changed", _("changed a user")
    GROUP_CHANGED = "group_changed", _("changed a group")
    SAMPLES_CHANGED = "samples_changed", _("loaded or removed sample data")
