"""The funding chart: money by fiscal year, one line for each kind of figure and dataset.

Figures of different kinds are different things, so each has its own line and none
are added up. A year without a figure breaks the line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.errors import InputError
from imet_graph.network import Edge, Network, Node
from imet_graph.pictures.cards import many_references
from imet_graph.pictures.palette import Style
from imet_graph.pictures.picture import BOTTOM, HEIGHT, TOP, CardText, Key, Picture
from imet_graph.pictures.views.figures import Figure, figures, money
from imet_graph.pictures.views.plot import Plot, colour_of, series_of
from imet_graph.things.citations import citations_of
from imet_graph.things.names import label_of

if TYPE_CHECKING:
    from imet_graph.engines import Backend


def by_year(backend: Backend, program: str, country: str | None = None) -> Picture:
    """Return the chart of a programme's money by fiscal year, for a country or the world.

    Where the figures count trainees, a second panel shows the amount for each.

    Raises:
        InputError: if there is no figure.
    """
    found = figures(backend, program, country)
    name = label_of(backend, program) or program
    where = (label_of(backend, country) or country) if country else "world"
    if not found:
        raise InputError(
            f"There is no figure of money for {name}, {where}.",
            hint="The named queries show what can be asked of figures.",
        )
    each = [f for f in found if f.trainees]
    picture = Picture(
        f"{name}: {where}" if country else f"{name}: the account, worldwide",
        "United States dollars of the day (not adjusted for inflation) by fiscal year; a line "
        "breaks where a year has no figure",
        view="funding",
    )
    low, high = min(f.place for f in found), max(f.place for f in found)
    split = HEIGHT - BOTTOM - 30.0 if not each else 640.0
    plot = Plot(picture, low, high)
    plot.draw(series_of(found), TOP + 30, split, "dollars", lambda f: f.amount)
    if each:
        plot.draw(
            series_of(each), split + 66, HEIGHT - BOTTOM - 30.0, "dollars for each trainee",
            lambda f: f.amount / (f.trainees or 1),
        )  # fmt: skip
    _legend(picture, found)
    _cards(backend, picture, found)
    picture.notes.append(
        "Kinds of figure are different things and never add up; training reported is the value of "
        "courses delivered, not money allotted."
    )
    if any(f.amount < 0 for f in found):
        picture.notes.append("A figure below zero was taken back by a later law.")
    picture.network = _as_network(found, picture.title)
    picture.table = _table(found)
    return picture


def _legend(picture: Picture, found: list[Figure]) -> None:
    seen: dict[str, Figure] = {}
    counts: dict[str, int] = {}
    for (kind, _dataset), group in series_of(found).items():
        seen.setdefault(kind, group[0])
        counts[kind] = counts.get(kind, 0) + len(group)
    picture.legend = [
        Key(kind, figure.kind_label, Style(colour_of(kind), "#333333"), counts[kind])
        for kind, figure in seen.items()
    ]


def _cards(backend: Backend, picture: Picture, found: list[Figure]) -> None:
    cited = citations_of(backend, [f.iri for f in found])
    known = many_references(backend, [c for group in cited.values() for c in group])
    used: dict[str, int] = {}
    for figure in found:
        refs = [known[c] for c in cited.get(figure.iri, ()) if c in known]
        for ref in refs:
            used[ref.document] = used.get(ref.document, 0) + 1
        lines = [("amount", f"${figure.amount:,.0f}"), ("dataset", figure.dataset_label)]
        if figure.trainees:
            lines.append(("trainees", f"{figure.trainees:,}"))
        picture.cards[figure.iri] = CardText(
            f"{figure.year}, {figure.kind_label}",
            "Figure",
            tuple(lines),
            tuple((f"{r.document}, {r.locator}".rstrip(", "), r.address) for r in refs),
        )
    picture.sources = sorted(used, key=lambda d: (-used[d], d))


def _as_network(found: list[Figure], title: str) -> Network:
    """Return the figures as chains of years, for the formats that know only networks."""
    nodes, edges = [], []
    for group in series_of(found).values():
        for i, figure in enumerate(group):
            label = f"{figure.year} {figure.kind_label}: {money(figure.amount)}"
            nodes.append(Node(figure.iri, label, "other", figure.kind_label, figure.year))
            if i:
                edges.append(Edge(group[i - 1].iri, figure.iri, "next", "next"))
    return Network(sorted(nodes, key=lambda node: node.id), edges, title)


def _table(found: list[Figure]) -> list[list[str]]:
    lines = [["fiscal year", "kind", "dataset", "dollars", "trainees"]]
    for f in found:
        trainees = str(f.trainees) if f.trainees is not None else ""
        lines.append([f.year, f.kind_label, f.dataset_label, f"{f.amount:,.0f}", trainees])
    return lines
