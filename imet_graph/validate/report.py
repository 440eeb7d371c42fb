"""What validation finds, whichever engine or check found it, and where that stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from imet_graph.engines import Backend
from imet_graph.errors import translating
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, Term, text_of
from imet_graph.things import kinds
from imet_graph.things.names import labels_of

if TYPE_CHECKING:
    from imet_graph.validate.shapes import Path

SH = vocab.EXTERNAL["sh"]
_PREFIX = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_SUBJECT = re.compile(r"^(?:<([^>\s]+)>|([\w-]*):([^\s;,.]+(?:\.[^\s;,.]+)*))", re.MULTILINE)


class Severity(IntEnum):
    """How bad a finding is; ``VIOLATION`` is what must not be."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    @property
    def iri(self) -> str:
        """The IRI of SHACL's severity."""
        return SH + self.name.capitalize()

    @classmethod
    def of_iri(cls, address: str) -> Severity:
        """Return the severity for SHACL's IRI of it."""
        return cls[address.removeprefix(SH).upper()]


@dataclass
class Finding:
    """One thing that is not as it should be.

    ``focus`` is the thing, ``path`` the property, ``value`` the value at fault;
    ``shape`` is the IRI of the shape or check, ``component`` of the SHACL
    constraint component (empty for checks). ``file`` and ``line`` are set where
    the thing's description was found, ``element`` where that has a name in its file.
    """

    focus: Term
    shape: str
    severity: Severity
    message: str
    path: Path | None = None
    value: Term | None = None
    component: str = ""
    remedy: str = ""
    label: str = ""
    property_label: str = ""
    value_label: str = ""
    file: str | None = None
    line: int | None = None
    element: str = ""

    @property
    def place(self) -> str:
        """``file:line`` where known, else an empty text."""
        if self.file is None:
            return ""
        return f"{self.file}:{self.line}" if self.line else self.file

    def key(self) -> tuple[str, ...]:
        """Return what tells findings apart, and orders them."""
        return (
            text_of(self.focus),
            self.path.sparql() if self.path else "",
            str(self.value or ""),
            self.shape,
            self.component,
            self.severity.name,
        )


@dataclass
class ValidationReport:
    """The findings on a graph.

    ``conforms`` is true where no finding is as severe as ``fail_on`` or more;
    milder findings stay in ``findings``. ``subject`` says what was examined,
    ``shapes`` and ``checks`` how many rules were applied.
    """

    findings: list[Finding]
    subject: str = ""
    fail_on: Severity = Severity.VIOLATION
    shapes: int = 0
    checks: int = 0
    nodes: int = 0
    files: list[str] = field(default_factory=list)

    @property
    def conforms(self) -> bool:
        """Whether nothing was found that counts."""
        return not any(finding.severity >= self.fail_on for finding in self.findings)

    def __bool__(self) -> bool:
        return self.conforms

    def counts(self) -> dict[Severity, int]:
        """Return the number of findings of each severity, the worst first."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in sorted(Severity, reverse=True)}

    def at_least(self, severity: Severity) -> list[Finding]:
        """Return the findings that are as severe or more, the worst first."""
        chosen = [f for f in self.findings if f.severity >= severity]
        return sorted(chosen, key=lambda f: (-f.severity, f.file or "~", f.line or 0, f.key()))


def add_labels(backend: Backend, findings: Sequence[Finding]) -> None:
    """Give findings the labels of their things, properties and values."""
    wanted: dict[str, str] = {}
    for finding in findings:
        for term in (finding.focus, finding.value):
            if isinstance(term, NamedNode):
                wanted[term.value] = ""
        for address in finding.path.predicates() if finding.path else ():
            wanted[address] = ""
    wanted |= labels_of(backend, sorted(wanted))
    for finding in findings:
        finding.label = wanted.get(text_of(finding.focus), "")
        finding.value_label = wanted.get(text_of(finding.value), "")
        if not finding.property_label and finding.path:
            compact = {a: vocab.compact(a) for a in finding.path.predicates()}
            names = [wanted[a] or kinds.label(a) or name for a, name in compact.items()]
            finding.property_label = " or ".join(names)


@dataclass
class _Text:
    """One file as text: where each subject is described, and by which prefixes."""

    name: str
    text: str
    prefixes: dict[str, str] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)

    def property_position(self, start: int, address: str) -> int | None:
        """Return where a property stands in the description that begins at ``start``."""
        end = _SUBJECT.search(self.text, start + 1)
        block = self.text[start : end.start() if end else len(self.text)]
        names = [f"<{address}>"]
        names += [
            f"{prefix}:{address[len(space) :]}"
            for prefix, space in self.prefixes.items()
            if space and address.startswith(space)
        ]
        if address == vocab.RDF_TYPE:
            names.append("a")
        found = re.search(rf"(?<=[\s;])(?:{'|'.join(map(re.escape, names))})(?=[\s<\"])", block)
        return start + found.start() if found else None


def add_places(findings: Sequence[Finding], files: Sequence[FilePath]) -> None:
    """Give findings the file and line at which their thing, or its property, is described.

    This is a search in the text: exact in Turtle and N-Triples in the usual
    layout of a subject at the start of a line, a guess in other formats.
    """
    if not findings:
        return
    texts = [_read(path) for path in files]
    for finding in findings:
        address = text_of(finding.focus)
        for text in texts:
            start = text.starts.get(address)
            if start is None and not text.starts:
                start = text.text.find(address) if address in text.text else None
            if start is None:
                continue
            inner = finding.path.iri if finding.path else None
            position = text.property_position(start, inner) if inner else None
            finding.file = text.name
            end = start if position is None else position
            finding.line = text.text.count("\n", 0, end) + 1
            if position is not None:
                break  # a description with the property beats one without


def _read(path: FilePath) -> _Text:
    with translating(path):
        content = path.read_text(encoding="utf-8-sig", errors="replace")
    found = _Text(display(path), content, dict(_PREFIX.findall(content)))
    if path.suffix.lower() in (".ttl", ".nt", ".nq", ".trig", ".n3"):
        for match in _SUBJECT.finditer(content):
            address = match[1] or found.prefixes.get(match[2] or "", "") + (match[3] or "")
            found.starts.setdefault(address, match.start())
    return found


def display(path: FilePath) -> str:
    """Return a path as a person would write it from the current folder."""
    whole = path.resolve()
    try:
        return str(whole.relative_to(FilePath.cwd()))
    except ValueError:
        return str(whole)
