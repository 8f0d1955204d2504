"""Facts that happened: calls, error groups, sends, hourly counts, and how far the notebook has been read.

Written by `drain` in one transaction; nothing here says when to look at a send next (that is analytics).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from braze_tracker.recording.choices import GroupState, OriginChoice, OutcomeChoice, SendSource, SeverityChoice
from braze_tracker.recording.models_audit import AuditEntry
from braze_tracker.recording.models_journal import Heartbeat, JournalLoss, JournalPosition, QuarantinedLine
from braze_tracker.recording.models_recent import CallRecipient, HourlyCount, MinuteCount
from braze_tracker.recording.models_totals import CallTotal
from braze_tracker.recording.models_workspaces import ApiKey, Token, Workspace

__all__ = [
    "ApiCall",
    "ApiKey",
    "AuditEntry",
    "CallBody",
    "CallRecipient",
    "CallTotal",
    "ErrorGroup",
    "ErrorOccurrence",
    "FatalErrors",
    "Heartbeat",
    "HourlyCount",
    "HourlyErrors",
    "JournalLoss",
    "JournalPosition",
    "MinuteCount",
    "NonFatalErrors",
    "OpenIntent",
    "QuarantinedLine",
    "Send",
    "Token",
    "Workspace",
]


class ApiCall(models.Model):
    """An exchange, remembered. One row an attempt."""

    id = models.UUIDField(
        primary_key=True, editable=False, help_text=_("time-ordered (version 7), given by the writer")
    )
    workspace = models.ForeignKey(
        Workspace, models.PROTECT, related_name="calls", verbose_name=_("workspace"), db_index=False
    )
    key_last4 = models.CharField(max_length=4, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=OriginChoice.choices)
    operation = models.UUIDField()
    attempt = models.PositiveSmallIntegerField(default=1)
    endpoint = models.CharField(_("endpoint"), max_length=120, help_text=_("method + route template"))
    url = models.TextField(help_text=_("path and query, secrets and personal data hidden"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=OutcomeChoice.choices)
    status = models.PositiveSmallIntegerField(_("status code"), null=True, blank=True)
    failure = models.CharField(max_length=24, blank=True)
    sent = models.CharField(max_length=8, blank=True)
    retry = models.CharField(max_length=16, blank=True)
    readable = models.BooleanField(default=True)
    message = models.CharField(
        _("message"), max_length=300, blank=True, help_text=_("the first error in Braze's words")
    )
    error_count = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(_("started"))
    elapsed_us = models.BigIntegerField(_("took (µs)"), null=True, blank=True)
    campaign_id = models.CharField(max_length=64, blank=True)
    canvas_id = models.CharField(max_length=64, blank=True)
    send_id = models.CharField(max_length=64, blank=True)
    dispatch_id = models.CharField(max_length=64, blank=True)
    schedule_id = models.CharField(max_length=64, blank=True)
    external_send_id = models.CharField(max_length=255, blank=True)
    request_id = models.CharField(max_length=64, blank=True, help_text=_("Braze's X-Request-Id"))
    limit_total = models.BigIntegerField(null=True, blank=True)
    limit_remaining = models.BigIntegerField(null=True, blank=True)
    limit_reset_at = models.DateTimeField(null=True, blank=True)
    request_digest = models.BigIntegerField(
        null=True, blank=True, help_text=_("the same for the same request; kept where a repeat would matter")
    )
    possible_duplicate = models.BooleanField(_("possible duplicate"), default=False)

    class Meta:
        verbose_name = _("API call")
        verbose_name_plural = _("API calls")
        ordering = ("-started_at", "-id")
        indexes = [
            models.Index(fields=("-started_at", "-id"), name="call_recent"),
            models.Index(fields=("workspace", "-started_at"), name="call_workspace"),
            models.Index(fields=("outcome", "-started_at"), name="call_outcome"),
            models.Index(
                fields=("campaign_id", "-started_at"), name="call_campaign", condition=~models.Q(campaign_id="")
            ),
            models.Index(fields=("send_id", "-started_at"), name="call_send", condition=~models.Q(send_id="")),
            models.Index(fields=("dispatch_id",), name="call_dispatch", condition=~models.Q(dispatch_id="")),
            models.Index(fields=("request_id",), name="call_request", condition=~models.Q(request_id="")),
            models.Index(fields=("operation",), name="call_operation"),
            models.Index(fields=("schedule_id",), name="call_schedule", condition=~models.Q(schedule_id="")),
            models.Index(fields=("external_send_id",), name="call_external", condition=~models.Q(external_send_id="")),
            models.Index(
                fields=("-started_at", "-id"), name="call_duplicate", condition=models.Q(possible_duplicate=True)
            ),
            models.Index(
                fields=("request_digest", "-started_at"),
                name="call_digest",
                condition=models.Q(request_digest__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.status or self.outcome}"


class CallBody(models.Model):
    """Headers and bodies of a call beside the hot table: one zstd-compressed JSON object, see `bodies.py`."""

    call = models.OneToOneField(ApiCall, models.CASCADE, primary_key=True, related_name="stored_body")
    content = models.BinaryField()
    sealed = models.BooleanField(default=False, help_text=_("encrypted, because it is whole"))

    class Meta:
        verbose_name = _("call body")
        verbose_name_plural = _("call bodies")

    def __str__(self) -> str:
        return str(self.call_id)


class OpenIntent(models.Model):
    """A call that has no ending yet: whose writer it is, and when to stop waiting."""

    call = models.OneToOneField(ApiCall, models.CASCADE, primary_key=True, related_name="open_intent")
    writer = models.CharField(max_length=120, db_index=True)
    deadline = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("open intent")
        verbose_name_plural = _("open intents")

    def __str__(self) -> str:
        return str(self.call_id)


class ErrorGroup(models.Model):
    """All occurrences with one fingerprint. Independent of the workspace."""

    fingerprint = models.CharField(max_length=64)
    fingerprint_version = models.CharField(max_length=24)
    severity = models.CharField(_("severity"), max_length=9, choices=SeverityChoice.choices)
    status = models.PositiveSmallIntegerField(_("status code"), null=True, blank=True)
    code = models.CharField(_("catalogue code"), max_length=80, blank=True)
    title = models.CharField(_("error"), max_length=300, help_text=_("the message with its variable parts replaced"))
    sample = models.CharField(max_length=300, blank=True)
    endpoint_family = models.CharField(max_length=80)
    state = models.CharField(_("state"), max_length=8, choices=GroupState.choices, default=GroupState.OPEN)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    muted_until = models.DateTimeField(_("muted until"), null=True, blank=True)
    muted_above = models.PositiveBigIntegerField(
        _("muted up to (calls)"), null=True, blank=True, help_text=_("with more calls than these it opens again")
    )
    returned_at = models.DateTimeField(
        null=True, blank=True, help_text=_("resolved or muted, then seen again and opened by itself")
    )
    calls = models.PositiveBigIntegerField(_("calls"), default=0)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"))
    last_call = models.ForeignKey(ApiCall, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("error group")
        verbose_name_plural = _("error groups")
        constraints = [
            models.UniqueConstraint(fields=("fingerprint_version", "fingerprint"), name="one_group_a_fingerprint")
        ]
        indexes = [
            models.Index(fields=("state", "severity", "-last_seen"), name="group_state"),
            models.Index(fields=("-last_seen",), name="group_recent"),
        ]

    def __str__(self) -> str:
        return self.title


class FatalErrors(ErrorGroup):
    """The groups whose calls Braze refused: a list of their own in the admin."""

    class Meta:
        proxy = True
        verbose_name = _("fatal error")
        verbose_name_plural = _("Fatal errors")

    def __str__(self) -> str:
        return self.title


class NonFatalErrors(ErrorGroup):
    """The groups of calls that Braze took in part."""

    class Meta:
        proxy = True
        verbose_name = _("non-fatal error")
        verbose_name_plural = _("Non-fatal errors")

    def __str__(self) -> str:
        return self.title


class ErrorOccurrence(models.Model):
    """One kind of error in one call. ``items`` counts how often the reply named it."""

    group = models.ForeignKey(ErrorGroup, models.CASCADE, related_name="occurrences", db_index=False)
    call = models.ForeignKey(ApiCall, models.CASCADE, related_name="errors")
    at = models.DateTimeField()
    items = models.PositiveIntegerField(default=1)
    message = models.CharField(max_length=1000)
    input_array = models.CharField(max_length=40, blank=True)
    index = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("error occurrence")
        verbose_name_plural = _("error occurrences")
        constraints = [models.UniqueConstraint(fields=("call", "group"), name="one_occurrence_a_call_and_group")]
        indexes = [models.Index(fields=("group", "-at"), name="occurrence_recent")]

    def __str__(self) -> str:
        return self.message


class Send(models.Model):
    """A tracked send_id with its campaign. ``sent_at`` starts the 14 days for which Braze keeps its figures:
    the scheduled time of a scheduled send, the last use of an id used again."""

    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="sends", verbose_name=_("workspace"))
    campaign_id = models.CharField(max_length=64, blank=True)
    send_id = models.CharField(max_length=64)
    source = models.CharField(max_length=8, choices=SendSource.choices)
    sent_at = models.DateTimeField(_("sent"))
    first_used_at = models.DateTimeField()
    uses = models.PositiveIntegerField(default=1)
    scheduled = models.BooleanField(default=False)
    schedule_id = models.CharField(max_length=64, blank=True)
    cancelled_at = models.DateTimeField(
        _("cancelled"), null=True, blank=True, help_text=_("its schedule was deleted before it went out")
    )
    first_call = models.ForeignKey(ApiCall, models.SET_NULL, null=True, blank=True, related_name="+")
    # the database fills it in too: while hosts are upgraded one by one, drains of the version before know it not
    moved = models.BooleanField(
        default=True,
        db_default=True,
        editable=False,
        help_text=_("new or changed, and not yet seen by whoever follows it"),
    )

    class Meta:
        verbose_name = _("send")
        verbose_name_plural = _("sends")
        ordering = ("-sent_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("workspace", "campaign_id", "send_id"), name="one_send_an_id_and_campaign")
        ]
        indexes = [
            models.Index(fields=("-sent_at", "-id"), name="send_recent"),
            models.Index(fields=("send_id",), name="send_by_id"),
            models.Index(fields=("campaign_id", "-sent_at"), name="send_campaign"),
            models.Index(fields=("schedule_id",), name="send_schedule", condition=~models.Q(schedule_id="")),
            models.Index(fields=("id",), name="send_moved", condition=models.Q(moved=True)),
        ]

    def __str__(self) -> str:
        return self.send_id


class HourlyErrors(models.Model):
    """Kept counts of calls per error group: sparklines and trends."""

    group = models.ForeignKey(ErrorGroup, models.CASCADE, related_name="hourly", db_index=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    hour = models.DateTimeField()
    calls = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("hourly errors")
        verbose_name_plural = _("hourly errors")
        constraints = [models.UniqueConstraint(fields=("group", "hour", "workspace"), name="one_hourly_error_count")]
        indexes = [models.Index(fields=("hour",), name="hourly_errors_hour")]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}h: {self.calls}"
