"""Pages around the API: one's own tokens, and the documentation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gaoxin_web.accounts.views import Page, ask_password
from gaoxin_web.api import tokens
from gaoxin_web.api.documentation import operations, schema
from gaoxin_web.api.forms import TokenForm


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
            token.words = [tokens.SCOPES[scope] for scope in token.scopes if scope in tokens.SCOPES]
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
