"""Policies as the rulebook of this installation states them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router

from gaoxin.rules.model import Policy
from gaoxin_web.api.schemas import MeOut, PolicyDetail, PolicyOut
from gaoxin_web.api.security import Needs
from gaoxin_web.rulebook import rulebook

router = Router(tags=["政策 policies"])
VIEW = Needs("ladder.view")


@router.get(
    "/policies",
    auth=VIEW,
    response=list[PolicyOut],
    summary=_("政策列表"),
    description=_("每项政策今日有效的版本与依据文件。"),
)
def list_policies(request: HttpRequest) -> Any:
    return [_policy(policy) for policy in rulebook().policies.values()]


@router.get(
    "/policies/{name}",
    auth=VIEW,
    response=PolicyDetail,
    summary=_("一项政策"),
    description=_("版本与各条件的条款、摘要和证据标记。"),
)
def one_policy(request: HttpRequest, name: str) -> Any:
    policy = rulebook().policies.get(name)
    if policy is None:
        raise Http404
    editions = [{"id": one.id, **_document(one.document)} for one in policy.editions]
    return {**_policy(policy), "editions": editions, "criteria": list(policy.criteria.values())}


@router.get(
    "/me",
    auth=Needs("api.use"),
    response=MeOut,
    summary=_("令牌自述"),
    description=_("这枚令牌属于谁、可做什么、何时到期。"),
    tags=["令牌 token"],
)
def me(request: HttpRequest) -> Any:
    access = request.auth
    token = access.token
    scopes = sorted(access.permissions - {"api.use"})
    return {"user": access.user.username, "zone": access.user.zone.code, "token": token.prefix,
            "scopes": scopes, "expires_at": token.expires_at}  # fmt: skip


def _policy(policy: Policy) -> dict[str, Any]:
    edition = policy.edition_on(timezone.localdate())
    empty = {"title": "", "number": "", "start": None, "end": None, "issuers": [], "page": "", "evidence": ""}
    names = {"policy": policy.id, "label": policy.label, "label_en": policy.label_en, "kind": policy.kind}
    return {**names, "edition": edition.id if edition else None, **(_document(edition.document) if edition else empty)}


def _document(document: Any) -> dict[str, Any]:
    names = ("title", "number", "start", "end", "page", "evidence")
    return {name: getattr(document, name) for name in names} | {"issuers": list(document.issuers)}
