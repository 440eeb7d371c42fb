# ruff: noqa: S608 - the SQL is put together from constants
"""Measures the questions over a store of training reports, beside SQLite for the same figures.

::

    python -m tests.benchmarks.fmtr_queries STORE [--runs 5]

Every named query with the tag ``training-store`` is asked with the examples of its
required parameters, as a whole process, in units of ``python -c 'import rdflib'`` (R)
of the same run. For the aggregates, a Python process asks SQLite: the activities of
the same store, one row each, with an index that covers each question, in a database
made before the clock starts. Both then write CSV, and the figures must be equal.
Prints a table in Markdown; exits 1 where figures differ.
"""

from __future__ import annotations

import argparse
import csv
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from compileall import compile_dir
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from imet_graph.engines.local import current
from imet_graph.queries import Catalog, QueryFile
from imet_graph.rdf import vocab

ROOT = Path(__file__).resolve().parent.parent.parent
IMET = (sys.executable, "-m", "imet_graph", "query")
UNIT = (sys.executable, "-c", "import rdflib")
LIMIT = 2.0

SUMS = "COUNT(*), SUM(persons), SUM(cents) / 100.0, COUNT(*) - COUNT(cents)"
SUMMED = ("activities", "trainees", "cost", "without_cost")
BOTH_PERSONS = "SUM(IIF(cents IS NULL, 0, persons))"
BOTH_CENTS = "SUM(IIF(persons IS NULL, 0, cents))"
DATED = "year IS NOT NULL"
ASKED: dict[str, tuple[str, tuple[str, ...]]] = {
    "training-by-country-year": (
        f"SELECT country, year, {SUMS} FROM activity WHERE country IS NOT NULL AND {DATED}"
        " GROUP BY country, year ORDER BY country, year",
        ("country", "fiscal_year", *SUMMED),
    ),
    "top-programs": (
        f"SELECT program, {SUMS} FROM activity WHERE {DATED} GROUP BY program ORDER BY 3 DESC, 1",
        ("program", *SUMMED),
    ),
    "top-courses": (
        f"SELECT course, {SUMS} FROM activity WHERE year = '2018' AND course IS NOT NULL"
        " GROUP BY course ORDER BY 3 DESC, 1 LIMIT 50",
        ("course", *SUMMED),
    ),
    "top-schools": (
        f"SELECT school, {SUMS} FROM activity WHERE school IS NOT NULL AND {DATED}"
        " GROUP BY school ORDER BY 3 DESC, 1",
        ("school", *SUMMED),
    ),
    "cost-per-trainee": (
        f"SELECT program, {BOTH_PERSONS}, {BOTH_CENTS} / 100.0,"
        f" (200 * {BOTH_CENTS} / {BOTH_PERSONS} + 100) / 200 / 100.0,"
        " 2 * COUNT(*) - COUNT(cents) - COUNT(persons)"
        f" FROM activity WHERE {DATED} GROUP BY program HAVING {BOTH_PERSONS} > 0"
        " ORDER BY 2 DESC, 1",
        ("program", "trainees", "cost", "cost_per_trainee", "left_out"),
    ),
    "training-in-topic": (
        f"SELECT country, {SUMS} FROM topic WHERE topic = 'human-rights' AND country IS NOT NULL"
        f" AND {DATED} GROUP BY country ORDER BY 3 DESC, 1",
        ("country", *SUMMED),
    ),
    "countries-every-year": (
        f"SELECT country, COUNT(DISTINCT year) AS n FROM activity WHERE country IS NOT NULL"
        f" AND {DATED} GROUP BY country"
        f" HAVING n = (SELECT COUNT(DISTINCT year) FROM activity WHERE {DATED}) ORDER BY country",
        ("country", "years"),
    ),
    "countries-never": (
        "SELECT country FROM country WHERE NOT EXISTS (SELECT 1 FROM activity"
        f" WHERE activity.country = country.country AND {DATED}) ORDER BY country",
        ("country",),
    ),
    "delivered-beside-appropriated": (
        "SELECT d.year, d.cost, d.without, f.enacted, f.name FROM"
        " (SELECT year, SUM(cents) / 100.0 AS cost, COUNT(*) - COUNT(cents) AS without"
        f" FROM activity WHERE {DATED} AND program IN ('imet', 'imet-1', 'imet-2', 'imet-x',"
        " 'imet-dr') GROUP BY year) AS d LEFT JOIN funding AS f ON f.year = d.year"
        " ORDER BY d.year, f.enacted, f.name",
        ("fiscal_year", "delivered", "without_cost", "enacted", "appropriation"),
    ),
}
"""For the aggregates: the same question in SQL, and the columns of our answer, in its order."""

SCHEMA = """
CREATE TABLE activity (country, year, program, course, school, persons INTEGER, cents INTEGER);
CREATE TABLE topic (topic, country, year, persons INTEGER, cents INTEGER);
CREATE TABLE covered (course, topic);
CREATE TABLE country (country);
CREATE TABLE funding (year, enacted NUMERIC, name);
"""
INDEXES = """
CREATE INDEX by_country ON activity (country, year, persons, cents);
CREATE INDEX by_program ON activity (program, year, persons, cents);
CREATE INDEX by_course ON activity (year, course, persons, cents);
CREATE INDEX by_school ON activity (school, year, persons, cents);
CREATE INDEX by_year ON activity (year, program, cents);
CREATE INDEX by_topic ON topic (topic, country, year, persons, cents);
CREATE INDEX by_funding ON funding (year, enacted, name);
ANALYZE;
"""
PREFIXES = f"PREFIX imet: <{vocab.DEF}> PREFIX kind: <{vocab.ID}figure-kind/> "
ACTIVITIES = """SELECT ?country ?year ?program ?course ?school ?persons ?cost WHERE {
  ?group imet:figureKind kind:activities-reported ; imet:program ?program .
  ?activity imet:observation ?group .
  OPTIONAL { ?group imet:fiscalYear ?year }
  OPTIONAL { ?group imet:country ?country }
  OPTIONAL { ?activity imet:course ?course }
  OPTIONAL { ?activity imet:school ?school }
  OPTIONAL { ?activity imet:quantity ?persons }
  OPTIONAL { ?activity imet:totalCost ?cost }
}"""
COVERED = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?course ?topic WHERE { ?course imet:derivedTopic/skos:broader* ?topic }"""
FUNDING = """PREFIX program: <https://w3id.org/imet-graph/id/program/>
SELECT ?year ?enacted ?name WHERE {
  ?name a imet:FundingObservation ; imet:figureKind kind:enacted ; imet:program program:imet ;
    imet:fiscalYear ?year ; imet:amount ?enacted }"""

# What somebody would write: open, ask, write CSV; nothing is imported that isn't needed.
PEER = """import csv, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute(sys.argv[2])
out = csv.writer(sys.stdout)
out.writerow([column[0] for column in rows.description])
out.writerows(rows)
"""


def _local(term: ox.NamedNode | ox.Literal | None) -> str | None:
    return None if term is None else term.value.rsplit("/", 1)[-1]


def make(store: Path, database: Path) -> int:
    """Write the activities of a store into a database with indexes; return how many there are."""
    graph = ox.Store.read_only(str(current(store)))

    def rows(text: str) -> Iterable[list[str | None]]:
        found = graph.query(PREFIXES + text, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return ([_local(term) for term in row] for row in found)

    with sqlite3.connect(database) as db:
        db.executescript(SCHEMA)
        activities = (
            (*row[:6], None if row[6] is None else int(Decimal(row[6]) * 100))
            for row in rows(ACTIVITIES)
        )
        db.executemany("INSERT INTO activity VALUES (?, ?, ?, ?, ?, ?, ?)", activities)
        db.executemany("INSERT INTO covered VALUES (?, ?)", rows(COVERED))
        db.executemany(
            "INSERT INTO country VALUES (?)", rows("SELECT ?c WHERE { ?c a imet:Country }")
        )
        db.executemany("INSERT INTO funding VALUES (?, ?, ?)", rows(FUNDING))
        # A topic for each activity: a join would be slower than what is asked of it.
        db.execute(
            "INSERT INTO topic SELECT topic, country, year, persons, cents"
            " FROM activity JOIN covered USING (course)"
        )
        db.executescript(INDEXES)
        return int(db.execute("SELECT COUNT(*) FROM activity").fetchone()[0])


def examples(query: QueryFile) -> list[str]:
    """Return the options of a query's required parameters, with their examples."""
    options = []
    for parameter in query.parameters:
        if parameter.required:
            options += [parameter.option, str(parameter.example)]
    return options


def timed(command: Iterable[str]) -> tuple[float, str]:
    """Return the wall time of a command that must succeed, and what it wrote."""
    command = list(command)
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    taken = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")
    return taken, done.stdout


def figures(text: str, columns: tuple[str, ...] = ()) -> list[tuple[str | Decimal, ...]]:
    """Return the rows of a CSV text: names without their addresses, numbers as numbers."""
    header, *rows = csv.reader(text.splitlines())
    order = [header.index(name) for name in columns] or range(len(header))
    return [tuple(_value(row[i]) for i in order) for row in rows]


def _value(text: str) -> str | Decimal:
    local = text.rsplit("/", 1)[-1]
    try:
        return Decimal(local).quantize(Decimal("0.01"))
    except ArithmeticError:
        return local


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    compile_dir(ROOT / "imet_graph", quiet=1)  # as installing would; a checkout may lack it
    queries = [query for query in Catalog() if "training-store" in query.tags]
    units: list[float] = []
    ours: dict[str, list[float]] = {query.name: [] for query in queries}
    plain: dict[str, list[float]] = {name: [] for name in ASKED}
    peers: dict[str, list[float]] = {name: [] for name in ASKED}
    lines: dict[str, int] = {}
    differing = []
    os.environ["COLUMNS"] = "120"
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "activities.db"
        count = make(given.store, database)
        for turn in range(given.runs + 1):  # the first one warms the caches and does not count
            spent, _ = timed(UNIT)
            units.append(spent)
            for query in queries:
                command = (*IMET, query.name, *examples(query), "--store", str(given.store))
                spent, _ = timed(command)
                ours[query.name].append(spent)
                if query.name not in ASKED:
                    if not turn:
                        lines[query.name] = len(figures(timed((*command, "-f", "csv"))[1]))
                    continue
                sql, columns = ASKED[query.name]
                spent, answer = timed((*command, "-f", "csv"))
                plain[query.name].append(spent)
                spent, answer2 = timed((sys.executable, "-c", PEER, str(database), sql))
                peers[query.name].append(spent)
                if not turn:
                    mine = figures(answer, columns)
                    lines[query.name] = len(mine)
                    if mine != figures(answer2):
                        differing.append(query.name)
    middle = {n: statistics.median(v[1:]) for n, v in ours.items()}
    unit = statistics.median(units[1:])
    print(f"R = {unit:.3f} s (median of {given.runs}); {count:,} reported activities\n")
    print("| query | rows | as a table | in R | as CSV | SQLite, CSV | figures |")
    print("|---|---|---|---|---|---|---|")
    for query in queries:
        name = query.name
        asked = " ".join([name, *examples(query)])
        rest = " | | | "
        if name in ASKED:
            a, b = statistics.median(plain[name][1:]), statistics.median(peers[name][1:])
            rest = f" | {a:.3f} s | {b:.3f} s | {'differ' if name in differing else 'equal'} "
        took = middle[name]
        print(f"| `{asked}` | {lines[name]:,} | {took:.3f} s | {took / unit:.2f}{rest}|")
    slow = [name for name, took in middle.items() if took > LIMIT * unit]
    print(f"\nOver {LIMIT:g} R: {', '.join(slow) or 'none'}.")
    if differing:
        sys.exit(f"Figures differ: {', '.join(differing)}")


if __name__ == "__main__":
    main()
