"""Invitations (邀请函): who was asked and what they said, letters to print, and what a speaker sees by the link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gaoxin_web.accounts import audit
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page, ticked
from gaoxin_web.enterprises.exports import export, wants_export
from gaoxin_web.lectures.calendars import answer as calendar_answer
from gaoxin_web.lectures.calendars import calendar
from gaoxin_web.lectures.forms.series import AnswerForm, LetterForm
from gaoxin_web.lectures.links import calendar_of, invitation_link, invitation_of
from gaoxin_web.lectures.models import Invitation, Talk
from gaoxin_web.lectures.queries.published import newest, series_appointments, slot_of, talk_appointments
from gaoxin_web.lectures.queries.series import round_of, series_of, sessions_of, with_invitation
from gaoxin_web.lectures.services.invitations import answer, invite
from gaoxin_web.lectures.views.base import SeriesChange, SeriesPage
from gaoxin_web.ui.qr import picture
from gaoxin_web.ui.sheets import Sheet

SHOWN = ("waiting", "accepted", "declined", "none")


class Invitations(SeriesPage):
    """Everybody with their answer; who may change sees the links and what to remind them with."""

    tab = "invitations"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        talks = list(with_invitation(self.talks()))
        asked = request.GET.get("show", "")
        rows = [self._row(talk) for talk in talks if asked not in SHOWN or _state(talk) == asked]
        if wants_export(request):
            sheet = Sheet(_("邀请"), _heads(), [_line(row) for row in rows])
            return export(request, f"{self.contest.name}{_('邀请')}", [sheet], "lectures.export", self.contest)
        counts = {state: sum(_state(talk) == state for talk in talks) for state in SHOWN}
        context = self.frame(
            rows=rows, counts=counts, show=asked, all=len(talks), letter_form=LetterForm(instance=self.series)
        )
        return render(request, "lectures/invitations.html", context)

    def _row(self, talk: Talk) -> dict[str, Any]:
        letter = talk.letters[0] if talk.letters else None
        link = invitation_link(letter, self.request) if letter and self.may_change else ""
        names = {str(one.pk): one.label for one in self.sittings}
        said = [names.get(one, one) for one in letter.unavailable] if letter else []
        return {
            "talk": talk,
            "letter": letter,
            "link": link,
            "unavailable": said,
            "reminder": self._reminder(talk, link),
        }

    def _reminder(self, talk: Talk, link: str) -> str:
        """What an officer sends by phone or message."""
        if not link:
            return ""
        said = _("%(who)s您好，邀请您在“%(series)s”讲授《%(title)s》，请点开链接答复：%(link)s")
        return said % {"who": talk.entry.contact, "series": self.contest.label, "title": talk.entry.title, "link": link}


def _state(talk: Talk) -> str:
    if not talk.letters:
        return "none"
    return "waiting" if talk.letters[0].state == Invitation.State.SENT else talk.letters[0].state


def _heads() -> list[str]:
    return [_("讲者"), _("单位"), _("题目"), _("答复"), _("答复时间"), _("不能到的场次"), _("留言")]


def _line(row: dict[str, Any]) -> list[Any]:
    talk, letter = row["talk"], row["letter"]
    at = f"{timezone.localtime(letter.answered_at):%Y-%m-%d %H:%M}" if letter and letter.answered_at else ""
    state = letter.get_state_display() if letter else _("未邀请")
    said = letter.message if letter else ""
    return [
        talk.entry.contact,
        talk.entry.organisation,
        talk.entry.title,
        state,
        at,
        "、".join(row["unavailable"]),
        said,
    ]


class Invite(SeriesChange):
    """Invitations for who has none (or the ticked ones anew, their old links void)."""

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        keys, again = ticked(request), request.POST.get("again") == "1"
        talks = self.talks()
        if keys or again:
            talks = talks.filter(pk__in=keys)
        made = invite(talks, request.user, again=again)
        audit.record("lectures.invite", request=request, target=self.contest, detail={"made": made, "again": again})
        if made:
            messages.success(request, _("已生成 %(count)s 份邀请函，可打印，或复制链接发给讲者。") % {"count": made})
        else:
            messages.info(request, _("没有要新生成的邀请函。"))
        return redirect("series_invitations", self.contest.pk)


class LetterText(SeriesChange):
    tab = "invitations"

    def post(self, request: HttpRequest, contest: int) -> HttpResponse:
        form = LetterForm(request.POST, instance=self.series)
        if form.is_valid():
            form.save()
            audit.record("lectures.change", request=request, target=self.contest, detail={"letter": True})
            messages.success(request, _("邀请函正文已保存。"))
        return redirect("series_invitations", self.contest.pk)


class Letters(SeriesChange):
    """Letters to print, one a page, in Chinese or English, with a code to answer by phone."""

    tab = "invitations"

    def get(self, request: HttpRequest, contest: int) -> HttpResponse:
        keys = [int(one) for one in request.GET.getlist("row") if one.isascii() and one.isdecimal() and len(one) < 19]
        language = "en" if request.GET.get("in") == "en" else "zh-hans"
        talks = with_invitation(self.talks().filter(pk__in=keys) if keys else self.talks())
        version = newest(self.round)
        letters = []
        for talk in talks:
            if not talk.letters:
                continue
            link = invitation_link(talk.letters[0], request)
            slot = slot_of(version, talk.entry_id)
            letters.append({"talk": talk, "letter": talk.letters[0], "qr": picture(link), "link": link, "slot": slot})
        context = self.frame(letters=letters, letter_language=language, crumbs=[(_("邀请函"), "")])
        with translation.override(language):
            context["contest_name"] = self.contest.label
        return render(request, "lectures/letters.html", context)


class Answer(Page):
    """What a speaker sees by the link: the invitation, their slot once it is published, and how to answer."""

    permission = PUBLIC

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.invitation = invitation_of(kwargs["token"])
        if self.invitation is None:
            return render(request, "lectures/no_link.html", status=404)
        return super().dispatch(request, *args, **kwargs)

    @property
    def talk(self) -> Talk:
        assert self.invitation is not None
        return self.invitation.talk

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        said = self.invitation
        first = {} if said.state == Invitation.State.SENT else {
            "answer": "accept" if said.state == Invitation.State.ACCEPTED else "decline",
            "unavailable": said.unavailable,
            "message": said.message,
        }  # fmt: skip
        return self._page(AnswerForm(sittings=self._sittings(), initial=first))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = AnswerForm(request.POST, sittings=self._sittings())
        if not form.is_valid():
            return self._page(form)
        said = form.cleaned_data
        accepts = said["answer"] == "accept"
        answer(self.invitation, accepts=accepts, unavailable=said["unavailable"], message=said["message"])
        zone = self.talk.entry.contest.zone
        audit.record("lectures.answer", request=request, zone=zone, target=self.talk.entry, detail={"accepts": accepts})
        messages.success(request, _("谢谢，您的答复已收到。截止前可以再改。"))
        return redirect("lecture_answer", token)

    def _sittings(self) -> list[Any]:
        return sessions_of(round_of(self.talk.entry.contest))

    def _page(self, form: AnswerForm) -> HttpResponse:
        contest = self.talk.entry.contest
        version = newest(round_of(contest))
        context = {
            "form": form,
            "invitation": self.invitation,
            "talk": self.talk,
            "contest": contest,
            "series": series_of(contest),
            "slot": slot_of(version, self.talk.entry_id),
            "token": self.kwargs["token"],
        }
        return render(self.request, "lectures/answer.html", context, status=422 if form.errors else 200)


class AnswerCalendar(Page):
    """A speaker's own calendar file."""

    permission = PUBLIC

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = invitation_of(token)
        if invitation is None:
            raise Http404
        entry = invitation.talk.entry
        version, found = talk_appointments(entry, invitation_link(invitation, request))
        if version is None:
            raise Http404
        made = calendar(entry.contest.label, found, sequence=version.number, stamp=version.at)
        return calendar_answer(f"{entry.contest.name}-{entry.contact}.ics", made)


class SeriesCalendar(Page):
    """The calendar of a series or of one of its sessions; a calendar program may subscribe to it."""

    permission = PUBLIC

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        found = calendar_of(token)
        version, appointments = series_appointments(*found) if found else (None, [])
        if found is None or version is None:
            raise Http404
        contest, sitting = found
        made = calendar(contest.label, appointments, sequence=version.number, stamp=version.at)
        name = f"{contest.name}-{sitting.name}.ics" if sitting else f"{contest.name}.ics"
        return calendar_answer(name, made)
