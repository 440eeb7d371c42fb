"""Who was barred or limited on a day, under what, by which source."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from imet_graph.errors import InputError
from imet_graph.status.model import NOT_KNOWN
from imet_graph.web.pages.common import (
    Given,
    Head,
    address,
    compact,
    marks,
    named,
    parameters,
    source_list,
    to_thing,
    write_page,
)
from imet_graph.web.pages.layout import search_box
from imet_graph.web.pages.markup import Html, el, link

if TYPE_CHECKING:
    from imet_graph.status import Ground, Report, Standing
    from imet_graph.web.worker import Outlet
    from imet_graph.web.workspace import Desk


def page(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write how a country, or every restricted country, stood on a day."""
    values = parameters(given)
    on = values.get("on") or date.today().isoformat()
    body: list[Html] = []
    title = "Status"
    try:
        report, day = _report(desk, values, on)
        title = f"Status on {day.isoformat()}"
        body = _one(report) if values.get("country") else _all(report, day)
    except InputError as error:
        body = [el("p", str(error), class_="error", role="alert")]
    shown, name = named(desk, values.get("country", ""))
    form = el(
        "form",
        el(
            "label",
            "Country (empty: all that are restricted)",
            search_box(shown, "country", "country", "Country", name),
        ),
        el("label", "On", el("input", type="date", name="on", value=on)),
        el("button", "Show", type="submit"),
        action="/status",
        class_="row tools",
    )
    map_ = el("p", link(address("/map", on=on), "The same day on the map"))
    return write_page(out, title, [el("h1", title), form, body, map_], here="/status")


def _report(desk: Desk, values: dict[str, str], on: str) -> tuple[Report, date]:
    from imet_graph.rdf.dates import read_day
    from imet_graph.status import status
    from imet_graph.things.names import resolve

    try:
        day = read_day(on)
    except ValueError as error:
        raise InputError(str(error)) from error
    countries = []
    if values.get("country"):
        countries = [resolve(desk.backend, values["country"], ("country",)).iri]
    program = resolve(desk.backend, values.get("program", "imet"), ("program",)).iri
    return status(desk.backend, day, countries=countries, programs=[program]), day


def _one(report: Report) -> list[Html]:
    number = {iri: n for n, iri in enumerate(report.sources, start=1)}
    parts: list[Html] = []
    for standing in report.standings:
        parts += [
            el("h2", to_thing(standing.country.iri, standing.country.label)),
            el("p", standing.summary[0].upper() + standing.summary[1:], class_="state"),
            el("p", standing.why, class_="soft") if standing.why else Html(""),
            el("p", standing.observed, class_="soft") if standing.observed else Html(""),
            el(
                "ul",
                [
                    _ground(g, number, standing)
                    for g in (*standing.grounds, *standing.stale, *standing.others)
                ],
                class_="grounds",
            ),
        ]
    parts += [el("p", note, class_="soft") for note in report.notes]
    if report.sources:
        parts.append(source_list(list(report.sources.values())))
    return parts


def _ground(ground: Ground, number: dict[str, int], standing: Standing) -> Html:
    under = [[" · ", to_thing(named.iri, named.label)] for named in ground.under]
    until = f" until {ground.until}" if ground.until else ""
    lifted = standing.lifted.get(ground.iri)
    return el(
        "li",
        el("strong", ground.label),
        f" ({ground.basis_text}), since {ground.since}{until}",
        "; lifted by a waiver" if lifted else None,
        under,
        marks(number[c] for c in ground.citations if c in number),
    )


def _all(report: Report, day: date) -> list[Html]:
    rows = [
        el(
            "tr",
            el("th", to_thing(s.country.iri, s.country.label), scope="row"),
            el("td", s.summary, [": ", s.why] if s.state == NOT_KNOWN else None),
            el("td", _days(s.heaviest.since) if s.heaviest else ""),
            el(
                "td",
                link(
                    address("/status", country=compact(s.country.iri), on=day.isoformat()),
                    "grounds and sources",
                    aria_label=f"Grounds and sources for {s.country.label}",
                ),
                class_="date",
            ),
        )
        for s in report.standings
    ]
    head = [el("th", name, scope="col") for name in ("Country", "State", "Since", "Why")]
    return [
        *(el("p", note, class_="soft") for note in report.notes),
        el("p", f"{len(rows)} countries with something against them, or perhaps so."),
        el(
            "div",
            el("table", el("thead", el("tr", head)), el("tbody", rows)),
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label="Restricted countries",
        ),
    ]


def _days(text: str) -> list[Html]:
    """Return a day, or one of several, so that no line ends within a day."""
    return [el("span", part, class_="date") for part in re.split(r"(?= to )", text)]
