"""The panel: answers worked out from documents, against those of the graph."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from imet_graph.api import Graph
from tests.status.panel.score import RIGHT, WRONG, Scored, pairs, scored

CHANGES = Path(__file__).parent / "panel" / "changes.csv"


@pytest.fixture(scope="module")
def answers(bundled: Graph) -> list[Scored]:
    """Return every pair with its answer and verdict."""
    return list(scored(bundled))


@pytest.mark.parametrize(("chosen", "share"), [(False, 0.85), (True, 0.95)])
def test_most_are_right_and_few_wrong(answers: list[Scored], chosen: bool, share: float) -> None:
    """Of those drawn by lot and of those chosen, so many are right and one in fifty wrong."""
    own = [one for one in answers if (one.pair["kind"] == "chosen") is chosen]
    counts = Counter(one.verdict for one in own)
    assert counts[RIGHT] >= share * len(own), counts
    assert counts[WRONG] <= 0.02 * len(own), [o.pair["id"] for o in own if o.verdict == WRONG]


def test_nobody_barred_gets_a_clean_answer(answers: list[Scored]) -> None:
    """A barred government is never told to be free with certainty."""
    assert [one.pair["id"] for one in answers if one.clean_but_barred] == []


def test_the_panel_is_whole_and_says_where_it_comes_from() -> None:
    """There are 80 drawn and 40 chosen pairs, each proved by a document; changes are logged."""
    found = pairs()
    assert Counter(pair["kind"] == "chosen" for pair in found) == {False: 80, True: 40}
    assert all(pair["document"] and pair["place"] and pair["why"] for pair in found)
    with CHANGES.open(encoding="utf-8", newline="") as file:
        log = list(csv.DictReader(file))
    known = {pair["id"] for pair in found}
    assert log
    assert all(row["id"] in known and row["document"] and row["why"] for row in log)
