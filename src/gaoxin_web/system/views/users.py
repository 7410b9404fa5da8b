"""Users (用户): the list, one user with roles and sessions, and what is done to an account."""

from __future__ import annotations

from typing import Any

import django_filters
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from gaoxin_web.accounts import lockout, passwords
from gaoxin_web.accounts.models import Grant, Organisation, User
from gaoxin_web.accounts.roles import Role
from gaoxin_web.accounts.services import users as services
from gaoxin_web.accounts.views import FreshPassword
from gaoxin_web.system.forms import UserForm, indented
from gaoxin_web.system.views.common import SystemPage, filled, moment, tried
from gaoxin_web.ui.listing import Column, ListPage


class OrganisationFilter(django_filters.ModelChoiceFilter):
    """Whoever belongs to an organisation or to one below it."""

    def filter(self, rows: QuerySet[Any], organisation: Organisation | None) -> QuerySet[Any]:
        return rows.filter(organisation__path__startswith=organisation.path) if organisation else rows


def own_organisations(request: HttpRequest | None) -> QuerySet[Organisation]:
    return Organisation.objects.filter(zone=request.user.zone_id) if request else Organisation.objects.none()


class UserFilter(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(
        label=_("角色"), choices=Role.choices, field_name="grants__role", distinct=True, empty_label=_("全部")
    )
    organisation = OrganisationFilter(label=_("所属部门"), queryset=own_organisations, empty_label=_("全部"))
    is_active = django_filters.ChoiceFilter(
        label=_("状态"), choices=[("1", _("启用")), ("0", _("停用"))], empty_label=_("全部")
    )

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["organisation"].field.label_from_instance = indented


def state(user: User) -> Any:
    """Closed, locked, waiting for a first password, or in use."""
    if not user.is_active:
        return _("已停用")
    if getattr(user, "locked", None):
        return _("已锁定")
    return _("待改密码") if user.must_change_password else _("正常")


def tone(user: User) -> str:
    if not user.is_active:
        return "secondary"
    return "red" if getattr(user, "locked", None) else ("yellow" if user.must_change_password else "green")


class UserList(ListPage):
    """Who has an account here."""

    permission = "accounts.view"
    template = "system/users.html"
    title = _("用户与角色")
    filters = UserFilter
    search = ("username__icontains", "name__icontains")
    search_hint = _("用户名、姓名")
    order = ("username",)
    file_name = "users"
    empty_title = _("没有这样的用户")
    empty_hint = _("换一个条件，或点“重置”看全部用户。")
    columns = (
        Column(
            "username",
            _("用户名"),
            order="username",
            kind="link",
            first=True,
            link=lambda user: reverse("user", args=[user.pk]),
        ),
        Column("name", _("姓名"), order="name"),
        Column("organisation", _("所属部门"), order="organisation__path"),
        Column("roles", _("角色"), value=lambda user: gettext("、").join(roles_of(user))),
        Column("state", _("状态"), value=state, kind="badge", tone=tone),
        Column("last_login", _("最近登录"), value=lambda user: moment(user.last_login), order="last_login"),
        Column(
            "date_joined", _("开户时间"), value=lambda user: moment(user.date_joined), order="date_joined", shown=False
        ),
    )

    def rows(self) -> QuerySet[User]:
        return User.objects.all()

    def prepare(self, rows: QuerySet[User]) -> QuerySet[User]:
        return lockout.with_locked(rows).select_related("organisation").prefetch_related("grants")

    def extra(self) -> dict[str, Any]:
        return {"tab": "users", "manage": self.access.may("accounts.manage")}


def roles_of(user: User) -> list[str]:
    """The roles a user holds; one that does not count now says why."""
    found = set()
    for grant in user.grants.all():
        role, words = str(grant.get_role_display()), standing(grant)[0]
        found.add(role if counts(grant) else gettext("%(role)s（%(state)s）") % {"role": role, "state": words})
    return sorted(found)


def counts(grant: Grant) -> bool:
    """Whether a grant counts now, as ``Grant.objects.effective()`` has it."""
    return standing(grant)[1] == "green"


def standing(grant: Grant) -> tuple[Any, str]:
    """How a grant stands, in a word and its colour."""
    if grant.until and grant.until < timezone.localdate():
        return _("已到期"), "secondary"
    if settings.THREE_ADMINISTRATORS and not grant.approved_at:
        return _("待批准"), "yellow"
    return _("有效"), "green"


class UserPage(SystemPage):
    """One user: account, roles, sessions."""

    permission = "accounts.view"

    def get(self, request: HttpRequest, user: int) -> HttpResponse:
        person = get_object_or_404(self.visible(User.objects.select_related("organisation")), pk=user)
        grants = person.grants.select_related("granted_by", "approved_by").prefetch_related("organisations")
        locked = lockout.locked_until([person.username]).get(person.username)
        person.locked = bool(locked)
        context = {
            "person": person,
            "state": state(person),
            "tone": tone(person),
            "grants": [(grant, *standing(grant)) for grant in grants.order_by("role", "scope")],
            "locked_until": locked,
            "password_expired": passwords.expired(person),
            "second": is_mfa_enabled(person),
            "sessions": UserSession.objects.filter(user=person).order_by("-last_seen_at"),
            "manage": self.access.may("accounts.manage"),
            "own": person.pk == request.user.pk,
        }
        return render(request, "system/user.html", context)


class UserAdd(SystemPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(UserForm(zone=self.zone))

    @method_decorator(never_cache)
    def post(self, request: HttpRequest) -> HttpResponse:
        form = UserForm(request.POST, zone=self.zone)
        if form.is_valid():
            made = filled(form, request, services.add_user, self.zone, **form.cleaned_data)
            if made:
                return render(request, "system/password.html", {"person": made[0], "password": made[1], "new": True})
        return self._page(form)

    def _page(self, form: UserForm) -> HttpResponse:
        return render(self.request, "system/user_form.html", {"form": form})


class UserChange(SystemPage):
    def get(self, request: HttpRequest, user: int) -> HttpResponse:
        person = get_object_or_404(self.visible(User.objects.all()), pk=user)
        return self._page(UserForm(instance=person, zone=self.zone), person)

    def post(self, request: HttpRequest, user: int) -> HttpResponse:
        person = get_object_or_404(self.visible(User.objects.all()), pk=user)
        form = UserForm(request.POST, instance=person, zone=self.zone)
        if form.is_valid():
            services.change_user(request, person, **form.cleaned_data)
            messages.success(request, _("已保存。"))
            return redirect("user", person.pk)
        return self._page(form, person)

    def _page(self, form: UserForm, person: User) -> HttpResponse:
        return render(self.request, "system/user_form.html", {"form": form, "person": person})


class UserAct(SystemPage):
    """One button of a user's page."""

    done: Any = ""
    http_method_names = ["post"]

    def act(self, person: User) -> Any:
        raise NotImplementedError

    def post(self, request: HttpRequest, user: int) -> HttpResponse:
        person = get_object_or_404(self.visible(User.objects.all()), pk=user)
        if self.act(person) is not None:
            messages.success(request, self.done)
        return redirect("user", person.pk)


class UserDisable(UserAct):
    done = _("账号已停用，其登录已全部退出。")

    def act(self, person: User) -> Any:
        return tried(self.request, services.disable, person)


class UserEnable(UserAct):
    done = _("账号已启用。")

    def act(self, person: User) -> Any:
        services.enable(self.request, person)
        return True


class UserUnlock(UserAct):
    done = _("账号已解锁。")

    def act(self, person: User) -> Any:
        services.unlock(self.request, person)
        return True


class UserSignOut(UserAct):
    done = _("该用户的登录已全部退出。")

    def act(self, person: User) -> Any:
        return services.sign_out(self.request, person)


class UserDropSecond(UserAct, FreshPassword):
    """A second factor that was lost with its telephone; only after it is certain who asks."""

    done = _("两步验证已解除，该用户的登录已全部退出。")

    def act(self, person: User) -> Any:
        return tried(self.request, services.drop_second_factor, person)


@method_decorator(never_cache, name="dispatch")
class UserReset(FreshPassword):
    """A new one-time password, shown once."""

    permission = "accounts.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, user: int) -> HttpResponse:
        person = get_object_or_404(self.visible(User.objects.all()), pk=user)
        password = tried(request, services.reset_password, person)
        if password is None:
            return redirect("user", person.pk)
        return render(request, "system/password.html", {"person": person, "password": password})
