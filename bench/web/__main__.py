"""``python -m bench.web``: fill a register, assess it, put fifty people on it; writes docs/reference/web-speed.md."""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

PAGE = Path("docs/reference/web-speed.md")
START, END = "<!-- bench:web -->", "<!-- /bench:web -->"
LIMIT_MS, ASSESS_LIMIT_S = 300, 10
ANEW = 1000  # enterprises of which something is filed between two nights
PORT = 8090


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.web")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--dry", action="store_true", help="print, do not write the page")
    args = parser.parse_args()
    folder = Path(tempfile.gettempdir()) / f"gaoxin-bench/web-{args.rows}"
    os.environ |= {"GAOXIN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "gaoxin_web.settings"}
    first = prepared(args.rows, folder)
    first_night, night = nights()
    table = load(args, first)
    text = page(args, first_night, night, table)
    print(text)
    if not args.dry:
        write(text)


def prepared(rows: int, folder: Path) -> int:
    """The filled register, made once; the id of its first enterprise."""
    import django  # noqa: PLC0415 - not before the data folder is chosen

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - likewise

    from bench.web.fill import fill  # noqa: PLC0415 - likewise
    from gaoxin_web.enterprises.models import Enterprise  # noqa: PLC0415 - likewise

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if Enterprise.objects.count() != rows:
        started = time.perf_counter()
        fill(rows)
        print(f"{rows:,} enterprises filled in in {time.perf_counter() - started:.0f} s at {folder}")
    return Enterprise.objects.order_by("pk").values_list("pk", flat=True)[0]


def assess(on: date) -> dict[str, float]:
    """The nightly assessment, as the worker does it: seconds in all, and of each part."""
    from gaoxin_web.accounts.models import Zone  # noqa: PLC0415 - likewise
    from gaoxin_web.ladders.services.runs import assess_zone  # noqa: PLC0415 - likewise

    started = time.perf_counter()
    run = assess_zone(Zone.objects.get(code="bench"), on)
    took = time.perf_counter() - started
    if run.state != "done":
        raise SystemExit(f"the assessment failed: {run.message}")
    return {"all": took, **run.seconds}


def nights() -> tuple[dict[str, float], dict[str, float]]:
    """The first assessment there is, and the one of the night after, before which some enterprises were stated anew."""
    from bench.web.fill import ON, state_anew  # noqa: PLC0415 - likewise
    from gaoxin_web.ladders.models import Standing  # noqa: PLC0415 - likewise

    shutil.rmtree(Path(os.environ["GAOXIN_DATA"]) / "sheets", ignore_errors=True)
    Standing.objects.all()._raw_delete("default")
    first = assess(ON)
    state_anew(ANEW)
    return first, assess(ON + timedelta(days=1))


def load(args: argparse.Namespace, first: int) -> list[dict[str, str]]:
    """What Locust measured, a row per kind of page."""
    people = {"BENCH_ROWS": str(args.rows), "BENCH_FIRST": str(first), "BENCH_SESSIONS": ",".join(sessions())}
    with tempfile.TemporaryDirectory() as results, served():
        command = [sys.executable, "-m", "locust", "-f", "bench/web/people.py", "--headless", "--only-summary"]
        command += ["-H", f"http://127.0.0.1:{PORT}", "-u", str(args.people), "-r", "2", "--reset-stats"]
        command += ["-t", f"{args.people // 2 + args.seconds}s", "--csv", f"{results}/run"]
        subprocess.run(command, env={**os.environ, **people}, check=False)
        with open(f"{results}/run_stats.csv", newline="") as file:
            return list(csv.DictReader(file))


def sessions() -> list[str]:
    """A session of every person: what a password costs is not what a page costs."""
    from django.test import Client  # noqa: PLC0415 - not before Django is set up

    from gaoxin_web.accounts.models import User  # noqa: PLC0415 - likewise

    clients = []
    for user in User.objects.filter(zone__code="bench"):
        clients.append(Client())
        clients[-1].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return [client.cookies["sessionid"].value for client in clients]


@contextmanager
def served():
    """gunicorn with two workers of four threads, as `gaoxin serve` runs it."""
    env = {**os.environ, "GAOXIN_SESSIONS_PER_USER": "100", "GAOXIN_LOGIN_FAILURES": "1000"}
    command = [sys.executable, "-m", "gunicorn", "gaoxin_web.wsgi", "--bind", f"127.0.0.1:{PORT}", "--workers", "2"]
    server = subprocess.Popen([*command, "--threads", "4", "--log-level", "warning"], env=env)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthy", timeout=5)
                break
            except OSError:
                time.sleep(0.3)
        yield
    finally:
        server.terminate()
        server.wait(20)


def page(
    args: argparse.Namespace, first: dict[str, float], night: dict[str, float], table: list[dict[str, str]]
) -> str:
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    total = next(row for row in table if row["Name"] == "Aggregated")
    lines = [
        f"{args.rows:,} enterprises × 4 years on {engine}; {args.people} people at once, one to four seconds between "
        f"pages, {total['Requests/s'][:5]} pages a second, {total['Failure Count']} failures; gunicorn with 2 workers "
        f"of 4 threads and the load generator on the same {os.cpu_count()} cores; "
        f"{datetime.now(UTC).isoformat(timespec='minutes')}.",
        "",
        "| page | times | median | 95 % within | wanted | |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for row in table:
        worst = int(row["95%"])
        word = "reached" if worst <= LIMIT_MS else "**missed**"
        name = "all" if row["Name"] == "Aggregated" else row["Name"]
        lines.append(f"| {name} | {row['Request Count']} | {row['50%']} ms | {worst} ms | ≤ {LIMIT_MS} ms | {word} |")
    word = "reached" if night["all"] <= ASSESS_LIMIT_S else "**missed**"
    lines += [
        "",
        f"Nightly assessment of all, {ANEW:,} enterprises stated anew since the night before: {night['all']:.1f} s "
        f"(wanted ≤ {ASSESS_LIMIT_S} s: {word}); {_parts(night)}. The first assessment there is, from nothing: "
        f"{first['all']:.1f} s; {_parts(first)}.",
    ]
    return "\n".join(lines)


def _parts(night: dict[str, float]) -> str:
    return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in night.items() if name != "all")


def write(text: str) -> None:
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    PAGE.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
