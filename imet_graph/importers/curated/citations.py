"""Mints sources and citations, once each, from what the rows of facts say of them.

A source is one document at one address (title and address together); a
citation is one place in it. What a stronger source adds or corrects
(``better_sources.csv``) is part of its citation: the same place may support one
fact in full and another in part.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from imet_graph.errors import ParseProblem
from imet_graph.importers.curated import dates
from imet_graph.importers.curated.rows import FactTables, Row
from imet_graph.importers.curated.write import Values, describe, node, uri
from imet_graph.rdf import vocab

KINDS = "source_kinds.csv"
BETTER = "better_sources.csv"

# Kinds of the few sources that source_kinds.csv does not list, by how their
# titles begin or where they lie.
_KIND_BY_TITLE = (
    ("GitHub TheJoshuaEvans/united-states-code, usc/", "primary-law"),
    ("Public Law ", "primary-law"),
    ("Enrolled bill of Public Law ", "primary-law"),
    ("Foreign Military Training", "government-report"),
)
# Spellings of kinds in the tables that differ from the code list.
_KIND_ALIASES = {"research": "research-or-ngo"}
_CODE_COPY = re.compile(r"usc/(\d+)/([0-9A-Za-z-]+)\.xml")
_OFFICE_OF_THE_LAW_REVISION_COUNSEL = (
    "https://uscode.house.gov/view.xhtml?edition=prelim"
    "&req=granuleid%3AUSC-prelim-title{}-section{}"
)


@dataclass
class Source:
    """What is known of one document."""

    title: str
    url: str
    kind: str
    publisher: str
    dates: set[str] = field(default_factory=set)

    @property
    def node(self) -> NamedNode:
        """The source's IRI: words of the title, and a hash of title and address."""
        words = re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")[:40].strip("-")
        return node("source", f"{words}-{_hash(self.title, self.url)[:8]}")


class Library:
    """All sources and citations of one run."""

    def __init__(self, tables: FactTables, found: FactTables | None = None) -> None:
        self._tables = tables
        self._sources: dict[tuple[str, str], Source] = {}
        self._citations: dict[NamedNode, list[Triple]] = {}
        self._fresh: list[NamedNode] = []
        self._kinds: dict[tuple[str, str], Row] = {}
        self._kinds_by_title: dict[str, Row] = {}
        self._better: dict[tuple[str, str], list[Row]] = {}
        self._used: set[Row] = set()
        if KINDS in tables:
            for row in tables.rows(KINDS):
                self._kinds.setdefault((row["source_title"], row["source_url"]), row)
                self._kinds_by_title.setdefault(row["source_title"], row)
        better = tables.rows(BETTER) if BETTER in tables else []
        if found and BETTER in found:
            better = better + found.rows(BETTER)
        for row in better:
            self._better.setdefault((row["file"], row["id"]), []).append(row)

    def cite(self, row: Row) -> list[NamedNode]:
        """Return the citations of a row: its own, then the stronger ones for it.

        The row's own is made of the columns source_title, source_url, locator
        and, where there are such, source_date and source_kind.
        """
        return [
            self.place(
                row,
                row["source_title"],
                row["source_url"],
                row["locator"],
                date=row.get("source_date"),
                kind=row.get("source_kind"),
            ),
            *self.better(row.file.removesuffix(".csv"), row.id),
        ]

    def better(self, file: str, fact: str) -> list[NamedNode]:
        """Return the citations that better_sources.csv gives for a fact of a file.

        ``file`` is the name without extension, or ``seed`` for the statements
        of the article; ``fact`` the id of the row there.
        """
        found = []
        for row in self._better.get((file, fact), []):
            self._used.add(row)
            found.append(
                self.place(
                    row,
                    row["source_title"],
                    row["source_url"],
                    row["locator"],
                    date=row["source_date"],
                    kind=row["source_kind"],
                    note=row["note"],
                    support="full" if row["agrees"] == "yes" else "partial",
                )
            )
        return found

    def seed_rows(self) -> dict[str, list[Row]]:
        """Return the rows for the article's statements, by id of the statement."""
        return {fact: rows for (file, fact), rows in self._better.items() if file == "seed"}

    def place(
        self,
        row: Row,
        title: str,
        url: str,
        locator: str,
        *,
        date: str = "",
        kind: str = "",
        note: str = "",
        support: str = "",
    ) -> NamedNode:
        """Return the citation of one place in one document; ``row`` is for messages.

        Raises:
            ParseProblem: if title or locator is missing, or the kind is unknown.
        """
        if not title or not locator:
            raise ParseProblem(
                f"{row.place}: the row {row.id!r} has no source title or no locator.",
                hint="Every fact names its document and the place in it.",
            )
        source = self._source(row, title, url, kind)
        if date:
            source.dates.add(date)
        extra = [note, support] if note or support else []
        name = node("citation", _hash(title, url, locator, *extra)[:12])
        if name not in self._citations:
            values: Values = {
                "rdfs:label": f"{title}, {locator}",
                "imet:source": source.node,
                "imet:locator": locator,
                "imet:note": note,
                "imet:support": node("support", support) if support else None,
            }
            self._citations[name] = list(describe(name, "imet:Citation", values))
            self._fresh.append(name)
        return name

    def take_citations(self) -> Iterator[Triple]:
        """Yield the triples of the citations minted since the last call."""
        fresh, self._fresh = self._fresh, []
        for name in fresh:
            yield from self._citations[name]

    def source_triples(self) -> Iterator[Triple]:
        """Yield the triples of all sources."""
        for source in self._sources.values():
            address = source.url
            values: Values = {
                "rdfs:label": source.title,
                "imet:sourceKind": node("source-kind", source.kind),
                "dcterms:publisher": source.publisher,
            }
            # The section of the Code is the document; where the copy that was
            # read has no address, its official page and its USLM name stand.
            if not address and (code := _CODE_COPY.search(source.title)):
                address = _OFFICE_OF_THE_LAW_REVISION_COUNSEL.format(*code.groups())
                values["dcterms:identifier"] = f"/us/usc/t{code[1]}/s{code[2]}"
            values["imet:address"] = uri(address) if address else None
            if source.dates:
                # Rows that give the same document different dates: the most precise counts.
                best = min(source.dates, key=lambda text: (-len(text), text))
                values["dcterms:date"] = dates.parse(best, source.title).literal
            yield from describe(source.node, "imet:Source", values)

    def settle(self) -> None:
        """Account for every row of the two tables of sources."""
        if KINDS in self._tables:
            account = self._tables.account(KINDS)
            for row in account.rows:
                source = self._sources.get((row["source_title"], row["source_url"]))
                if source is None:
                    account.leave_out(row, "no loaded row cites this source")
                elif self._kinds[source.title, source.url] is row:
                    account.load(row)
                else:
                    account.merge(row, vocab.compact(source.node.value), "same title and address")
        if BETTER in self._tables:
            account = self._tables.account(BETTER)
            for row in account.rows:
                if row in self._used:
                    account.load(row)
                else:
                    account.leave_out(row, "the fact it names is not loaded")

    def _source(self, row: Row, title: str, url: str, kind: str) -> Source:
        found = self._sources.get((title, url))
        if found is None:
            listed = self._kinds.get((title, url))
            same_title = listed or self._kinds_by_title.get(title)
            if listed:
                kind = listed["source_kind"]
            elif not kind:
                by_title = (k for start, k in _KIND_BY_TITLE if title.startswith(start))
                kind = next(by_title, same_title["source_kind"] if same_title else "")
            if not kind:
                raise ParseProblem(
                    f"{row.place}: nothing says what kind of source {title!r} is.",
                    hint=f"Add it to {KINDS}.",
                )
            kind = _KIND_ALIASES.get(kind, kind)
            publisher = same_title["publisher"] if same_title else ""
            found = self._sources[title, url] = Source(title, url, kind, publisher)
        return found


def _hash(*parts: str) -> str:
    return hashlib.sha1("\n".join(parts).encode(), usedforsecurity=False).hexdigest()
