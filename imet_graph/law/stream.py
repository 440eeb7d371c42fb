"""The stream of sections of a USLM file: expat, one section at a time, no document types.

No document type is allowed, so that there are no entities to expand and no other file is
opened (docs/decisions/0045-uslm.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from imet_graph.errors import ParseProblem
from imet_graph.law.credits import hyphened

NAMESPACE = "http://xml.house.gov/schemas/uslm/1.0"
GET = "Name files of the United States Code in USLM, as uscode.house.gov has them for download."
_IDENTIFIER = re.compile(r"/us/usc/t(\w+)/s([^/]+)\Z")
_DEEPEST = 200
_CHUNK = 1 << 16


class Reader:
    """Builds one section after the other from the events of the parser."""

    def __init__(self, path: Path) -> None:
        """Prepare to read one file; ``path`` is what messages name."""
        self._path = path
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._open: list[str] = []
        self._builder: TreeBuilder | None = None
        self._depth = 0
        self._done: list[Element] = []

    def sections(self, stream: IO[bytes]) -> Iterator[Element]:
        """Yield each section as it ends, its elements with their lines.

        Raises:
            ParseProblem: if the file is not USLM, with the line.
        """
        last = False
        while not last:
            chunk = stream.read(_CHUNK)
            last = not chunk
            if chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                self.refuse("it is not XML in UTF-8 but in UTF-16", GET)
            try:
                self._parser.Parse(chunk, last)
            except expat.ExpatError as error:
                reason = expat.ErrorString(error.code)
                if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
                    reason = "the file ends before it is complete" if self._open else "it is empty"
                self.refuse(f"it is not XML in UTF-8 here: {reason}", GET, error.lineno)
            yield from self._done
            self._done.clear()

    def refuse(self, what: str, hint: str, line: int | None = None) -> NoReturn:
        """Raise the error that something is wrong in the file."""
        where = line or self._parser.CurrentLineNumber
        message = f"{self._path}, line {where}: {what}."
        raise ParseProblem(message, hint=hint, path=str(self._path), line=where)

    def _doctype(self, *_: object) -> None:
        self.refuse("it has a document type, which USLM has not", "Entities are never expanded.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _blank, tag = name.rpartition(" ")
        if not self._open and space != NAMESPACE:
            self.refuse(f"its root is <{tag}> and not of USLM ({NAMESPACE})", GET)
        if len(self._open) >= _DEEPEST:
            self.refuse(f"elements stand in one another {_DEEPEST} deep", GET)
        identifier = hyphened(attributes.get("identifier", ""))
        quoted = any(one in ("note", "notes", "quotedContent") for one in self._open)
        self._open.append(tag)
        if self._builder is None:
            if tag != "section" or quoted or not _IDENTIFIER.match(identifier):
                return
            self._builder, self._depth = TreeBuilder(), len(self._open)
        line = str(self._parser.CurrentLineNumber)
        self._builder.start(tag, {**attributes, "identifier": identifier, "line": line})

    def _end(self, _name: str) -> None:
        depth = len(self._open)
        tag = self._open.pop()
        if self._builder is None:
            return
        self._builder.end(tag)
        if depth == self._depth:
            self._done.append(self._builder.close())
            self._builder = None

    def _data(self, data: str) -> None:
        if self._builder is not None:
            self._builder.data(data)
