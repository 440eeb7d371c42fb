"""The frame of every page: navigation, search, the main part, and what it is."""

from __future__ import annotations

from imet_graph import __version__
from imet_graph.web.pages.markup import Child, Html, el, link, text

_NAVIGATION = (
    ("/graph", "Graph"),
    ("/timeline", "Timeline"),
    ("/map", "Map"),
    ("/figures", "Figures"),
    ("/status", "Status"),
    ("/queries", "Questions"),
    ("/editor", "SPARQL"),
)


def page(
    title: str, content: Child, *, here: str = "", scripts: tuple[str, ...] = (), wide: bool = False
) -> str:
    """Return a whole page as HTML; ``scripts`` are names of assets beside the common one."""
    nav = [
        el("li", link(address, name, aria_current="page" if address == here else None))
        for address, name in _NAVIGATION
    ]
    head = [
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title if title == "IMET graph" else f"{title} | IMET graph"),
        el("link", rel="icon", href="/assets/icon.svg", type="image/svg+xml"),
        el("link", rel="stylesheet", href="/assets/explorer.css"),
        [
            el("script", src=f"/assets/{name}.js", defer=True)
            for name in ("common", "save", *scripts)
        ],
    ]
    body = [
        link("#main", "Skip to the content", class_="skip"),
        el(
            "header",
            link("/", "IMET graph", class_="brand"),
            el(
                "form",
                search_box(),
                action="/search",
                role="search",
                class_="finder",
            ),
            el("nav", el("ul", nav), aria_label="Parts"),
            class_="top",
        ),
        el("main", content, id="main", tabindex="-1", class_="wide" if wide else None),
        el(
            "footer",
            el(
                "p",
                f"imet-graph {__version__}. Every fact stands with its source. Read-only; "
                "nothing leaves this machine but the links that you follow. ",
                link("/def", "Vocabulary"),
                " · ",
                link("/sparql", "SPARQL endpoint"),
            ),
        ),
    ]
    return text(
        Html("<!DOCTYPE html>\n"), el("html", el("head", head), el("body", body), lang="en")
    )


def search_box(
    value: str = "", name: str = "q", kinds: str = "", label: str = "", id_: str | None = None
) -> Html:
    """Return an input with suggestions, which common.js brings to life.

    ``id_`` is the thing that ``value`` names, which the form sends instead while it is not changed.
    """
    return el(
        "input",
        type="search",
        name=name,
        value=value,
        aria_label=label or "Search the graph",
        placeholder="Search: Pakistan, 22 USC 2347, pl-94-329 …" if not kinds else None,
        autocomplete="off",
        data_suggest=kinds or "all",
        data_id=id_,
        id="search" if not kinds else None,
    )
