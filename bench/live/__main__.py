"""``python -m bench.live``: screens and judges on one worker; writes docs/reference/live-speed.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

PAGE = Path("docs/reference/live-speed.md")
START, END = "<!-- bench:live -->", "<!-- /bench:live -->"
LIMIT_MS = 150
JUDGES, SEED = 20, 7


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.live")
    parser.add_argument("--screens", type=int, default=480, help="streams kept open, besides the judges' phones")
    parser.add_argument("--ballots", type=int, default=200)
    parser.add_argument("--rate", type=float, nargs="+", default=[10, 40], help="ballots a second")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--server", default="", help="the command of another server; PORT stands for the port")
    parser.add_argument("--dry", action="store_true", help="print, do not write the page")
    args = parser.parse_args()
    folder = Path(tempfile.gettempdir()) / "gaoxin-bench/live"
    os.environ |= {"GAOXIN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "gaoxin_web.settings"}
    shutil.rmtree(folder, ignore_errors=True)
    prepare()
    with served(args) as (port, process):
        rows = [asyncio.run(run(args, rate, port, process)) for rate in args.rate]
    text = page(args, rows)
    print(text)
    if not args.dry:
        write(text)


def prepare() -> None:
    import django  # noqa: PLC0415 - not before the data folder is chosen

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - likewise

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


@contextmanager
def served(args: argparse.Namespace):
    """The server as `gaoxin serve` runs it."""
    from gaoxin_web.cli.processes import server  # noqa: PLC0415 - likewise

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = args.server.replace("PORT", str(port)).split() or server("127.0.0.1", port, args.workers, 4)
    process = subprocess.Popen(command)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthy", timeout=5)
                break
            except OSError:
                time.sleep(0.2)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


async def run(args: argparse.Namespace, rate: float, port: int, process: subprocess.Popen) -> dict:
    """One room: every entry called up, marked by all judges at the rate, closed."""
    from asgiref.sync import sync_to_async  # noqa: PLC0415 - likewise

    from bench.live.client import Phone, Screen  # noqa: PLC0415 - likewise
    from bench.live.stage import lay_out  # noqa: PLC0415 - likewise
    from gaoxin_web.live.services import leading  # noqa: PLC0415 - likewise

    stage = await sync_to_async(lay_out)(JUDGES, args.ballots // JUDGES)
    screens = [Screen(port, f"{stage.screen}stream") for _ in range(args.screens)]
    phones = {judge: Phone(port, stage.room.pk, code) for judge, code in stage.codes.items()}
    for phone in phones.values():
        await phone.enter()
    await asyncio.gather(*(screen.look() for screen in screens))
    dice, first = random.Random(SEED), max(screens[0].seen)
    before, began = cpu_of(process.pid), time.perf_counter()
    sent: dict[tuple[int, int], float] = {}
    took: list[float] = []
    for place in stage.places:
        await sync_to_async(leading.call_up)(stage.room)
        await asyncio.sleep(0.3)
        tasks = []
        for judge, phone in phones.items():
            tasks.append(asyncio.create_task(mark(phone, judge, place, dice, sent, took)))
            await asyncio.sleep(dice.expovariate(rate))
        await asyncio.gather(*tasks)
        await sync_to_async(leading.close)(stage.room, sure=True)
    wall = time.perf_counter() - began
    await asyncio.sleep(2)
    memory, used = memory_of(process.pid), cpu_of(process.pid) - before
    for screen in screens:
        screen.transport.close()
    return await sync_to_async(measured)(stage, screens, first, sent, took) | {
        "rate": len(took) / wall, "asked": rate, "cpu": used, "memory": memory, "wall": wall
    }  # fmt: skip


async def mark(phone, judge: int, place: int, dice: random.Random, sent: dict, took: list[float]) -> None:
    marks = {f"mark-{key}": str(dice.randint(600, 990) / 10) for key in ("innovation", "market", "team")}
    sent[judge, place] = began = time.perf_counter()
    status, told = await phone.cast({"key": str(uuid.uuid4()), "place": str(place), "lock": "1", **marks})
    took.append(time.perf_counter() - began)
    assert status == 200, told


def measured(stage, screens, first: int, sent: dict, took: list[float]) -> dict:
    """A ballot's way to the screens: the version that its transaction made, and when each screen had it."""
    import json  # noqa: PLC0415 - of this alone

    from gaoxin_web.contests.models import BallotEvent  # noqa: PLC0415 - not before Django is set up
    from gaoxin_web.live.models import Frame  # noqa: PLC0415 - likewise

    frames = list(Frame.objects.filter(room=stage.room).order_by("version").values_list("version", "body"))
    counts = [(version, (json.loads(body)["current"] or {}).get("locked", 0)) for version, body in frames]
    versions = [now[0] for then, now in pairwise(counts) if now[1] > then[1]]
    events = BallotEvent.objects.filter(round=stage.room.sitting.round_id, kind="locked").order_by("number")
    ballots = list(events.values_list("ballot__judge", "ballot__place"))
    assert len(ballots) == len(versions) == len(sent), (len(ballots), len(versions), len(sent))
    ways = [
        screen.seen[version] - sent[ballot]
        for ballot, version in zip(ballots, versions, strict=True)
        for screen in screens
        if version in screen.seen
    ]
    expected = [version for version, _body in frames if version > first]
    newest = frames[-1][1].encode()
    return {
        "screens": len(screens),
        "ballots": len(ballots),
        "expected": len(expected) * len(screens),
        "delivered": sum(version in screen.seen for screen in screens for version in expected),
        "twice": sum(screen.twice for screen in screens),
        "last": sum(screen.newest.strip() == newest for screen in screens),
        "way": [1000 * way for way in ways],
        "post": [1000 * each for each in took],
    }


def descendants(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    children = [int(each) for each in listed.stdout.split()]
    return [pid, *(found for child in children for found in descendants(child))]


def cpu_of(pid: int) -> float:
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for each in descendants(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def memory_of(pid: int) -> float:
    pages = [int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in descendants(pid)]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def page(args: argparse.Namespace, rows: list[dict]) -> str:
    lines = [
        f"{args.screens} screens on open streams and {JUDGES} judges on phones, {args.workers} worker; server and "
        f"clients on the same {os.cpu_count()} cores, SQLite; {datetime.now(UTC).isoformat(timespec='minutes')}.",
        "",
        "| ballots | delivered | twice | with the last version | score → screen p50 / p95 / max | POST p50 / p95 "
        "| server CPU, memory | wanted | |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for row in rows:
        way, post = quantiles(row["way"], n=100), quantiles(row["post"], n=100)
        fine = row["delivered"] == row["expected"] and way[94] <= LIMIT_MS and not row["twice"]
        lines.append(
            f"| {row['ballots']} at {row['rate']:.0f}/s (asked {row['asked']:.0f}) "
            f"| {row['delivered']:,} of {row['expected']:,} | {row['twice']} | {row['last']} of {row['screens']} "
            f"| {way[49]:.0f} / {way[94]:.0f} / {max(row['way']):.0f} ms | {post[49]:.0f} / {post[94]:.0f} ms "
            f"| {row['cpu']:.1f} s in {row['wall']:.0f} s, {row['memory']:.0f} MB | p95 ≤ {LIMIT_MS} ms, all delivered "
            f"| {'reached' if fine else '**missed**'} |"
        )
    return "\n".join(lines)


def write(text: str) -> None:
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    PAGE.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
