"""Links in a table at a terminal: the escape sequence OSC 8, and which terminals take it.

>>> linked("Pakistan", "https://example.org/PAK")
'\\x1b]8;;https://example.org/PAK\\x1b\\\\Pakistan\\x1b]8;;\\x1b\\\\'
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_LONGEST = 2000  # terminals of the VTE family take 2083 bytes
_SEQUENCE = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\")
# Terminals by what they put into the environment, and the first version that takes links;
# the same lists are kept by the hyperlink detectors of Node and Rust.
_PROGRAMS: dict[str, tuple[int, ...]] = {
    "iTerm.app": (3, 1),
    "WezTerm": (20200620,),
    "vscode": (1, 72),
    "ghostty": (0,),
    "Hyper": (0,),
    "Tabby": (0,),
    "WarpTerminal": (0,),
}
_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour")
_MARKS = ("WT_SESSION", "DOMTERM", "KONSOLE_VERSION")
_VTE = 5001  # 0.50.0 crashed at them


def supported(environment: Mapping[str, str]) -> bool:
    """Whether the terminal that a process writes to is known to show links.

    ``FORCE_HYPERLINK`` says so where it is not known, and with ``0`` forbids them.
    ``NO_COLOR`` and ``CI`` forbid them, and so do terminals inside `screen` and `tmux`,
    which may not pass them on.

    >>> supported({"TERM": "xterm-256color", "VTE_VERSION": "6003"})
    True
    """
    forced = environment.get("FORCE_HYPERLINK")
    if forced:
        return forced.strip() != "0"
    if environment.get("NO_COLOR") or environment.get("CI"):
        return False
    term = environment.get("TERM", "")
    # Windows sets no TERM. Inside screen and tmux the marks of the terminal around are inherited.
    if term == "dumb" or term.startswith(("screen", "tmux")) or environment.get("TMUX"):
        return False
    if term.split("-direct")[0] in _TERMS or any(environment.get(name) for name in _MARKS):
        return True
    if _version(environment.get("VTE_VERSION", "")) >= (_VTE,):
        return True
    least = _PROGRAMS.get(environment.get("TERM_PROGRAM", ""))
    return least is not None and (
        _version(environment.get("TERM_PROGRAM_VERSION", "")) >= least or least == (0,)
    )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2])


def address(iri: str, documents: Mapping[str, str]) -> str:
    """Return where the link of a thing leads: to its document, else to its own IRI.

    It is empty for what is no web address, and for one that a terminal would refuse.

    >>> address("https://example.org/a b", {})
    'https://example.org/a%20b'
    """
    found = documents.get(iri) or iri
    if not found.startswith(("https://", "http://")):
        return ""
    from urllib.parse import quote

    # What is not printable ASCII could end the sequence early, and steer the terminal.
    found = quote(found, safe=":/?#[]@!$&'()*+,;=%-._~")
    return found if len(found) <= _LONGEST else ""


def linked(text: str, target: str, mark: str = "") -> str:
    """Return text as a link; pieces with the same mark and target light up together."""
    if not text or not target:
        return text
    parameters = f"id={mark}" if mark else ""
    return f"\x1b]8;{parameters};{target}\x1b\\{text}\x1b]8;;\x1b\\"


def without_links(text: str) -> str:
    """Return text without the escape sequences of links."""
    return _SEQUENCE.sub("", text)
