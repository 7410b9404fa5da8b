"""总览: what needs doing today and how the zone stands, each number with its list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gaoxin_web.accounts.views import Page
from gaoxin_web.cockpit.queries.contests import contests_told
from gaoxin_web.cockpit.queries.counts import counts_for, days_looked_at
from gaoxin_web.cockpit.queries.state import by_chain, chain_chart, kinds, trend_chart
from gaoxin_web.cockpit.queries.todo import todos
from gaoxin_web.ladders.queries.funnel import lanes, totals_for
from gaoxin_web.ladders.queries.runs import last_run
from gaoxin_web.ladders.queries.scope import sees_all


class OverviewView(Page):
    permission = "ladder.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        run = last_run(self.access)
        counts = counts_for(self.access, today)
        held, chains = kinds(counts), by_chain(counts)
        context = {
            "today": today,
            "todos": todos(self.access, today, counts.expiring),
            "contests": contests_told(self.access, timezone.now()),
            "enterprises": counts.enterprises,
            "above": counts.above,
            "kinds": held,
            "days": days_looked_at(today),
            "trend": trend_chart(held, today),
            "chains": chains,
            "chain_chart": chain_chart(chains),
            "run": run,
            "lanes": lanes(run.zone, totals_for(self.access, run)[0]) if run else [],
            "whole": sees_all(self.access),
        }
        return render(request, "cockpit/overview.html", context)
