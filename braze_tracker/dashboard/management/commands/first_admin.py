"""`manage.py first_admin`: makes the first person who may sign in, when there is nobody yet."""

from __future__ import annotations

import os
import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = (
        "Makes an administrator when no user exists, and shows the password once. "
        "The password is DJANGO_SUPERUSER_PASSWORD's value where that is set; it is not shown then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", default="admin", help="(default: %(default)s)")
        parser.add_argument("--again", action="store_true", help="give this user a new password if it exists already")

    def handle(self, *args: Any, username: str, again: bool, **options: Any) -> None:
        users = get_user_model().objects
        if users.exists() and not again:
            return
        given = os.environ.get("DJANGO_SUPERUSER_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        user, _ = users.get_or_create(username=username, defaults={"is_staff": True, "is_superuser": True})
        user.set_password(password)
        user.save()
        if not given:
            self.stdout.write(f"Sign in as {username} with the password {password} — it is shown only this once.")
