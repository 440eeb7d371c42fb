"""What an answer is: rows, the references of each, the gaps that it crosses, notes and limits.

It is composed here, once; the command line, the shell, the server's pages and Python
render it, and add nothing of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from imet_graph.answers import SHOWN, Result, Row, Table, Triples, Truth
from imet_graph.rdf import vocab
from imet_graph.rdf.terms import Literal, NamedNode, Term, text_of
from imet_graph.things.citations import Reference, labelled, sources_of

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from imet_graph.coverage import Gap
    from imet_graph.engines import Backend
    from imet_graph.pictures.picture import Picture
    from imet_graph.queries import QueryFile

_Item = TypeVar("_Item")
_ON_LAW = frozenset(("status", "law"))


class Note(str):
    """What whoever reads an answer should know; ``shell`` says it at a command line."""

    shell: str

    def __new__(cls, text: str, shell: str = "") -> Note:
        """Return a note that reads alike everywhere, if ``shell`` is left out."""
        note = super().__new__(cls, text)
        note.shell = shell or text
        return note


_NO_REPORTS = "The graph that was asked holds no training reports, so this answer says nothing of "
_NO_REPORTS_NOTE = Note(
    f"{_NO_REPORTS}training.",
    f"{_NO_REPORTS}training. Import some with `imet-graph import fmtr FILE --store DIR` and ask "
    "again with --store DIR.",
)


class Answer:
    """The answer to a query; ``bound`` has the terms of the query's parameters.

    ``result`` is what the engine gave: a table, a truth, or triples.
    Everything is read when it is first asked for, and kept. ``limit`` is the most rows
    that it has; ``limited`` says that there are more. Iterating gives rows of RDF
    terms, :meth:`dicts` and the data frames Python's values. It is true if it has rows,
    or the answer is yes.
    """

    def __init__(
        self,
        backend: Backend,
        query: QueryFile,
        bound: Mapping[str, Sequence[Term]],
        result: Result,
        limit: int | None = None,
    ) -> None:
        self.backend = backend
        self.query = query
        self.bound = bound
        self.limit = limit
        self.limited = False
        self.result = result
        if isinstance(result, Table) and limit is not None:
            self.result = Table(result.variables, self._first(result.stream(), limit))
        elif isinstance(result, Triples) and limit is not None:
            self.result = Triples(self._first(iter(result), limit))

    def _first(self, items: Iterator[_Item], most: int) -> list[_Item]:
        kept = list(islice(items, most))
        self.limited = next(items, None) is not None
        return kept

    @property
    def truth(self) -> bool | None:
        """The answer to an ASK query; None for others."""
        return self.result.value if isinstance(self.result, Truth) else None

    @cached_property
    def table(self) -> Table:
        """The rows; triples have three columns, a yes or no has one."""
        if isinstance(self.result, Table):
            return self.result
        if isinstance(self.result, Truth):
            return Table(("answer",), [(Literal(self.result.value),)])
        self.result = Triples(list(self.result))
        rows: list[Row] = [(t.subject, t.predicate, t.object) for t in self.result]  # type: ignore[misc]
        return Table(("subject", "predicate", "object"), rows)

    @property
    def rows(self) -> list[Row]:
        """The rows, each with one term, or None, for each variable."""
        return self.table.rows

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.table.variables

    def __iter__(self) -> Iterator[Row]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)

    def __bool__(self) -> bool:
        return len(self) > 0 if self.truth is None else self.truth

    @cached_property
    def references(self) -> list[tuple[Reference, ...]]:
        """The references that support each row, in the order of the rows.

        The query's header may name the columns whose things' citations support a row;
        without any, the first column of the row whose thing has citations does.
        """
        named = [self.variables.index(c) for c in self.query.cite if c in self.variables]
        wanted = named or range(len(self.variables))
        things = [[t.value for i in wanted if isinstance(t := row[i], NamedNode)] for row in self]
        return sources_of(self.backend, things, first=not named)

    @property
    def sources(self) -> list[Reference]:
        """The references of all rows, each once, in the order in which rows need them."""
        return list({ref.iri: ref for found in self.references for ref in found}.values())

    @property
    def numbers(self) -> list[list[int]]:
        """For each row the places of its references among the sources, from 1."""
        place = {ref.iri: number for number, ref in enumerate(self.sources, start=1)}
        return [[place[ref.iri] for ref in found] for found in self.references]

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is known to be missing from the answer."""
        if not self.query.gaps:
            return []
        from imet_graph.coverage import crossed

        return crossed(self.backend, self.query, self.bound, self.table)

    @cached_property
    def notes(self) -> list[Note]:
        """What else there is to know: what the graph lacks, and what was left out."""
        found = []
        if "training-store" in self.query.tags and not self.backend.ask(
            f"ASK {{ ?report a <{vocab.term('TrainingReport')}> }}"
        ):
            found.append(_NO_REPORTS_NOTE)
        if _ON_LAW.intersection(self.query.tags):
            found += map(Note, self._beyond())
        if self.limited:
            rows = "row is" if self.limit == 1 else "rows are"
            found.append(Note(f"Only the first {self.limit:,} {rows} given; there are more."))
        return found

    def _beyond(self) -> list[str]:
        """Return what there is to know of a day on which the graph does not know the law."""
        literals = [t for terms in self.bound.values() for t in terms if isinstance(t, Literal)]
        days = [t.value[:10] for t in literals if t.datatype.value == vocab.XSD + "date"]
        if not days:
            return []
        from datetime import date

        from imet_graph.coverage import beyond, reach

        first, last = map(date.fromisoformat, (min(days), max(days)))
        return beyond(reach(self.backend), first, last)

    def first(self, most: int) -> Answer:
        """Return an answer of the first rows."""
        table = Table(self.variables, self.rows[:most])
        return Answer(self.backend, self.query, self.bound, table)

    def labelled(self) -> Table:
        """Return the rows with the labels of things in place of their IRIs."""
        return labelled([self.table], self.backend)[0]

    def shown(self, *, cite: str = "", labels: bool = False) -> Table:
        """Return the rows as they are written: ``cite`` adds a column of the sources.

        It is ``text`` for the sources in full, ``numbers`` for their numbers.
        """
        table = self.table
        if self.query.gaps:
            table.rows  # noqa: B018 - kept, since the gaps are found by them
        if cite == "numbers":
            marks = [" ".join(f"[{n}]" for n in numbers) for numbers in self.numbers]
            table = table.with_column("source", marks)
        elif cite:
            texts = [" | ".join(ref.text for ref in found) for found in self.references]
            table = table.with_column("citation", texts)
        return labelled([table], self.backend)[0] if labels else table

    def about(self, *, cite: bool = False) -> dict[str, Any]:
        """Return what stands beside the rows in JSON: gaps and notes if any, sources if asked."""
        found: dict[str, Any] = {}
        if self.gaps:
            found["gaps"] = [gap.as_dict() for gap in self.gaps]
        if self.notes:
            found["notes"] = [str(note) for note in self.notes]
        if cite:
            found["sources"] = [ref.as_dict() for ref in self.sources]
            found["references"] = self.numbers
        return found

    def frame(self, *, labels: bool = False) -> Table:
        """Return the rows with years as numbers and ISO codes of countries beside their things.

        The transition quarter counts as 1976.
        """
        shown = self.labelled() if labels else self.table
        columns: dict[str, list[Term | None]] = {}
        for at, name in enumerate(self.variables):
            columns[name] = [row[at] for row in shown.rows]
            for kind, added, read in _BESIDE:
                codes = [_code(row[at], kind) for row in self.rows]
                if any(codes):
                    free = added not in (*columns, *self.variables)
                    columns[added if free else f"{name}_{added}"] = [read(c) for c in codes]
        return Table(tuple(columns), list(zip(*columns.values(), strict=True)))

    def dicts(self, *, labels: bool = False) -> list[dict[str, Any]]:
        """Return the rows as dictionaries of Python's values (see :meth:`frame`)."""
        return self.frame(labels=labels).dicts()

    def to_pandas(self, *, labels: bool = False) -> pandas.DataFrame:
        """Return a pandas data frame (see :meth:`frame`); raise MissingExtra without pandas."""
        return self.frame(labels=labels).to_pandas()

    def to_polars(self, *, labels: bool = False) -> polars.DataFrame:
        """Return a polars data frame (see :meth:`frame`); raise MissingExtra without polars."""
        return self.frame(labels=labels).to_polars()

    def to_arrow(self, *, labels: bool = False) -> pyarrow.Table:
        """Return an Arrow table (see :meth:`frame`); raise MissingExtra without pyarrow."""
        return self.frame(labels=labels).to_arrow()

    def visualize(self, view: str = "best") -> Picture:
        """Return a picture: network, timeline, map, chart, hierarchy; best is what the query names.

        Raises:
            InputError: if the answer lacks what the view needs.
        """
        from imet_graph.errors import InputError
        from imet_graph.pictures.views.answer import day_of, of_result

        named = self.query.view if view == "best" else view
        if named == "table":
            raise InputError(
                f"The query {self.query.name} names no view to draw.",
                hint="Name one: network, timeline, map, chart or hierarchy.",
            )
        title = self.query.title or self.query.name
        return of_result(self.backend, self.result, named, title, day_of(self.query, self.bound))

    def _repr_html_(self) -> str:
        """Return the first rows as a notebook shows them, with sources, gaps and notes."""
        from imet_graph.answers.text import Block, Grid, Paragraph, Sources, Text
        from imet_graph.answers.writers import as_html

        part = self.first(SHOWN)
        told = [f"{gap.label}: {gap.text}" for gap in self.gaps] + list(self.notes)
        if len(self) > SHOWN:
            told.insert(0, f"{SHOWN:,} of {len(self):,} rows.")
        cite = "numbers" if part.sources else ""
        listed: list[Block] = [Sources([ref.text for ref in part.sources])] if cite else []
        grid = Grid(part.shown(cite=cite, labels=True))
        return as_html(Text([grid, *map(Paragraph, told), *listed]))


def _code(term: Term | None, kind: str) -> str:
    """Return the last part of the IRI of a thing of a kind; of anything else, nothing."""
    named = isinstance(term, NamedNode) and vocab.kind_of(term.value) == kind
    return vocab.local(text_of(term)) if named else ""


_BESIDE: tuple[tuple[str, str, Callable[[str], Term | None]], ...] = (
    ("fy", "year", lambda code: Literal(int(code[:4])) if code[:4].isdigit() else None),
    ("country", "iso3", lambda code: Literal(code) if len(code) == 3 else None),
)
