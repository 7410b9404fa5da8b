"""``reset_account``: an account whose owner cannot get in, and whom no administrator may or can help in the browser."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from gaoxin_web.accounts import audit, lockout, passwords, sessions
from gaoxin_web.accounts.models import User
from gaoxin_web.accounts.services.users import password_reset


class Command(BaseCommand):
    help = "Give an account a one-time password; with --second-factor take its two-factor sign-in away too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--second-factor", action="store_true", help="also take away the second factor")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username__iexact=options["username"]).first()
        if user is None:
            raise CommandError(f"没有用户 {options['username']}。")
        password = passwords.one_time()
        user.set_password(password)
        user.must_change_password = True
        user.save()
        if options["second_factor"]:
            Authenticator.objects.filter(user=user).delete()
        lockout.unlock(user.username)
        sessions.end_all(user)
        password_reset.send(User, request=None, user=user)
        detail = {"by": "command line", "second_factor": options["second_factor"]}
        audit.record("account.reset", zone=user.zone, target=user, detail=detail)
        self.stdout.write(f"已重置 {user.username}（{user.zone}）。一次性密码：{password}\n首次登录须修改。")
