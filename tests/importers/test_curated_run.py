"""The run as a whole: balance, repeatability, the command, and the data that is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated import __main__ as command
from imet_graph.importers.curated.registry import IMPORTERS
from imet_graph.importers.curated.run import account_page, run

PROJECT = Path(__file__).resolve().parents[2]
FACTS = PROJECT.parent / "shared" / "facts"
needs_facts = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the tables of facts (../shared/facts) are not in this checkout"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the command makes of the tables of facts."""
    folder = tmp_path_factory.mktemp("made")
    assert command.main([str(FACTS), str(folder / "data"), str(folder / "account.md")]) == 0
    return folder


@needs_facts
def test_the_kept_data_is_what_the_tables_give(made: Path) -> None:
    """The curated files of data/ are exactly those that the importers make."""
    for name in (*IMPORTERS, "sources"):
        kept = PROJECT / "data" / f"{name}.ttl"
        assert kept.read_bytes() == (made / "data" / f"{name}.ttl").read_bytes(), name


@needs_facts
def test_the_kept_account_is_what_the_tables_give(made: Path) -> None:
    """The page that accounts for the rows is written by the same run."""
    kept = PROJECT / "docs" / "data-account.md"
    assert kept.read_bytes() == (made / "account.md").read_bytes()


@needs_facts
def test_a_second_run_changes_nothing(made: Path) -> None:
    """Running again writes the same bytes, so that no file is touched."""
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*") if path.is_file()}
    assert command.main([str(FACTS), str(made / "data"), str(made / "account.md")]) == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before


@needs_facts
def test_every_row_of_every_table_is_accounted_for() -> None:
    """Loaded, merged and left out add up to the rows of each table, and no table is forgotten."""
    page = (PROJECT / "docs" / "data-account.md").read_text(encoding="utf-8")
    listed = {}
    table = page.partition("\n## ")[0]
    for line in table.splitlines():
        if line.startswith("| `"):
            cells = [cell.strip(" `") for cell in line.strip("|").split("|")]
            listed[cells[0]] = [int(cell) for cell in cells[1:]]
    assert set(listed) == {path.name for path in FACTS.glob("*.csv")}
    assert {name for name, (all_, *parts) in listed.items() if all_ != sum(parts)} == set()


def test_a_row_that_is_forgotten_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An importer that reads a table and says nothing of a row does not go unnoticed."""
    (tmp_path / "topics.csv").write_text("id,label\npme,Education\n", encoding="utf-8")
    module = tmp_path / "forgetful.py"
    module.write_text(
        "def triples(facts):\n    facts.account('topics.csv')\n    return []\n", encoding="utf-8"
    )
    import imet_graph.importers.curated as package

    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    with pytest.raises(ParseProblem, match="neither loaded, merged nor left out"):
        run(tmp_path, tmp_path / "data", ("forgetful",), found=None)


def test_the_page_lists_what_was_merged_or_left_out(tmp_path: Path) -> None:
    """Each row that is no thing of its own stands on the page, with its reason."""
    header = "id,name,publisher,url,path,covers,size,format,licence,state,note\n"
    (tmp_path / "datasets.csv").write_text(
        header + "greenbook-2022,G,USAID,,,,,,,used,\nmock,M,S,,,,,,,ruled out,a|b\n",
        encoding="utf-8",
    )
    facts, counts = run(tmp_path, tmp_path / "data", ("datasets",), found=None)
    page = account_page(list(facts.tables.accounts.values()), [])
    assert "| `datasets.csv` | 2 | 0 | 1 | 1 |" in page
    assert "| 2 | greenbook-2022 | merged into `dataset:obligations-greenbook`: used |" in page
    assert "| 3 | mock | left out: ruled out; a\\|b |" in page
    assert counts["datasets"] > 0


def test_the_command_explains_itself_and_its_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without its three arguments, or without the folder, it says what to do and returns 2."""
    assert command.main([]) == 2
    assert "FACTS_DIR DATA_DIR DOCS_FILE" in capsys.readouterr().err
    assert command.main([str(tmp_path / "no"), str(tmp_path), str(tmp_path / "a.md")]) == 2
    assert "is no folder" in capsys.readouterr().err
