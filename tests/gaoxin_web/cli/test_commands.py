"""Commands of the web as they are run: real processes, a data folder of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from gaoxin.cli.main import COMMANDS, added_commands, main

pytestmark = [pytest.mark.xdist_group("serve"), pytest.mark.own_database]  # one installation, made once

OTHERS = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")  # the tests' own, which an installation does not have
PASSWORD = "Correct-Horse-9-Battery"
ADMIN = ["user", "admin", "--zone", "szs", "--zone-name", "石嘴山高新区", "--region", "640200", "--password-stdin"]


def start(folder, *words, **options):
    surroundings = {key: value for key, value in os.environ.items() if key not in OTHERS}
    surroundings |= {"GAOXIN_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "gaoxin.cli.main", *words],
        env=surroundings,
        cwd=folder,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def run(folder, *words, told=""):
    """Exit code, standard output, standard error."""
    process = start(folder, *words)
    out, err = process.communicate(told, timeout=240)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder with a zone and its first administrator."""
    made = tmp_path_factory.mktemp("data")
    code, out, err = run(made, *ADMIN, told=PASSWORD + "\n")
    assert (code, out) == (0, "已建账号 admin（石嘴山高新区）；首次登录须修改密码。\n"), err
    return made


def test_the_web_adds_its_commands_to_those_of_the_engine():
    assert set(added_commands()) >= {"serve", "work", "user", "figures"}
    assert set(added_commands()) & set(COMMANDS) == set()


def test_help_names_the_added_commands(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = capsys.readouterr().out
    assert [name for name in added_commands() if f"    {name} " not in printed] == []


def test_a_user_name_is_taken_once(folder):
    code, _, err = run(folder, *ADMIN, told=PASSWORD + "\n")
    assert (code, err.splitlines()[-1]) == (2, "用户名 admin 已有人用，请换一个")


def test_a_zone_is_named_when_it_is_new(folder):
    code, _, err = run(folder, "user", "other", "--zone", "gz", "--password-stdin", told=PASSWORD + "\n")
    assert (code, err.splitlines()[-1]) == (2, "还没有高新区 gz；新建请加 --zone-name 名称")


@pytest.fixture(scope="module")
def figures(folder):
    """Exit code and standard output of the figures of one zone, as JSON."""
    return run(folder, "figures", "--json", "--zone", "szs")[:2]


def test_figures_of_an_empty_zone_are_found_and_do_not_hold(figures):
    code, out = figures
    document = {entry["id"]: entry for entry in json.loads(out)["figures"]}
    assert {name.partition("-")[0] for name in document} == {"SZS"}
    hnte = {key: document["SZS-02"][key] for key in ("value", "unit", "holds", "query")}
    assert (code, hnte) == (1, {"value": 0.0, "unit": "家", "holds": False, "query": "hnte_in_force"})
    monthly, asked = (
        {key: document[name][key] for key in ("value", "holds", "query")} for name in ("SZS-32", "SZS-17")
    )
    assert monthly == {"value": None, "holds": None, "query": "output_value_to_date"}
    assert asked == {"value": None, "holds": None, "query": None}


def test_every_key_of_the_figures_is_described(figures):
    _, out = figures
    told = (
        (Path(__file__).parents[3] / "docs" / "reference" / "cli.md").read_text("utf-8").split("## gaoxin figures")[1]
    )
    document = json.loads(out)
    keys = {*document, *(key for entry in document["figures"] for key in (*entry, *entry["printed"]))}
    assert [key for key in sorted(keys) if f"`{key}`" not in told] == []


def test_figures_of_a_zone_nobody_printed_are_asked_for_wrongly(folder):
    code, _, err = run(folder, "figures", "--zone", "nowhere")
    assert (code, err.splitlines()[-1]) == (2, "没有 nowhere 的公开指标；有的是 gz、hf、ks、szs、ur、xm")


@contextmanager
def serving(folder):
    """(process, address, port) of a server that answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start(folder, "serve", "--port", str(port), "--workers", "1")
    for line in process.stderr:
        if "已就绪" in line:
            break
    yield process, f"http://127.0.0.1:{port}", port
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=90)


@pytest.fixture
def served(folder):
    """A server of the test's own, to be ended."""
    with serving(folder) as server:
        yield server


@pytest.fixture(scope="module")
def standing(folder):
    """A server that outlives the test."""
    with serving(folder) as server:
        yield server


def answers(address):
    try:
        with urllib.request.urlopen(f"{address}/healthy", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def workers_of(process):
    """Ids of the worker processes that this one started."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True)
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if "db_worker" in line]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_serving_stops_cleanly_when_asked(served, sent):
    process, address, _ = served
    assert answers(address)
    process.send_signal(sent)
    _, err = process.communicate(timeout=90)
    assert (process.returncode, "Traceback" in err, answers(address)) == (0, False, False)


def test_a_worker_that_is_killed_is_started_again(standing):
    process, _, _ = standing
    (first,) = workers_of(process)
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 90
    while workers_of(process) in ([first], []) and time.monotonic() < deadline:
        time.sleep(0.2)
    (second,) = workers_of(process)
    assert second != first


def test_a_taken_port_is_said_at_once(standing, folder):
    port = standing[2]
    code, _, err = run(folder, "serve", "--port", str(port))
    assert (code, err.startswith(f"端口 {port} 用不了"), err.strip().endswith("如 --port 8001")) == (2, True, True)


def test_a_server_whose_parent_is_killed_does_not_linger(served):
    process, address, _ = served
    process.kill()
    deadline = time.monotonic() + 90
    while answers(address) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not answers(address)
