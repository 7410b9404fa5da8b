"""Which pages there are, and who looks at which: from the project's own list of addresses and its table of roles.

A new address is a page until :data:`NO_PAGES` says that it is a file, a part of a page or a way to another.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import URLPattern

from gaoxin_web.accounts.middleware import needed
from gaoxin_web.accounts.roles import EVERYBODY, PERMISSIONS, PUBLIC, Role
from tests.browser.served import Installation
from tests.browser.stage import FIGURE
from tests.gaoxin_web.test_every_view import BY_TOKEN, EVERY, _reversed, keywords, thing_of, word_of

NO_PAGES = frozenset(
    {
        *("home", "healthy", "favicon", "set_language", "watermark"),
        *("batch_errors", "batch_progress", "batch_search", "enterprise_export"),
        *("enterprise_options", "enterprises_duplicates_search", "ladder_progress", "round_progress"),
        *(
            "certificate_file",
            "own_certificate",
            "document_file",
            "own_template",
            "fill_template",
            "plan_print",
            "round_values",
            *("brief_file", "brief_marked", "brief_own_preview", "brief_built_in", "brief_preview"),
        ),
        *("live_room_part", "live_chair_part", "live_board", "live_stream", "live_audience_stream"),
        *("live_phone_board", "live_phone_stream", "live_phone", "live_chair"),  # who has a seat: MORE
        "live_join",  # by a pass that is used up: test_live_room
        *("contest_others_add", "contest_others_paste", "contest_others_remove"),  # these take forms only
        *("series_solve", "series_move", "series_pin", "series_undo", "series_redo", "series_clear"),
        *("series_publish", "series_restore"),
        *("own_entry", "entry", "verify_number", "lecture_answer", "finals_slot"),  # one's own: MORE
        *("evaluation_outcome", "evaluation_report", "monitoring_brief"),
        *("evaluation_tile", "monitoring_tile"),
        *("evaluation_paper_file", "evaluation_peer_file", "evaluation_peers_template", "evaluation_peers_check"),
        "evaluation_undo",
        *("contest_result_case", "contest_everything", "contest_appeal_file", "contest_appeal_unmask"),
        *("contest_certificate", "contest_certificates", "contest_certificate_preview", "entry_certificate"),
        *("judges_template", "judges_check", "assignment_check", "round_chain", "desk_file"),
        *("desk_progress", "desk_disputes", "desk_accept", "judge_invitation"),  # a chair; who was invited: MORE
        *("contest_entry_files", "contest_entry_file", "own_entry_file", "entry_file", "call_start", "call_back"),
        *("series_speakers_template", "series_speakers_check", "series_brief", "contest_timetable"),
        *("lecture_answer_calendar", "lecture_calendar", "finals_slot_calendar"),
        *("api_schema", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_deactivate_totp"),
        *("mfa_generate_recovery_codes", "mfa_authenticate", "account_reauthenticate", "mfa_reauthenticate"),
        *("mfa_login_webauthn", "mfa_signup_webauthn", "mfa_reauthenticate_webauthn"),
    }
)
LOOKERS = (  # who looks at a page that several may see: the first who may
    *(Role.OFFICER, Role.LEADER, Role.ENTERPRISE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
    *(Role.AUDITOR, Role.JUDGE),
)
INSTEAD = {"figure": FIGURE, "year": date.today().year - 1}  # words of `test_every_view` that name nothing here
BY_NAME = {  # pages by code or token → the keyword, and the state of the stage that says it
    "call": ("code", "call_code"),
    **dict.fromkeys(("notice", "notice_earlier", "notice_objection"), ("code", "notice_code")),
    "draw": ("code", "draw_code"),
    "live_screen": ("token", "screen_token"),
    "live_audience": ("token", "audience_token"),
}
QUERIES = {"plan_new": "?policy=hnte", "enterprises_merge": "?one={enterprise}&other={other}"}  # what it is asked
MORE = {  # further states of a page: who looks, and where
    "a ledger that was written": ("officer", "/enterprises/imports/{batch_done}/"),
    "a file that is no table": ("officer", "/enterprises/imports/{batch_refused}/"),
    "a list that finds nothing": ("officer", "/enterprises/?q=zzzz"),
    "a form to review": ("officer", "/collection/forms/{submitted}/"),
    "a form that passed": ("officer", "/collection/forms/{approved}/"),
    "an enterprise's own form, sent": ("enterprise", "/collection/own/{own_submitted}/"),
    "a form by link, held back": ("", "/collection/fill/{link}/?check=1"),
    "a link that opens nothing": ("", "/collection/fill/no-such-token/"),
    "a policy that counts points": ("officer", "/ladder/enterprise/{enterprise}/?policy=little_giant"),
    "a number changed on trial": ("officer", "/ladder/policies/hnte/?whatif=1"),
    "a list of whom the budget supports": ("officer", "/ladder/zone/budget/?policy=hnte&budget=3000"),
    "an enterprise as a leader sees it": ("leader", "/ladder/enterprise/{enterprise}/?policy=hnte"),
    "a plan as a leader sees it": ("leader", "/ladder/plans/{plan}/"),
    "the ladder as a leader sees it": ("leader", "/ladder/zone/"),
    "an indicator the register answers": ("officer", "/evaluation/values/htz_2021/2023/1.3/"),
    "an indicator's enterprises of which a fact is missing": (
        "officer",
        "/evaluation/values/htz_2021/2023/5.2/?show=unknown",
    ),
    "values of a year, those missing first": ("officer", "/evaluation/values/?year=2023&first=missing"),
    "values to be entered": ("officer", "/evaluation/values/enter/?edition=htz_2021&year=2023"),
    "weights as a leader sees them": ("leader", "/evaluation/weights/?edition=htz_2021"),
    "a year of the evaluation that can be compared": ("officer", "/evaluation/?year=2023&all=1"),
    "the zone beside its province": ("officer", "/evaluation/compare/?year=2023&among=province"),
    "the gap to the first": ("leader", "/evaluation/why/?year=2023"),
    "sliders moved": ("officer", "/evaluation/what-if/?year=2023&v-1.1=60&v-5.1=12"),
    "a way up": ("officer", "/evaluation/path/?year=2023&place=100"),
    "a way that is out of reach": ("leader", "/evaluation/path/?year=2023&place=1&most=1"),
    "tasks of a year": ("leader", "/evaluation/tasks/?year=2023"),
    "a month of the zone": ("officer", "/monitoring/?field=output_value&period=2022-11"),
    "where a group's number comes from": (
        "officer",
        "/monitoring/number/?field=output_value&period=2022-11&by=chain&label=%E6%96%B0%E6%9D%90%E6%96%99",
    ),
    "who has not reported": ("leader", "/monitoring/number/?field=output_value&period=2022-11&show=silent"),
    "a published figure as a leader sees it": ("leader", "/monitoring/figures/{zone_figure}/"),
    "the end of a year": ("officer", "/evaluation/year-end/?year=2023&basis=tasks"),
    "an entry by its link": ("", "/entry/{entry_token}/"),
    "an entry of the enterprise's account": ("enterprise", "/contests/own/{own_entry}/"),
    "a certificate that is genuine": ("", "/verify/{certificate_number}/?c={certificate_code}"),
    "a certificate's number alone": ("", "/verify/{certificate_number}/"),
    "a speaker's invitation": ("", "/lectures/answer/{talk_token}/"),
    "a finalist's slot": ("", "/lectures/slot/{slot_token}/"),
    "a judge who is asked": ("", "/desk/invitation/{seat_token}/"),
    "a judge who is asked, signed in": ("judge", "/desk/rounds/{asked_round}/accept/"),
    "how far the judges are, to their chair": ("judge", "/desk/rounds/{led_round}/progress/"),
    "marks far apart, to the chair": ("judge", "/desk/rounds/{led_round}/disputes/"),
    "a judge's phone in the room": ("judge", "/live/seat/{live_room}/"),
    "the chair's phone in the room": ("judge", "/live/seat/{live_room}/lead/"),
    "a page that is not there": ("officer", "/no/such/page/"),
    "a page that is not one's own": ("leader", "/system/audit/"),
    "a page that is not there, to a stranger": ("", "/no/such/page/"),
}


def is_page(route: str, pattern: URLPattern) -> bool:
    """Whether an address is a page that somebody can open."""
    permission = needed(pattern.callback, pattern.name or "")
    view = getattr(pattern.callback, "view_class", None)
    closed = permission == "nobody" or (route.startswith(BY_TOKEN) and permission == PUBLIC)
    return bool(pattern.name) and pattern.name not in NO_PAGES and not closed and (not view or hasattr(view, "get"))


PAGES = {route: pattern for route, pattern in EVERY if is_page(route, pattern)}


def looker(pattern: URLPattern) -> str:
    """The role that looks at a page; nobody at one that is public."""
    permission = needed(pattern.callback, pattern.name or "")
    if permission == PUBLIC:
        return ""
    return next(role for role in LOOKERS if permission in EVERYBODY | PERMISSIONS[role])


def address(route: str, installation: Installation) -> str:
    """A page's address in the installation."""
    pattern, things = PAGES[route], installation.things
    values: dict[str, Any] = {}
    for name in keywords(route, pattern):
        thing = thing_of(route, name)
        values[name] = things[thing] if thing else INSTEAD.get(name, word_of(route, name))
    if pattern.name == "fill":
        values["token"] = installation.link
    if pattern.name in BY_NAME:
        keyword, state = BY_NAME[pattern.name]
        values[keyword] = installation.states[state]
    query = QUERIES.get(pattern.name, "")
    return _reversed(route, pattern, values) + query.format(**things, **installation.states)


def further(name: str, installation: Installation) -> tuple[str, str]:
    """Who looks at a further state of a page, and its address."""
    role, path = MORE[name]
    return role, path.format(**installation.things, **installation.states, link=installation.link)
