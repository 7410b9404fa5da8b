"""``add_administrator``: the first accounts of an installation, since none comes with it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from gaoxin_web.accounts import audit, passwords
from gaoxin_web.accounts.models import Grant, User, Zone
from gaoxin_web.accounts.roles import ADMINISTRATORS, Scope


class Command(BaseCommand):
    help = "Make an administrator's account (and its zone) and print its one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--zone", required=True, help="code of the zone, such as shizuishan")
        parser.add_argument("--zone-name", help="its name, where the zone is new: 石嘴山高新区")
        parser.add_argument("--role", choices=[str(role) for role in ADMINISTRATORS], default=str(ADMINISTRATORS[0]))

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        zone = Zone.objects.filter(code=options["zone"]).first()
        if zone is None and not options["zone_name"]:
            raise CommandError(f"没有代码为 {options['zone']} 的高新区；新建请加 --zone-name。")
        zone = zone or Zone.objects.create(code=options["zone"], name=options["zone_name"])
        username = User.normalize_username(options["username"])
        try:
            UnicodeUsernameValidator()(username)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        if User.objects.filter(username__iexact=username).exists():
            raise CommandError(f"用户名 {username} 已被使用。")
        password = passwords.one_time()
        user = User.objects.create_user(username, password, zone=zone, must_change_password=True)
        Grant.objects.create(user=user, role=options["role"], scope=Scope.ZONE, approved_at=timezone.now())
        audit.record("account.add", zone=zone, target=user, detail={"role": options["role"], "by": "command line"})
        self.stdout.write(f"已建立 {username}（{zone}）。一次性密码：{password}\n首次登录须修改。")
