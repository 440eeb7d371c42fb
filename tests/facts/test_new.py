"""`imet-graph new`: a row with its id, in its place; the walk of CONTRIBUTING is run."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.docs.test_console import blocks, matches, shell
from tests.facts.test_build import run

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ("new", "source", "--title", "Letter to the Committee", "--kind", "government-report")
EVENT = (
    "new", "event", "--type", "Suspension", "--label", "Training of Ruritania stopped",
    "--summary", "A letter says that training stopped.", "--date", "2026-03",
    "--countries", "MLI", "--countries", "TCD", "--programs", "imet", "--imet", "named",
    "--source", "letter-to-the-committee", "--locator", "page 1",
)  # fmt: skip


def test_a_new_event_with_a_new_source_is_two_rows(checkout: Path) -> None:
    """Both get ids, stand in order, and are in every answer after `build`."""
    tables = checkout / "data" / "facts"
    before = {p.name: p.read_text(encoding="utf-8").splitlines() for p in tables.glob("*.csv")}
    assert run(checkout, *SOURCE)[0] == 0
    code, said = run(checkout, *EVENT)
    assert code == 0, said
    assert "added training-of-ruritania-stopped-2026 to" in said
    after = {p.name: p.read_text(encoding="utf-8").splitlines() for p in tables.glob("*.csv")}
    added = {name: [one for one in after[name] if one not in before[name]] for name in after}
    assert {name: len(lines) for name, lines in added.items() if lines} == {
        "sources.csv": 1,
        "events.csv": 1,
    }
    assert run(checkout, "build")[0] == 0
    assert "Letter to the Committee" in run(checkout, "show", "Training of Ruritania stopped")[1]
    assert run(checkout, "validate")[0] == 0


def test_what_lacks_is_named(checkout: Path) -> None:
    """Without a terminal nothing is asked: the message names each option that is needed."""
    code, said = run(checkout, "new", "event", "--label", "X")
    assert code == 2
    for name in ("--type", "--date", "--source", "--locator"):
        assert name in said


def test_a_wrong_value_leaves_the_table_as_it_was(checkout: Path) -> None:
    """A link to nothing is refused, and not a byte of the table is changed."""
    table = checkout / "data" / "facts" / "events.csv"
    before = table.read_bytes()
    code, said = run(checkout, *EVENT)
    assert code == 2
    assert "there is no source 'letter-to-the-committee'" in said
    assert table.read_bytes() == before


def test_an_id_is_given_once(checkout: Path) -> None:
    """The same words again get another id, and an id that is taken is refused."""
    assert run(checkout, *SOURCE)[0] == 0
    assert "added letter-to-the-committee-2 to" in run(checkout, *SOURCE)[1]
    code, said = run(checkout, *SOURCE, "--id", "letter-to-the-committee")
    assert code == 2
    assert "has a row 'letter-to-the-committee' already" in said


def test_the_walk_of_contributing(checkout: Path) -> None:
    """The steps that CONTRIBUTING shows print what it shows, one after the other."""
    subprocess.run(["git", "init", "-q"], cwd=checkout, check=True)
    walk = blocks(ROOT / "CONTRIBUTING.md")
    assert sum(map(len, walk)) >= 10
    for block in walk:
        # What one block changed is no news to the next.
        subprocess.run(["git", "add", "data"], cwd=checkout, check=True)
        for command, expected in block:
            done = shell(command, checkout, checkout / "bin")
            assert done.returncode == 0, done.stderr
            assert matches(expected, done.stdout), f"$ {command}\n{done.stdout}{done.stderr}"
