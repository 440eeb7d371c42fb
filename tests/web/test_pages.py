"""What pages of the explorer say, without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from .running import Running, serving


@pytest.mark.parametrize(
    ("path", "said"),
    [
        # A field shows a name, and keeps what it stands for.
        ("/timeline?of=country:PAK", 'value="Pakistan" .*data-id="country:PAK"'),
        ("/figures?of=country:PAK", 'value="Pakistan" .*data-id="country:PAK"'),
        ("/status?country=country:PAK&on=2018-10-01", 'value="Pakistan" .*data-id="country:PAK"'),
        (
            "/queries/country-history?country=country:PAK",
            'value="Pakistan" .*data-id="country:PAK"',
        ),
        ("/queries/country-history?country=nobody:X", 'value="nobody:X"'),
        # A search finds names with the words in another order, and says where else to look.
        ("/search?q=force+air+academy", "Inter-American Air Forces Academy"),
        ("/search?q=pakistan+air+force", "/queries/unit-history"),
        # A mistake names the prefix, and its place is that of the name.
        (
            "/editor?query=ASK%7B%3Fs+a+nope%3AX+%7D",
            "column 10 .*nope: is not declared. The examples",
        ),
        # Figures of years are lines; countries without a number are one colour.
        ("/queries/appropriations-by-year?view=chart", 'data-view="chart"'),
        ("/queries/money-by-country-year?country=Chad&view=chart", 'data-view="chart"'),
        ("/queries/countries-never?view=map", "in the answer"),
        # Thousands are set apart in every column but those of years.
        ("/queries/student-counts", r'class="number">\d{1,3},\d{3}<'),
        # A day is not broken over two lines.
        ("/queries/country-history?country=Pakistan&view=table", '<td class="date">1985-08-08<'),
    ],
)
def test_page_says(server: Running, path: str, said: str) -> None:
    """Each page says what it must."""
    got = server.ask(path)
    assert got.status in (200, 400), got.text
    assert re.search(said, got.text)


def test_a_bar_for_each_row_where_there_are_many_of_a_year(server: Running) -> None:
    """Rows of many countries in a year are no line."""
    assert 'data-view="chart"' not in server.ask("/queries/top-recipients?view=chart").text


def test_an_activity_goes_by_its_course_and_day(tmp_path: Path) -> None:
    """On a card, an activity of a training report shows its course and day, not its number."""
    store = ox.Store(str(tmp_path / "store"))
    text = b"""
    @prefix imet: <https://w3id.org/imet-graph/def#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix country: <https://w3id.org/imet-graph/id/country/> .
    imet:TrainingActivity rdfs:label "Training activity"@en .
    country:XXX a imet:Country ; rdfs:label "Somewhere"@en .
    <https://w3id.org/imet-graph/id/course/c> rdfs:label "LOGISTICS" .
    <https://w3id.org/imet-graph/id/activity/2001-1> a imet:TrainingActivity ;
        imet:country country:XXX ; imet:startDate "2001-02-03" ;
        imet:course <https://w3id.org/imet-graph/id/course/c> .
    """
    store.load(input=text, format=ox.RdfFormat.TURTLE)
    store.flush()
    del store
    with serving("--store", str(tmp_path / "store")) as running:
        card = running.ask("/id/country/XXX").text
        assert re.search('2001-02-03</span><a href="/id/activity/2001-1">LOGISTICS</a>', card)
        assert "<h1>Training activity 2001-1</h1>" in running.ask("/id/activity/2001-1").text
