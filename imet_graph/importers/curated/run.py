"""Runs all curated importers and writes ``data/`` and the account of rows."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated.base import FOUND, OWN, Facts
from imet_graph.importers.curated.registry import IMPORTERS
from imet_graph.importers.curated.rows import Account, Row
from imet_graph.rdf import canonical

SOURCES = "sources"
ACCOUNT_HEAD = """# Account of the curated facts

What became of each row of each table of facts: loaded as a thing of its own,
merged into a thing that another row made, or left out and why. This page is
written by the importer together with the files of `data/`.

| file | rows | loaded | merged | left out |
|---|---:|---:|---:|---:|
"""

FOUND_HEAD = """
## Found since

Rows that are in none of these tables: read in public documents afterwards, and
loaded with those documents as their citations.

| kind of table | row | where it was read |
|---|---|---|
"""


def run(
    facts_folder: Path,
    data_folder: Path,
    importers: tuple[str, ...] = IMPORTERS,
    found: Path | None = FOUND,
    own: Path = OWN,
) -> tuple[Facts, dict[str, int]]:
    """Write the Turtle files; return the facts with their accounts, and triples per file.

    ``found`` holds further tables, of facts found later; None leaves them out. ``own``
    holds the tables by which facts are read: names, links in words, corrections.

    Raises:
        ParseProblem: if a row is not accounted for.
    """
    facts = Facts(facts_folder, found, own)
    counts: dict[str, int] = {}
    for name in importers:
        module = import_module(f"imet_graph.importers.curated.{name}")
        triples = list(module.triples(facts))
        triples.extend(facts.library.take_citations())
        counts[name] = len(set(triples))
        canonical.write_if_changed(data_folder / f"{name}.ttl", canonical.turtle(triples))
    sources = list(facts.library.source_triples())
    counts[SOURCES] = len(set(sources))
    canonical.write_if_changed(data_folder / f"{SOURCES}.ttl", canonical.turtle(sources))
    facts.library.settle()
    for account in facts.tables.accounts.values():
        for row in account.unsettled():
            raise ParseProblem(
                f"{row.place}: the row {row.id!r} was neither loaded, merged nor left out.",
                hint="The importer of that file must settle each row.",
            )
    return facts, counts


def account_page(accounts: list[Account], found: list[Row]) -> str:
    """Return the account of all files, and the rows found later, as a Markdown page."""
    ordered = sorted(accounts, key=lambda account: account.file)
    page = [ACCOUNT_HEAD]
    for one in ordered:
        page.append(
            f"| `{one.file}` | {len(one.rows)} | {len(one.loaded)} "
            f"| {len(one.merged)} | {len(one.left_out)} |\n"
        )
    for one in ordered:
        entries = sorted(
            [*one.merged.values(), *one.left_out.values()], key=lambda entry: entry.row.line
        )
        if not entries:
            continue
        page.append(f"\n## {one.file}: rows merged or left out\n\n")
        page.append("| line | row | what became of it |\n|---:|---|---|\n")
        for entry in entries:
            fate = f"merged into `{entry.into}`: " if entry.into else "left out: "
            page.append(
                f"| {entry.row.line} | {_cell(entry.row.id)} | {fate}{_cell(entry.reason)} |\n"
            )
    for one in ordered:
        if not one.remarks:
            continue
        page.append(f"\n## {one.file}: loaded, with words that link to nothing\n\n")
        page.append("| line | row | what |\n|---:|---|---|\n")
        for entry in sorted(one.remarks, key=lambda entry: entry.row.line):
            page.append(f"| {entry.row.line} | {_cell(entry.row.id)} | {_cell(entry.reason)} |\n")
    if found:
        page.append(FOUND_HEAD)
        page.extend(
            f"| `{row.file}` | {_cell(row.id)} | {_cell(row['source_title'])}, "
            f"{_cell(row['locator'])} |\n"
            for row in found
        )
    return "".join(page)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
