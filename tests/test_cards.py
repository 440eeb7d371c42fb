"""Cards: everything known of one thing, with its sources."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from imet_graph.api import Graph

Run = Callable[..., "subprocess.CompletedProcess[str]"]
WAYS = [
    "Pakistan", "pakistan", "PAK", "pk", "586", "country:PAK", "Islamic Republic of Pakistan",
    "https://w3id.org/imet-graph/id/country/PAK",
]  # fmt: skip


@pytest.mark.parametrize("name", WAYS)
def test_a_country_is_found_by_name_code_and_iri(bundled: Graph, name: str) -> None:
    """Each way leads to the same thing."""
    assert bundled.show(name, most=1).entity.name == "country:PAK"


@pytest.mark.parametrize(
    "name",
    ["pl-94-329", "94-329", "Pub. L. 94-329", "Pub. L. No. 94-329", "Public Law 94-329",
     "International Security Assistance and Arms Export Control Act of 1976"],
)  # fmt: skip
def test_a_statute_is_found_by_its_number_and_title(bundled: Graph, name: str) -> None:
    """The number may be written in the usual ways."""
    assert bundled.show(name, most=1).entity.name == "statute:pl-94-329"


def test_a_card_cites_its_facts_and_what_points_to_it(imet: Run) -> None:
    """Numbers in brackets lead to the sources at the end."""
    printed = imet("show", "pl-94-329").stdout
    head, sources = printed.split("\nSources\n")
    assert "public law number: 94-329" in head
    assert "enacted on: 1976-06-30" in head
    assert "[1]" in head
    assert sources.startswith("[1] ")
    assert "(primary law)" in sources


def test_the_chapter_of_the_code_is_shown_with_what_each_section_does(imet: Run) -> None:
    """22 U.S.C. 2347 to 2347h, each with its rules, their effect and their source."""
    printed = imet("show", "22 USC 2347").stdout
    for letter in ("", "a", "b", "c", "d", "e", "f", "g", "h"):
        assert f"\n22 U.S.C. 2347{letter}, " in printed
    assert "FAA 546(a)-(b): Names five richer countries" in printed
    assert "(prohibits)" in printed


def test_a_long_card_says_what_it_leaves_out(imet: Run, bundled: Graph) -> None:
    """The latest are kept; --all shows the rest."""
    short = imet("show", "Pakistan").stdout
    assert "25 events affecting it:\n  CSPA list published" in short
    assert "… and 17 more (--all shows them)" in short
    whole = imet("show", "Pakistan", "--all").stdout
    assert "--all shows them" not in whole
    assert "Symington Amendment first applied to Pakistan (1979)" in whole
    events = bundled.query("country-history", country="Pakistan").dicts()  # type: ignore[union-attr]
    card = bundled.show("Pakistan")
    (fact,) = [f for f in card.facts if f.key.endswith("#affectsCountry")]
    assert {v.iri for v in fact.values} == {row["event"] for row in events}


def test_a_country_begins_with_its_status_and_who_may_waive(imet: Run, bundled: Graph) -> None:
    """The status is that of `status` on the last day known, the money that of its query."""
    card = bundled.show("Mali", most=8)
    status, money = card.parts
    day = status.heading.split()[2].rstrip(",")
    (first, *_) = bundled.status(day, country="Mali")
    why = f" ({first.why})" if first.why else ""
    assert status.lines[0].text == f"{first.program.label}: {first.summary}{why}"
    told = [line.text for line in status.lines if line.iri]
    assert [text.split("; may be")[0].split("; lifted")[0] for text in told] == [
        first.told(ground) for ground in (*first.grounds, *first.others)
    ]
    assert "may be lifted by Department of State" in told[0]
    assert all(line.citations for line in status.lines if line.iri)
    rows = bundled.query("money-by-country-year", country="Mali", from_year=2018).dicts()  # type: ignore[union-attr]
    figures = {f"{row['amount']:,.0f}" for row in rows if row["fiscal_year"].endswith("/2019")}
    (cells,) = [cells for cells, _cited in money.rows if cells[0] == "FY2019"]
    assert figures <= set(cells)
    trained = bundled.query("trainees-by-country-year", country="Mali").dicts()  # type: ignore[union-attr]
    persons = {cells[0]: cells[-1] for cells, _cited in money.rows}
    (reported,) = [r["trainees"] for r in trained if r["fiscal_year"].endswith("/2019")]
    assert money.columns[-1] == "persons" and persons["FY2019"] == f"{reported:,}"
    printed = imet("show", "Mali").stdout
    assert printed.index("Status on") < printed.index("Money in dollars") < printed.index("events")
    assert printed.index("events affecting it") < printed.index("alpha-2 code")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        (
            "faa-620f",
            ["description", "effect", "applies to country", "may be lifted by", "read at"],
        ),
        ("pl-94-329", ["description", "enacted on", "establishes", "provisions in it", "read at"]),
        ("event:pensacola-shooting-2019", ["description", "date", "affects country", "triggered"]),
        ("United States Army War College", ["kind of institution", "operated by", "city"]),
        ("Department of State", ["description", "roles of it", "that it may lift", "involving it"]),
        ("imet", ["Money in dollars", "description", "legal authority", "events affecting it"]),
    ],
)
def test_a_card_tells_first_what_is_asked_of_its_kind(
    imet: Run, name: str, asked: list[str]
) -> None:
    """What people ask stands in this order, before the line "More"."""
    first = imet("show", name).stdout.split("\nMore\n")[0]
    places = [first.index(words) for words in asked]
    assert places == sorted(places)


def test_a_card_is_written_as_json_and_turtle(imet: Run) -> None:
    """JSON has facts and sources; Turtle is read by another parser."""
    card = json.loads(imet("show", "imet", "-f", "json").stdout)
    assert list(card) == ["iri", "label", "types", "parts", "facts", "citations", "sources"]
    assert {"property", "incoming", "values"} <= set(card["facts"][0])
    assert card["iri"].endswith("/program/imet")
    assert set(card["citations"]) <= set(card["sources"])
    turtle = imet("show", "imet", "-f", "turtle").stdout
    assert list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))


def test_a_name_of_several_things_asks_which(imet: Run) -> None:
    """The message lists the candidates."""
    done = imet("show", "22 U.S.C. 2347(a)")
    assert done.returncode == 2
    assert "provision:faa-541a, provision:faa-541a-civilians" in done.stderr
