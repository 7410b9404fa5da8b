"""Fifty people at work, for Locust: ``locust -f bench/web/people.py``; each reads one to four seconds a page."""

from __future__ import annotations

import html
import itertools
import os
import random
import re

from locust import HttpUser, between, task

NUMBERS = itertools.count()
ROWS = int(os.environ["BENCH_ROWS"])
SESSIONS = os.environ["BENCH_SESSIONS"].split(",")
FIRST = int(os.environ["BENCH_FIRST"])


class Officer(HttpUser):
    """Is signed in, and turns pages."""

    wait_time = between(1, 4)

    def on_start(self) -> None:
        self.client.cookies.set("sessionid", SESSIONS[next(NUMBERS) % len(SESSIONS)])

    def look(self, name: str, path: str, **headers: str) -> str:
        with self.client.get(path, name=name, headers=headers, catch_response=True) as answer:
            if "/account/login/" in answer.url:
                answer.failure("not signed in")
            return str(answer.text)

    def anyone(self) -> int:
        return FIRST + random.randrange(ROWS)

    @task(4)
    def register(self) -> None:
        self.look("list", f"/enterprises/?page={random.randint(1, 40)}")

    @task(3)
    def filtered(self) -> None:
        chain = random.choice(["新材料", "装备制造", "电子信息"])
        self.look("filter", f"/enterprises/?chain={chain}&status=open&sort=-established_on")

    @task(3)
    def searched(self) -> None:
        self.look("search by name", f"/enterprises/?q={random.randrange(ROWS)}有限")

    @task(2)
    def by_code(self) -> None:
        self.look("search by code", f"/enterprises/?q=91{random.randrange(ROWS):016d}")

    @task(5)
    def enterprise(self) -> None:
        self.look("enterprise page", f"/enterprises/{self.anyone()}/")

    @task(2)
    def facts(self) -> None:
        self.look("facts of an enterprise", f"/enterprises/{self.anyone()}/facts/")

    @task(3)
    def ladder_of_one(self) -> None:
        page = self.look("ladder of an enterprise", f"/ladder/enterprise/{self.anyone()}/")
        advice = re.search(r'hx-get="(/ladder/enterprise/[^"]+)"', page)
        if advice:  # asked for by the browser once the page is there
            self.look("what would make it qualify", html.unescape(advice[1]), **{"HX-Request": "true"})

    @task(2)
    def ladder(self) -> None:
        self.look("ladder page", "/ladder/zone/")

    @task(2)
    def ready(self) -> None:
        self.look("ready now", "/ladder/zone/list/ready/")
