"""The documentation is true: its commands run, and nothing a reader can meet is left out."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import gaoxin
from gaoxin.cli.main import COMMANDS, add_command, added_commands, main
from gaoxin.rules.functions import FUNCTIONS
from gaoxin.rules.load import load_rulebook
from gaoxin.units import UNITS
from scripts import fields_page, policies_page
from tests.rulebook import test_cases, test_coverage

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
TUTORIAL = DOCS / "tutorial" / "first-day.md"
WITH_COMMANDS = [ROOT / "README.md", *sorted(DOCS.rglob("guides/*.md"))]  # README.zh-CN.md has those of README.md
RULEBOOK = load_rulebook()
ON = ["--on", "2026-05-15"]


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def steps(page: Path) -> Iterator[str]:
    """Shell commands in order; one with a here-document spans lines."""
    lines = iter("".join(blocks(page, "sh")).splitlines())
    for line in lines:
        step = line
        if "<<'EOF'" in line:
            for more in lines:
                step += f"\n{more}"
                if more == "EOF":
                    break
        if step.strip():
            yield step


def without_comment(step: str) -> str:
    return re.sub(r" +#.*", "", step)


def section(page: Path, title: str) -> str:
    """What stands under a second-level heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found, f"{page.name} has no section {title}"
    return found[1]


def named(text: str) -> set[str]:
    """Every word between backticks."""
    return {word for code in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"[\w\-]+", code)}


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo zone in ``out`` and the sources in ``src``, as a reader's has."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "src").symlink_to(ROOT / "src")
    assert main(["demo", "--out", str(folder / "out")]) == 0
    return folder


@pytest.fixture
def desk(zone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder to work in."""
    shutil.copytree(zone, tmp_path / "desk", symlinks=True)
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def run(page: Path) -> dict[str, int]:
    """Every command of a page → its exit code."""
    codes = {}
    for step in steps(page):
        if step.startswith("gaoxin "):
            codes[step] = main(shlex.split(step, comments=True)[1:])
        elif step != "make demo":  # the fixture has run what it runs
            codes[step] = subprocess.run(["bash", "-c", step], check=False).returncode
    return codes


# commands and code


# a ledger has doubts, and the tutorial's table a cell that cannot be read: exit 1
DOUBTFUL = re.compile("gaoxin (read out/zone|read firms|.* firms.csv)")


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.name)
def test_every_command_of_a_page_runs(page: Path, desk: Path) -> None:
    assert {step: code for step, code in run(page).items() if code != bool(DOUBTFUL.match(step))} == {}


def test_every_tutorial_is_run() -> None:
    assert sorted(DOCS.rglob("tutorial/*.md")) == [TUTORIAL]


def test_demo_is_what_make_demo_runs() -> None:
    assert "demo: $(UV)" in (ROOT / "Makefile").read_text("utf-8")
    assert "gaoxin demo\n" in (ROOT / "Makefile").read_text("utf-8")


def test_every_command_of_the_tutorial_runs_and_says_what_it_shows(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = run(TUTORIAL)
    said = capsys.readouterr()
    assert {step: code for step, code in codes.items() if code != bool(DOUBTFUL.match(step))} == {}
    (issue,) = re.findall(r"^firms.csv.*$", TUTORIAL.read_text("utf-8"), re.MULTILINE)
    assert issue in said.err.splitlines()
    for words in ("评分 74—82 分，须 >70：达标", "增加研发投入 60.00万元（至 268.00万元）", "结论有变 1 家"):
        assert words in said.out


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_explain_of_the_readme_runs(page: str, desk: Path) -> None:
    (text,) = re.findall(r"`gaoxin (explain [^`]*)`", (ROOT / page).read_text("utf-8"))
    facts = gaoxin.read_facts("out/zone.xlsx", RULEBOOK)
    assert main(shlex.split(re.sub("CODE|代码", facts.rows["uscc"][0], text))) == 0


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("README.md", 0),
        ("README.zh-CN.md", 0),
        ("docs/reference/python.md", 0),
        ("docs/guides/run-on-spark.md", 1),
        ("docs/reference/schedule.md", 0),
    ],
)
def test_python_of_a_page_runs(page: str, number: int, desk: Path) -> None:
    exec(compile(blocks(ROOT / page, "python")[number], page, "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_of_a_page_is_python(page: Path) -> None:
    for text in blocks(page, "python"):
        compile(text, str(page), "exec")


def test_both_readmes_have_the_same_commands_and_links() -> None:
    english, chinese = ROOT / "README.md", ROOT / "README.zh-CN.md"
    assert [without_comment(step) for step in steps(english)] == [without_comment(step) for step in steps(chinese)]
    one, other = (re.sub("#.*", "", "".join(blocks(page, "python"))) for page in (english, chinese))
    assert one == other
    targets = [re.findall(r"\]\((?!README)([^)]*)\)", page.read_text("utf-8")) for page in (english, chinese)]
    assert targets[0] == targets[1]


def test_policy_of_the_guide_is_sound_and_its_cases_show_every_threshold(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(DOCS / "guides" / "write-a-policy.md")
    own = load_rulebook("my-rulebook")
    (name,) = set(own.policies) - set(RULEBOOK.policies)
    folder = desk / "my-rulebook" / "zone" / "xinghe_htz" / name
    for module in (test_cases, test_coverage):
        monkeypatch.setattr(module, "RULEBOOK", own)
        monkeypatch.setattr(module, "FOLDERS", {name: folder})
    test_cases.test_every_case_holds_in_the_oracle_in_polars_and_in_machine_code(name)
    test_coverage.test_cases_show_every_side_of_every_comparison(name)


def test_judgement_columns_of_the_guide_are_read(desk: Path) -> None:
    (table,) = blocks(DOCS / "guides" / "judge-by-hand.md", "csv")
    Path("judged.csv").write_text(table, "utf-8")
    facts = gaoxin.read_facts("judged.csv", RULEBOOK)
    result = gaoxin.assess(facts, RULEBOOK, date(2026, 5, 15), ["star_attributes"])
    assert facts.issues == ()
    assert result.table["star_attributes/STAR-X"].to_list() == [True, False]
    assert result.verdicts()["star_attributes"].to_list() == ["met", "unknown"]


# nothing left out


def parsers() -> dict[str, argparse.ArgumentParser]:
    choices = argparse.ArgumentParser().add_subparsers()
    for command in COMMANDS:
        add_command(choices, command, in_full=True)
    for command, entry in added_commands().items():
        add_command(choices, command, in_full=True, module=entry.load())
    return dict(choices.choices)


def actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """A command's arguments, with those of its steps."""
    found = list(parser._actions)
    steps = [action.choices for action in found if isinstance(action, argparse._SubParsersAction)]
    return found + [action for choices in steps for step in choices.values() for action in actions(step)]


@pytest.mark.parametrize("command", parsers())
def test_every_option_of_a_command_is_described(command: str) -> None:
    page = DOCS / "reference" / "cli.md"
    told = section(page, f"gaoxin {command}")
    shared = section(page, "Options that several commands share")
    for action in actions(parsers()[command]):
        for name in action.option_strings or [str(action.metavar)]:
            assert name in told or f"`{name}" in shared, f"{command} {name}"
        for choice in action.choices or ():
            assert choice in told
    known = {name for action in actions(parsers()[command]) for name in action.option_strings}
    assert set(re.findall(r"^\| `(--[a-z-]+)", told, re.MULTILINE)) <= known


def test_every_command_has_its_section_and_there_is_no_other() -> None:
    titles = re.findall(r"^## gaoxin (\w+)$", (DOCS / "reference" / "cli.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(titles) == sorted(parsers())


def test_every_key_of_the_json_documents_is_described(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = DOCS / "reference" / "cli.md"
    facts = gaoxin.read_facts("out/zone.xlsx", RULEBOOK)
    facts_table, code = ["out/zone.xlsx", *ON], facts.rows["uscc"][0]
    asked = {
        "policies": [],
        "fields": [],
        "check": [],
        "demo": ["--out", "small", "--enterprises", "5"],
        "assess": [*facts_table, "--policy", "hnte", "--policy", "sme_size"],
        "ladder": facts_table,
        "explain": [*facts_table, "--uscc", code, "--policy", "hnte"],
        "plan": [*facts_table, "--policy", "hnte", "--budget", "1000000"],
        "whatif": [*facts_table, "--policy", "hnte", "--set", "tech_staff_floor=12"],
    }
    (desk / "register.json").write_text('{"firms": [{"name": "星河精测有限公司", "uscc": null}]}', "utf-8")
    asked |= {
        "read": ["out/zone.xlsx", "--register", "register.json"],
        "template": ["--policy", "hnte", *ON, "--out", "ask.xlsx"],
        "export": ["register.json", "--out", "ledger.xlsx"],
        "index": ["build", "iData.csv", "iMeta.csv", "--out", "index"],
        "score": ["case.json"],
        "chain": ["chain.json"],
        "assign": ["panel.json"],
        "timetable": ["talks.json"],
    }
    panel = {
        "entries": [{"id": "E"}],
        "judges": [{"id": "J"}],
        "fixed": [["E", "J"]],
        "conflicts": [{"entry": "E", "judge": "J"}],
    }
    (desk / "panel.json").write_text(json.dumps(panel), "utf-8")
    talk = {"id": "T", "unavailable": ["S"], "preferred": ["S"]}
    talks = {"items": [talk], "sessions": [{"id": "S", "seats": 1}, {"id": "R", "seats": 1}]}
    (desk / "talks.json").write_text(json.dumps(talks), "utf-8")
    (desk / "chain.json").write_text('{"events": [], "end": {"number": 0, "digest": ""}}', "utf-8")
    case = {"criteria": [{"key": "total"}], "entries": [{"id": "e1"}], "ballots": []}
    (desk / "case.json").write_text(json.dumps(case), "utf-8")
    (desk / "iData.csv").write_text("uCode,a\nx,1\ny,2\n", "utf-8")
    (desk / "iMeta.csv").write_text("iCode,Level,Parent,Weight,Type\na,1,T,1,Indicator\nT,2,,1,Aggregate\n", "utf-8")
    assert sorted(asked) == sorted(COMMANDS)  # those of the web have tests of their own
    assess_too = {"explain", "plan", "ladder", "demo"}  # their results are described as those of other commands
    for command, arguments in asked.items():
        main([command, *arguments, "--json"])
        document = json.loads(capsys.readouterr().out)
        told = section(page, f"gaoxin {command}") + section(page, "Issues in JSON")
        told += "".join(section(page, f"gaoxin {name}") for name in ("assess", "ladder") if command in assess_too)
        told += (DOCS / "reference" / "ledgers.md").read_text("utf-8") if command == "read" else ""
        assert keys(document) - named(told) == set(), command


def keys(value: object, within: str = "") -> set[str]:
    """Every key of a JSON document, but for what is named by data (parameters, facts)."""
    if isinstance(value, list):
        return {key for entry in value for key in keys(entry, within)}
    if not isinstance(value, dict) or within in ("set", "also"):
        return set()
    own = set() if within == "values" else set(value)
    return own | {key for name, entry in value.items() for key in keys(entry, name)}


def test_every_public_name_has_its_heading() -> None:
    headings = re.findall(r"^## (.*)$", (DOCS / "reference" / "python.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(name for heading in headings for name in heading.split(", ")) == sorted(gaoxin.__all__)


@pytest.mark.parametrize("page", ["functions.md", "rulebook.md"])
def test_every_function_of_expressions_has_its_row(page: str) -> None:
    text = (DOCS / "reference" / page).read_text("utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    called = {name for row in rows for name in re.findall(r"`(\w+)\(", row)}
    assert called == {*FUNCTIONS, "least", "greatest"}


def test_every_issue_code_is_described_and_no_other() -> None:
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "bench" / "listed_panel").glob("*.py")]
    used = {code for path in sources for code in re.findall(r"\bGX\d{3}\b", path.read_text("utf-8"))}
    text = (DOCS / "reference" / "issues.md").read_text("utf-8")
    rows = re.findall(r"^\| (GX\d{3}) \|", text, re.MULTILINE)
    assert rows == sorted(used)


def test_every_unit_of_the_reader_is_in_facts() -> None:
    told = section(DOCS / "reference" / "facts.md", "Units (单位)")
    assert [unit for unit in UNITS if unit not in ("ratio", "％", "") and unit not in told] == []


def test_every_name_in_code_of_the_glossary_is_in_the_code() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*") if path.suffix in (".py", ".yaml"))
    text = (DOCS / "glossary.md").read_text("utf-8") + "".join(map(str, (ROOT / "src").rglob("*.yaml")))
    cells = [line.split("|")[3] for line in text.splitlines() if line.startswith("| ") and line.count("|") == 4]
    names = {word for cell in cells for code in re.findall(r"`([\w]+)`", cell) for word in [code]}
    assert {name for name in names if name not in source} - {"y0"} == set()


# generated pages and links


def test_fields_page_is_current() -> None:
    assert fields_page.page(RULEBOOK.fields) == fields_page.PAGE.read_text("utf-8")


def test_policies_page_is_current() -> None:
    assert policies_page.page(RULEBOOK) == policies_page.PAGE.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_resolves(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if not resolves(page, link)] == []


def resolves(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    if not (target.exists() and os.path.realpath(target).startswith(str(ROOT))):
        return False
    return not anchor or anchor in anchors(target)


def anchors(page: Path) -> set[str]:
    """Heading anchors as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_no_page_is_out_of_reach() -> None:
    """From the README every page can be reached by links."""
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        links = re.findall(r"\]\(([^)\s#]+)", page.read_text("utf-8"))
        targets = [(page.parent / link).resolve() for link in links]
        waiting += [target for target in targets if target.suffix == ".md" and target.is_file()]
    decided = set((DOCS / "decisions").glob("*.md"))  # the README links their folder
    assert set(DOCS.rglob("*.md")) - decided - seen == set()
