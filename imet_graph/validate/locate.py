"""Says of findings where they stand: labels for what they name, file and line for the thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from imet_graph.answers import Table
from imet_graph.engines.base import Backend
from imet_graph.errors import translating
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import NamedNode, text_of
from imet_graph.validate.report import Finding

_PREFIX = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_SUBJECT = re.compile(r"^(?:<([^>\s]+)>|([\w-]*):([^\s;,.]+(?:\.[^\s;,.]+)*))", re.MULTILINE)
_BATCH = 400


def add_labels(backend: Backend, findings: Iterable[Finding]) -> None:
    """Give findings the labels of their things, properties and values."""
    findings = list(findings)
    wanted: dict[str, str] = {}
    for finding in findings:
        for term in (finding.focus, finding.value):
            if isinstance(term, NamedNode):
                wanted[term.value] = ""
        for address in finding.path.predicates() if finding.path else ():
            wanted[address] = ""
    for address, label in _labels(backend, sorted(wanted)):
        wanted[address] = label
    for finding in findings:
        finding.label = wanted.get(text_of(finding.focus), "")
        finding.value_label = wanted.get(text_of(finding.value), "")
        if not finding.property_label and finding.path:
            compact = {a: vocab.compact(a) for a in finding.path.predicates()}
            names = [
                wanted[a] or vocab.PROPERTY_NAMES.get(name, name) for a, name in compact.items()
            ]
            finding.property_label = " or ".join(names)


def _labels(backend: Backend, addresses: list[str]) -> Iterator[tuple[str, str]]:
    for start in range(0, len(addresses), _BATCH):
        names = " ".join(f"<{a}>" for a in addresses[start : start + _BATCH])
        result = backend.query(
            f"SELECT ?thing ?label WHERE {{ VALUES ?thing {{ {names} }} "
            f"?thing <{vocab.RDFS_LABEL}> ?label "
            'FILTER(lang(?label) = "" || langMatches(lang(?label), "en")) }'
        )
        if isinstance(result, Table):
            yield from ((text_of(thing), text_of(label)) for thing, label in result)


@dataclass
class _Text:
    """One file as text: where each subject is described, and by which prefixes."""

    name: str
    text: str
    prefixes: dict[str, str] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)

    def line(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1

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


def add_places(findings: Iterable[Finding], files: Iterable[FilePath]) -> None:
    """Give findings the file and line at which their thing, or its property, is described.

    This is a search in the text: exact in Turtle and N-Triples in the usual
    layout of a subject at the start of a line, a guess in other formats.
    """
    findings = list(findings)
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
            finding.line = text.line(start if position is None else position)
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
