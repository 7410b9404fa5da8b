"""Pages around the API: one's own tokens, and the documentation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gaoxin_web.accounts.views import Page, ask_password, ticked
from gaoxin_web.api import tokens
from gaoxin_web.api.documentation import operations, schema
from gaoxin_web.api.forms import TokenForm
from gaoxin_web.api.models import ApiToken
from gaoxin_web.ui.listing import Bulk, Column, ListPage


class TokensView(Page):
    """One's own tokens; a new one is shown this once, on the answer to the form."""

    permission = "api.use"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(TokenForm(access=self.access))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.access.may(self.permission):  # a request kept while the password was asked goes past middleware
            raise PermissionDenied
        if asked := ask_password(request):
            return asked
        form = TokenForm(request.POST, access=self.access)
        if not form.is_valid():
            return self._page(form)
        token, words = tokens.make(request, **form.cleaned_data)
        return self._page(TokenForm(access=self.access), made=token, words=words)

    def _page(self, form: TokenForm, **more: Any) -> HttpResponse:
        own = list(tokens.tokens_of(self.access.user))
        for token in own:
            token.words = scope_words(token)
        response = render(self.request, "api/tokens.html", {"form": form, "tokens": own, **more})
        response["Cache-Control"] = "no-store"
        return response


class RevokeView(Page):
    permission = "api.use"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        token = get_object_or_404(tokens.tokens_of(self.access.user), pk=pk)
        tokens.revoke(request, token)
        messages.success(request, _("已作废，使用它的程序即刻不能再访问。"))
        return redirect("api_tokens")


class DocsView(Page):
    """The endpoints in words, from the same OpenAPI document; nothing is loaded from elsewhere."""

    permission = "api.use"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(
            request, "api/docs.html", {"sections": operations(), "root": request.build_absolute_uri("/api/v1")}
        )


class SchemaView(Page):
    permission = "api.use"

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})


class AllTokens(ListPage):
    """Every token of the zone, for who looks after accounts; its words are shown to nobody."""

    permission = "accounts.manage"
    template = "api/all_tokens.html"
    title = gettext_lazy("接口令牌")
    search = ("name__icontains", "prefix__startswith", "user__username__icontains", "user__name__icontains")
    search_hint = gettext_lazy("用途、开头、用户")
    file_name = "api_tokens"
    empty_title = gettext_lazy("没有接口令牌")
    empty_hint = gettext_lazy("业务人员在右上角“接口令牌”中自己建立，这里可以查看和作废。")
    columns = (
        Column("name", gettext_lazy("用途"), order="name", first=True),
        Column("user", gettext_lazy("用户"), order="user__username"),
        Column("prefix", gettext_lazy("开头")),
        Column("scopes", gettext_lazy("权限"), lambda token: _("、").join(scope_words(token))),
        Column("state", gettext_lazy("状态"), lambda token: state(token), kind="badge", tone=lambda token: tone(token)),
        Column("created_at", gettext_lazy("创建时间"), order="created_at", kind="date"),
        Column("expires_at", gettext_lazy("有效期至"), order="expires_at", kind="date"),
        Column("last_used_at", gettext_lazy("最近使用"), order="last_used_at", kind="date"),
    )

    def rows(self) -> QuerySet[ApiToken]:
        return ApiToken.objects.all()

    def prepare(self, rows: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
        return rows.select_related("user")

    def bulk_actions(self) -> tuple[Bulk, ...]:
        return (Bulk("api_tokens_end", gettext_lazy("作废所选"), "x"),)

    def extra(self) -> dict[str, Any]:
        return {"tab": "tokens"}


def scope_words(token: ApiToken) -> list[str]:
    return [str(tokens.SCOPES[scope]) for scope in token.scopes if scope in tokens.SCOPES]


def state(token: ApiToken) -> Any:
    if token.revoked_at is not None:
        return _("已作废")
    if not token.in_force:
        return _("已过期")
    return _("有效") if token.user.is_active else _("账号已停用")


def tone(token: ApiToken) -> str:
    return "green" if token.in_force and token.user.is_active else "secondary"


class TokensEnd(Page):
    """Revoke the tokens ticked: a person has left, or a program is to be shut out at once."""

    permission = "accounts.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        alive = self.visible(ApiToken.objects.filter(revoked_at__isnull=True).select_related("user"))
        if request.POST.get("everything"):
            chosen = AllTokens(request=request).searched(alive, request.GET.get("q", "").strip())
        else:
            chosen = alive.filter(pk__in=ticked(request))
        ended = list(chosen)
        for token in ended:
            tokens.revoke(request, token)
        messages.success(request, _("已作废 %(n)d 枚令牌，使用它们的程序即刻不能再访问。") % {"n": len(ended)})
        return redirect("api_all_tokens")
