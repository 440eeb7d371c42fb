"""Links at a terminal: which terminals, where they lead, and that they take no room."""

from __future__ import annotations

import io
import re

import pytest

from imet_graph.answers import Row, Table
from imet_graph.answers.links import address, linked, supported, without_links
from imet_graph.answers.text import Grid, render
from imet_graph.answers.writers import FORMAT_NAMES, write
from imet_graph.rdf.terms import Literal, NamedNode

# What the environment says, and whether such a terminal shows links.
TERMINALS: dict[str, tuple[dict[str, str], bool]] = {
    "unknown": ({"TERM": "xterm-256color"}, False),
    "nothing said": ({}, False),
    "GNOME": ({"TERM": "xterm-256color", "VTE_VERSION": "6800"}, True),
    "GNOME that crashed at them": ({"TERM": "xterm-256color", "VTE_VERSION": "5000"}, False),
    "old GNOME": ({"TERM": "xterm", "VTE_VERSION": "4601"}, False),
    "no version of GNOME's": ({"TERM": "xterm", "VTE_VERSION": "new"}, False),
    "Windows": ({"WT_SESSION": "c-d-e"}, True),
    "Konsole": ({"TERM": "xterm-256color", "KONSOLE_VERSION": "230801"}, True),
    "kitty": ({"TERM": "xterm-kitty"}, True),
    "iTerm": ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.4.15"}, True),
    "old iTerm": ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "2.1"}, False),
    "code": ({"TERM_PROGRAM": "vscode", "TERM_PROGRAM_VERSION": "1.85.1"}, True),
    "old code": ({"TERM_PROGRAM": "vscode", "TERM_PROGRAM_VERSION": "1.9.1"}, False),
    "wezterm": ({"TERM_PROGRAM": "WezTerm", "TERM_PROGRAM_VERSION": "20230712-07-f4"}, True),
    "ghostty": ({"TERM_PROGRAM": "ghostty"}, True),
    "macOS": ({"TERM_PROGRAM": "Apple_Terminal", "TERM_PROGRAM_VERSION": "447"}, False),
    "dumb": ({"TERM": "dumb", "VTE_VERSION": "6800"}, False),
    "tmux": ({"TERM": "tmux-256color", "VTE_VERSION": "6800"}, False),
    "screen": ({"TERM": "screen", "WT_SESSION": "x"}, False),
    "tmux as xterm": ({"TERM": "xterm-256color", "TMUX": "/tmp/t", "VTE_VERSION": "6800"}, False),  # noqa: S108
    "no colour": ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, False),
    "colour after all": ({"TERM": "xterm-kitty", "NO_COLOR": ""}, True),
    "a build server": ({"TERM": "xterm-kitty", "CI": "true"}, False),
    "forced": ({"TERM": "dumb", "CI": "true", "NO_COLOR": "1", "FORCE_HYPERLINK": "1"}, True),
    "forbidden": ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
}
PAK = NamedNode("https://example.org/id/PAK")
LINK = re.compile(r"\x1b\]8;([^;]*);([^\x1b]*)\x1b\\([^\x1b]*)\x1b\]8;;\x1b\\")


@pytest.mark.parametrize(("environment", "shown"), TERMINALS.values(), ids=TERMINALS)
def test_terminals_that_show_links_are_known(environment: dict[str, str], shown: bool) -> None:
    """Where nothing is known there are none."""
    assert supported(environment) is shown


@pytest.mark.parametrize(
    ("iri", "target"),
    [
        ("https://example.org/x", "https://example.org/x"),
        ("https://example.org/é ü", "https://example.org/%C3%A9%20%C3%BC"),
        ("https://example.org/%C3%A9?a=1&b=(2)#c", "https://example.org/%C3%A9?a=1&b=(2)#c"),
        ("https://example.org/\x1b\\\x07", "https://example.org/%1B%5C%07"),
        ("citation:x", "https://example.org/doc.pdf"),
        ("file:///etc/passwd", ""),
        ("javascript:alert(1)", ""),
        ("https://example.org/" + "x" * 2000, ""),
    ],
)
def test_a_link_leads_to_the_document_or_the_thing(iri: str, target: str) -> None:
    """Only to the web, and in printable ASCII."""
    assert address(iri, {"citation:x": "https://example.org/doc.pdf"}) == target


def drawn(table: Table, width: int, links: dict[str, str] | None) -> str:
    """Return a table as text."""
    stream = io.StringIO()
    render([Grid(table)], stream, width, links=links)
    return stream.getvalue()


LONG = " ".join(f"word{i}" for i in range(12))
NAMES = ("country", "text", "n")
THINGS: list[Row] = [
    (PAK, NamedNode("https://example.org/long"), Literal("5")),
    (None, NamedNode("urn:x"), Literal("6")),
]
LABELLED = Table(
    NAMES,
    [
        (Literal("Pakistan"), Literal(LONG), Literal("5")),
        (None, Literal("no web address"), Literal("6")),
    ],
    THINGS,
)


@pytest.mark.parametrize("width", [200, 60, 25], ids=["wide", "wrapped", "records"])
def test_links_take_no_room(width: int) -> None:
    """Without the escape sequences it is the table that it was."""
    with_links = drawn(LABELLED, width, {})
    assert without_links(with_links) == drawn(LABELLED, width, None)
    found = LINK.findall(with_links)
    assert (found[0][1], found[0][2]) == ("https://example.org/id/PAK", "Pakistan")
    pieces = [text for _mark, target, text in found if target == "https://example.org/long"]
    assert " ".join(pieces).split() == LONG.split()
    assert {target for _mark, target, _text in found} == {PAK.value, "https://example.org/long"}
    marks = {mark for mark, target, _text in found if target == "https://example.org/long"}
    assert marks == ({""} if len(pieces) == 1 else {"id=1"})


def test_documents_come_before_the_iri() -> None:
    """A citation leads to where its document stands."""
    shown = drawn(LABELLED, 200, {PAK.value: "https://example.org/doc"})
    assert linked("Pakistan", "https://example.org/doc") in shown


def test_iris_that_are_shown_are_links_too() -> None:
    """A wrapped address is still one link."""
    assert LINK.search(drawn(Table(("a",), [(PAK,)]), 100, {}))


@pytest.mark.parametrize("name", [n for n in FORMAT_NAMES if n not in ("text", "table")])
def test_other_formats_have_no_links(name: str) -> None:
    """Whatever is asked for."""
    stream = io.StringIO()
    write(LABELLED, name, stream, links={})
    assert "\x1b" not in stream.getvalue()


def test_data_can_not_make_links() -> None:
    """An escape sequence in a label is shown as a replacement character."""
    rows: list[Row] = [(Literal(linked("x", "https://example.org/evil")),)]
    assert "\x1b" not in drawn(Table(("a",), rows), 100, None)
    assert "evil\x1b" not in drawn(Table(("a",), rows, [(PAK,)]), 100, {})
