"""The named queries as forms, made from what their headers say of their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imet_graph.answers import Table
from imet_graph.errors import ParameterError, UnsafeQuery
from imet_graph.queries.parameters import kinds_of
from imet_graph.rdf.terms import text_of
from imet_graph.web.pages.common import Given, Head, address, named, parameters, write_page
from imet_graph.web.pages.markup import Html, el, link, prose
from imet_graph.web.pages.results import VIEWS, shown, view_named

if TYPE_CHECKING:
    from imet_graph.answering import Answer
    from imet_graph.queries import Parameter, QueryFile
    from imet_graph.web.worker import Outlet
    from imet_graph.web.workspace import Desk

_OWN = ("view", "format", "safe", "cite", "ask")


def index(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write the list of all questions, by subject."""
    groups: dict[str, list[Html]] = {}
    for name in desk.graph.catalog.names():
        query = desk.graph.catalog.get(name)
        entry = el(
            "li",
            link(f"/queries/{name}", query.title or name),
            el("span", query.question, class_="soft"),
        )
        groups.setdefault(query.tags[0] if query.tags else "other", []).append(entry)
    content = [
        el("h1", "Questions"),
        el("p", "Each is a query file; its form asks for what it needs.", class_="lead"),
        el(
            "div",
            [
                el("section", el("h2", tag.capitalize()), el("ul", items, class_="questions"))
                for tag, items in sorted(groups.items())
            ],
            class_="columns",
        ),
    ]
    return write_page(out, "Questions", content, here="/queries")


def _values(query: QueryFile, given: Given) -> dict[str, list[str]]:
    """Return the values given for the query's parameters; empty fields are none.

    Raises:
        ParameterError: for a name that is no parameter.
    """
    known = {p.name: p for p in query.parameters}
    found: dict[str, list[str]] = {}
    for name, value in given["parameters"]:
        if name in _OWN or not value.strip():
            continue
        if name not in known:
            raise ParameterError(f"{query.name} has no parameter {name!r}.")
        many = value.split(";") if known[name].multiple else [value]
        found.setdefault(name, []).extend(part.strip() for part in many if part.strip())
    return found


def _run(desk: Desk, query: QueryFile, values: dict[str, list[str]]) -> Answer:
    """Return the answer to a question, which refuses to have more rows than the server gives."""
    from imet_graph.answering import Answer
    from imet_graph.web.jobs import limited

    if query.allow:
        raise UnsafeQuery(
            f"{query.name} asks other places, which the server does not do.",
            hint=f"Run it with `imet-graph query {query.name}`.",
        )
    bound = desk.graph.bound(query, dict(values))
    result = limited(desk.graph.result(query, bound), desk.rows)
    return Answer(desk.backend, query, bound, result)


def data(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write a question's answer in a format for machines."""
    from imet_graph.web.jobs import write_result
    from imet_graph.web.messages import Refused
    from imet_graph.web.protocol import formats_for

    query = desk.graph.catalog.get(given["name"])
    asked = dict(given["parameters"])
    known = formats_for(query.text)
    if asked["format"] not in known:
        raise Refused(406, f"There is no {asked['format']!r} of it.", hint=", ".join(known))
    answer = _run(desk, query, _values(query, given))
    result = answer.result
    cite = asked.get("cite") == "1" and isinstance(result, Table)
    if isinstance(result, Table):
        result = answer.shown(cite="text" if cite else "")
    about = answer.about(cite=cite) if asked["format"] == "json" else None
    safe = asked.get("safe") == "1"
    head = write_result(result, asked["format"], out, safe=safe, about=about)
    name = f"{query.name}.{asked['format']}"
    return {**head, "headers": {"content-disposition": f'attachment; filename="{name}"'}}


def page(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write a question's form and, where it has what it needs, its answer."""
    query = desk.graph.catalog.get(given["name"])
    asked = parameters(given)
    view = view_named(asked.get("view", ""), query.view)
    body: list[Html] = []
    values: dict[str, list[str]] = {}
    wide = False
    try:
        values = _values(query, given)
        lacking = [p for p in query.parameters if p.required and p.name not in values]
        if not lacking:
            answer = _run(desk, query, values)
            # Such tables and pictures are wider than text is easy to read.
            wide = len(answer.variables) > 6 or view in ("graph", "map", "chart")
            ways = _ways(query, given, view, len(answer))
            body = [*ways, *_beside(answer), *shown(desk, answer, view, cite=True)]
        elif asked.get("ask"):
            raise ParameterError(f"{_label(lacking[0])} is needed.")
    except ParameterError as error:
        body = [el("p", str(error), class_="error", role="alert")]
    content = [
        el("h1", query.title or query.name),
        el("p", query.question, class_="lead"),
        el("p", prose(query.summary), class_="soft") if query.summary != query.question else None,
        _form(desk, query, values, view),
        el("section", body, aria_label="Answer", id="answer") if body else None,
        el(
            "details",
            el("summary", "The query itself"),
            el("pre", el("code", query.text), tabindex="0"),
            el("p", link(address("/editor", query=query.text), "Open in the editor")),
        ),
    ]
    return write_page(out, query.title or query.name, content, here="/queries", wide=wide)


def _beside(answer: Answer) -> list[Html]:
    """Return what there is to know beside the rows: notes, and what is known to be missing."""
    notes = [el("p", note, class_="gap", role="note") for note in answer.notes]
    gaps = answer.gaps
    if not gaps:
        return notes
    items = [el("li", gap.text or gap.label) for gap in gaps]
    head = el("summary", f"This answer crosses {len(gaps)} known gap{'s' if gaps[1:] else ''}")
    return [*notes, el("details", head, el("ul", items), class_="gap")]


def _ways(query: QueryFile, given: Given, view: str, count: int) -> list[Html]:
    from urllib.parse import urlencode

    from imet_graph.web.protocol import formats_for

    kept = [(n, v) for n, v in given["parameters"] if n not in _OWN and v.strip()]
    path = f"/queries/{query.name}?"
    views = [
        el("li", link(path + urlencode([*kept, ("view", v)]), v, aria_current=_now(v == view)))
        for v in VIEWS
    ]
    downloads = [
        el("li", link(path + urlencode([*kept, ("format", f), ("safe", "1")]), f, download=True))
        for f in formats_for(query.text)
    ]
    return [
        el("p", f"{count:,} row{'' if count == 1 else 's'}", role="status", class_="count"),
        el("nav", el("ul", views, class_="tabs"), aria_label="Views"),
        el("nav", "Download ", el("ul", downloads, class_="ways"), aria_label="Downloads"),
    ]


def _now(on: bool) -> str | None:
    return "true" if on else None


def _label(parameter: Parameter) -> str:
    return parameter.name.replace("_", " ").capitalize()


def _form(desk: Desk, query: QueryFile, values: dict[str, list[str]], view: str) -> Html | None:
    if not query.parameters:
        return None
    fields = [_field(desk, p, "; ".join(values.get(p.name, []))) for p in query.parameters]
    return el(
        "form",
        fields,
        el("input", type="hidden", name="ask", value="1"),
        el("input", type="hidden", name="view", value=view) if view != "table" else None,
        el("button", "Ask", type="submit"),
        action=f"/queries/{query.name}",
        class_="panel form",
    )


def _field(desk: Desk, parameter: Parameter, value: str) -> Html:
    hint = f"help-{parameter.name}"
    value = value or parameter.default or ""
    allowed = list(parameter.allowed)
    if parameter.allowed_query:
        allowed = [text_of(row[0]) for row in desk.graph.query(parameter.allowed_query)]
    common: dict[str, str | bool | None] = {
        "name": parameter.name,
        "id": f"field-{parameter.name}",
        "required": parameter.required,
        "aria_describedby": hint,
    }
    if allowed and not parameter.multiple:
        blank = [] if parameter.required else [el("option", "any", value="")]
        options = [el("option", a, value=a, selected=a == value) for a in allowed]
        box = el("select", blank, options, **common)
    elif kinds_of(parameter.type):
        kinds = "all " if parameter.type == "entity" else parameter.type
        label, iri = (value, None) if parameter.multiple else named(desk, value)
        common["data_id"] = iri
        common["data_many"] = parameter.multiple
        box = el(
            "input", type="text", value=label, autocomplete="off", data_suggest=kinds, **common
        )
    else:
        kind = {"date": "date", "integer": "number"}.get(parameter.type, "text")
        # A day may be given in words on the command line; the browser's field wants ISO.
        box = el("input", type=kind, value=value, **common)
    example = f" For example {parameter.example}." if parameter.example else ""
    several = " Several: put ; between them." if parameter.multiple else ""
    need = "" if parameter.required else " (optional)"
    return el(
        "div",
        el("label", parameter.prompt or _label(parameter), need, for_=common["id"]),
        box,
        el("small", f"{parameter.description}{example}{several}", id=hint),
        class_="field",
    )
