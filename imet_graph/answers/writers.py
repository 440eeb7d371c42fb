"""Writes results: csv, tsv, json and xml as the SPARQL 1.1 recommendations say, and more.

Every writer takes a result and a text stream, and reads the rows once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Protocol

from imet_graph.answers import Answer, Result, Row, Table, Triples
from imet_graph.errors import UnknownFormat
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Term, text_of

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_SPREADSHEET_RISK = ("=", "+", "-", "@", "\t", "\r")


def write(
    result: Result,
    format_name: str,
    stream: IO[str],
    *,
    safe: bool = False,
    links: Mapping[str, str] | None = None,
) -> None:
    """Write a result in a format.

    ``safe`` puts an apostrophe before csv and tsv cells that a spreadsheet
    program would run as a formula. ``links`` makes links of the things in a table
    (see :func:`~imet_graph.answers.table.write_table`); other formats have none.

    Raises:
        UnknownFormat: if the format does not fit this kind of result.
    """
    if isinstance(result, Triples):
        _write_triples(result, format_name, stream)
        return
    writer = _WRITERS.get(format_name)
    if writer is None:
        raise UnknownFormat(
            f"{format_name} does not fit the result of this query.",
            hint=f"Use one of {', '.join(_WRITERS)}.",
        )
    if isinstance(result, Answer) and format_name not in ("json", "xml"):
        stream.write("yes\n" if result.value else "no\n")
        return
    if safe and isinstance(result, Table):
        defused = (tuple(map(_defused, row)) for row in result.rows)
        result = Table(result.variables, defused, result.things)
    if links is not None and format_name == "table" and isinstance(result, Table):
        from imet_graph.answers.table import write_table

        write_table(result, stream, links=links)
        return
    writer(result, stream)


def _defused(term: Term | None) -> Term | None:
    text = text_of(term)
    # A number or a date begins with a sign, and is what it is; text in any language is not.
    typed = isinstance(term, Literal) and not term.language and term.datatype.value != _XSD_STRING
    if term is not None and not typed and text.startswith(_SPREADSHEET_RISK):
        return Literal("'" + text)
    return term


def _csv(result: Table | Answer, stream: IO[str]) -> None:
    import csv

    assert isinstance(result, Table)  # noqa: S101 - answers are written by write()
    # The recommendation asks for CRLF; every reader takes it, and \n confuses none less.
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(result.variables)
    for row in result.rows:
        writer.writerow([text_of(term) for term in row])


def _tsv(result: Table | Answer, stream: IO[str]) -> None:
    assert isinstance(result, Table)  # noqa: S101 - answers are written by write()
    stream.write("\t".join(f"?{name}" for name in result.variables) + "\n")
    for row in result.rows:
        stream.write("\t".join("" if t is None else _tsv_term(t) for t in row) + "\n")


def _tsv_term(term: Term) -> str:
    return str(term).replace("\t", "\\t")


def binding(term: Term) -> dict[str, str]:
    """Return a term as SPARQL 1.1 Query Results JSON has it."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != _XSD_STRING:
        found["datatype"] = term.datatype.value
    return found


def _json(result: Table | Answer, stream: IO[str]) -> None:
    import json

    if isinstance(result, Answer):
        stream.write(json.dumps({"head": {}, "boolean": result.value}) + "\n")
        return
    head = json.dumps(list(result.variables))
    stream.write(f'{{"head": {{"vars": {head}}},\n "results": {{"bindings": [')
    separator = "\n  "
    for row in result.rows:
        pairs = zip(result.variables, row, strict=True)
        entry = {name: binding(term) for name, term in pairs if term is not None}
        stream.write(separator + json.dumps(entry, ensure_ascii=False))
        separator = ",\n  "
    stream.write("\n ]}}\n")


def _jsonl(result: Table | Answer, stream: IO[str]) -> None:
    import json

    from imet_graph.answers import to_python

    assert isinstance(result, Table)  # noqa: S101 - answers are written by write()
    for row in result.rows:
        pairs = zip(result.variables, row, strict=True)
        entry = {name: to_python(term) for name, term in pairs if term is not None}
        stream.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")


def _xml(result: Table | Answer, stream: IO[str]) -> None:
    from xml.sax.saxutils import escape, quoteattr

    stream.write('<?xml version="1.0"?>\n')
    stream.write('<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n')
    if isinstance(result, Answer):
        truth = "true" if result.value else "false"
        stream.write(f" <head/>\n <boolean>{truth}</boolean>\n</sparql>\n")
        return
    stream.write(" <head>\n")
    for name in result.variables:
        stream.write(f"  <variable name={quoteattr(name)}/>\n")
    stream.write(" </head>\n <results>\n")
    for row in result.rows:
        stream.write("  <result>\n")
        for name, term in zip(result.variables, row, strict=True):
            if term is not None:
                inner = _xml_term(binding(term), escape, quoteattr)
                stream.write(f"   <binding name={quoteattr(name)}>{inner}</binding>\n")
        stream.write("  </result>\n")
    stream.write(" </results>\n</sparql>\n")


def _xml_term(
    entry: dict[str, str], escape: Callable[[str], str], quoteattr: Callable[[str], str]
) -> str:
    value = escape(entry["value"])
    if entry["type"] != "literal":
        return f"<{entry['type']}>{value}</{entry['type']}>"
    if "xml:lang" in entry:
        return f"<literal xml:lang={quoteattr(entry['xml:lang'])}>{value}</literal>"
    if "datatype" in entry:
        return f"<literal datatype={quoteattr(entry['datatype'])}>{value}</literal>"
    return f"<literal>{value}</literal>"


def _table(result: Table | Answer, stream: IO[str]) -> None:
    from imet_graph.answers.table import write_table

    assert isinstance(result, Table)  # noqa: S101 - answers are written by write()
    write_table(result, stream)


def _markdown(result: Table | Answer, stream: IO[str]) -> None:
    assert isinstance(result, Table)  # noqa: S101 - answers are written by write()
    stream.write("| " + " | ".join(result.variables) + " |\n")
    stream.write("|" + " --- |" * len(result.variables) + "\n")
    for row in result.rows:
        cells = (text_of(t).replace("|", "\\|").replace("\n", " ") for t in row)
        stream.write("| " + " | ".join(cells) + " |\n")


def _html(result: Table | Answer, stream: IO[str]) -> None:
    assert isinstance(result, Table)  # noqa: S101 - answers are written by write()
    stream.writelines(_html_lines(result.variables, result.rows))


def html_table(table: Table, *, most: int) -> str:
    """Return the first ``most`` rows as an HTML table, with a line that says how many there are."""
    rows = list(table.rows)
    more = f"<p>{most:,} of {len(rows):,} rows</p>\n" if len(rows) > most else ""
    return "".join(_html_lines(table.variables, rows[:most])) + more


def _html_lines(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    from html import escape

    head = "".join(f'<th scope="col">{escape(n)}</th>' for n in names)
    yield f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
    for row in rows:
        cells = "".join(f"<td>{escape(text_of(term))}</td>" for term in row)
        yield f"<tr>{cells}</tr>\n"
    yield "</tbody>\n</table>\n"


class _Numbered(Protocol):
    """A reference, as far as a list of sources needs it."""

    @property
    def text(self) -> str: ...


def write_sources(sources: Sequence[_Numbered], format_name: str, stream: IO[str]) -> None:
    """Write the list of sources that the numbers in a table stand for."""
    if format_name == "html":
        from html import escape

        items = "".join(f"<li>{escape(ref.text)}</li>\n" for ref in sources)
        stream.write(f"<ol>\n{items}</ol>\n")
        return
    if format_name == "markdown":
        stream.write("\n" + "".join(f"{i}. {r.text}\n" for i, r in enumerate(sources, start=1)))
        return
    import textwrap

    from imet_graph.answers.table import terminal_width

    width = terminal_width()
    stream.write("\nSources\n")
    for number, ref in enumerate(sources, start=1):
        stream.write(
            textwrap.fill(
                f"[{number}] {ref.text}",
                width,
                subsequent_indent="    ",
                break_on_hyphens=False,
                break_long_words=False,
            )
            + "\n"
        )


_WRITERS: dict[str, Callable[[Table | Answer, IO[str]], None]] = {
    "table": _table,
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "xml": _xml,
    "jsonl": _jsonl,
    "markdown": _markdown,
    "html": _html,
}


FORMAT_NAMES = tuple(_WRITERS)
"""The names of the formats in which a table can be written."""


def _write_triples(result: Triples, format_name: str, stream: IO[str]) -> None:
    from imet_graph.rdf import files

    chosen = "turtle" if format_name == "table" else format_name
    stream.write(files.serialize(result.triples, chosen).decode("utf-8"))
