"""Headers of query files."""

from __future__ import annotations

from pathlib import Path

import pytest

from imet_graph.errors import FileProblem, QueryHeaderError, UnknownQuery
from imet_graph.queries import Catalog, QueryFile
from imet_graph.queries.header import parse

GOOD = """#+ title: A country's history
#+ question: What happened?
#+ tags: [country, events]
#+ view: timeline
#+ cite: [event]
#+ parameters:
#+   - name: country
#+     type: country
#+     required: true
#+     example: Pakistan
#+   - {name: since, type: date, default: 1976-06-30, multiple: false}
SELECT ?event { ?event ?p ?country }
"""


def test_a_header_is_read_in_full() -> None:
    """Every key reaches the query, with its type."""
    query = parse(GOOD, "history")
    assert query.title == "A country's history"
    assert (query.view, query.tags, query.cite) == ("timeline", ("country", "events"), ("event",))
    first, second = query.parameters
    assert (first.name, first.type, first.required, first.example) == (
        "country",
        "country",
        True,
        "Pakistan",
    )
    assert (second.option, second.default) == ("--since", "1976-06-30")


BAD = {
    "an unknown key": ("#+ titel: x\nASK {}", "titel"),
    "an unknown type": ("#+ parameters: [{name: a, type: land}]\nASK {}", "land"),
    "a parameter without a name": ("#+ parameters: [{type: date}]\nASK {}", "no name"),
    "an unknown key of a parameter": ("#+ parameters: [{name: a, typ: b}]\nASK {}", "typ"),
    "a name that is a truth in YAML": ("#+ parameters: [{name: on}]\nASK {}", "True"),
    "an unknown view": ("#+ view: pie\nASK {}", "pie"),
    "no mapping": ("#+ just words\nASK {}", "mapping"),
    "no YAML": ("#+ title: [a\nASK {}", "line"),
}


@pytest.mark.parametrize(("text", "named"), BAD.values(), ids=BAD)
def test_a_wrong_header_says_what_is_wrong(text: str, named: str) -> None:
    """The message names the key and the file."""
    with pytest.raises(QueryHeaderError, match=named) as caught:
        parse(text, "mine", Path("mine.rq"))
    assert "mine.rq" in caught.value.message
    assert caught.value.hint


def test_a_query_without_a_header_is_a_query() -> None:
    """Plain SPARQL has no parameters."""
    assert parse("ASK {}", "x") == QueryFile(name="x", text="ASK {}")


def test_own_folders_come_first_and_names_stay_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query of the user's hides a bundled one; a name is no path."""
    (tmp_path / "mine.rq").write_text("#+ title: Mine\nASK {}")
    assert "mine" in Catalog([tmp_path]).names()
    monkeypatch.setenv("IMET_GRAPH_QUERIES", str(tmp_path))
    assert Catalog().get("mine").title == "Mine"
    with pytest.raises(UnknownQuery, match="mine"):
        Catalog().get("mien")
    with pytest.raises(UnknownQuery):
        Catalog([tmp_path / "."]).get("../mine")
    with pytest.raises(FileProblem):
        Catalog([tmp_path / "none"])
