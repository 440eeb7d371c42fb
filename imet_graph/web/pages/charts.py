"""Charts of results: bars beside their names, and countries on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from imet_graph.answers import Row, Table
from imet_graph.pictures.palette import SERIES, n
from imet_graph.pictures.text import cut
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Term, text_of
from imet_graph.web.pages.markup import Html, el, text
from imet_graph.web.pages.results import grouped, is_number, labels_in, words

if TYPE_CHECKING:
    from datetime import date

    from imet_graph.web.workspace import Desk

_MOST = 120
_ROW, _SIZE, _WIDE, _NAME = 24, 13.0, 900.0, 320.0


def chart(desk: Desk, names: Sequence[str], rows: Sequence[Row]) -> Html:
    """Return lines by fiscal year where rows are figures of years, else bars.

    Bars are of the first column of numbers that are no years, named by the other columns.
    A bar has its number beside it. What is not known has no bar, and zero has one of no length.
    """
    column = _values_column(names, rows)
    if column is None:
        return el("p", "No column has numbers, so there is no chart to draw.", role="status")
    if _by_year(rows):
        from imet_graph.pictures.views.answer import of_result
        from imet_graph.web.pages.pictures import drawn

        table = Table(tuple(names), list(rows))
        return text(drawn(of_result(desk.backend, table, "chart", words(names[column]))))
    kept = rows[:_MOST]
    labels = labels_in(desk, kept)
    entries = [(_name(row, column, labels), _number(row[column])) for row in kept]
    known = [value for _name_, value in entries if value is not None]
    top = max([*known, 0.0]) or 1.0
    unit = words(names[column])
    series = _series(kept, column, labels)
    colours = {name: SERIES[i] for i, name in enumerate(dict.fromkeys(series))}
    parts = [
        _bar(i, name, value, top, colours[series[i]]) for i, (name, value) in enumerate(entries)
    ]
    tall = len(entries) * _ROW + 34
    head = f'<text class="s" x="{n(_NAME)}" y="16" font-size="{_SIZE}" fill="#5A626B">{{}}</text>'
    from html import escape

    svg = (
        f'<svg viewBox="0 0 {n(_WIDE)} {tall}" width="{n(_WIDE)}" height="{tall}" role="img" '
        f'aria-label="Bars of {escape(unit)}">{head.format(escape(unit))}{"".join(parts)}</svg>'
    )
    more = len(rows) - len(kept)
    said = f"The first {len(kept)} of {len(rows):,} rows." if more > 0 else ""
    keys = [
        el(
            "li",
            Html(
                f'<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
                f'<rect x="1" y="3" width="14" height="10" fill="{colour}"/></svg>'
            ),
            name,
        )
        for name, colour in colours.items()
        if name
    ]
    return el(
        "figure",
        el("ul", keys, class_="legend") if keys else None,
        el("div", Html(svg), class_="picture", tabindex="0", role="region", aria_label="Chart"),
        el("figcaption", said) if said else None,
    )


def world(desk: Desk, names: Sequence[str], rows: Sequence[Row], on: date | None = None) -> Html:
    """Return the rows on the map, where the map can be drawn; else say what is wanting.

    Statuses have the colours of the map of a day, and are weighed if ``on`` says which.
    """
    from imet_graph.web.pages.pictures import drawn

    country = next((i for i in range(len(names)) for row in rows[:20] if _is_country(row[i])), None)
    if country is None:
        return el("p", "No column has countries, so there is no map to draw.", role="status")
    column = _values_column(names, rows)
    countries = [text_of(row[country]) for row in rows]
    if column is None and (
        len(set(countries)) == len(countries)
        or any(vocab.kind_of(text_of(t)) == "status-kind" for t in rows[0])
    ):
        from imet_graph.pictures.views.answer import of_result

        table = Table(tuple(names), list(rows))
        title = "Status" if on else "Countries in the answer"
        return text(drawn(of_result(desk.backend, table, "map", title, on)))
    values: dict[str, float] = {}
    for row in rows:
        if _is_country(row[country]):
            number = _number(row[column]) if column is not None else 1.0
            iri = text_of(row[country])
            values[iri] = values.get(iri, 0.0) + (number or 0.0)
    from imet_graph.pictures.views import worldmap

    title = words(names[column]) if column is not None else "rows"
    return text(drawn(worldmap.of_values(desk.backend, values, title)))


def _by_year(rows: Sequence[Row]) -> bool:
    """Return whether rows give a figure for each of several years, or one of each kind."""
    seen: set[tuple[str, ...]] = set()
    years: set[str] = set()
    for row in rows:
        kinds = [vocab.kind_of(text_of(term)) if term else None for term in row]
        if "fy" not in kinds:
            return False
        years.add(text_of(row[kinds.index("fy")]))
        seen.add(tuple(text_of(t) for t, k in zip(row, kinds, strict=True)
                       if k in ("fy", "figure-kind")))  # fmt: skip
    # Of a law and its rescission a year has two figures; of many countries it has many.
    return len(years) > 2 and len(seen) * 3 >= len(rows) * 2


def _is_country(term: object) -> bool:
    return isinstance(term, NamedNode) and vocab.kind_of(term.value) == "country"


def _values_column(names: Sequence[str], rows: Sequence[Row]) -> int | None:
    """Return the first column of numbers, years only if there is no other."""
    numeric = [i for i in range(len(names)) if any(is_number(row[i]) for row in rows)]
    other = [i for i in numeric if "year" not in names[i]]
    return next(iter(other or numeric), None)


def _name(row: Row, column: int, labels: dict[str, str]) -> str:
    found = []
    for i, term in enumerate(row):
        if i == column or term is None or (is_number(term) and i > column):
            continue
        # A figure or a citation has an address, but no name that would tell bars apart.
        if vocab.kind_of(text_of(term)) in ("figure", "citation", "source"):
            continue
        found.append(_text(term, labels))
    return ", ".join(found[:3])


def _series(rows: Sequence[Row], column: int, labels: dict[str, str]) -> list[str]:
    """Return for each row the series that it belongs to, by the first column of few values."""
    for i in range(len(rows[0]) if rows else 0):
        found = [_text(row[i], labels) for row in rows]
        if i != column and 1 < len(set(found)) <= len(SERIES) and len(set(found)) * 3 <= len(rows):
            return found
    return [""] * len(rows)


def _text(term: Term | None, labels: dict[str, str]) -> str:
    if isinstance(term, NamedNode):
        return labels.get(term.value) or vocab.compact(term.value)
    return text_of(term)


def _number(term: object) -> float | None:
    return float(text_of(term)) if is_number(term) else None  # type: ignore[arg-type]


def _bar(i: int, name: str, value: float | None, top: float, colour: str) -> str:
    from html import escape

    y = 26 + i * _ROW
    room = _WIDE - _NAME - 130
    name = cut(name, _NAME - 16, _SIZE)
    parts = [
        f'<text class="i" x="{n(_NAME - 10)}" y="{y + 14}" font-size="{_SIZE}" '
        f'text-anchor="end" fill="#1A1D21">{escape(name)}</text>'
    ]
    if value is None:
        said, long = "not known", 0.0
    else:
        long = max(0.0, value) / top * room
        said = grouped(f"{value:.2f}".rstrip("0").rstrip("."), 4)
        parts.append(
            f'<rect x="{n(_NAME)}" y="{y}" width="{n(max(long, 0.5))}" height="{_ROW - 6}" '
            f'fill="{colour}"/>'
        )
    parts.append(
        f'<text class="s" x="{n(_NAME + long + 6)}" y="{y + 14}" font-size="{_SIZE}" '
        f'fill="#5A626B">{escape(said)}</text>'
    )
    return "".join(parts)
