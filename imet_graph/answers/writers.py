"""Writes results: csv, tsv, json and xml as the SPARQL 1.1 recommendations say, and more.

Every writer takes a result and a text stream, and reads the rows once.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import IO, Any

from imet_graph.answers import Result, Table, Triples, Truth, to_python
from imet_graph.answers.text import Grid, Paragraph, Sources, Text, plain, render
from imet_graph.errors import UnknownFormat
from imet_graph.rdf.terms import BlankNode, Literal, NamedNode, Term, text_of
from imet_graph.rdf.vocab import XSD

_SPREADSHEET_RISK = ("=", "+", "-", "@", "\t", "\r")


def write(
    result: Result | Text,
    format_name: str,
    stream: IO[str],
    *,
    safe: bool = False,
    links: Mapping[str, str] | None = None,
    about: Mapping[str, Any] | None = None,
) -> None:
    """Write a result, or a text of blocks, in a format.

    ``safe`` puts an apostrophe before cells of a table that a spreadsheet
    program would run as a formula. ``links`` makes links of the things in a table
    (see :func:`~imet_graph.answers.text.render`); other formats have none.
    ``about`` stands in the head of json, where readers of SPARQL results pass over it.

    Raises:
        UnknownFormat: if the format does not fit this kind of result.
    """
    if isinstance(result, Triples):
        from imet_graph.rdf import files

        # Triples have no table: who asks for one reads Turtle.
        chosen = "turtle" if format_name == "table" else format_name
        stream.write(files.serialize(result.triples, chosen).decode("utf-8"))
        return
    if isinstance(result, Table):
        result = _safe(result) if safe else result
        result = Text([Grid(result)]) if format_name in _TEXTS else result
    elif isinstance(result, Text) and safe:
        blocks = (b._replace(table=_safe(b.table)) if isinstance(b, Grid) else b for b in result)
        result = Text(blocks)
    if isinstance(result, Text) and format_name in ("text", "table"):
        render(result, stream, links=links)
    elif isinstance(result, Text) and format_name in _TEXTS:
        _TEXTS[format_name](result, stream)
    elif isinstance(result, Truth) and format_name in (*_TEXTS, *_TABLES):
        stream.write("yes\n" if result.value else "no\n")
    elif isinstance(result, Table) and format_name in _TABLES:
        _TABLES[format_name](result, stream)
    elif not isinstance(result, Text) and format_name == "json":
        _json(result, stream, about)
    elif not isinstance(result, Text) and format_name == "xml":
        _xml(result, stream)
    else:
        raise UnknownFormat(
            f"{format_name} does not fit the result of this query.",
            hint=f"Use one of {', '.join(FORMAT_NAMES)}.",
        )


def _safe(table: Table) -> Table:
    rows = (tuple(map(_defused, row)) for row in table.stream())
    return Table(table.variables, rows, table.things)


def _defused(term: Term | None) -> Term | None:
    text = text_of(term)
    # A number or a date begins with a sign, and is what it is; text in any language is not.
    typed = (
        isinstance(term, Literal) and not term.language and term.datatype.value != XSD + "string"
    )
    if term is not None and not typed and text.startswith(_SPREADSHEET_RISK):
        return Literal("'" + text)
    return term


def _csv(result: Table, stream: IO[str]) -> None:
    import csv

    # The recommendation asks for CRLF; every reader takes it, and \n confuses none less.
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(result.variables)
    for row in result.stream():
        writer.writerow([text_of(term) for term in row])


def _tsv(result: Table, stream: IO[str]) -> None:
    stream.write("\t".join(f"?{name}" for name in result.variables) + "\n")
    for row in result.stream():
        terms = ("" if t is None else str(t).replace("\t", "\\t") for t in row)
        stream.write("\t".join(terms) + "\n")


def binding(term: Term) -> dict[str, str]:
    """Return a term as SPARQL 1.1 Query Results JSON has it."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != XSD + "string":
        found["datatype"] = term.datatype.value
    return found


def _json(result: Table | Truth, stream: IO[str], about: Mapping[str, Any] | None) -> None:
    import json

    if isinstance(result, Truth):
        found = {"head": dict(about or {}), "boolean": result.value}
        stream.write(json.dumps(found, ensure_ascii=False) + "\n")
        return
    head = json.dumps({"vars": list(result.variables), **(about or {})}, ensure_ascii=False)
    stream.write(f'{{"head": {head},\n "results": {{"bindings": [')
    separator = "\n  "
    for row in result.stream():
        pairs = zip(result.variables, row, strict=True)
        entry = {name: binding(term) for name, term in pairs if term is not None}
        stream.write(separator + json.dumps(entry, ensure_ascii=False))
        separator = ",\n  "
    stream.write("\n ]}}\n")


def _jsonl(result: Table, stream: IO[str]) -> None:
    import json

    for row in result.stream():
        pairs = zip(result.variables, row, strict=True)
        entry = {name: to_python(term) for name, term in pairs if term is not None}
        stream.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")


def _xml(result: Table | Truth, stream: IO[str]) -> None:
    from xml.sax.saxutils import quoteattr

    stream.write('<?xml version="1.0"?>\n')
    stream.write('<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n')
    if isinstance(result, Truth):
        truth = "true" if result.value else "false"
        stream.write(f" <head/>\n <boolean>{truth}</boolean>\n</sparql>\n")
        return
    stream.write(" <head>\n")
    for name in result.variables:
        stream.write(f"  <variable name={quoteattr(name)}/>\n")
    stream.write(" </head>\n <results>\n")
    for row in result.stream():
        stream.write("  <result>\n")
        for name, term in zip(result.variables, row, strict=True):
            if term is not None:
                inner = _xml_term(binding(term))
                stream.write(f"   <binding name={quoteattr(name)}>{inner}</binding>\n")
        stream.write("  </result>\n")
    stream.write(" </results>\n</sparql>\n")


def _xml_term(entry: dict[str, str]) -> str:
    from xml.sax.saxutils import escape, quoteattr

    kind, value = entry.pop("type"), escape(entry.pop("value"))
    attributes = "".join(f" {name}={quoteattr(text)}" for name, text in entry.items())
    return f"<{kind}{attributes}>{value}</{kind}>"


def _markdown(text: Text, stream: IO[str]) -> None:
    for number, block in enumerate(text):
        stream.write("\n" if number else "")
        if isinstance(block, Paragraph):
            stream.write(f"{plain(block.text)}\n")
        elif isinstance(block, Sources):
            items = enumerate(block.texts, start=1)
            stream.writelines(f"{i}. {plain(source)}\n" for i, source in items)
        else:
            stream.write("| " + " | ".join(block.table.variables) + " |\n")
            stream.write("|" + " --- |" * len(block.table.variables) + "\n")
            for row in block.table.stream():
                cells = (text_of(t).replace("|", "\\|").replace("\n", " ") for t in row)
                stream.write("| " + " | ".join(cells) + " |\n")


def _html(text: Text, stream: IO[str]) -> None:
    from html import escape

    for block in text:
        if isinstance(block, Paragraph):
            stream.write(f"<p>{escape(block.text)}</p>\n")
        elif isinstance(block, Sources):
            items = "".join(f"<li>{escape(source)}</li>\n" for source in block.texts)
            stream.write(f"<ol>\n{items}</ol>\n")
        else:
            head = "".join(f'<th scope="col">{escape(n)}</th>' for n in block.table.variables)
            stream.write(f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n")
            for row in block.table.stream():
                cells = "".join(f"<td>{escape(text_of(term))}</td>" for term in row)
                stream.write(f"<tr>{cells}</tr>\n")
            stream.write("</tbody>\n</table>\n")


def as_html(result: Table | Text) -> str:
    """Return a table or a text as HTML, as a notebook shows it."""
    stream = io.StringIO()
    write(result, "html", stream)
    return stream.getvalue()


_TEXTS: dict[str, Callable[..., None]] = {
    "text": render,
    "table": render,
    "markdown": _markdown,
    "html": _html,
}
_TABLES = {"csv": _csv, "tsv": _tsv, "jsonl": _jsonl}

FORMAT_NAMES = (*_TEXTS, "csv", "tsv", "json", "xml", "jsonl")  # those of a table
