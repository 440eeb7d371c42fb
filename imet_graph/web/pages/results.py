"""Results on a page: as table, graph, timeline, map or chart, with their sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from imet_graph.answers import Row, Table, Triples, Truth
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Term, text_of
from imet_graph.web.pages.common import marks, source_list, to_thing
from imet_graph.web.pages.markup import Html, el

if TYPE_CHECKING:
    from imet_graph.answering import Answer
    from imet_graph.web.workspace import Desk

SHOWN = 500
VIEWS = ("table", "graph", "timeline", "map", "chart")
_NUMBER = re.compile(r".*#(integer|decimal|double|float)\Z")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_NAMES = {"network": "graph", "hierarchy": "graph"}


def view_named(asked: str, usual: str = "table") -> str:
    """Return the view that a page shows: the one asked for, else that of the query's header."""
    for name in (asked, usual):
        chosen = _NAMES.get(name, name)
        if chosen in VIEWS:
            return chosen
    return "table"


def shown(desk: Desk, answer: Answer, view: str, *, cite: bool = False) -> list[Html]:
    """Return an answer as parts of a page; with ``cite`` its table has the sources of its rows."""
    result = answer.result
    if isinstance(result, Truth):
        return [el("p", "Yes." if result.value else "No.", class_="answer")]
    if view == "graph":
        table, triples = answer.table, answer.result
        return _network(desk, triples if isinstance(triples, Triples) else _links(table))
    cite = cite and isinstance(result, Table)
    if view == "table" or isinstance(result, Triples):
        return _table(desk, answer, cite)
    if view == "timeline":
        return _timeline(desk, answer)
    from imet_graph.web.pages.charts import chart, world

    if view == "chart":
        return [chart(desk, answer.variables, answer.rows), *_table(desk, answer, cite)]
    from imet_graph.pictures.views.answer import day_of

    on = day_of(answer.query, answer.bound)
    return [world(desk, answer.variables, answer.rows, on), *_table(desk, answer, cite)]


def _table(desk: Desk, answer: Answer, cite: bool) -> list[Html]:
    kept, names = answer.first(SHOWN), answer.variables
    sources, numbers = (kept.sources, kept.numbers) if cite else ([], [])
    labels = labels_in(desk, kept.rows)
    head = [el("th", words(name), scope="col") for name in names]
    if sources:
        head.append(el("th", "source", scope="col"))
    body = []
    for i, row in enumerate(kept):
        cells = [cell(term, labels, name) for name, term in zip(names, row, strict=True)]
        if sources:
            cells.append(el("td", marks(numbers[i])))
        body.append(el("tr", cells))
    table = el("table", el("thead", el("tr", head)), el("tbody", body))
    parts = [
        el(
            "div",
            table,
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label="Table of results",
        )
    ]
    if len(answer) > SHOWN:
        said = f"The first {SHOWN:,} of {len(answer):,} rows are shown; a download has all of them."
        parts.insert(0, el("p", said, class_="soft"))
    return [*parts, source_list(sources)] if sources else parts


def labels_in(desk: Desk, rows: Sequence[Row]) -> dict[str, str]:
    """Return the labels of the things in rows."""
    return desk.labels({t.value for row in rows for t in row if isinstance(t, NamedNode)})


def cell(term: Term | None, labels: dict[str, str], column: str = "") -> Html:
    """Return a term as a cell of a table: things as links, numbers to the right.

    Of numbers only those of a column that is named for years have no thousands set apart.
    """
    if isinstance(term, NamedNode):
        name = labels.get(term.value) or vocab.compact(term.value)
        return el("td", to_thing(term.value, name))
    if is_number(term):
        least = 5 if not column or "year" in column else 4
        return el("td", grouped(text_of(term), least), class_="number")
    return el("td", text_of(term), class_="date" if is_date(term) else None)


def is_number(term: Term | None) -> bool:
    """Return whether a term is a number."""
    return isinstance(term, Literal) and bool(_NUMBER.match(term.datatype.value))


def grouped(number: str, least: int = 5) -> str:
    """Return a number of so many digits with thousands set apart; years stay as they are.

    >>> grouped("1234567.50"), grouped("1976"), grouped("1976", 4)
    ('1,234,567.50', '1976', '1,976')
    """
    found = re.match(r"([+-]?)(\d+)(\.\d+)?\Z", number)
    if not found or len(found[2]) < least:
        return number
    return f"{found[1]}{int(found[2]):,}{found[3] or ''}"


def words(name: str) -> str:
    """Return a column's name as words."""
    return name.replace("_", " ")


def is_date(term: Term | None) -> bool:
    """Return whether a term is a date, as precise as it may be."""
    return isinstance(term, Literal) and not is_number(term) and bool(_DATE.match(term.value))


def _links(table: Table) -> Triples:
    """Return rows as links: from the first thing of each row to each other thing in it."""
    from imet_graph.rdf.terms import Triple

    found = []
    for row in table.rows[:SHOWN]:
        cells = zip(table.variables, row, strict=True)
        things = [(n, t) for n, t in cells if isinstance(t, NamedNode)]
        for name, other in things[1:]:
            found.append(Triple(things[0][1], NamedNode(vocab.DEF + name), other))
    return Triples(found)


def _network(desk: Desk, triples: Triples) -> list[Html]:
    from imet_graph.pictures.views import network
    from imet_graph.web.pages.pictures import drawn

    listed = list(triples)[:SHOWN]
    if not any(isinstance(t.object, NamedNode) for t in listed):
        return [el("p", "No row links two things, so there is no graph to draw.", role="status")]
    return drawn(network.of_result(desk.backend, Triples(listed), "Links in the result"))


def _timeline(desk: Desk, answer: Answer) -> list[Html]:
    kept, names = answer.first(SHOWN), answer.variables
    labels = labels_in(desk, kept.rows)
    dated = []
    for row in kept:
        found = [(i, text_of(t)) for i, t in enumerate(row) if is_date(t)]
        if not found:
            continue
        at, day = found[0]
        rest = [
            el("span", el("small", words(names[i])), " ", _plain(term, labels))
            for i, term in enumerate(row)
            if i != at and term is not None
        ]
        dated.append((day, el("li", el("time", day, datetime=day), el("div", rest))))
    if not dated:
        return [el("p", "No column has dates, so there is no timeline to draw.", role="status")]
    items = [item for _day, item in sorted(dated, key=lambda d: d[0])]
    return [el("ol", items, class_="timeline")]


def _plain(term: Term, labels: dict[str, str]) -> Html | str:
    if isinstance(term, NamedNode):
        return to_thing(term.value, labels.get(term.value) or vocab.compact(term.value))
    return text_of(term)
