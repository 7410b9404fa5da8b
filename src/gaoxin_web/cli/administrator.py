"""The first administrator of a zone, made from the command line: nobody is there yet to do it in the browser."""

from __future__ import annotations

import argparse

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gaoxin.errors import GaoxinError
from gaoxin_web.accounts import audit
from gaoxin_web.accounts.models import Grant, Organisation, User, Zone
from gaoxin_web.accounts.roles import Scope


@transaction.atomic
def make_administrator(args: argparse.Namespace, password: str) -> User:
    """The zone if it is not there, the account, and its role, approved at once: there is nobody to approve it."""
    if User.objects.filter(username__iexact=args.username).exists():
        raise GaoxinError(f"用户名 {args.username} 已有人用，请换一个")
    zone = Zone.objects.filter(code=args.zone).first() or _zone(args)
    user = User(username=args.username, name=args.name, zone=zone, must_change_password=True)
    try:
        validate_password(password, user)
        user.set_password(password)
        user.full_clean(exclude=("password",))
    except ValidationError as error:
        raise GaoxinError("；".join(error.messages)) from error
    user.save()
    Grant.objects.create(user=user, role=args.role, scope=Scope.ZONE, approved_at=timezone.now())
    audit.record("account.create", zone=zone, target=user, detail={"role": args.role, "by": "gaoxin user"})
    return user


def _zone(args: argparse.Namespace) -> Zone:
    if not args.zone_name:
        raise GaoxinError(f"还没有高新区 {args.zone}；新建请加 --zone-name 名称")
    zone = Zone(code=args.zone, name=args.zone_name, region=args.region)
    try:
        zone.full_clean()
    except ValidationError as error:
        raise GaoxinError("；".join(error.messages)) from error
    zone.save()
    committee = Organisation.objects.create(zone=zone, name=f"{zone.name}管委会")
    committee.path = f"{committee.pk}/"
    committee.save(update_fields=["path"])
    return zone
