"""The base of the curated importers: rows, accounts, dates, citations, canonical writing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from imet_graph.errors import FileProblem, InputError, ParseProblem
from imet_graph.importers.curated import dates
from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.rows import FactTables
from imet_graph.importers.curated.write import dated, describe, en, node
from imet_graph.rdf import canonical, vocab

KINDS = """source_title,source_url,source_kind,publisher,why
A law,http://example.org/law,primary-law,Congress,own text
A law,http://example.org/law,primary-law,Congress,the same again
Unused,,press,Nobody,nobody cites it
"""
BETTER = """file,id,source_url,source_title,source_kind,source_date,locator,agrees,note
topics,pme,http://example.org/code,The Code,primary-law,1976-06-30,Section 5,partly,Says less.
topics,absent,http://example.org/code,The Code,primary-law,1976,Section 6,yes,
seed,seed-topic,http://example.org/code,The Code,primary-law,1976,Section 7,yes,Says so.
"""
TOPICS = """id,label,source_url,source_title,source_date,locator
pme,Education,http://example.org/law,A law,1976-06,Section 1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one table of facts and the two tables of sources."""
    texts = {"source_kinds.csv": KINDS, "better_sources.csv": BETTER, "topics.csv": TOPICS}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def values_of(triples: list[Triple], subject: NamedNode, prefixed: str) -> set[str]:
    """Return the objects of one property as text."""
    predicate = vocab.expand(prefixed)
    return {
        t.object.value  # type: ignore[union-attr]
        for t in triples
        if t.subject == subject and t.predicate.value == predicate
    }


@pytest.mark.parametrize(
    ("text", "datatype", "first", "last"),
    [
        ("1976", "gYear", date(1976, 1, 1), date(1976, 12, 31)),
        ("2024-02", "gYearMonth", date(2024, 2, 1), date(2024, 2, 29)),
        ("1976-06-30", "date", date(1976, 6, 30), date(1976, 6, 30)),
        ("FY1976", "gYear", date(1975, 7, 1), date(1976, 6, 30)),
        ("FY1991", "gYear", date(1990, 10, 1), date(1991, 9, 30)),
        ("FY1976TQ", "gYear", date(1976, 7, 1), date(1976, 9, 30)),
    ],
)
def test_a_date_keeps_its_precision(text: str, datatype: str, first: date, last: date) -> None:
    """A date has the type of its precision and the days between which it lies."""
    span = dates.parse(text)
    assert span.literal.datatype.value == vocab.XSD + datatype
    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize("text", ["", "1976-13", "1977-02-29", "June 1976", "76", "1976-07/09"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """A text that is no date is an error that names the place, not a guess."""
    with pytest.raises(ParseProblem, match=r"events\.csv, line 9"):
        dates.parse(text, "events.csv, line 9")


def test_an_end_has_ends_and_no_date_has_nothing() -> None:
    """Ends are bounded by properties of their own; an empty date says nothing."""
    assert set(dated("1999", "imet:endDate")) == {
        "imet:endDate",
        "imet:endEarliest",
        "imet:endLatest",
    }
    assert dated("") == {}


def test_empty_values_give_no_triples() -> None:
    """Unknown is not zero: an empty text, None and an empty list are left out."""
    subject = node("topic", "pme")
    values = {"rdfs:label": en("Education"), "imet:note": "", "imet:date": None, "imet:amount": []}
    assert len(list(describe(subject, "imet:Topic", values))) == 2


def test_a_row_knows_its_line_even_after_a_cell_with_line_breaks(tmp_path: Path) -> None:
    """The line of a row is the line of the file on which it begins."""
    (tmp_path / "t.csv").write_text('id,text\na,"one\ntwo"\nb,three\n', encoding="utf-8")
    rows = FactTables(tmp_path).rows("t.csv")
    assert [(row.id, row.line) for row in rows] == [("a", 2), ("b", 4)]


def test_a_row_with_a_cell_too_many_is_refused(tmp_path: Path) -> None:
    """A row that does not fit the header stops the import, with file and line."""
    (tmp_path / "t.csv").write_text("id,text\na,b,c\n", encoding="utf-8")
    with pytest.raises(ParseProblem, match=r"t\.csv, line 2: 3 cells under 2 columns"):
        FactTables(tmp_path).rows("t.csv")


def test_a_missing_folder_or_file_is_a_clear_error(tmp_path: Path) -> None:
    """Neither a folder nor a table that is not there ends in a traceback of Python's."""
    with pytest.raises(FileProblem, match="is no folder"):
        FactTables(tmp_path / "absent")
    with pytest.raises(FileProblem, match="can't be read"):
        FactTables(tmp_path).rows("absent.csv")


def test_a_row_is_settled_once(folder: Path) -> None:
    """An account refuses a second fate for a row, and knows rows without any."""
    account = Facts(folder).account("topics.csv")
    assert [row.id for row in account.unsettled()] == ["pme"]
    account.load(account.rows[0])
    assert account.unsettled() == []
    with pytest.raises(ParseProblem, match="accounted for twice"):
        account.leave_out(account.rows[0], "again")


def test_a_fact_has_its_own_and_its_stronger_citation(folder: Path) -> None:
    """The stronger source of a row is cited beside its own, with what it corrects."""
    facts = Facts(folder)
    own, better = facts.cite(facts.account("topics.csv").rows[0])
    triples = list(facts.library.take_citations())
    assert values_of(triples, own, "imet:locator") == {"Section 1"}
    assert values_of(triples, own, "imet:support") == set()
    assert values_of(triples, better, "imet:support") == {vocab.iri("support", "partial")}
    assert values_of(triples, better, "imet:note") == {"Says less."}
    assert values_of(triples, better, "rdfs:label") == {"The Code, Section 5"}
    assert list(facts.library.take_citations()) == []


def test_sources_have_kind_address_publisher_and_date(folder: Path) -> None:
    """One document is one source, with what the tables say of it."""
    facts = Facts(folder)
    facts.cite(facts.account("topics.csv").rows[0])
    facts.seed("seed-topic")
    triples = list(facts.library.source_triples())
    subjects = {
        str(values_of(triples, t.subject, "rdfs:label")): t.subject  # type: ignore[arg-type]
        for t in triples
    }
    assert len(subjects) == 2
    law, code = subjects["{'A law'}"], subjects["{'The Code'}"]
    assert isinstance(law, NamedNode)
    assert isinstance(code, NamedNode)
    assert values_of(triples, law, "dcterms:publisher") == {"Congress"}
    assert values_of(triples, law, "dcterms:date") == {"1976-06"}
    assert values_of(triples, law, "imet:address") == {"http://example.org/law"}
    assert values_of(triples, law, "imet:sourceKind") == {vocab.iri("source-kind", "primary-law")}
    # Two rows date it 1976-06-30 and 1976: the precise one counts.
    assert values_of(triples, code, "dcterms:date") == {"1976-06-30"}


def test_every_row_of_the_source_tables_is_accounted_for(folder: Path) -> None:
    """Sources that nobody cites, doubles, and facts that are not loaded are told apart."""
    facts = Facts(folder)
    facts.cite(facts.account("topics.csv").rows[0])
    facts.seed("seed-topic")
    facts.library.settle()
    kinds, better = facts.account("source_kinds.csv"), facts.account("better_sources.csv")
    assert (len(kinds.loaded), len(kinds.merged), len(kinds.left_out)) == (1, 1, 1)
    assert [entry.row.id for entry in better.left_out.values()] == ["absent"]
    assert kinds.unsettled() == better.unsettled() == []


def test_facts_found_later_have_tables_of_their_own(folder: Path, tmp_path: Path) -> None:
    """A stronger source found later is cited too, and is no row of the account."""
    found = tmp_path / "found"
    found.mkdir()
    (found / "better_sources.csv").write_text(
        BETTER.splitlines()[0] + "\ntopics,pme,,Public Law 9,primary-law,,Section 9,yes,\n",
        encoding="utf-8",
    )
    facts = Facts(folder, found)
    assert len(facts.cite(facts.account("topics.csv").rows[0])) == 3
    assert [row["locator"] for row in facts.all_found()] == ["Section 9"]
    facts.library.settle()
    assert len(facts.account("better_sources.csv").rows) == 3


def test_a_source_of_unknown_kind_or_without_locator_is_refused(folder: Path) -> None:
    """No source is loaded without its kind, no citation without its place."""
    facts = Facts(folder)
    row = facts.account("topics.csv").rows[0]
    with pytest.raises(ParseProblem, match="what kind of source"):
        facts.library.place(row, "Heard somewhere", "", "p. 1")
    with pytest.raises(ParseProblem, match="no locator"):
        facts.library.place(row, "A law", "http://example.org/law", "")


def test_a_section_of_the_code_without_address_gets_its_official_page(folder: Path) -> None:
    """Copies of Code sections that have no address lead to the official page and name."""
    facts = Facts(folder)
    title = "GitHub TheJoshuaEvans/united-states-code, usc/22/2347a.xml (US Code)"
    facts.library.place(facts.account("topics.csv").rows[0], title, "", "Subsection (a)")
    text = canonical.turtle(facts.library.source_triples()).decode()
    assert "/us/usc/t22/s2347a" in text
    assert "USC-prelim-title22-section2347a" in text


def test_canonical_turtle_is_the_same_for_any_order_and_reads_back() -> None:
    """Order and repetitions of the input leave no trace, and nothing is lost."""
    subjects = [node("country", code) for code in ("PAK", "AFG")]
    triples = [
        triple
        for subject in subjects
        for triple in describe(
            subject,
            "imet:Country",
            {
                "rdfs:label": en("Name"),
                "imet:note": 'two\nlines and "quotes"',
                "dcterms:identifier": "X",
            },
        )
    ]
    text = canonical.turtle(triples)
    assert text == canonical.turtle([*reversed(triples), *triples])
    assert set(canonical.canonical(t.triple for t in parse(text, format=RdfFormat.TURTLE))) == set(
        triples
    )
    lines = text.decode().splitlines()
    first = next(line for line in lines if line.startswith("country:"))
    assert first.startswith("country:AFG a ")
    assert [line for line in lines if "skos" in line] == []


def test_blank_nodes_are_refused() -> None:
    """What has no name can't be put in a stable order."""
    triple = Triple(BlankNode(), NamedNode(vocab.RDFS_LABEL), Literal("nobody"))
    with pytest.raises(InputError, match="blank node"):
        canonical.turtle([triple])


def test_a_file_is_written_only_when_it_changes(tmp_path: Path) -> None:
    """Unchanged bytes leave the file and its time alone; folders are made as needed."""
    path = tmp_path / "deep" / "file.ttl"
    assert canonical.write_if_changed(path, b"x")
    assert not canonical.write_if_changed(path, b"x")
    with pytest.raises(FileProblem, match="can't be written"):
        canonical.write_if_changed(tmp_path, b"x")
