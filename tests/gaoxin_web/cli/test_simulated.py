"""Simulated judges hold a sitting from its first entry to its last, by the web alone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.xdist_group("serve"), pytest.mark.own_database]
ROOT = Path(__file__).parents[3]
OTHERS = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "GAOXIN_DATA")
SITTING = """
import json, subprocess, sys, time, urllib.request
from threading import Event
from gaoxin_web.cli.start import migrate, start
start()
migrate()
from django.utils import timezone
from gaoxin_web.cli.processes import server
from gaoxin_web.cli.static import gather
from gaoxin_web.contests.models import Ballot
from gaoxin_web.contests.services import chain
from gaoxin_web.demo.contests.living import next_room, ready_room
from gaoxin_web.demo.contests.review import judges_of_szs
from gaoxin_web.demo.people import found_zone
from gaoxin_web.demo.simulated import Pace, sit
from gaoxin_web.live.models import Room

port = int(sys.argv[1])
gather()
zone = found_zone("szs")
ready_room(zone, judges_of_szs(zone), timezone.now())
room = next_room(zone, timezone.now())
process = subprocess.Popen(server("127.0.0.1", port, 1, 4))
try:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthy", timeout=5)
            break
        except OSError:
            time.sleep(0.2)
    sit(room, f"http://127.0.0.1:{port}", Event(), Pace(0, 0, 60, 0, 0, 0.01))
finally:
    process.terminate()
    process.wait()
room = Room.objects.get(pk=room.pk)
ballots = Ballot.objects.filter(place__sitting=room.sitting)
print(json.dumps({
    "state": room.state,
    "round": room.sitting.round.state,
    "scoring": sorted(set(room.sitting.places.values_list("scoring", flat=True))),
    "shown": len(room.shown),
    "ballots": [ballots.filter(place=place, state="locked").count() for place in room.sitting.places.all()],
    "by_account": ballots.filter(judge__user__isnull=False).count(),
    "chain": chain.verify(room.sitting.round).why,
    "next": next_room(zone, timezone.now()).state,
    "rooms": Room.objects.count(),
}))
"""


def test_a_sitting_is_held_by_the_web_and_a_fresh_one_follows(tmp_path):
    """Six are simulated; the seventh seat is that of whoever signs in as `judge`."""
    env = {key: value for key, value in os.environ.items() if key not in OTHERS}
    env |= {"GAOXIN_DATA": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path), "GAOXIN_LOG_LEVEL": "ERROR"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SITTING, str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            said, errors = process.communicate(timeout=600)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 0, errors
    assert json.loads(said.splitlines()[-1]) == {
        "state": "ended",
        "round": "closed",
        "scoring": ["closed"],
        "shown": 9,
        "ballots": [6] * 9,
        "by_account": 0,
        "chain": "",
        "next": "ready",
        "rooms": 2,
    }
