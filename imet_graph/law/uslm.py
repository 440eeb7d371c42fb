"""Reads the United States Code in USLM, the XML of the Office of the Law Revision Counsel.

A file may hold a section, a chapter or a whole title; it is read as a stream, and no more
than one section is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element

from imet_graph.errors import FileProblem, translating
from imet_graph.law.credits import hyphened
from imet_graph.law.stream import GET, Reader

IN_FORCE = "in force"
_STATUS = re.compile(
    r"\W*(repealed|transferred|omitted|renumbered|vacant|reserved)(?=[.,;]|\Z)", re.I
)
_RANGE = re.compile(r"\.\.\.?|…")


@dataclass(frozen=True)
class Section:
    """One section of the Code, or a range of sections that share a fate.

    ``identifier`` is USLM's (``/us/usc/t22/s2371``), ``element`` the whole of it, each
    element with its ``line``.
    """

    identifier: str
    element: Element
    file: Path
    whole: bool = False
    """Whether its file holds several sections."""

    @property
    def title(self) -> str:
        """The number of the title."""
        return self.identifier.split("/")[3][1:]

    @property
    def number(self) -> str:
        """The number of the section, without its title."""
        return self.identifier.split("/")[4][1:]

    @property
    def printed(self) -> str:
        """The number that is printed, where USLM gives one."""
        number = self.element.find("num")
        value = "" if number is None else number.get("value", "")
        return hyphened(value)

    @property
    def usc(self) -> str:
        """The citation: ``22 U.S.C. 2371``."""
        return f"{self.title} U.S.C. {self.number}"

    @property
    def name(self) -> str:
        """The last part of the address that the graph gives it: ``usc-22-2371``."""
        return f"usc-{self.title}-{_RANGE.sub('-to-', self.number)}"

    @cached_property
    def heading(self) -> str:
        """The heading, without brackets and footnote marks."""
        return text(self.element.find("heading"), leave=("sup", "note")).strip("[] .")

    @property
    def status(self) -> str:
        """What became of it: ``in force``, ``repealed``, ``transferred``, ``omitted`` …"""
        said = self.element.get("status") or ""
        found = _STATUS.match(self.heading)
        return said or (found[1].lower() if found else IN_FORCE)

    @property
    def credit(self) -> str:
        """The source credit, in parentheses, or nothing."""
        return text(self.element.find("sourceCredit"))

    @cached_property
    def body(self) -> str:
        """The text of the law, without heading, credit and notes."""
        parts = [e for e in self.element if e.tag not in ("num", "heading", *_APART)]
        return " ".join(" ".join(text(e) for e in parts).split())

    @cached_property
    def notes(self) -> str:
        """The notes."""
        return " ".join(" ".join(text(e) for e in self.element.findall("notes")).split())

    def line(self, tag: str = "") -> int:
        """Return the line at which it begins, or its first element of a name."""
        found = self.element.find(f".//{tag}") if tag else None
        return int((self.element if found is None else found).get("line", "1"))

    def part(self, place: Sequence[str]) -> Element | None:
        """Return a subsection or smaller part, such as ``("b", "3")``, where there is one."""
        wanted = "/".join([self.identifier, *place])
        return next((e for e in self.element.iter() if e.get("identifier") == wanted), None)

    @property
    def is_range(self) -> bool:
        """Whether it stands for several sections that share a fate."""
        return bool(_RANGE.search(self.number))

    def covers(self, number: str) -> bool:
        """Tell whether a number lies in the range."""
        first, *last = _RANGE.split(self.number)
        return bool(last) and _order(first) <= _order(number) <= _order(last[-1])


_APART = ("sourceCredit", "notes")


def text(element: Element | None, leave: Sequence[str] = ()) -> str:
    """Return the text of an element, spaces made one, without parts of some names.

    Before a part that was repealed or moved stands in brackets what became of it.

    >>> element = Element("p")
    >>> element.text = " No  assistance "
    >>> text(element)
    'No assistance'
    """
    return " ".join("".join(_texts(element, leave)).split()) if element is not None else ""


def _texts(element: Element, leave: Sequence[str]) -> Iterator[str]:
    if element.tag not in leave:
        if status := element.get("status"):
            yield f"[{status}] "
        yield element.text or ""
        for child in element:
            yield from _texts(child, leave)
            yield child.tail or ""
            if child.tag not in ("ref", "date", "i", "b", "inline", "sup", "span"):
                yield " "


def _order(number: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", number)]


def files(paths: Sequence[Path]) -> list[Path]:
    """Return the XML files that paths name or hold.

    Raises:
        FileProblem: for a folder without any, or a path that leads nowhere.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*.xml")) if path.is_dir() else [path]
        if not inside:
            raise FileProblem(f"{path}: there is no XML file in this folder.", hint=GET)
        found += inside
    return list(dict.fromkeys(found))


def read(path: Path) -> Iterator[Section]:
    """Yield the sections of a file.

    Raises:
        FileProblem: if it can't be read.
        ParseProblem: if it is not USLM, with the line.
    """
    with translating(path), path.open("rb") as stream:
        reader = Reader(path)
        before: Section | None = None
        several = False
        for element in reader.sections(stream):
            if before is not None:
                several = True
                yield Section(before.identifier, before.element, path, True)
            before = Section(element.get("identifier", ""), element, path)
        if before is None:
            reader.refuse("it holds no section of the Code", "A section has an identifier.")
        yield Section(before.identifier, before.element, path, several)
