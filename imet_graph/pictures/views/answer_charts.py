"""Answers as maps and charts: countries with a value, years with figures, rows with a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from imet_graph.network import Network, Node
from imet_graph.network.gather import nodes_of
from imet_graph.pictures.palette import SERIES, STATUS_STYLES, Style, n
from imet_graph.pictures.picture import BOTTOM, HEIGHT, SIDE, TOP, WIDTH, Key, Picture, key
from imet_graph.pictures.text import cut
from imet_graph.pictures.views.figures import Figure
from imet_graph.pictures.views.plot import Plot, colour_of, series_of
from imet_graph.pictures.views.rows import Rows, finish
from imet_graph.pictures.views.worldmap import draw_map, merge_legend, square_key, state_of
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Term, text_of
from imet_graph.status.model import STATE_LABELS
from imet_graph.things.kinds import kind_of

if TYPE_CHECKING:
    from imet_graph.answers import Row
    from imet_graph.status.model import Report, Standing

Paint: TypeAlias = tuple[str, str, Style, str]
"""Code and label of the legend's entry, style, and what is said of the country."""

_STEPS = ("#EDF8FB", "#B2E2E2", "#66C2A4", "#2CA25F", "#006D2C")


def on_map(answer: Rows) -> Picture:
    """Return the map of an answer: countries by the first number, or by the first other column."""
    countries = answer.things("country")
    if not countries:
        raise answer.lacking("countries")
    numbers = answer.numbers()
    others = [i for i in range(len(answer.names)) if i not in (*countries, *numbers)]
    report = _weighed(answer)
    if report and report.standings:
        return _statuses(answer, report)
    picture = Picture(answer.title, view="map")
    fills: dict[str, tuple[str, Style, str]] = {}
    paint = _steps(answer, numbers[0]) if numbers else _categories(answer, others)
    for row in _by_weight(answer, others):
        iri = text_of(row[countries[0]])
        if not iri or iri in fills:
            continue
        code, label, style, said = paint(row)
        fills[iri] = (code, style, f"{answer.label(row[countries[0]])}: {said}")
        picture.legend.append(Key(code, label, square_key(style)))
    merge_legend(picture)
    picture.subtitle = f"{len(fills):,} countries in the answer; grey: not in it"
    draw_map(answer.backend, picture, fills, set())
    if len(answer.rows) > len(fills) and not numbers:
        picture.notes.append(
            "Drawn is the heaviest row of each country; what lifts it is not weighed here, "
            "but on the map of the status on a day."
        )
    ids = sorted(fills)
    nodes = {n.id: n for n in nodes_of(answer.backend, ids)}
    finish(answer, picture, Network([nodes[i] for i in ids if i in nodes], [], answer.title))
    return picture


def _weighed(answer: Rows) -> Report | None:
    """Return how countries stand by the status periods of the answer on its day, if it has any."""
    from imet_graph.status import by_periods

    columns = answer.columns(
        lambda t: isinstance(t, NamedNode) and vocab.kind_of(t.value) == "period"
    )
    if answer.on is None or not columns:
        return None
    return by_periods(
        answer.backend, answer.on, (text_of(row[i]) for row in answer.rows for i in columns)
    )


def _statuses(answer: Rows, report: Report) -> Picture:
    """Return the map of how countries stand, in the colours that the map of a day has.

    Of several programmes, the one under which the most is against a country counts.
    """
    order = list(STATE_LABELS)
    standings: dict[str, Standing] = {}
    for standing in report.standings:
        known = standings.get(standing.country.iri)
        if known is None or order.index(standing.state) < order.index(known.state):
            standings[standing.country.iri] = standing
    picture = Picture(
        answer.title,
        f"{len(standings):,} countries in the answer, by the heaviest restriction that nothing "
        "lifts on that day; stripes: dates or reports leave it open; grey: not in it",
        view="map",
    )
    fills: dict[str, tuple[str, Style, str]] = {}
    for iri, standing in standings.items():
        code, label, style = state_of(standing)
        picture.legend.append(Key(code, label, square_key(style)))
        fills[iri] = (code, style, f"{standing.country.label}: {standing.summary}")
    merge_legend(picture)
    uncertain = {iri for iri, standing in standings.items() if not standing.certain}
    draw_map(answer.backend, picture, fills, uncertain)
    picture.notes += report.notes
    nodes = nodes_of(answer.backend, standings)
    finish(answer, picture, Network(nodes, [], answer.title))
    for iri, standing in standings.items():
        if card := picture.cards.get(iri):
            lines = (("status", standing.summary), *card.lines)
            picture.cards[iri] = replace(card, lines=lines)
    return picture


def _by_weight(answer: Rows, others: list[int]) -> list[Row]:
    """Return the rows with the heaviest status first: of several for a country it is drawn."""
    order = {code: i for i, code in enumerate(STATUS_STYLES)}

    def weight(row: Row) -> int:
        return min((order.get(_code(row[i]), 99) for i in others), default=99)

    return sorted(answer.rows, key=weight)


def _code(term: Term | None) -> str:
    return text_of(term).rsplit("/", 1)[-1]


def _steps(answer: Rows, column: int) -> Callable[[Row], Paint]:
    """Return how a row with a number is painted: in five steps of as many countries each."""
    amounts = sorted({float(text_of(row[column])) for row in answer.rows if row[column]})

    def paint(row: Row) -> Paint:
        if row[column] is None:
            return "none", "no number", Style("#FFFFFF", "#5A626B"), "no number"
        value = float(text_of(row[column]))
        step = min(4, sum(1 for a in amounts if a < value) * 5 // len(amounts))
        low = amounts[-(-len(amounts) * step // 5)] if step else amounts[0]
        style = Style(_STEPS[step], "#5A626B")
        return f"step{step}", f"from {low:,.0f}", style, f"{value:,.0f}"

    return paint


def _categories(answer: Rows, others: list[int]) -> Callable[[Row], Paint]:
    """Return how a row without numbers is painted: by its status if it has one, else alike."""
    known = [i for i in others if any(_code(row[i]) in STATUS_STYLES for row in answer.rows)]

    def paint(row: Row) -> Paint:
        if not known:
            said = answer.label(row[others[0]]) if others else "in the answer"
            return "named", "in the answer", Style("#0072B2", "#004B76"), said
        label = answer.label(row[known[0]])
        style = STATUS_STYLES.get(_code(row[known[0]]), STATUS_STYLES["not-known"])
        return _code(row[known[0]]), label, style, label

    return paint


def chart(answer: Rows) -> Picture:
    """Return lines by fiscal year where the answer has such a column, else bars of its rows."""
    years = answer.columns(lambda t: isinstance(t, NamedNode) and vocab.kind_of(t.value) == "fy")
    numbers = answer.numbers()
    if not numbers:
        raise answer.lacking("numbers")
    if not years:
        return _bars(answer, numbers[0])
    kinds = answer.columns(
        lambda t: isinstance(t, NamedNode) and vocab.kind_of(t.value) == "figure-kind"
    )
    wanted = [numbers[0]] if kinds else [
        i for i in numbers if _datatype(answer, i) == _datatype(answer, numbers[0])
    ]  # fmt: skip
    figures = []
    for row in answer.rows:
        label = text_of(row[years[0]]).rsplit("/", 1)[-1]
        for i in wanted:
            if row[i] is None or not label[:4].isdigit():
                continue
            kind = text_of(row[kinds[0]]).rsplit("/", 1)[-1] if kinds else answer.names[i]
            words = answer.label(row[kinds[0]]) if kinds else answer.names[i].replace("_", " ")
            iri = next((text_of(t) for t in row if vocab.kind_of(text_of(t)) == "figure"), "")
            place = int(label[:4]) + (0.5 if label.endswith("TQ") else 0.0)
            figures.append(
                Figure(iri, kind, words, "", "", f"FY{label}", place, float(text_of(row[i])),
                       None, "")
            )  # fmt: skip
    if not figures:
        raise answer.lacking("fiscal years with numbers")
    figures.sort(key=lambda f: (f.place, f.iri))
    unit = answer.names[wanted[0]].replace("_", " ")
    picture = Picture(answer.title, f"{unit} by fiscal year; a line breaks where a year has none",
                      view="chart")  # fmt: skip
    plot = Plot(picture, figures[0].place, figures[-1].place, say="{:,.0f}".format)
    plot.draw(series_of(figures), TOP + 30, HEIGHT - BOTTOM - 30.0, unit, lambda f: f.amount)
    seen = {f.kind: f for f in figures}
    picture.legend = [
        Key(kind, f.kind_label, Style(colour_of(kind), "#333333"),
            sum(1 for g in figures if g.kind == kind))
        for kind, f in seen.items()
    ]  # fmt: skip
    picture.table = [["fiscal year", "series", unit]] + [
        [f.year, f.kind_label, f"{f.amount:,.0f}"] for f in figures
    ]
    nodes = [Node(f.iri, f"{f.year} {f.kind_label}: {f.amount:,.0f}", "other", f.kind_label)
             for f in figures if f.iri]  # fmt: skip
    unique = {n.id: n for n in nodes}
    finish(answer, picture, Network([unique[i] for i in sorted(unique)], [], answer.title))
    return picture


def _bars(answer: Rows, number: int) -> Picture:
    """Draw the first rows as bars, the longest a row wide."""
    named = [i for i in range(len(answer.names)) if i != number]
    rows = [r for r in answer.rows if r[number] is not None][:36]
    values = [float(text_of(r[number])) for r in rows]
    most = max([*values, 0.0]) or 1.0
    unit = answer.names[number].replace("_", " ")
    picture = Picture(answer.title, f"{unit}; {len(rows):,} of {len(answer.rows):,} rows",
                      view="chart")  # fmt: skip
    left, right = SIDE + 300.0, WIDTH - SIDE - 150.0
    row_height = min(30.0, (HEIGHT - TOP - BOTTOM - 30) / len(rows))
    nodes = {}
    for i, (row, value) in enumerate(zip(rows, values, strict=True)):
        y = TOP + 20 + i * row_height
        first = row[named[0]] if named else None
        iri = text_of(first)
        kind = kind_of(iri)
        label = cut(answer.label(first), 280, 13)
        picture.label(label, left - 10, y + row_height * 0.62, 13, anchor="end", halo=False)
        end = left + (right - left) * max(0.0, value) / most
        picture.add(
            f'<g class="m" data-k="{kind}" data-t="{key(iri)}"><rect x="{n(left)}" '
            f'y="{n(y + row_height * 0.15)}" width="{n(end - left)}" '
            f'height="{n(row_height * 0.7)}" fill="{SERIES[0]}"/></g>'
        )
        picture.label(f"{value:,.0f}", end + 8, y + row_height * 0.62, 13, soft=True, halo=False)
        nodes[iri] = Node(iri, f"{answer.label(first)}: {value:,.0f}", kind)
    finish(answer, picture, Network([nodes[i] for i in sorted(nodes)], [], answer.title))
    return picture


def _datatype(answer: Rows, column: int) -> str:
    cells = [row[column] for row in answer.rows if row[column] is not None]
    return next((t.datatype.value for t in cells if isinstance(t, Literal)), "")
