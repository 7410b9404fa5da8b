"""What the browser is shown: the demonstration zones, and what a demonstration has none of.

``python -m tests.browser.stage`` fills the installation that its environment names and prints, as JSON, where
things are. A process of its own: the tests' own process has the tests' settings, and no database.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from gaoxin_web.cli.start import migrate, start
from tests.browser.stage_contests import codes, contests, signed

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
FAILS = "宁夏砺石钽铌科技有限公司"  # of sample 01: its own yearly reports say that its R&D is too little
REPORT = "重点企业年报.xlsx"
ASKED = ("revenue", "main_revenue", "rd_expense", "staff", "safety_accident")
FIGURE = "SZS-02"
WRITTEN = (
    "accounts",
    "enterprises",
    "collection",
    "ladders",
    "evaluation",
    "monitoring",
    "briefs",
    "contests",
    "lectures",
    "live",
)  # apps whose texts are people's own


def main() -> None:
    start()
    migrate()
    from gaoxin_web.demo.build import build  # noqa: PLC0415 - not before Django is set up

    build(date.today(), lambda words: print(words, file=sys.stderr))
    json.dump(laid_out(), sys.stdout, ensure_ascii=False)


def laid_out() -> dict[str, Any]:
    """Everything made, and its numbers by the names that ``test_every_view`` gives them."""
    from gaoxin_web.accounts.models import User, Zone  # noqa: PLC0415 - likewise

    zone, officer = Zone.objects.get(code="szs"), User.objects.get(username="officer")
    if SAMPLES.is_dir():
        register_of_the_samples(zone)
    newcomer(officer)
    own = User.objects.get(username="enterprise").memberships.get().enterprise
    round_, forms = collection(officer, own)
    read, refused = ledgers(officer)
    things = {
        "user": officer.pk,
        "grant": officer.grants.create(role="judge", scope="self").pk,  # waits for approval
        "organisation": officer.organisation_id,
        "event": event(zone),
        "enterprise": own.pk,
        "merge": merged(zone, own),
        "filing": own.filings.earliest("pk").pk,
        "recognition": recognition(own),
        "document": paper(own),
        "batch": read,
        "plan": plan(own, officer),
        "trial": trial(zone, officer),
        "window": zone.windows.earliest("pk").pk,
        "data_set": round_.data_set_id,
        "round": round_.pk,
        "assignment": forms["empty"],
        "token": token(officer),
        "scenario": zone.scenario_set.earliest("pk").pk,
        "index_task": zone.task_set.earliest("pk").pk,
        "result": zone.result_set.earliest("pk").pk,
        "paper": zone.paper_set.earliest("pk").pk,
        "peer_table": zone.peertable_set.filter(year=2023).earliest("pk").pk,
        "published": zone.published_set.earliest("pk").pk,
        **monitored(zone),
        "brief_template": brief(officer),
        **contests(zone, officer),
    }
    states = {
        "batch_done": zone.batches.get(title="企业年报.xlsx").pk,
        "batch_refused": refused,
        "other": zone.enterprises.exclude(pk=own.pk).earliest("pk").pk,
        **forms,
        **codes(zone),
        **signed(things, own),
    }
    return {"things": things, "states": states, "link": link(forms["by_link"]), "names": names()}


def monitored(zone: Any) -> dict[str, int]:
    """A target of the zone, a published figure of a month."""
    from gaoxin_web.monitoring.models import Target, ZoneFigure  # noqa: PLC0415 - likewise

    about = {"zone": zone, "field": "output_value", "period": "2022-01/2022-11", "value": "197.03", "unit": "亿元"}
    figure = ZoneFigure.objects.create(**about, growth="0.249", scope="规上工业", source="统计月报", preliminary=True)
    target = Target.objects.filter(zone=zone).earliest("pk")
    target.save()  # a demonstration's has no history
    return {
        "zone_figure": figure.pk,
        "zone_figure_version": figure.history.latest().pk,
        "target": target.pk,
        "target_version": target.history.latest().pk,
    }


def brief(officer: Any) -> int:
    """A template of the zone's own."""
    from gaoxin_web.briefs.kinds import kind_of  # noqa: PLC0415 - likewise
    from gaoxin_web.briefs.services import keep  # noqa: PLC0415 - likewise

    kind = kind_of("monthly")
    return keep(kind, officer.zone, "浏览器模板", kind.built_in.read_bytes(), officer).pk


def trial(zone: Any, officer: Any) -> int:
    """The zone tried for a day to come."""
    from gaoxin_web.ladders.models import Run  # noqa: PLC0415 - likewise
    from gaoxin_web.ladders.services.runs import carry_out  # noqa: PLC0415 - likewise

    later = date.today() + timedelta(days=200)
    run = carry_out(Run.objects.create(zone=zone, on=later, asked_by=officer, trial=True))
    assert run.state == Run.State.DONE, run.message
    return int(run.pk)


def newcomer(officer: Any) -> None:
    """An officer on the first day: a password from the administrator, to be changed at once."""
    from django.utils import timezone  # noqa: PLC0415 - likewise

    from gaoxin_web.accounts.models import Grant, User  # noqa: PLC0415 - likewise

    made = User.objects.create(
        username="newcomer",
        name="方知新",
        password=officer.password,
        zone=officer.zone,
        organisation=officer.organisation,
        must_change_password=True,
    )
    Grant.objects.create(user=made, role="officer", scope="zone", approved_at=timezone.now())


def register_of_the_samples(zone: Any) -> None:
    """The enterprises that the samples name, one of them with three yearly reports."""
    from gaoxin_web.demo.filing import file_rows, settle  # noqa: PLC0415 - likewise
    from gaoxin_web.enterprises.models import Alias, Enterprise  # noqa: PLC0415 - likewise
    from gaoxin_web.enterprises.names import initials_of  # noqa: PLC0415 - likewise

    known = json.loads((SAMPLES / "register.json").read_text("utf-8"))["firms"]
    for entry in known:
        name = entry["name"]
        firm = Enterprise.objects.create(zone=zone, name=name, uscc=entry["uscc"], initials=initials_of(name))
        Alias.objects.bulk_create(Alias(enterprise=firm, name=old, kind="former") for old in entry["former_names"])
    code = next(entry["uscc"] for entry in known if entry["name"] == FAILS)
    money = dict.fromkeys(("revenue", "sales_revenue", "total_income"), 1_200_000)  # in hundredths of 万元
    research = dict.fromkeys(("rd_expense", "rd_expense_domestic"), 44_000)  # 3.67 per cent; 4 are asked
    about = {
        "uscc": code,
        "name": FAILS,
        **money,
        **research,
        "hitech_revenue": 900_000,
        "staff": 120,
        "tech_staff": 20,
    }
    file_rows(zone, REPORT, [(year, about) for year in range(date.today().year - 3, date.today().year)])
    settle(zone)


def collection(officer: Any, own: Any) -> tuple[Any, dict[str, int]]:
    """A round that is open, with a form in each state."""
    from django.utils import timezone  # noqa: PLC0415 - likewise

    from gaoxin_web.collection.models import DataSet  # noqa: PLC0415 - likewise
    from gaoxin_web.collection.services import filling, review, rounds  # noqa: PLC0415 - likewise
    from gaoxin_web.enterprises.models import Enterprise  # noqa: PLC0415 - likewise

    today, year = timezone.localdate(), date.today().year
    rounds_of = []
    for title in ("浏览器年度快报", "浏览器月度快报"):
        data_set = DataSet.objects.create(
            zone=officer.zone,
            organisation=officer.organisation,
            created_by=officer,
            title=title,
            items=[{"field": name, "back": 0} for name in ASKED],
            blanks_need_reason=False,
        )
        firms = Enterprise.objects.filter(zone=officer.zone)
        rounds_of.append(
            rounds.start(
                data_set,
                firms,
                year=year,
                opens_on=today,
                closes_on=today + timedelta(days=20),
                by=officer,
            )
        )
    first, second = rounds_of
    others = list(first.assignments.exclude(enterprise=own).order_by("pk")[:4])
    empty = first.assignments.get(enterprise=own)
    whole = {f"{name}-{year}": "1200" for name in ASKED[:4]} | {f"safety_accident-{year}": "否"}
    filed = [second.assignments.get(enterprise=own), *others[:2]]
    for form in filed:
        filling.submit(form.pk, whole, dict.fromkeys(whole, "已核对"), filler="赵会计")
    review.approve(others[0].pk, officer)
    return first, {
        "empty": empty.pk,
        "own_submitted": filed[0].pk,
        "approved": others[0].pk,
        "submitted": others[1].pk,
        "by_link": others[2].pk,
        "on_a_phone": others[3].pk,
    }


def link(form: int) -> str:
    from gaoxin_web.collection.links import token_of  # noqa: PLC0415 - likewise
    from gaoxin_web.collection.models import Assignment  # noqa: PLC0415 - likewise

    return token_of(Assignment.objects.get(pk=form))


def ledgers(officer: Any) -> tuple[int, int]:
    """A ledger that is read and full of doubts, and a file that is no table."""
    heads = ["企业名称", "统一社会信用代码", "2023年营业收入（万元）", "研发费用", "备注"]
    rows = [
        heads,
        ["星河市没有这家有限公司", "", 1234.5, "四百余", "改制"],
        ["通信芯德", "91640299MAX00010", "约10亿", 12, ""],
        ["星河市没有这家有限公司", "", 1234.5, 3, ""],
        ["合计", "", 2469, 15, ""],
    ]
    return _taken(officer, "浏览器台账.xlsx", _workbook(rows)), _taken(officer, "不是表格.xlsx", b"%PDF-1.7")


def _taken(officer: Any, name: str, content: bytes) -> int:
    from django.core.files.base import ContentFile  # noqa: PLC0415 - likewise

    from gaoxin_web.enterprises.imports import tasks  # noqa: PLC0415 - likewise
    from gaoxin_web.enterprises.imports.services.batches import upload  # noqa: PLC0415 - likewise

    batch, _ = upload(officer, ContentFile(content, name))
    tasks.read_batch.call(batch.pk)
    return batch.pk


def _workbook(rows: list[list[Any]]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return file.getvalue()


def event(zone: Any) -> int:
    from gaoxin_web.accounts import audit  # noqa: PLC0415 - likewise

    return audit.record("browser.stage", zone=zone, detail={"what": "laid out"}).pk


def merged(zone: Any, own: Any) -> int:
    return zone.merges.create(kept=own, gone=own.pk + 10**6, name="浏览器旧名", reason="重复").pk


def recognition(own: Any) -> int:
    day = date(date.today().year - 1, 6, 1)
    return own.recognitions.create(kind="hnte", recognised_on=day, valid_from=day).pk


def paper(own: Any) -> int:
    from django.core.files.base import ContentFile  # noqa: PLC0415 - likewise

    return own.documents.create(title="企业简介", file=ContentFile(b"%PDF-1.4\n%%EOF", "企业简介.pdf")).pk


def plan(own: Any, officer: Any) -> int:
    from gaoxin_web.ladders.services.plans import draw_up  # noqa: PLC0415 - likewise

    return draw_up(own, "hnte", date.today(), officer).pk


def token(officer: Any) -> int:
    from django.utils import timezone  # noqa: PLC0415 - likewise

    until = timezone.now() + timedelta(days=30)
    return officer.api_tokens.create(name="浏览器", prefix="gx_browser", digest="0" * 64, expires_at=until).pk


def names() -> list[str]:
    """What stands in Chinese whatever the language of the page: what people wrote, and the law; longest first."""
    from django.apps import apps  # noqa: PLC0415 - likewise
    from django.db.models import CharField, TextField  # noqa: PLC0415 - likewise

    from gaoxin_web.api.v1 import api  # noqa: PLC0415 - likewise
    from gaoxin_web.ui.templatetags.ui import masked_name  # noqa: PLC0415 - likewise

    found: set[str] = set()
    for model in (model for app in WRITTEN for model in apps.get_app_config(app).get_models()):
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField) and not field.choices:
                found.update(model.objects.values_list(field.name, flat=True).distinct())
    operations = [one for path in api.get_openapi_schema(path_prefix="/")["paths"].values() for one in path.values()]
    found |= {tag for operation in operations for tag in operation.get("tags", ())}  # headings in both languages
    found |= {masked_name(text) for text in found if text and len(text) < 6} | set(_law())
    return sorted((text for text in found if text and not text.isascii()), key=len, reverse=True)


def _law() -> Iterator[str]:
    """The rulebook's own texts of which there is no English: documents, clauses, what a criterion asks."""
    from gaoxin_web.evaluation.queries.editions import editions  # noqa: PLC0415 - likewise
    from gaoxin_web.evaluation.queries.places import places  # noqa: PLC0415 - likewise
    from gaoxin_web.ladders.rules import levers  # noqa: PLC0415 - likewise
    from gaoxin_web.rulebook import rulebook  # noqa: PLC0415 - likewise

    yield from places()
    for edition in editions().values():
        yield from (edition.title, edition.number, edition.note, *edition.issuers)
        yield from (one.formula for one in edition.indicators())
    yield levers().note
    yield "无"  # what is written where a rank is none
    for policy in rulebook().policies.values():
        yield from (*policy.notes, policy.validity.clause if policy.validity else "")
        for document in policy.documents.values():
            yield from (document.title, document.number, document.note, *document.issuers)
        for criterion in policy.criteria.values():
            yield from (criterion.clause, criterion.summary, *(way.label for way in criterion.alternatives))
        yield from (entry.label for entry in (*policy.parameters.values(), *policy.classes))
        yield from (value.clause for entry in policy.parameters.values() for value in entry.values)


if __name__ == "__main__":
    main()
