"""The tables of facts: ``build`` makes the graph of them, ``new`` adds a row."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imet_graph import resources
from imet_graph.cli.common import folder_option, say, verbose_option
from imet_graph.facts.adding import KINDS

if TYPE_CHECKING:
    from imet_graph.facts.schema import Table


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is not up to date.")
@folder_option(
    "--folder", "The folder that holds facts/ and the Turtle files. Default: data/ of the checkout."
)
@verbose_option
@click.pass_context
def build(ctx: click.Context, check: bool, folder: Path | None) -> None:
    """Build the graph from the tables of data/facts/.

    Checks each cell, writes the Turtle files of data/, computes what is known to be
    missing and derives who was barred, when and under what. Messages name table, line
    and column. In a checkout of the project:

    \b
    imet-graph build
    imet-graph build --check
    """
    from imet_graph.facts import building

    data = folder or resources.folder("data")
    built = building.build(data)
    if check:
        old = building.stale(data, built)
        for path in old:
            say(f"{path} does not follow from the tables of {data / building.FOLDER}.")
        if old:
            say("Run `imet-graph build`; change the tables and not what is made of them.")
        ctx.exit(1 if old else 0)
    for path in building.write(data, built):
        say(f"{'wrote' if path in built else 'removed'} {path}")


class NewGroup(click.Group):
    """A command for each kind of fact, with an option for each column of its table."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the kinds of fact."""
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a kind, with the columns that its table has."""
        if cmd_name not in KINDS:
            return None
        from imet_graph.facts import adding, building, schema

        folder = (ctx.params.get("folder") or resources.folder("data")) / building.FOLDER
        table = schema.read(folder)[KINDS[cmd_name]]
        options: list[click.Parameter] = [click.Option(["--id"], help="Its id, never changed.")]
        options += [
            click.Option(
                [f"--{column.name.replace('_', '-')}", column.name],
                metavar="VALUE",
                multiple=bool(column.separator),
                help=column.description + (" Needed." if column.required else ""),
            )
            for column in adding.columns(table)
        ]
        return click.Command(
            cmd_name,
            params=options,
            callback=_adding(folder, cmd_name, table),
            help=f"Add a row to {table.file}: {table.description}",
        )


def _adding(folder: Path, kind: str, table: Table) -> Callable[..., None]:
    def callback(**given: str | tuple[str, ...] | None) -> None:
        from imet_graph.facts import adding

        values = {
            name: "|".join(value) if isinstance(value, tuple) else value or ""
            for name, value in given.items()
        }
        lacking = [c for c in adding.columns(table) if c.required and not values[c.name]]
        if lacking and not sys.stdin.isatty():
            names = ", ".join(f"--{column.name.replace('_', '-')}" for column in lacking)
            raise click.UsageError(f"Give {names} too.")
        for column in lacking:
            values[column.name] = click.prompt(column.description or column.name, err=True)
        name = adding.add(folder, kind, {k: v for k, v in values.items() if v})
        say(f"added {name} to {folder / table.file}; run `imet-graph build`")

    return callback


@click.group(cls=NewGroup)
@folder_option("--folder", "The folder that holds facts/. Default: data/ of the checkout.")
@verbose_option
def new(folder: Path | None) -> None:
    """Add a fact to the tables of data/facts/: a row with its id and its source.

    What is needed and not given is asked for at a terminal. Then run `imet-graph build`.

    \b
    imet-graph new source --title "Letter to Congress" --kind government-report
    imet-graph new event --type Suspension --label "..." --date 2026-03-01 \\
        --countries MLI --programs imet --imet named --source letter-to-congress --locator p.1
    imet-graph new event --help
    """
