"""The shell: lines from a file, lines at a terminal, and what it completes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from imet_graph.cli.shell import complete_enough, is_sparql, suggestions
from tests.cli.test_terminal import Terminal

PROMPT = "\x1b[?2004h"  # what is sent when a line is about to be read
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_lines_from_a_file(imet: Run) -> None:
    """Queries over several lines, commands, a line with a fault, and the end."""
    text = (
        "SELECT (COUNT(*) AS ?n)\n{ ?c a imet:Country\n}\n"
        "show pl-94-329\n\nhelp\nshow 'unclosed\nimet-graph query nothing-such\n"
        "ASK { country:PAK a imet:Country }\nquit\nshow Pakistan\n"
    )
    done = imet("shell", stdin=text)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].strip() == "n"
    assert "International Security Assistance and Arms Export Control Act" in done.stdout
    assert lines[-1] == "yes"
    assert "No closing quotation" in done.stderr
    assert "nothing-such" in done.stderr
    assert "Tab completes" in done.stderr


@pytest.mark.parametrize(
    ("text", "sparql", "enough"),
    [
        ("SELECT ?x { ?x a imet:Country }", True, True),
        ("select*{", True, False),
        ("SELECT ?x", True, False),
        ("SELECT ?x { ?x rdfs:label '}' ", True, False),
        ("DESCRIBE country:PAK", True, True),
        ("PREFIX a: <b:> ASK {}", True, True),
        ("show Pakistan", False, True),
        ("", False, True),
    ],
)
def test_what_is_a_query_and_when_it_is_whole(text: str, sparql: bool, enough: bool) -> None:
    """Braces in strings do not count."""
    assert (is_sparql(text), complete_enough(text)) == (sparql, enough)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?x { ?x a imet:Coun", "imet:Country"),
        ("SELECT ?x { ?x imet:hasCit", "imet:hasCitation"),
        ("SELECT ?x { country:PA", "country:PAK"),
        ("SELECT ?x { countr", "country:"),
        ("SELECT ?x { ?x a ?y FIL", "FILTER"),
        ("que", "query"),
        ("query country-hist", "country-history"),
        ("query country-history --country Pak", "PAK"),
        ("show country:PA", "country:PAK"),
    ],
)
def test_completion(text: str, expected: str, bundled: object) -> None:
    """Classes, properties, things, prefixes, keywords; commands, queries and values."""
    assert expected in [word for word, _note, _typed in suggestions(text)]


def test_no_completion_can_break_out(bundled: object) -> None:
    """What is typed stands in a query of ours only if it can be part of an IRI."""
    assert list(suggestions('SELECT ?x { country:"')) == []
    assert list(suggestions("SELECT ?x { nope:x")) == []


def test_at_a_terminal(bundled: object) -> None:
    """A query is asked, a command is run, and Ctrl-D leaves with 0."""
    pytest.importorskip("prompt_toolkit")
    terminal = Terminal("shell", PAGER="cat", PROMPT_TOOLKIT_NO_CPR="1")
    terminal.until("imet>")
    terminal.type("ASK { country:PAK a imet:Country }\r")
    terminal.until("yes")
    terminal.type("show PAK\r")
    terminal.until("Pakistan")
    terminal.until(PROMPT, times=3)
    terminal.type("\x04")
    assert terminal.end()[0] == 0


def test_ctrl_c_stops_the_query_and_not_the_shell(bundled: object) -> None:
    """After it the next question can be asked."""
    pytest.importorskip("prompt_toolkit")
    terminal = Terminal("shell", PAGER="cat", PROMPT_TOOLKIT_NO_CPR="1")
    terminal.until("imet>")
    terminal.type("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }\r")

    time.sleep(1.5)
    terminal.type("\x03")
    terminal.until("Stopped.")
    terminal.type("ASK {}\r")
    terminal.until("yes")
    terminal.until(PROMPT, times=3)  # before it, the terminal itself would take the Ctrl-D
    terminal.type("\x04")
    assert terminal.end()[0] == 0


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names what to install."""
    from imet_graph.cli import shell
    from imet_graph.errors import MissingExtra

    monkeypatch.setitem(sys.modules, "prompt_toolkit", None)
    with pytest.raises(MissingExtra, match="shell"):
        shell._session(None, None)
