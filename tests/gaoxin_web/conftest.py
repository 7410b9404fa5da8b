"""Real zones, bureaus, people and enterprises for the tests of the web; a client signed in as anybody."""

from __future__ import annotations

import itertools

import pytest


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA = tmp_path  # counts of tries are kept there: no test begins with another's


@pytest.fixture(autouse=True)
def _own_language(settings):
    """The language of the last page that was asked stays with the thread: no test begins with another's."""
    from django.utils import translation  # noqa: PLC0415 - not every test of this folder asks for it

    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def make(db):
    return Factory()


@pytest.fixture
def sign_in(client):
    """``sign_in(user)``: the client, signed in."""

    def enter(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


class Factory:
    """Makes what a test needs, each thing unlike the last."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)

    def zone(self, code=None, **fields):
        from gaoxin_web.accounts.models import Zone  # noqa: PLC0415 - models load after the settings

        code = code or f"zone{next(self.numbers)}"
        return Zone.objects.create(code=code, name=fields.pop("name", f"{code} 高新区"), **fields)

    def organisation(self, zone, name=None, parent=None):
        from gaoxin_web.accounts.models import Organisation  # noqa: PLC0415 - likewise

        made = Organisation.objects.create(zone=zone, name=name or f"部门{next(self.numbers)}", parent=parent)
        Organisation.objects.filter(pk=made.pk).update(path=f"{parent.path if parent else ''}{made.pk}/")
        made.refresh_from_db()
        return made

    def user(self, zone, role=None, scope="zone", organisation=None, enterprise=None, **fields):
        from django.utils import timezone  # noqa: PLC0415 - likewise

        from gaoxin_web.accounts.models import Grant, User  # noqa: PLC0415 - likewise
        from gaoxin_web.enterprises.models import Membership  # noqa: PLC0415 - likewise

        username = fields.pop("username", f"user{next(self.numbers)}")
        user = User.objects.create_user(
            username, "Correct-Horse-9", zone=zone, organisation=organisation, must_change_password=False, **fields
        )
        if role:
            Grant.objects.create(user=user, role=role, scope=scope, approved_at=timezone.now())
        if enterprise:
            Membership.objects.create(user=user, enterprise=enterprise)
        return user

    def enterprise(self, zone, name=None, **fields):
        from gaoxin_web.enterprises.models import Enterprise  # noqa: PLC0415 - likewise

        return Enterprise.objects.create(zone=zone, name=name or f"示例企业{next(self.numbers)}有限公司", **fields)
