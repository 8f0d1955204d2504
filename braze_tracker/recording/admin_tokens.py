"""Tokens in the admin: to read and to revoke. They are issued on their page, which can show a text once."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from braze_tracker.recording.admin_reading import ReadOnlyAdmin, moment
from braze_tracker.recording.models import Token
from braze_tracker.recording.tokens import revoke_token


@admin.register(Token)
class TokenAdmin(ReadOnlyAdmin):
    list_display = (
        "name",
        "ending",
        "workspace",
        moment("created_at", _("issued")),
        "created_by",
        moment("last_used_at", _("last used")),
        moment("revoked_at", _("revoked")),
    )
    list_select_related = ("workspace", "created_by")
    search_fields = ("name",)
    ordering = ("-created_at", "-id")
    fields = ("name", "ending", "workspace", "created_at", "created_by", "last_used_at", "revoked_at")
    readonly_fields = ("ending",)
    actions = ("revoke",)

    @admin.display(description=_("token"))
    def ending(self, token: Token) -> str:
        return f"••••{token.last4}"

    @admin.action(description=_("Revoke: the gateway refuses it from now on"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[Token]) -> None:
        now = timezone.now()
        revoked = sum(revoke_token(token, by=request.user, now=now) for token in tokens.select_related("workspace"))
        self.message_user(request, ngettext("%d token is revoked.", "%d tokens are revoked.", revoked) % revoked)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("recording.change_token"))
