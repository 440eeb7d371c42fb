"""Draws the answer to a query, for ``imet-graph query --view``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from imet_graph.cli.common import chosen_format, say, write_bytes

if TYPE_CHECKING:
    from imet_graph.answers import Result
    from imet_graph.engines import Backend
    from imet_graph.queries import QueryFile
    from imet_graph.rdf.terms import Term


def draw(
    backend: Backend,
    query: QueryFile,
    result: Result,
    bound: dict[str, list[Term]],
    view: str,
    format_name: str | None,
    output: Path | None,
) -> None:
    """Write the picture of an answer; ``view`` best is the view that the query names.

    ``bound`` are the terms of the query's parameters.

    Raises:
        InputError: if the answer lacks what the view needs.
    """
    from imet_graph.errors import InputError
    from imet_graph.pictures import render
    from imet_graph.pictures.views.answer import day_of, of_result

    chosen = chosen_format(format_name, output, "svg", "picture")
    named = query.view if view == "best" else view
    if named == "table":
        raise InputError(
            f"The query {query.name} names no view to draw.",
            hint="Name one: --view network, timeline, map, chart or hierarchy.",
        )
    picture = of_result(backend, result, named, query.title or query.name, day_of(query, bound))
    for note in picture.notes:
        say(note)
    write_bytes(render(picture, chosen), output)
