"""How allauth behaves here: nobody signs up; accounts are made by the system administrator."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Failed passwords are counted by axes alone, so that an unlocked account is unlocked."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address the middleware settled on (a socket has none)."""
        return request.META.get("REMOTE_ADDR") or "127.0.0.1"
