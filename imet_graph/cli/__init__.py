"""The command line. A command's module is imported only when it is called.

It holds the command under its name, or as ``command`` where it has but one.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from imet_graph import __version__
from imet_graph.errors import ImetGraphError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Name, module and the line shown in --help: one table, so that the help of the
# group imports no command. A test holds the lines against the commands' own.
COMMANDS: dict[str, tuple[str, str]] = {
    "query": ("query", "Answer a named query, a query file or standard input."),
    "show": ("things", "Print everything known of one thing, with its sources."),
    "status": ("things", "Tell who was barred or limited on a day, under what, by which source."),
    "validate": ("checking", "Check the graph or files against the SHACL shapes."),
    "export": ("export", "Write the graph, or a part of it, for other tools."),
    "visualize": ("visualize", "Draw the graph, or a part of it, with its sources."),
    "serve": ("serve", "Serve a SPARQL endpoint, linked data and the explorer, read-only."),
    "shell": ("shell", "Ask one question after the other, with history and completion."),
    "push": ("export", "Upload the graph to a SPARQL endpoint."),
    "timeline": ("things", "List what happened to ENTITY in order of time, with sources."),
    "path": ("things", "Tell in words how A and B are connected, with the source of each step."),
    "analyze": ("analyze", "Measure the network: what is central, what hangs together."),
    "diff": ("checking", "Tell what changed from one graph to another, with labels."),
    "docs": ("export", "Write the reference of the ontology and of the queries."),
    "build": ("facts", "Build the graph from the tables of data/facts/."),
    "new": ("facts", "Add a fact to the tables of data/facts/: a row with its id and its source."),
    "import": ("import_", "Import records from outside: training reports, the United States Code."),
    "verify": ("checking", "Hold the graph against the documents that it rests on."),
    "stats": ("things", "Count what is in the graph, by class and by kind of source."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"imet_graph.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name, None) or module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; suggest near names where there is none."""
        name = args[0] if args else ""
        if name and name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"There is no command {name!r}.{hint}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command from the table, importing none."""
        from click.shell_completion import CompletionItem

        fitting = [(name, line) for name, (_module, line) in COMMANDS.items()]
        found = [CompletionItem(n, help=line) for n, line in fitting if n.startswith(incomplete)]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_module, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="imet-graph %(version)s")
def cli() -> None:
    """Ask the knowledge graph of International Military Education and Training.

    \b
    imet-graph query --list                        what can be asked
    imet-graph query country-history --country Pakistan --cite
    imet-graph show "22 USC 2347"                  one thing, with its sources
    imet-graph COMMAND --help                      every command has examples

    Results go to standard output, everything else to standard error. The exit
    code is 0 when done, 1 when data does not conform or graphs differ, 2 when it
    could not run.
    """


def run() -> NoReturn:
    """Run the command line as a process of its own: what the installed command calls.

    The process is left without taking the interpreter apart, which would cost
    10 ms, twice where a query runs in a child; all output has been flushed by then.
    """
    import gc
    import os

    # A command lives for a fraction of a second: looking for cycles in what it has
    # just made costs 5 % of that and finds none.
    gc.set_threshold(100_000, 50, 100)
    code = 2
    try:
        main(whole_process=True)
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 0
    sys.stderr.flush()
    os._exit(code)


def main(args: list[str] | None = None, *, whole_process: bool = False) -> NoReturn:
    """Run the command line and exit; the one place where errors become messages.

    ``whole_process`` says that nothing else lives in this process, so that a
    command may split off a child in which it can be stopped.
    """
    given = sys.argv[1:] if args is None else args
    try:
        code = cli.main(given, prog_name="imet-graph", standalone_mode=False, obj=whole_process)
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = 2
    except ImetGraphError as error:
        _report(error, error.command_line, given)
        code = error.exit_code
    except BrokenPipeError:
        code = _closed_pipe()
    except SystemExit as done:
        # Click leaves this way after completion, with 0, and at a closed pipe, with 1.
        code = _closed_pipe() if done.code else 0
    except Exception as error:
        happened = f"something unexpected happened ({type(error).__name__}: {error})."
        _report(error, f"{happened} Run it again with -v and report what it prints.", given)
        code = 2
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _closed_pipe()
    sys.exit(code if isinstance(code, int) else 0)


def _report(error: Exception, message: str, given: list[str]) -> None:
    if "-v" in given or "--verbose" in given:
        import traceback

        traceback.print_exception(error)
    click.echo(f"Error: {message}", err=True)


def _closed_pipe() -> int:
    """Leave quietly when the reader of our output has gone, as `| head` does."""
    import os

    # Python flushes standard output once more at exit, which would fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 2
