"""The map: how countries stand on a day, or what they received in a fiscal year."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from imet_graph.errors import InputError
from imet_graph.network import Edge, Network, Node
from imet_graph.pictures.cards import many_references
from imet_graph.pictures.palette import STATUS_STYLES, Style, n
from imet_graph.pictures.picture import SIDE, TOP, CardText, Key, Picture, key
from imet_graph.pictures.views.figures import Figure, figures, money
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import text_of
from imet_graph.things.citations import citations_of
from imet_graph.things.names import label_of, labels_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend
    from imet_graph.status.model import Report, Standing

_LAND, _EDGE = "#ECEEF0", "#FFFFFF"
# Of several kinds of figure for one year, the first of these that has any is drawn.
_KINDS = ("obligated", "actual", "training-reported", "deliveries", "allocated", "estimate",
          "request", "training-planned")  # fmt: skip
_STEPS = ("#EDF8FB", "#B2E2E2", "#66C2A4", "#2CA25F", "#006D2C")
_STATES = {
    "waived": ("restriction waived or lifted", STATUS_STYLES["waived"]),
    "no-restriction-known": ("no restriction known", STATUS_STYLES["no-restriction-known"]),
    "not-known": ("not known", STATUS_STYLES["not-known"]),
}


@cache
def outlines() -> dict[str, Any]:
    """Return the outlines of the countries (see :mod:`imet_graph.pictures.geometry`)."""
    text = (files("imet_graph.pictures") / "assets" / "world.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def on_day(backend: Backend, program: str, on: str | None = None) -> Picture:
    """Return the map of how countries stand under a programme on a day (default: today).

    Raises:
        InputError: if ``on`` is no day.
    """
    from imet_graph.status import status

    day = _day(on)
    report = status(backend, day, programs=[program], everyone=True)
    name = label_of(backend, program) or program
    picture = Picture(
        f"{name}: status of countries on {day.isoformat()}",
        "By the heaviest restriction that nothing lifts on that day; stripes: dates or reports "
        "leave it open",
        view="map",
    )
    fills: dict[str, tuple[str, Style, str]] = {}
    for standing in report.standings:
        code, label, style = state_of(standing)
        picture.legend.append(Key(code, label, square_key(style)))
        tip = f"{standing.country.label}: {standing.summary}"
        fills[standing.country.iri] = (code, style, tip)
        picture.cards[standing.country.iri] = _standing_card(standing, report)
    uncertain = {s.country.iri for s in report.standings if not s.certain}
    merge_legend(picture)
    draw_map(backend, picture, fills, uncertain)
    # The sources of what is drawn, not of every ground that was weighed.
    drawn = {c for s in report.standings for g in (*s.grounds, *s.others) for c in g.citations}
    used = Counter(report.sources[c].document for c in drawn if c in report.sources)
    picture.sources = sorted(used, key=lambda d: (-used[d], d))
    picture.notes += report.notes
    picture.network = _status_network(report, picture)
    return picture


def of_year(backend: Backend, program: str, year: int) -> Picture:
    """Return the map of a programme's money by country in a fiscal year.

    Raises:
        InputError: if no country has a figure for that year.
    """
    found = figures(backend, program, year=year)
    present = {f.kind for f in found}
    kind = next((k for k in _KINDS if k in present), None)
    name = label_of(backend, program) or program
    if kind is None:
        raise InputError(
            f"No country has a figure of {name} for fiscal year {year}.",
            hint="The figures run from 1950 to 2020.",
        )
    best: dict[str, Figure] = {}
    for figure in found:
        known = best.get(figure.country)
        if figure.kind == kind and (known is None or figure.amount > known.amount):
            best[figure.country] = figure
    label = next(iter(best.values())).kind_label
    picture = Picture(
        f"{name}: {label}, fiscal year {year}",
        f"United States dollars of the day; {len(best):,} countries with a figure, others grey",
        view="map",
    )
    amounts = sorted({f.amount for f in best.values() if f.amount > 0})
    bounds = (
        [amounts[len(amounts) * i // len(_STEPS)] for i in range(len(_STEPS))] if amounts else []
    )
    fills = {}
    names = names_of(backend)
    cited = citations_of(backend, [f.iri for f in best.values()])
    known_refs = many_references(backend, [c for group in cited.values() for c in group])
    used: Counter[str] = Counter()
    for iri, figure in best.items():
        step = max((i for i, low in enumerate(bounds) if figure.amount >= low), default=-1)
        style = Style(_STEPS[step] if step >= 0 else "#FFFFFF", "#5A626B", "square")
        text = f"from {money(bounds[step])}" if step >= 0 else "zero"
        picture.legend.append(Key(f"step{step}", text, style))
        tip = f"{names.get(iri, ('', iri))[1]}: {money(figure.amount)}"
        fills[iri] = (f"step{step}", style, tip)
        refs = [known_refs[c] for c in cited.get(figure.iri, ()) if c in known_refs]
        used.update(r.document for r in refs)
        lines = [("amount", f"${figure.amount:,.0f}"), ("kind", label)]
        if figure.trainees:
            lines.append(("trainees", f"{figure.trainees:,}"))
        picture.cards[iri] = CardText(
            names.get(iri, ("", iri))[1], f"Fiscal year {year}", tuple(lines),
            tuple((f"{r.document}, {r.locator}".rstrip(", "), r.address) for r in refs),
        )  # fmt: skip
    merge_legend(picture)
    draw_map(backend, picture, fills, set())
    picture.sources = sorted(used, key=lambda d: (-used[d], d))
    picture.notes.append("Each step holds about as many countries as the next.")
    nodes = [Node(iri, f"{names.get(iri, ('', iri))[1]}: {money(f.amount)}", "country")
             for iri, f in sorted(best.items())]  # fmt: skip
    picture.network = Network(nodes, [], picture.title)
    return picture


def of_values(backend: Backend, values: dict[str, float], title: str) -> Picture:
    """Return the map of numbers by the IRIs of countries, in steps of as many countries each."""
    picture = Picture(
        title[:1].upper() + title[1:],
        f"{len(values):,} countries with a value, others grey",
        view="map",
    )
    ordered = sorted(set(values.values()))
    bounds = sorted({ordered[len(ordered) * i // len(_STEPS)] for i in range(len(_STEPS))})
    names = names_of(backend)
    fills = {}
    for iri, value in values.items():
        step = max(i for i, low in enumerate(bounds) if value >= low)
        style = Style(_STEPS[step], "#5A626B", "square")
        picture.legend.append(Key(f"step{step}", f"from {_number(bounds[step])}", style))
        fills[iri] = (f"step{step}", style, f"{names.get(iri, ('', iri))[1]}: {_number(value)}")
    merge_legend(picture)
    draw_map(backend, picture, fills, set())
    return picture


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.6g}"


def _day(on: str | None) -> date:
    if on is None:
        return date.today()
    try:
        return date.fromisoformat(on)
    except ValueError as error:
        raise InputError(f"{on!r} is no day.", hint="Write it as 2005-06-01.") from error


def state_of(standing: Standing) -> tuple[str, str, Style]:
    """Return what a country's colour stands for: a status if it is restricted, else its state."""
    heaviest = standing.heaviest
    if standing.state == "restricted" and heaviest is not None:
        code = heaviest.status.rsplit("/", 1)[-1]
        return code, heaviest.label, STATUS_STYLES.get(code, STATUS_STYLES["not-known"])
    label, style = _STATES.get(standing.state, (standing.state, STATUS_STYLES["not-known"]))
    return standing.state, label, style


def _standing_card(standing: Standing, report: Report) -> CardText:
    lines = [("status", standing.summary)]
    if standing.why:
        lines.append(("why not certain", standing.why))
    cited: list[str] = []
    for ground in (*standing.grounds, *standing.others):
        under = "; ".join(u.label for u in ground.under)
        lines.append(
            (ground.label, f"{under} ({ground.since} to {ground.until or 'no end known'})")
        )
        cited += ground.citations
    refs = [report.sources[c] for c in dict.fromkeys(cited) if c in report.sources]
    return CardText(
        standing.country.label,
        "Country",
        tuple(lines),
        tuple((f"{r.document}, {r.locator}".rstrip(", "), r.address) for r in refs),
    )


def merge_legend(picture: Picture) -> None:
    """Give the legend one entry for each code, with its count, from heavy to light."""
    counts = Counter(entry.kind for entry in picture.legend)
    first = {entry.kind: entry for entry in reversed(picture.legend)}
    order = {code: i for i, code in enumerate(STATUS_STYLES)}
    picture.legend = [
        Key(code, first[code].label, first[code].style, counts[code])
        for code in sorted(first, key=lambda c: (order.get(c, 90 if c[:4] != "step" else 0), c))
    ]


def names_of(backend: Backend) -> dict[str, tuple[str, str]]:
    """Return for each country its numeric code and its label."""
    table = backend.select(
        "SELECT ?c ?code WHERE { ?c a imet:Country OPTIONAL { ?c imet:numericCode ?code } }"
    )
    codes = {text_of(country): text_of(code) for country, code in table}
    # Kosovo's outline goes by its user-assigned code: it has no number.
    return {
        iri: (codes[iri] or vocab.compact(iri).rpartition(":")[2], label)
        for iri, label in labels_of(backend, codes).items()
    }


def _former(backend: Backend) -> frozenset[str]:
    """Return countries that no longer exist, whose codes their successors took over."""
    table = backend.select("SELECT ?c WHERE { ?c a imet:FormerCountry }")
    return frozenset(text_of(row[0]) for row in table)


def draw_map(
    backend: Backend,
    picture: Picture,
    fills: dict[str, tuple[str, Style, str]],
    uncertain: set[str],
) -> None:
    """Draw every outline, filled where the country has a state or a figure."""
    world = outlines()
    former = _former(backend)
    by_code = {code: iri for iri, (code, _l) in names_of(backend).items() if iri not in former}
    shift = TOP + 10 + (picture.height - TOP - 110 - world["height"]) / 2
    picture.extent = (shift, shift + world["height"])
    picture.add(
        '<defs><pattern id="open" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="2.2" height="6" fill="#FFFFFF" '
        'fill-opacity="0.75"/></pattern></defs>'
    )
    picture.add(f'<g transform="translate({SIDE} {n(shift)})" stroke-linejoin="round">')
    dots = []
    missing = dict(fills)
    for code, shape in world["countries"].items():
        iri = by_code.get(code, "")
        state = fills.get(iri)
        missing.pop(iri, None)
        kind, style, tip = state or ("", Style(_LAND, _EDGE), shape["name"] + ": no figure")
        fill = style.fill if state else _LAND
        said = f"<title>{escape(tip)}</title>"
        classes = ' class="f"' if not state else ""
        opened = f'<g class="m" data-k="{kind}" data-t="{key(iri) if state else ""}">{said}'
        picture.add(
            f'{opened}<path{classes} d="{shape["path"]}" fill="{fill}" stroke="{_EDGE}" '
            'stroke-width="0.6"/>'
            + (f'<path d="{shape["path"]}" fill="url(#open)"/>' if iri in uncertain else "")
            + "</g>"
        )
        if shape.get("small") and state and kind != "not-known":
            x, y = shape["at"]
            dots.append(
                f'{opened}<circle cx="{x}" cy="{y}" r="4" fill="{fill}" stroke="{style.line}" '
                'stroke-width="1"/></g>'
            )
    for dot in dots:
        picture.add(dot)
    picture.add("</g>")
    picture.notes.append(f"Outlines: {world['source']}; {world['projection']} projection.")
    names = sorted(
        tip.split(":")[0]
        for code, _style, tip in missing.values()
        if code not in ("not-known", "no-restriction-known")
    )
    if names:
        listed = ", ".join(names[:8]) + (" and others" if len(names) > 8 else "")
        picture.notes.append(f"Not on the map, having no outline: {listed}.")


def square_key(style: Style) -> Style:
    """Return a style as a square, as legends show areas."""
    return Style(style.fill, style.line, "square")


def _status_network(report: Report, picture: Picture) -> Network:
    """Return statuses with the countries that stand in them, for dot and mermaid."""
    shown = [s for s in report.standings if s.state in ("restricted", "waived")]
    nodes = {}
    edges = []
    for standing in shown:
        code, label, _style = state_of(standing)
        state = vocab.iri("status-kind", code)
        nodes[state] = Node(state, label, "other")
        nodes[standing.country.iri] = Node(standing.country.iri, standing.country.label, "country")
        edges.append(Edge(standing.country.iri, state, vocab.term("status"), "is"))
    return Network([nodes[i] for i in sorted(nodes)], edges, picture.title)
