"""The first page: what the graph is, where to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.web.pages.common import Given, Head, address, write_page
from imet_graph.web.pages.layout import search_box
from imet_graph.web.pages.markup import el, link

if TYPE_CHECKING:
    from imet_graph.web.worker import Outlet
    from imet_graph.web.workspace import Desk

_BEGIN = (
    ("Pakistan", "/id/country/PAK", "A country: what happened, what it got, who says so"),
    ("IMET", "/id/program/imet", "The programme: its law, its agencies, its schools"),
    ("22 U.S.C. 2347", "/id/provision/usc-22-2347", "The chapter of the Code that authorizes it"),
    ("Who was barred on 1 June 2005?", "/map?on=2005-06-01", "Each country's status on a map"),
    ("Around Pakistan", "/graph?at=country%3APAK", "The graph itself, to walk through"),
    ("Appropriations by year", "/queries/appropriations-by-year", "The money, with its sources"),
)


def home(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write the first page."""
    count = len(desk.graph.catalog.names())
    tiles = [
        el("li", link(where, el("strong", name), el("span", said))) for name, where, said in _BEGIN
    ]
    content = [
        el("h1", "International Military Education and Training"),
        el(
            "p",
            "The law, agencies, schools, countries, events and money of the United States "
            "programme that trains officers of other countries; each fact with its source, "
            "each status as of any day.",
            class_="lead",
        ),
        el(
            "form",
            el("label", "Find a country, a law, an agency, a school, an event", for_="home-search"),
            el(
                "div",
                search_box(kinds="all ", label="Find in the graph"),
                el("button", "Search", type="submit"),
                class_="row",
            ),
            action="/search",
            class_="panel big",
        ),
        el("h2", "Begin here"),
        el("ul", tiles, class_="tiles"),
        el(
            "p",
            link("/queries", f"{count} questions"),
            " are ready to be asked, ",
            link(address("/editor"), "SPARQL"),
            " answers the rest.",
        ),
    ]
    return write_page(out, "IMET graph", content, here="/")
