"""``imet-graph serve``: the SPARQL endpoint, linked data and the explorer, on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from imet_graph.cli.common import (
    folder_option,
    number_option,
    size_option,
    store_option,
    verbose_option,
)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@number_option("--port", default=8000, least=0, most=65535, use="The port; 0: any free one.")
@store_option("Serve an Oxigraph store on disk, as `oxigraph load` makes one.")
@folder_option("--queries", "Offer the query files of this folder too.", multiple=True)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=30.0,
    show_default="30",
    help="Stop an answer after so many seconds; 0: never.",
)
@number_option("--max-rows", default=100_000, use="Refuse an answer with more rows or triples.")
@size_option("--max-size", "64M", "Refuse an answer with more bytes.")
@size_option("--memory", "2G", "Stop an answer that takes more memory; 0: no bound.")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Answers worked on at once. Default: one a core."
)
@click.option(
    "--allow-host",
    metavar="NAME",
    multiple=True,
    help="Also answer when asked under this name, beside localhost.",
)
@click.option(
    "--cors",
    metavar="ORIGIN",
    multiple=True,
    help="Let pages of this origin read the answers; '*': of any.",
)
@verbose_option
def command(
    host: str,
    port: int,
    store: Path | None,
    queries: tuple[Path, ...],
    timeout: float,
    max_rows: int,
    max_size: str,
    memory: str,
    workers: int | None,
    allow_host: tuple[str, ...],
    cors: tuple[str, ...],
) -> None:
    """Serve a SPARQL endpoint, linked data and the explorer, read-only.

    Nothing but this machine can reach it unless --host says so, and no request
    leaves the machine. Ctrl-C stops it.

    \b
    imet-graph serve
    imet-graph serve --port 0 --store fmtr-store
    curl localhost:8000/id/country/PAK -H 'Accept: text/turtle'
    curl localhost:8000/sparql --data-urlencode 'query=ASK { ?s ?p ?o }'
    """
    from imet_graph.api import load
    from imet_graph.engines.guarded import parse_memory
    from imet_graph.web.access import LOOPBACK, Access, host_name
    from imet_graph.web.app import App
    from imet_graph.web.asgi import serve
    from imet_graph.web.process import Limits

    # What can't be opened is said before any worker starts; the bundled graph is made here once.
    load(store, queries=queries)
    named = [f"[{host}]" if ":" in host else host, *allow_host]
    hosts = {*LOOPBACK, *map(host_name, named)}
    limits = Limits(
        seconds=timeout or None,
        rows=max_rows,
        bytes=parse_memory(max_size) or 2**40,
        memory=parse_memory(memory),
        workers=workers or Limits().workers,
    )
    settings = {
        "store": str(store.absolute()) if store else None,
        "queries": [str(folder.absolute()) for folder in queries],
    }
    access = Access(frozenset(hosts - {"0.0.0.0", "[::]"}), frozenset(cors))  # noqa: S104 - left out
    serve(App(access), settings, limits, host=host, port=port)
