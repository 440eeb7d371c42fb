"""The SPARQL editor: a text area that works without script, and its results."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from imet_graph.errors import QueryError
from imet_graph.rdf import vocab
from imet_graph.web.pages.common import Given, Head, address, parameters, write_page
from imet_graph.web.pages.markup import Html, el, link
from imet_graph.web.pages.results import VIEWS, shown, view_named

if TYPE_CHECKING:
    from imet_graph.web.worker import Outlet
    from imet_graph.web.workspace import Desk

EXAMPLES = (
    (
        "Suspensions, the latest first",
        "SELECT ?date ?country ?event WHERE {\n"
        "  ?event a imet:Suspension ; imet:affectsCountry ?country ; imet:date ?date .\n"
        "}\nORDER BY DESC(?date) ?event\nLIMIT 50",
    ),
    (
        "What each agency does for IMET",
        "SELECT ?agency ?part WHERE {\n"
        "  ?role imet:roleProgram program:imet ; imet:roleAgency ?agency ; "
        "imet:roleKind ?part .\n}\nORDER BY ?agency ?part",
    ),
    (
        "Events about Pakistan as a graph",
        "CONSTRUCT { ?event imet:affectsCountry country:PAK ; imet:triggeredBy ?cause }\n"
        "WHERE {\n  ?event imet:affectsCountry country:PAK .\n"
        "  OPTIONAL { ?event imet:triggeredBy ?cause }\n}",
    ),
    (
        "Money for Jordan by fiscal year",
        "SELECT ?year ?amount WHERE {\n"
        "  ?figure a imet:FundingObservation ; imet:country country:JOR ;\n"
        "    imet:program program:imet ; imet:fiscalYear ?year ; imet:amount ?amount .\n"
        "}\nORDER BY ?year ?amount",
    ),
)

_WAITS = (
    "This query came with a link from another site, and has not been run. Read it, then press Run."
)


def page(desk: Desk, given: Given, out: Outlet) -> Head:
    """Write the editor and, if there is a query, its results or its error.

    A query that came with a link from another site is shown, and waits for the button.
    """
    values = parameters(given)
    text = dict(given["parameters"]).get("query", "").replace("\r\n", "\n")
    view = view_named(values.get("view", ""))
    # A page that shows what is wrong with a query is itself in order: 200. The endpoint says 400.
    body, mistake = [], None
    waits = bool(text.strip() and given.get("unasked"))
    if text.strip() and not waits:
        try:
            body = _answer(desk, text, view)
        except QueryError as error:
            mistake = error
    content = [
        el("h1", "SPARQL"),
        el("p", _WAITS, class_="gap", role="status") if waits else None,
        _form(text or EXAMPLES[0][1], view, mistake),
        el("section", body, aria_label="Result", id="answer") if body else None,
        _help(),
    ]
    return write_page(out, "SPARQL", content, here="/editor", scripts=("editor",), wide=True)


def _answer(desk: Desk, text: str, view: str) -> list[Html]:
    from imet_graph.answering import Answer
    from imet_graph.queries import QueryFile
    from imet_graph.queries.guard import check
    from imet_graph.web.dataset import query
    from imet_graph.web.jobs import limited
    from imet_graph.web.protocol import formats_for

    check(text, allow=("FROM",), parse=desk.backend.parse)
    result = limited(query(desk.backend, text), desk.rows)
    answer = Answer(desk.backend, QueryFile("query", text), {}, result)
    count = len(answer)
    views = [
        el(
            "li",
            link(
                address("/editor", query=text, view=v),
                v,
                aria_current="true" if v == view else None,
            ),
        )
        for v in VIEWS
    ]
    downloads = [
        el(
            "li",
            link(
                "/sparql?" + urlencode({"query": text, "format": name, "safe": "1"}),
                name,
                download=f"result.{name}",
            ),
        )
        for name in formats_for(text)
    ]
    return [
        el("p", f"{count:,} row{'' if count == 1 else 's'}", role="status", class_="count"),
        el("nav", el("ul", views, class_="tabs"), aria_label="Views"),
        el("nav", "Download ", el("ul", downloads, class_="ways"), aria_label="Downloads"),
        *shown(desk, answer, view),
    ]


def _form(text: str, view: str, mistake: QueryError | None) -> Html:
    lines = max(8, min(30, text.count("\n") + 3))
    message = None
    if mistake is not None:
        # The hint of a mistake names a command, which is no help on a page.
        placed = getattr(mistake, "line", None) is not None
        said = f"{mistake.message} The examples below work." if placed else str(mistake)
        message = el("p", said, class_="error", role="alert", id="mistake")
    return el(
        "form",
        el("label", "Query", for_="query"),
        el(
            "div",
            el("pre", "", aria_hidden="true", class_="paint"),
            el(
                "textarea",
                "\n" + text,
                name="query",
                id="query",
                rows=lines,
                spellcheck="false",
                autocapitalize="off",
                autocomplete="off",
                aria_invalid="true" if mistake else None,
                aria_describedby="mistake" if mistake else "editor-help",
                data_line=getattr(mistake, "line", None),
                data_column=getattr(mistake, "column", None),
                maxlength=40_000,
            ),
            class_="editor",
        ),
        message,
        el(
            "div",
            el("button", "Run", type="submit", title="Ctrl+Enter"),
            el("input", type="hidden", name="view", value=view),
            el(
                "span",
                "Ctrl+Enter runs; Ctrl+Space completes a name.",
                class_="soft",
                id="editor-help",
            ),
            class_="row",
        ),
        action="/editor",
        class_="panel",
        id="editor",
    )


def _help() -> list[Html]:
    examples = [el("li", link(address("/editor", query=q), name)) for name, q in EXAMPLES]
    prefixes = [
        [el("dt", el("code", f"{name}:")), el("dd", el("code", space))]
        for name, space in vocab.PREFIXES.items()
    ]
    return [
        el("h2", "Examples"),
        el("ul", examples),
        el(
            "details",
            el("summary", "Prefixes that need no declaration"),
            el("dl", prefixes, class_="terms"),
        ),
        el("p", link("/def", "The vocabulary"), " explains the terms."),
    ]
