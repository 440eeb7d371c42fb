"""How countries stood on days that matter: each case of manifest.yaml."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from imet_graph.api import Graph
from imet_graph.rdf import vocab
from imet_graph.status import Ground, Report, Standing, status
from imet_graph.things.names import resolve

_KEYS = {
    "country",
    "countries",
    "day",
    "state",
    "status",
    "basis",
    "under",
    "source",
    "lifted_by",
    "lifted_in_part_by",
    "besides",
    "not_besides",
    "others",
    "certain",
    "why",
    "note",
}


def cases() -> list[tuple[str, dict[str, Any]]]:
    """Return country and case, one for each country of a case."""
    path = Path(__file__).parent / "manifest.yaml"
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    for case in listed:
        assert set(case) <= _KEYS, case
        assert all(value != [] for value in case.values()), case  # it would hold of anything
    return [
        (country, case)
        for case in listed
        for country in case.get("countries", [case.get("country")])
    ]


def test_every_case_is_asked() -> None:
    """The manifest holds the cases that the issue names, and no key that nobody reads."""
    asked = {(country, str(case["day"])) for country, case in cases()}
    assert len(cases()) >= 60
    assert {("Indonesia", "1993-01-01"), ("Saudi Arabia", "2020-03-01")} <= asked


@pytest.mark.parametrize(
    ("country", "case"), cases(), ids=[f"{c}-{case['day']}" for c, case in cases()]
)
def test_case(bundled: Graph, country: str, case: dict[str, Any]) -> None:
    """State, status, basis, legal ground, source and what lifts it are as they were."""
    report = ask(bundled, country, case["day"])
    [standing] = report.standings
    if "state" in case:
        assert standing.state == case["state"], standing.summary
    if "certain" in case:
        assert standing.certain is case["certain"], standing.why
    assert case.get("why", "") in standing.why
    assert any(note.startswith(case.get("note", "")) for note in [*report.notes, ""])
    main = standing.heaviest
    if "under" in case:
        assert main is not None
        assert case["under"] in grounds(main)
    if "status" in case:
        assert main is not None
        assert main.status == case["status"]
    if "basis" in case:
        assert main is not None
        assert main.basis == case["basis"]
    if "source" in case:
        assert main is not None
        document, locator = case["source"]
        found = [report.sources[c] for c in main.citations]
        assert any(r.document.startswith(document) and r.locator == locator for r in found)
        assert all(r.locator for r in found)
    check_company(standing, main, case)


def check_company(standing: Standing, main: Ground | None, case: dict[str, Any]) -> None:
    """Check what stands beside the main ground, and what lifts it."""
    for key, lifting in (
        ("lifted_by", standing.lifted),
        ("lifted_in_part_by", standing.lifted_in_part),
    ):
        if key in case:
            assert main is not None
            found = {name for w in lifting.get(main.iri, []) for name in grounds(w)}
            assert set(case[key]) <= found
    beside = {name for g in standing.grounds for name in grounds(g)}
    assert set(case.get("besides", [])) <= beside
    assert not set(case.get("not_besides", [])) & beside
    others = {name for g in standing.others for name in grounds(g)}
    assert set(case.get("others", [])) <= others


def ask(graph: Graph, country: str, on: date) -> Report:
    """Return how one country stands under IMET."""
    return status(
        graph.backend,
        on,
        countries=[resolve(graph.backend, country, ("country",)).iri],
        programs=[vocab.iri("program", "imet")],
    )


def grounds(ground: Ground) -> set[str]:
    """Return the short names of what opens or grounds a period."""
    return {vocab.compact(one.iri) for one in [*ground.under, *ground.opened_by]}
