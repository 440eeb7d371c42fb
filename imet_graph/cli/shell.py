"""``imet-graph shell``: queries and commands one after the other, with history and completion."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imet_graph.cli.common import say, source_options
from imet_graph.errors import MissingExtra
from imet_graph.rdf import vocab

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

_SPARQL = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE")
_KEYWORDS = (
    *_SPARQL, "WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "VALUES", "BIND", "DISTINCT",
    "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET", "EXISTS", "NOT EXISTS", "COUNT", "SUM",
    "MIN", "MAX", "AVG", "COALESCE", "CONTAINS", "LCASE", "REGEX", "YEAR", "BOUND", "STR",
)  # fmt: skip
_ASKING = (
    "query", "show", "status", "timeline", "path", "analyze", "visualize", "export", "stats",
    "validate",
)  # fmt: skip
_HELP = """\
Write a query of SPARQL; the prefixes of the project need no declaration. Enter runs
it when its braces are closed, Alt-Enter begins a new line. Or write any command of
imet-graph without its name: query country-history --country Pakistan, show NDU.
Tab completes. Ctrl-C stops what is running, Ctrl-D or `quit` leaves.
"""


@click.command()
@source_options
def command(store: Path | None, endpoint: str | None) -> None:
    """Ask one question after the other, with history and completion.

    Completes keywords, prefixes, classes, properties and things of the graph, the
    names of queries and their options. Each line runs as a command of its own, so
    that it can be stopped. Lines may also come from a file.

    \b
    imet-graph shell
    imet-graph shell < questions.txt
    """
    named = {"--store": store, "--endpoint": endpoint}
    options = [word for name, value in named.items() if value for word in (name, str(value))]
    for line in _typed(store, endpoint) if sys.stdin.isatty() else _given():
        if line.strip().lower() in ("quit", "exit"):
            break
        if line.strip().lower() == "help":
            say(_HELP.rstrip())
        elif line.strip():
            _run(line, options)


def is_sparql(line: str) -> bool:
    """Whether a line is a query rather than a command.

    >>> is_sparql("select ?c { ?c a imet:Country }"), is_sparql("show Pakistan")
    (True, False)
    """
    first = line.upper().split(None, 1)[0] if line.strip() else ""
    return any(first == word or first.startswith((word + "*", word + "{")) for word in _SPARQL)


def complete_enough(text: str) -> bool:
    """Whether Enter should run a text: a command always, a query when its braces are closed."""
    from imet_graph.queries.text import tokens

    if not is_sparql(text):
        return True
    kinds = [token.kind for token in tokens(text)]
    return kinds.count("open") == kinds.count("close") and (
        "open" in kinds or text.strip().upper().startswith("DESCRIBE")
    )


def _given() -> Iterator[str]:
    """Yield what stands in a file: lines, and queries over several lines as one."""
    text = ""
    for line in sys.stdin:
        text += line
        if complete_enough(text):
            yield text
            text = ""
    if text:
        yield text


def _typed(store: Path | None, endpoint: str | None) -> Iterator[str]:
    session = _session(store, endpoint)
    say("help explains, Tab completes, Ctrl-D leaves.")
    while True:
        try:
            yield session.prompt("imet> ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def command_of(line: str, options: list[str]) -> list[str]:
    """Return the words of the command that a line stands for, which is all that a shell adds.

    Raises:
        ValueError: if a quotation mark is not closed.

    >>> command_of('imet-graph show "22 USC 2347"', ["--store", "s"])
    ['show', '22 USC 2347', '--store', 's']
    """
    if is_sparql(line):
        return ["query", "-", *options]
    words = shlex.split(line)
    if words[0] == "imet-graph":
        words = words[1:]
    return [*words, *options] if words and words[0] in _ASKING else words


def _run(line: str, options: list[str]) -> None:
    """Run a line in a process of its own; Ctrl-C stops that and not the shell."""
    try:
        words = command_of(line, options)
    except ValueError as error:
        say(f"Error: {error}.")
        return
    text = line if is_sparql(line) else None
    sys.stdout.flush()
    process = subprocess.Popen(  # noqa: S603 - the project's own command
        [sys.executable, "-P", "-m", "imet_graph", *words],  # -P: no modules of this folder
        stdin=subprocess.PIPE if text is not None else subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PAGER": os.environ.get("PAGER", "less")},
    )
    while True:
        try:
            process.communicate(text)
            return
        except KeyboardInterrupt:  # it has been told too, and says so itself
            text = None


def _session(store: Path | None, endpoint: str | None) -> PromptSession[str]:
    try:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import Completer, Completion
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.history import FileHistory
        from prompt_toolkit.key_binding import KeyBindings
    except ImportError as error:
        raise MissingExtra(
            "The shell needs prompt_toolkit.", hint="pip install 'imet-graph[shell]'"
        ) from error
    from imet_graph import resources

    folder = resources.cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    keys = KeyBindings()

    class ShellCompleter(Completer):
        """Completes the word before the cursor."""

        def get_completions(self, document: Any, complete_event: Any) -> Iterator[Completion]:
            for word, note, typed in suggestions(document.text_before_cursor, store, endpoint):
                yield Completion(word, start_position=-typed, display_meta=note)

    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(folder / "history")),
        completer=ShellCompleter(),
        complete_while_typing=False,
        multiline=Condition(lambda: not complete_enough(session.default_buffer.text)),
        key_bindings=keys,
    )

    @keys.add("escape", "enter")
    def _(event: Any) -> None:
        event.current_buffer.insert_text("\n")

    return session


def suggestions(
    text: str, store: Path | None = None, endpoint: str | None = None
) -> Iterator[tuple[str, str, int]]:
    """Yield what may stand for the last word of a text: it, a note, and the length it replaces."""
    import re

    if not is_sparql(text):
        from click.shell_completion import ShellComplete

        from imet_graph.cli import cli

        *words, last = text.split(" ")
        completer = ShellComplete(cli, {}, "imet-graph", "_IMET_GRAPH_COMPLETE")
        for item in completer.get_completions(list(filter(None, words)), last):
            yield item.value, item.help or "", len(last)
        return
    word = re.split(r"[\s({.;,|/^]", text)[-1]
    if ":" not in word:
        for keyword in _KEYWORDS:
            if word and keyword.startswith(word.upper()):
                yield keyword, "", len(word)
        for prefix in vocab.PREFIXES:
            if word and prefix.startswith(word):
                yield prefix + ":", vocab.PREFIXES[prefix], len(word)
    elif not endpoint:
        yield from _names(store, word)


def _names(store: Path | None, word: str) -> Iterator[tuple[str, str, int]]:
    """Yield the prefixed names of a namespace that begin so: terms and things with a label."""
    from imet_graph.engines.local import LocalBackend
    from imet_graph.rdf.terms import text_of

    begun = vocab.expand(word)
    if begun is None or set(begun) & set('<>"{}|^`\\ \n'):
        return
    backend = LocalBackend.at(store) if store else LocalBackend.bundled()
    found = backend.select(
        f'SELECT ?x ?l {{ ?x rdfs:label ?l FILTER(STRSTARTS(STR(?x), "{begun}")) }} '
        "ORDER BY ?x ?l LIMIT 200"
    )
    for thing, label in found:
        name = vocab.compact(text_of(thing))
        if name.startswith(word):
            yield name, text_of(label), len(word)
