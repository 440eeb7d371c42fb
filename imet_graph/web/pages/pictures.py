"""Pages around the pictures that `imet-graph visualize` draws: timeline, map, figures, trees."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from imet_graph.errors import InputError
from imet_graph.web.messages import Refused
from imet_graph.web.pages.common import Given, Head, address, named, parameters, write_page
from imet_graph.web.pages.layout import search_box
from imet_graph.web.pages.markup import Html, el, link

if TYPE_CHECKING:
    from imet_graph.pictures.picture import CardText, Picture
    from imet_graph.web.worker import Outlet
    from imet_graph.web.workspace import Desk

_TITLES = {
    "timeline": "Timeline",
    "map": "Map",
    "funding": "Figures",
    "hierarchy": "Trees",
}
_PATHS = {"timeline": "/timeline", "map": "/map", "funding": "/figures", "hierarchy": "/tree"}
_FIRST_YEAR = 1976
_MOST_LISTED = 400


def _picture(desk: Desk, view: str, values: dict[str, str]) -> Picture:
    """Return the picture that the parameters ask for.

    Raises:
        ImetGraphError: if they name nothing that can be drawn.
    """
    from imet_graph.pictures import picture_of
    from imet_graph.rdf.dates import read_day

    wanted: dict[str, Any] = {"program": values.get("program", "imet")}
    of = values.get("of") or None
    try:
        if view == "map" and "year" in values:
            wanted["year"] = int(values["year"])
        elif view == "map":
            wanted["on"] = read_day(values.get("on", "today")).isoformat()
    except ValueError as error:
        raise InputError(str(error)) from error
    # A tree reads the whole network in any case; a timeline needs it only if it is there.
    known = desk.network if view == "hierarchy" else desk.network_if_read
    return picture_of(desk.backend, view, entity=of, whole=known, **wanted)


def drawing(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write the drawing as SVG: alone, or with ``whole=1`` as a document to keep.

    Raises:
        Refused: 404, if there is none.
    """
    if given["view"] not in _TITLES:
        raise Refused(404, "There is no such drawing.")
    try:
        picture = _picture(desk, given["view"], parameters(given))
    except InputError as error:
        raise Refused(404, error.message, hint=error.hint) from error
    if dict(given["parameters"]).get("whole") == "1":
        from imet_graph.pictures import render

        out.write(render(picture, "svg"))
        saved = {"content-disposition": f'attachment; filename="{given["view"]}.svg"'}
        return {"media_type": "image/svg+xml; charset=utf-8", "headers": saved}
    out.write(_svg(picture))
    return {"media_type": "image/svg+xml; charset=utf-8"}


def page(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write a picture with its form, its legend, its sources, and the same as a list."""
    view = given["view"]
    values = parameters(given)
    try:
        picture: Picture | None = _picture(desk, view, values)
        body = drawn(picture) if picture else []
        title = picture.title if picture else ""
    except InputError as error:
        picture, title = None, _TITLES[view]
        body = [el("p", error.message, class_="error", role="alert"), el("p", error.hint or "")]
    content = [
        el("h1", title),
        el("p", picture.subtitle, class_="lead") if picture else None,
        _form(desk, view, values),
        _save(view, values) if picture else None,
        body,
    ]
    return write_page(out, title, content, here=_PATHS[view], wide=True)


def drawn(picture: Picture) -> list[Html]:
    """Return a picture as parts of a page: the drawing, its legend, notes, sources, a list."""
    from imet_graph.pictures import palette

    keys = [
        el(
            "li",
            Html(
                f'<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
                f"{palette.draw(key.style, 8, 8, 6)}</svg>"
            ),
            f"{key.label} ({key.count:,})" if key.count else key.label,
        )
        for key in picture.legend
    ]
    name = f"{picture.title}; scrolls sideways on a narrow screen"
    shown = Html(_svg(picture))
    parts = [
        el("ul", keys, class_="legend", id="picture-legend") if keys else None,
        el(
            "div",
            shown,
            class_="picture",
            data_view=picture.view,
            id="picture",
            tabindex="0",
            role="region",
            aria_label=name,
        ),
        *(el("p", note, class_="soft") for note in picture.notes),
        _listed(picture),
        _sources(picture),
    ]
    return [part for part in parts if part is not None]


def _save(view: str, values: dict[str, str]) -> Html:
    """Return the link that saves the picture with its title, legend and sources."""
    where = address(f"/api/drawing{_PATHS[view]}", **values, whole="1")
    return el("p", link(where, "Save as SVG", download=f"{view}.svg", id="save"))


def _svg(picture: Picture) -> str:
    """Return the drawing, without style attributes, which the page's policy forbids."""
    from imet_graph.pictures import svg

    text = "\n".join(svg.elements(picture, interactive=True))
    return text.replace(' style="fill:#1A1D21"', ' data-on-light=""')


def _listed(picture: Picture) -> Html | None:
    """Return what the picture shows as text: its table, or its things with what is said of them."""
    if picture.table:
        head, *rows = picture.table
        table = el(
            "table",
            el("thead", el("tr", [el("th", name, scope="col") for name in head])),
            el("tbody", [el("tr", [el("td", cell) for cell in row]) for row in rows]),
        )
        inner = el("div", table, class_="scroll", tabindex="0", role="region", aria_label="Table")
        return el("details", el("summary", "The same as a table"), inner)
    if not picture.cards:
        return None
    items = [_item(iri, card) for iri, card in list(picture.cards.items())[:_MOST_LISTED]]
    more = len(picture.cards) - len(items)
    return el(
        "details",
        el("summary", "The same as a list"),
        el("ul", items, el("li", f"and {more:,} more") if more > 0 else None),
    )


def _item(iri: str, card: CardText) -> Html:
    from imet_graph.web.workspace import path_of

    lines = "; ".join(value for name, value in card.lines if name != "name")
    return el("li", link(path_of(iri) or "", card.label), f": {lines}" if lines else None)


def _sources(picture: Picture) -> Html | None:
    if not picture.sources:
        return None
    count = len(picture.sources)
    return el(
        "details",
        el("summary", f"{count:,} source{'' if count == 1 else 's'}"),
        el("ul", [el("li", source) for source in picture.sources]),
    )


def _form(desk: Desk, view: str, values: dict[str, str]) -> Html:
    fields: list[Html] = []
    if view in ("timeline", "funding"):
        kinds = "country,program,agency,statute" if view == "timeline" else "country"
        name = "Of which thing" if view == "timeline" else "Of which country (empty: all)"
        label, iri = named(desk, values.get("of", ""))
        box = search_box(label, "of", kinds, name, iri)
        fields.append(el("label", name, box))
    if view == "hierarchy":
        options = [
            el("option", name, value=name, selected=values.get("of") == name)
            for name in ("agencies", "topics")
        ]
        fields.append(el("label", "Tree of", el("select", options, name="of")))
    if view == "map":
        on = values.get("on") or date.today().isoformat()
        months = (date.today().year - _FIRST_YEAR + 1) * 12 - 1
        fields += [
            el("label", "Status on", el("input", type="date", name="on", value=on, id="map-day")),
            el(
                "label",
                "Move through the years",
                el(
                    "input",
                    type="range",
                    min=0,
                    max=months,
                    step=1,
                    value=_month(on),
                    id="map-slider",
                    data_first=_FIRST_YEAR,
                    aria_label="Month",
                ),
                class_="slider",
            ),
            el(
                "label",
                "Or figures of fiscal year",
                el("input", type="number", name="year", value=values.get("year"), min=1950),
            ),
        ]
    return el(
        "form",
        fields,
        el("button", "Show", type="submit"),
        class_="row tools",
        action=_PATHS[view],
        id=f"{view}-form",
    )


def _month(day: str) -> int:
    from imet_graph.rdf.dates import read_day

    try:
        found = read_day(day)
    except ValueError:
        found = date.today()
    return (found.year - _FIRST_YEAR) * 12 + found.month - 1
