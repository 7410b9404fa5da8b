"""Certificates issued, corrected and revoked. What is printed on one never changes; a correction is a new one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format

from gaoxin_web.accounts.models import User
from gaoxin_web.contests.models import Award, Certificate, CertificateLayout, Contest, Round, Ruling
from gaoxin_web.contests.services.results import ResultError

PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
KNOWN = ("entry", "organisation", "award", "contest", "organiser", "division", "track", "rank", "year")
BODY = "{organisation}：\n你单位项目《{entry}》在“{contest}”中荣获{award}。特发此证，以资鼓励。"
BODY_EN = "This is to certify that “{entry}” of {organisation} has been awarded {award} in {contest}."
PRINTED = ("title", "title_en", "body", "body_en", "signatory", "signatory_en", "date", "date_en")


def default_layout(contest: Contest) -> CertificateLayout:
    """The layout a contest begins with."""
    signatory = contest.organiser or str(contest.organisation or contest.zone.name)
    return CertificateLayout(
        contest=contest,
        prefix=f"GX{contest.year}-{contest.code.upper()}",
        body=BODY,
        body_en=BODY_EN,
        signatory=signatory,
        signatory_en=contest.organiser_en,
    )


def awards_to_print(contest: Contest) -> QuerySet[Award]:
    """The contest's awards in the order of a ceremony, each with its certificates."""
    rows = contest.awards.filter(withdrawn_at=None).select_related("entry__division", "entry__track", "result")
    newest = Certificate.objects.order_by("-pk")
    ordered = rows.order_by(F("rank").asc(nulls_last=True), "entry__number", "pk")
    return ordered.prefetch_related(Prefetch("certificates", queryset=newest, to_attr="printed"))


@transaction.atomic
def issue_all(contest: Contest, by: User) -> list[Certificate]:
    """A certificate for every award that never had one; where one was revoked, only a person issues another.

    Raises:
        ResultError: there is no layout yet.
    """
    contest = Contest.objects.select_for_update(of=("self",)).select_related("zone").get(pk=contest.pk)
    layout = CertificateLayout.objects.filter(contest=contest).first()
    if layout is None:
        raise ResultError("no_layout")
    wanting = [one for one in awards_to_print(contest) if not one.printed]
    return [_issue(award, layout, by) for award in wanting]


def _issue(award: Award, layout: CertificateLayout, by: User, replaces: Certificate | None = None) -> Certificate:
    made = Certificate(
        award=award,
        number=_next_number(layout.prefix),
        content=content_of(award, layout),
        issued_by=by,
        issued_at=timezone.now(),
        replaces=replaces,
    )
    made.signature = signature_of(made)
    made.save()
    return made


def _next_number(prefix: str) -> str:
    """One more than the last number with the prefix, whichever contest it was of."""
    numbers = Certificate.objects.filter(number__startswith=f"{prefix}-").values_list("number", flat=True)
    tails = [tail for number in numbers if (tail := number.removeprefix(f"{prefix}-")).isdecimal()]
    return f"{prefix}-{max(map(int, tails), default=0) + 1:04d}"


def content_of(award: Award, layout: CertificateLayout) -> dict[str, str]:
    """What is printed: the layout's texts with the award's facts in them."""
    facts, facts_en = facts_of(award, "zh"), facts_of(award, "en")
    on = layout.signed_on or timezone.localdate()
    return {
        "title": layout.title,
        "title_en": layout.title_en,
        "body": filled(layout.body, facts),
        "body_en": filled(layout.body_en, facts_en),
        "signatory": layout.signatory,
        "signatory_en": layout.signatory_en,
        "date": f"{on.year}年{on.month}月{on.day}日",
        "date_en": date_format(on, "Y-m-d"),
        **{name: facts[name] for name in ("entry", "organisation", "award", "contest")},
        **{f"{name}_en": facts_en[name] for name in ("entry", "award", "contest")},
    }


def facts_of(award: Award, language: str) -> dict[str, str]:
    """What the placeholders stand for; English where there is any."""
    entry, contest = award.entry, award.contest
    pairs = {
        "entry": (entry.title, entry.title_en),
        "award": (award.name, award.name_en),
        "contest": (contest.name, contest.name_en),
        "organiser": (contest.organiser, contest.organiser_en),
        "division": (entry.division.name, entry.division.name_en) if entry.division else ("", ""),
        "track": (entry.track.name, entry.track.name_en) if entry.track else ("", ""),
    }
    said = {name: (en if language == "en" else "") or zh for name, (zh, en) in pairs.items()}
    rank = "" if award.rank is None else str(award.rank)
    return said | {"organisation": entry.organisation or entry.contact, "rank": rank, "year": str(contest.year)}


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A text with its placeholders filled in, once: what is filled in is never read for placeholders itself."""
    return PLACEHOLDER.sub(lambda match: facts.get(match[1], match[0]), text)


def unknown_placeholders(text: str) -> list[str]:
    return sorted({match[0] for match in PLACEHOLDER.finditer(text) if match[1] not in KNOWN})


def signature_of(certificate: Certificate) -> str:
    """Over all that is printed, by the installation's key: who has only the database cannot make one."""
    said = {"number": certificate.number, "code": certificate.code, "content": certificate.content}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return salted_hmac("gaoxin.contests.certificate", text, algorithm="sha256").hexdigest()


def is_genuine(certificate: Certificate) -> bool:
    return constant_time_compare(certificate.signature, signature_of(certificate))


@transaction.atomic
def revoke(certificate: Certificate, reason: str, by: User) -> None:
    """Make a certificate void, for a reason that is kept.

    Raises:
        ResultError: it is void already.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).select_related("award__result").get(
        pk=certificate.pk
    )  # fmt: skip
    if certificate.revoked_at is not None:
        raise ResultError("revoked")
    certificate.revoked_at, certificate.revoked_reason = timezone.now(), reason[:200]
    certificate.save()
    round_ = certificate.award.result.round if certificate.award.result else None
    round_ = round_ or Round.objects.filter(contest=certificate.award.contest_id).order_by("-order").first()
    if round_:
        Ruling.objects.create(
            round=round_,
            result=certificate.award.result,
            entry=certificate.award.entry,
            kind=Ruling.Kind.CERTIFICATE,
            reason=reason,
            by=by,
            decision={"certificate": certificate.number},
        )


@transaction.atomic
def reissue(certificate: Certificate, reason: str, by: User) -> Certificate:
    """A corrected certificate under a new number; the earlier is void and says by which it was replaced.

    Raises:
        ResultError: the award was taken back, it was replaced before, or there is no layout.
    """
    award = Award.objects.select_related("entry__division", "entry__track", "contest").get(pk=certificate.award_id)
    layout = CertificateLayout.objects.filter(contest=award.contest).first()
    if award.withdrawn_at is not None:
        raise ResultError("withdrawn")
    if layout is None:
        raise ResultError("no_layout")
    if Certificate.objects.filter(replaces=certificate).exists():
        raise ResultError("replaced")
    if certificate.revoked_at is None:
        revoke(certificate, reason, by)
    return _issue(award, layout, by, replaces=certificate)


def valid(certificates: Iterable[Certificate]) -> list[Certificate]:
    return [one for one in certificates if one.revoked_at is None]


def sample(contest: Contest, layout: CertificateLayout) -> dict[str, Any]:
    """What a certificate would look like: the first award's, or an example where there is none yet."""
    award = awards_to_print(contest).first()
    if award is not None:
        return content_of(award, layout)
    facts = dict.fromkeys(KNOWN, "")
    zh = facts | {"entry": "示例项目", "organisation": "示例科技有限公司", "award": "一等奖", "contest": contest.name}
    en = facts | {
        "entry": "Sample entry",
        "organisation": "Sample Technology Co., Ltd.",
        "award": "First Prize",
        "contest": contest.name_en or contest.name,
    }
    zh |= {"organiser": contest.organiser, "year": str(contest.year), "rank": "1"}
    en |= {"organiser": contest.organiser_en or contest.organiser, "year": str(contest.year), "rank": "1"}
    on = layout.signed_on or timezone.localdate()
    texts = {name: getattr(layout, name) for name in ("title", "title_en", "signatory", "signatory_en")}
    return texts | {
        "body": filled(layout.body, zh),
        "body_en": filled(layout.body_en, en),
        "date": f"{on.year}年{on.month}月{on.day}日",
        "date_en": date_format(on, "Y-m-d"),
    }
