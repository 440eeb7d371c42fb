"""Every command in every format that it offers, read back by a reader of that format.

The table is made from the one of formats: a command or format that is added to it and
has no question or no reader here fails.
"""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx
import pyarrow.ipc
import pyarrow.parquet
import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from imet_graph import network
from imet_graph import validate as validation
from imet_graph.cli import COMMANDS, cli
from imet_graph.errors import UnknownFormat
from imet_graph.rdf import vocab
from imet_graph.rdf.formats import FORMATS, OFFERED, by_name
from tests.law.test_import import SMALL
from tests.training_reports import make

# A question to each command, and the rows or things that its answer has at least.
ASKED: dict[str, list[str]] = {
    "query": ["query", "country-history", "--country", "Pakistan", "--cite", "--limit", "3"],
    "query --list": ["query", "--list"],
    "query --view": ["query", "money-by-country-year", "--country", "Mali", "--view", "best"],
    "query that constructs": ["query", "{construct}"],
    "query that asks": ["query", "{ask}"],
    "show": ["show", "NDU"],
    "status": ["status", "--on", "2005-06-01", "--country", "Indonesia"],
    "status of all": ["status", "--on", "2005-06-01"],
    "status --between": ["status", "--between", "1999-01-01", "2000-12-31", "--country", "IDN"],
    "status --changes": ["status", "--changes", "2023-07-01", "2023-10-31"],
    "timeline": ["timeline", "Niger"],
    "path": ["path", "Pakistan", "Foreign Assistance Act of 1961"],
    "analyze": ["analyze", "reach", "--limit", "5"],
    "stats": ["stats"],
    "diff": ["diff", "{old}", "{new}"],
    "diff --summary": ["diff", "{old}", "{new}", "--summary"],
    "validate": ["validate", "{new}"],
    "export": ["export", "NDU"],
    "visualize": ["visualize", "NDU"],
    "docs": ["docs", "questions"],
    "import": ["import", "fmtr", "{report}", "--store", "{store}"],
    "import uslm": ["import", "uslm", "{section}"],
    "verify": ["verify", "law", "{section}"],
}
# What a question offers, where that is not what its command does.
OFFERS: dict[str, tuple[str, ...]] = {
    "query": OFFERED["results"],
    "query --list": OFFERED["results"],
    "query --view": OFFERED["picture"],
    "query that constructs": OFFERED["rdf"],
    "query that asks": ("json", "xml"),
    "diff --summary": OFFERED["diff"],
    "import uslm": OFFERED["rdf"],
    "verify": OFFERED["report"],
}
# Commands whose answer is no file: what they do is their end.
NO_FILE = ("serve", "shell", "push", "build", "new")


class _Html(HTMLParser):
    """Counts the rows of tables and the other elements; what is closed must be open."""

    VOID = ("meta", "link", "br", "input", "img", "hr", "col")
    IMPLIED = ("td", "th", "tr", "li", "p")  # HTML lets their ends be left out

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: Counter[str] = Counter()
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen[tag] += 1
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while (last := self.open.pop()) != tag:
            assert last in self.IMPLIED


def _text(data: bytes) -> int:
    text = data.decode("utf-8")
    assert "\x1b" not in text
    assert text.endswith("\n")
    assert all(line == line.rstrip() for line in text.splitlines())
    return len(text.splitlines())


def _csv(data: bytes) -> int:
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    assert len(head) > 1
    assert {len(row) for row in rows} <= {len(head)}
    return len(rows)


def _results(kind: ox.QueryResultsFormat) -> Callable[[bytes], int]:
    def read(data: bytes) -> int:
        found = ox.parse_query_results(data, format=kind)
        return 1 if isinstance(found, ox.QueryBoolean) else len(list(found))

    return read


def _json(data: bytes) -> int:
    found = json.loads(data)
    assert isinstance(found, dict | list)
    return len(found)


def _markdown(data: bytes) -> int:
    text = data.decode("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
    assert len(cells) == 1
    assert set(lines[1]) <= set("| -:")
    return len(lines) - 2


def _html(data: bytes) -> int:
    seen = _Html(data.decode("utf-8")).seen
    return seen["tr"] or seen["svg"] or seen["p"]


def _arrow(data: bytes) -> int:
    return int(pyarrow.ipc.open_file(data).read_all().num_rows)


def _rdf(kind: ox.RdfFormat) -> Callable[[bytes], int]:
    return lambda data: len(list(ox.parse(data, format=kind)))


def _cytoscape(data: bytes) -> int:
    return len(json.loads(data)["elements"]["nodes"])


def _svg(data: bytes) -> int:
    root = ET.fromstring(data)  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    return len(list(root.iter()))


def _png(data: bytes) -> int:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    place, kinds = 8, []
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        chunk = data[place + 4 : place + 8 + length]
        assert zlib.crc32(chunk) == struct.unpack(">I", data[place + 8 + length :][:4])[0]
        kinds.append(chunk[:4])
        place += 12 + length
    assert (kinds[0], kinds[-1]) == (b"IHDR", b"IEND")
    return kinds.count(b"IDAT")


def _dot(data: bytes) -> int:
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "s", data.decode("utf-8"))
    lines = bare.strip().splitlines()
    assert (lines[0], lines[-1]) == ("digraph s {", "}")
    statement = r"  (\w+( -> \w+)?) \[(\w+=s(, )?)+\];"
    assert all(re.fullmatch(statement, line) for line in lines[1:-1])
    return len(lines)


def _mermaid(data: bytes) -> int:
    lines = [line for line in data.decode("utf-8").splitlines() if not line.startswith("%%")]
    if lines[0] == "---":
        lines = lines[lines.index("---", 1) + 1 :]
    assert re.match(r"(flowchart|graph|timeline|xychart)", lines[0])
    return len(lines)


def _sarif(data: bytes) -> int:
    found = json.loads(data)
    assert found["version"] == "2.1.0"
    return len(found["runs"])


def _junit(data: bytes) -> int:
    root = ET.fromstring(data)  # noqa: S314 - our own
    assert root.tag in ("testsuites", "testsuite")
    return len(list(root.iter("testcase")))


def _bibtex(data: bytes) -> int:
    text = data.decode("utf-8")
    assert text.replace("\\{", "").count("{") == text.replace("\\}", "").count("}")
    return len(re.findall(r"^@misc\{[\w.-]+,$", text, flags=re.MULTILINE))


def _csl(data: bytes) -> int:
    return len([item["title"] for item in json.loads(data) if item["id"] and item["type"]])


# How each format is read; a reader returns how much it found, which must be something.
READERS: dict[str, Callable[[bytes], int]] = {
    "text": _text,
    "table": _text,
    "csv": _csv,
    "tsv": _results(ox.QueryResultsFormat.TSV),
    "json": _json,
    "xml": _results(ox.QueryResultsFormat.XML),
    "jsonl": lambda data: len([json.loads(line) for line in data.splitlines()]),
    "markdown": _markdown,
    "html": _html,
    "parquet": lambda data: int(pyarrow.parquet.read_table(io.BytesIO(data)).num_rows),
    "arrow": _arrow,
    "turtle": _rdf(ox.RdfFormat.TURTLE),
    "ntriples": _rdf(ox.RdfFormat.N_TRIPLES),
    "nquads": _rdf(ox.RdfFormat.N_QUADS),
    "trig": _rdf(ox.RdfFormat.TRIG),
    "rdfxml": _rdf(ox.RdfFormat.RDF_XML),
    "jsonld": _rdf(ox.RdfFormat.JSON_LD),
    "graphml": lambda data: len(networkx.read_graphml(io.BytesIO(data), force_multigraph=True)),
    "gexf": lambda data: len(networkx.read_gexf(io.BytesIO(data))),
    "cytoscape": _cytoscape,
    "nodes-csv": _csv,
    "edges-csv": _csv,
    "svg": _svg,
    "png": _png,
    "dot": _dot,
    "mermaid": _mermaid,
    "sarif": _sarif,
    "junit": _junit,
    "bibtex": _bibtex,
    "csl-json": _csl,
}
# Where JSON is that of SPARQL results.
SPARQL_JSON = ("query", "analyze", "diff")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the questions are about."""
    folder = tmp_path_factory.mktemp("given")
    (folder / "construct.rq").write_text(
        "CONSTRUCT { ?a ?p 1 } { VALUES ?a { country:PAK } ?a ?p ?o }"
    )
    (folder / "ask.rq").write_text("ASK { country:PAK a imet:Country }")
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in vocab.PREFIXES.items())
    (folder / "old.ttl").write_text(f'{prefixes}event:a a imet:Coup ; rdfs:label "A"@en .')
    (folder / "new.ttl").write_text(f'{prefixes}event:a a imet:Coup ; rdfs:label "B"@en .')
    (folder / "report.tsv").write_text(make.text(make.small()))
    section = SMALL.replace("t98/s5", "t22/s2347f")
    (folder / "section.xml").write_text(section, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def _made_once() -> Iterator[None]:
    """Validate once, and gather the network once: what is tested is how they are written."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((validation, "validate"), (network, "whole")):
            patch.setattr(module, name, _once(getattr(module, name)))
        yield


def _once(made: Callable[..., Any]) -> Callable[..., Any]:
    kept: list[Any] = []

    def again(*args: Any, **options: Any) -> Any:
        if not kept:
            kept.append(made(*args, **options))
        return kept[0]

    return again


def _run(asked: list[str], given: Path, *options: str) -> Result:
    kinds = {"construct": "rq", "ask": "rq", "old": "ttl", "new": "ttl", "report": "tsv"}
    kinds["section"] = "xml"
    files = {name: str(given / f"{name}.{ending}") for name, ending in kinds.items()}
    words = [word.format(**files, store=given / "store") for word in asked]
    return CliRunner().invoke(cli, [*words, *options], env={"COLUMNS": "80"})


def _offered(name: str) -> tuple[str, ...]:
    return OFFERS.get(name) or OFFERED[ASKED[name][0]]


@pytest.mark.parametrize(
    ("name", "format_name"),
    [(name, format_name) for name in ASKED for format_name in _offered(name)],
)
def test_every_answer_is_read_by_a_reader_of_its_format(
    name: str, format_name: str, given: Path, tmp_path: Path
) -> None:
    """The extension alone says the format, where the format has one."""
    command = ASKED[name][0]
    extensions = by_name(format_name).extensions
    target = tmp_path / f"answer.{extensions[-1] if extensions else 'csv'}"
    options = ["--report" if name == "import" else "--output", str(target)]
    offered = [by_name(one) for one in _offered(name)]
    if next((f.name for f in offered if target.suffix[1:] in f.extensions), "") != format_name:
        options += ["--format", format_name]
    done = _run(ASKED[name], given, *options)
    assert done.exit_code in (0, 1), done.exception
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert command == "import" or done.stdout == ""
    data = target.read_bytes()
    reader = READERS[format_name]
    if format_name == "json" and command in SPARQL_JSON:
        reader = _results(ox.QueryResultsFormat.JSON)
    assert reader(data) > 0, data[:500]


@pytest.mark.parametrize("name", [name for name in ASKED if name not in ("docs", "import")])
def test_a_format_that_is_not_offered_is_refused_naming_those_that_are(
    name: str, given: Path, tmp_path: Path
) -> None:
    """By its name, and by an extension."""
    offered = _offered(name)
    for options in (["-f", "word"], ["-o", str(tmp_path / "answer.docx")]):
        done = _run(ASKED[name], given, *options)
        assert isinstance(done.exception, UnknownFormat)
        assert ", ".join(offered[:2]) in str(done.exception)


def test_every_command_and_every_format_is_in_these_tables() -> None:
    """What is added to the program is added here."""
    assert {words[0] for words in ASKED.values()} == set(COMMANDS) - set(NO_FILE)
    assert set(READERS) == {f.name for f in FORMATS}
    offered = {format_name for name in ASKED for format_name in _offered(name)}
    assert offered == set(READERS)
