"""Scores the answers of ``status`` against the panel: ``python -m tests.status.panel.score``.

An answer is right if it says the same with certainty and names every ground that the
panel gives, partly right if it lacks one of them; where the documents do not decide, it is
right if it is not certain, or names the missing document in a note. It is open if it is
not certain, and wrong in every other case.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import imet_graph
from imet_graph.status.model import NONE_KNOWN, NOT_KNOWN, RESTRICTED, WAIVED, Report

_PANEL = Path(__file__).parent / "panel.csv"
_SAME = {
    "FREEDOM Support Act 907": "FSA 907",
    "FRAA 706": "FRAA FY2003 706",
    "Executive Order 14204": "",
}
_INSTRUMENTS = {
    "drug determination": "Drug certification under section 490",
    "child-soldier list": "Child-soldier list",
    "tvpa": "Trafficking determination",
    "act for fiscal": "Act that appropriates",
    "h.r. 4473": "Act that appropriates",
    "620(f)": "620(f)",
    "product per head": "income per head",
    "aspa 2007": "ASPA 2007",
    "section 7008": "act 7008",
}
RIGHT, PARTLY, OPEN, WRONG = "right", "partly", "open", "wrong"


class Scored(NamedTuple):
    """A pair of the panel, what was answered, and how that is judged."""

    pair: dict[str, str]
    answered: str
    certain: bool
    grounds: list[str]
    verdict: str

    @property
    def clean_but_barred(self) -> bool:
        """Whether a barred government was given a clean answer."""
        clean = self.certain and self.answered in ("clear", "waived")
        return clean and self.pair["answer"] == "barred"


def pairs(path: Path = _PANEL) -> list[dict[str, str]]:
    """Return the pairs, each with the answer that the documents give."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scored(graph: imet_graph.Graph, path: Path = _PANEL) -> Iterator[Scored]:
    """Ask each pair and judge the answer."""
    for pair in pairs(path):
        on = date.fromisoformat(pair["day"])
        report = graph.status(on, country=pair["country"], program="imet")
        yield _judged(pair, report)


def _judged(pair: dict[str, str], report: Report) -> Scored:
    standing = report.standings[0]
    answered = {NONE_KNOWN: "clear", WAIVED: "waived", NOT_KNOWN: "unknown"}.get(standing.state, "")
    heaviest = standing.heaviest
    if standing.state == RESTRICTED and heaviest:
        answered = "barred" if heaviest.stops else "limited"
    certain = standing.certain and standing.state != NOT_KNOWN
    named = [one.law or one.reason for one in (*standing.grounds, *standing.waivers)]
    lacking = [
        one
        for one in filter(None, pair["grounds"].split("|"))
        if not any(law.startswith(_as_printed(one, pair["answer"])) for law in named)
    ]
    if pair["answer"] == "undecidable":
        noted = answered in ("clear", "limited") and _names(pair["lacking"], report.notes)
        verdict = RIGHT if not certain or noted else WRONG
    elif not certain:
        verdict = OPEN
    else:
        same = answered == pair["answer"]
        verdict = (PARTLY if lacking else RIGHT) if same else WRONG
    return Scored(pair, answered, certain, named, verdict)


def _names(lacking: str, notes: list[str]) -> bool:
    """Return whether the notes name each instrument that a pair lacks."""
    wanted = {word for key, word in _INSTRUMENTS.items() if key in lacking.casefold()}
    return bool(wanted) and all(any(word in note for note in notes) for word in wanted)


def _as_printed(ground: str, answer: str) -> str:
    """Return a ground as the graph words its section; of what is waived, without the clause."""
    if answer == "waived":
        ground = ground.partition("(")[0]
    same = _SAME.get(ground, ground).replace(" act IMET heading", " act, IMET")
    return same.replace("95-92 22", "95-92, 22")


def main() -> int:
    """Print what is not right, and the shares."""
    found = list(scored(imet_graph.load(), *map(Path, sys.argv[1:])))
    for one in found:
        if one.verdict != RIGHT:
            sure = "" if one.certain else ", not certain"
            print(f"{one.verdict:5} {one.pair['id']}: {one.pair['answer']} {one.pair['grounds']}")
            print(f"      answered {one.answered}{sure}: {'; '.join(one.grounds)}")
    for kind in ("drawn", "chosen"):
        own = [one for one in found if (one.pair["kind"] == "chosen") == (kind == "chosen")]
        counts = Counter(one.verdict for one in own)
        shares = ", ".join(f"{v} {counts[v]}" for v in (RIGHT, PARTLY, OPEN, WRONG))
        print(f"{kind}: {len(own)}, {shares}")
    print(f"clean though barred: {sum(one.clean_but_barred for one in found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
