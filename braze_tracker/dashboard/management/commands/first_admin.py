"""`manage.py first_admin`: makes the first person who may sign in, when there is nobody yet."""

from __future__ import annotations

import os
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser

from braze_tracker.dashboard.first_account import make_first_account, nobody_yet, setup_code


class Command(BaseCommand):
    help = (
        "Makes an administrator when no user exists, and shows the password once. "
        "The password is DJANGO_SUPERUSER_PASSWORD's value where that is set; it is not shown then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", default="admin", help="(default: %(default)s)")
        parser.add_argument("--again", action="store_true", help="give this user a new password if it exists already")
        parser.add_argument(
            "--setup-code", action="store_true", help="make nobody: show the code that /setup/ asks for instead"
        )

    def handle(self, *args: Any, username: str, again: bool, **options: Any) -> None:
        if options["setup_code"]:
            return self._show_code()
        given = os.environ.get("DJANGO_SUPERUSER_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        made = make_first_account(username, password) is not None or (again and _set(username, password))
        if made and not given:
            self.stdout.write(f"Sign in as {username} with the password {password} — it is shown only this once.")
        return None

    def _show_code(self) -> None:
        if nobody_yet():
            self.stdout.write(f"Setup code: {setup_code(settings.SECRET_KEY)}")
        else:
            self.stdout.write("Somebody may sign in already, so /setup/ asks for no code any more.")


def _set(username: str, password: str) -> bool:
    user, _ = get_user_model().objects.get_or_create(
        username=username, defaults={"is_staff": True, "is_superuser": True}
    )
    user.set_password(password)
    user.save()
    return True
