"""What an entrant of a remote final sees, by a link of their own: the slot in their own time, and a calendar file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import Page
from gaoxin_web.lectures.calendars import Appointment, calendar
from gaoxin_web.lectures.calendars import answer as calendar_answer
from gaoxin_web.lectures.links import place_of, slot_link
from gaoxin_web.lectures.models import OrderDraw
from gaoxin_web.lectures.queries.published import newest, slot_of
from gaoxin_web.lectures.queries.slots import local
from gaoxin_web.lectures.services import finals as work


class SlotOfEntrant(Page):
    """What an entrant sees: their slot in their own time and in the zone's, the video link, a calendar file."""

    permission = PUBLIC

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        place = place_of(token)
        if place is None:
            return render(request, "lectures/no_link.html", status=404)
        version = newest(place.round)
        slot = slot_of(version, place.entry_id)
        clock = work.zone_name(place.entry)
        context = {
            "place": place,
            "contest": place.round.contest,
            "slot": slot,
            "version": version,
            "there": local(slot["starts"], clock) if slot else None,
            "there_until": local(slot["ends"], clock) if slot and slot["ends"] else None,
            "here": local(slot["starts"]) if slot else None,
            "finals": work.finals_of(place.round),
            "draw": OrderDraw.objects.filter(round=place.round).first(),
            "token": token,
        }
        return render(request, "lectures/slot.html", context)


class SlotCalendar(Page):
    permission = PUBLIC

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        place = place_of(token)
        version = newest(place.round) if place else None
        slot = slot_of(version, place.entry_id) if place else None
        if place is None or version is None or slot is None:
            raise Http404
        contest, entry = place.round.contest, place.entry
        one = Appointment(
            uid=f"slot-{place.pk}@{contest.code}.gaoxin",
            starts=slot["starts"],
            ends=slot["ends"] or slot["starts"],
            summary=f"{contest.label} · {place.round.label}",
            place=slot["video"],
            description=entry.label,
            url=slot_link(place, request),
        )
        made = calendar(contest.label, [one], sequence=version.number, stamp=version.at, zone=work.zone_name(entry))
        return calendar_answer(f"{contest.name}-{entry.number or entry.pk}.ics", made)
