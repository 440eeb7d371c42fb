"""The engine inside the process: Oxigraph, in memory or on disk.

The bundled graph is parsed once and kept as an Oxigraph store in the user's
cache; later starts open that store read-only, which takes about 15 ms whatever
its size (docs/decisions/0003-cached-store.md).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from imet_graph import resources
from imet_graph.answers import Result, Table, Triples, Truth
from imet_graph.engines import Backend, syntax_error
from imet_graph.errors import FileProblem, ImetGraphError, StoreError, translating
from imet_graph.rdf import vocab
from imet_graph.rdf.files import RDF_FORMATS
from imet_graph.rdf.formats import by_extension
from imet_graph.rdf.terms import Quad

_Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_POINTER, GENERATIONS = "CURRENT", "generations"
DRAFT = ".draft"
"""Ends the name of a file beside a generation that an import has not finished."""

_PIECE = 4_400_000  # bytes of Turtle
_NAME = 500  # characters in which a name and the space behind it lie


class LocalBackend(Backend):
    """A graph in this process.

    >>> backend = LocalBackend.of_quads([])
    >>> backend.ask("ASK { ?s ?p ?o }")
    False
    """

    def __init__(
        self, store: ox.Store, name: str, *, union: bool = False, folder: Path | None = None
    ) -> None:
        self.store = store
        self.name = name
        self.folder = folder  # where the store lies, if on disk
        self._union = union

    @classmethod
    def of_quads(cls, quads: Iterable[Quad], name: str = "graph in memory") -> LocalBackend:
        """Return a backend over quads in memory; named graphs are read as one."""
        store = ox.Store()
        store.extend(quads)
        return cls(store, name, union=True)

    @classmethod
    def of_files(cls, paths: Iterable[Path], name: str = "graph in memory") -> LocalBackend:
        """Return a backend over RDF files, read into memory."""
        return cls.of_quads((quad for path in paths for quad in read_rdf(path)), name)

    @classmethod
    def bundled(cls) -> LocalBackend:
        """Return a backend over the graph that comes with imet-graph."""
        store, folder = bundled_store()
        return cls(store, "bundled graph", folder=folder)

    @classmethod
    def at(cls, folder: Path) -> LocalBackend:
        """Return a read-only backend over a store on disk.

        ``folder`` is an Oxigraph store, or a folder of stores whose
        file ``CURRENT`` names the store in force.

        Raises:
            FileProblem, StoreError: if there is no store, or it can't be opened.
        """
        if not folder.is_dir():
            raise FileProblem(
                f"{folder}: there is no store.",
                hint="Make one: oxigraph load --location DIR --file GRAPH.nq",
            )
        place = current(folder)
        store = open_read_only(place)
        # Where all is in the default graph, reading it alone is faster.
        union = next(iter(store.named_graphs()), None) is not None
        return cls(store, str(folder), union=union, folder=place)

    def parse(self, text: str) -> None:
        """Read a query and ask nothing; see :func:`parse`."""
        parse(text)

    def query(self, text: str) -> Result:
        """Return the result of a query over all graphs of the store."""
        return self._query(text, use_default_graph_as_union=self._union)

    def query_graphs(self, text: str, default: Sequence[str], named: Sequence[str]) -> Result:
        """Return the result of a query over some graphs of the store; see :meth:`query`.

        Without any, the text itself says which with FROM.
        """
        if not default and not named:
            return self._query(text)
        return self._query(
            text,
            default_graph=[ox.NamedNode(graph) for graph in default],
            named_graphs=[ox.NamedNode(graph) for graph in named],
        )

    def _query(self, text: str, **dataset: Any) -> Result:
        try:
            found = self.store.query(text, prefixes=vocab.PREFIXES, **dataset)
        except SyntaxError as error:
            raise _not_sparql(error, text) from error
        except OSError as error:
            raise StoreError(f"{self.name}: {error}.", hint="Load the store again.") from error
        if isinstance(found, ox.QueryBoolean):
            return Truth(bool(found))
        if isinstance(found, ox.QueryTriples):
            return Triples(found)
        return Table(tuple(v.value for v in found.variables), map(tuple, found))


def parse(text: str, prefixes: dict[str, str] = vocab.PREFIXES) -> None:
    """Read a query as the engine does, and ask nothing."""
    for reading in ("ASK {}", text):  # the first shows that reading is all that is done
        try:
            # A value for a variable that no query has is refused once the text was read.
            value: dict[ox.Variable, _Value] = {
                ox.Variable(f"x{os.urandom(16).hex()}"): ox.Literal("")
            }
            ox.Store().query(reading, prefixes=prefixes, substitutions=value)
        except SyntaxError as error:
            raise _not_sparql(error, text) from error
        except RuntimeError:
            continue
        raise StoreError("The engine asks a query that it should only read.")


def _not_sparql(error: SyntaxError, text: str) -> ImetGraphError:
    """Return the error for a text that Oxigraph refused, with a short reason.

    >>> said = SyntaxError("error at 1:19: expected one of Prefix not found")
    >>> _not_sparql(said, "SELECT * { ?s a x:Y }").message.partition(": ")[2]
    'the prefix x: is not declared.'
    """
    message = str(error)
    found = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not found:
        return syntax_error(text, None, None, " ".join(message.split()).rstrip(".") + ".")
    line, column, rest = int(found[1]), int(found[2]), found[3]
    words = re.findall(r"\b[A-Z]{2,}[A-Z0-9]*\b|\"[^\"\s]{1,3}\"", rest.split("one of")[-1])
    wanted = sorted({w for w in words if w not in ("FDF0", "FFFD")})[:6]
    why = f"expected {', '.join(wanted)}." if wanted else "this can't stand here."
    if "Prefix not found" in rest:
        # The parser stops behind the name; what is wrong is the name, whose end will do.
        before = [*text.splitlines(), ""][min(line - 1, text.count("\n"))][: column - 1]
        before = " " * (len(before) - _NAME) + before[-_NAME:]
        name = re.search(r"([\w-]*:)[^\s:]*\s*\Z", before)
        column = name.start() + 1 if name else column
        why = f"the prefix {name[1]} is not declared." if name else "the prefix is not declared."
    return syntax_error(text, line, column, why)


def current(folder: Path) -> Path:
    """Return the store in force in a folder of ours, or the folder itself if it is a store."""
    return generation(folder) or folder


def generation(folder: Path) -> Path | None:
    """Return the generation in force in a folder that imports fill, or None where there is none.

    Raises:
        StoreError: if generations lie there and the pointer names none of them.
    """
    inside, pointer = folder / GENERATIONS, folder / _POINTER
    with translating(folder):
        lying = list(inside.iterdir()) if inside.is_dir() else []
        content = pointer.read_bytes() if pointer.exists() else None
    held = sorted(p.name for p in lying if p.name.isdecimal() and p.is_dir())
    whole = [name for name in held if not (inside / (name + DRAFT)).exists()]
    named = re.fullmatch(rb"generations/(\d+)\s*", content or b"")
    # RocksDB too has a file CURRENT; it names its manifest, ours a folder.
    foreign = re.fullmatch(rb"MANIFEST-\d+\s*", content or b"") or not (lying or named)
    if foreign or (content is None and not whole):
        return None
    if named and named[1].decode() in held:
        return inside / named[1].decode()
    newest = f" ({GENERATIONS}/{whole[-1]} is the newest)" if whole else ""
    raise StoreError(
        f"{folder}: the store is damaged: its file {_POINTER} "
        f"{'is missing' if content is None else 'names no generation'}; nothing was changed.",
        hint=f"Write into it which of them is in force{newest}, or import into a new folder.",
    )


def open_read_only(folder: Path) -> ox.Store:
    """Open the store in a folder."""
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:  # RocksDB's own word for damage is the latter
        raise StoreError(
            f"{folder}: the store can't be opened ({error}).",
            hint="Check that it is a store of Oxigraph, or load it again.",
        ) from error


def read_rdf(path: Path, *, base_iri: str | None = None) -> Iterator[Quad]:
    """Yield the quads of an RDF file, in the format that its extension says.

    Relative IRIs are read against ``base_iri``, by default the file's own address.

    RDF/XML with a document type is refused: its entities can make a small file
    fill the memory. JSON-LD may not name a remote context.

    Raises:
        FileProblem, ParseProblem, UnknownFormat: naming the file, and the line.
    """
    chosen = by_extension(path, "rdf").name
    with translating(path):
        data = path.read_bytes()
        if chosen == "rdfxml" and _DOCTYPE.search(data):
            raise FileProblem(
                f"{path}: RDF/XML with a DOCTYPE is refused.",
                hint="Remove the document type, or convert the file to Turtle.",
            )
        try:
            base = base_iri or path.absolute().as_uri()
            yield from ox.parse(data, format=RDF_FORMATS[chosen], base_iri=base)
        except SyntaxError as error:
            if "remote context" not in str(error):
                raise
            raise FileProblem(
                f"{path}: a JSON-LD context at another address is refused.",
                hint="Write the context into the file.",
            ) from error


def bundled_store() -> tuple[ox.Store, Path | None]:
    """Open the cached store of the bundled graph, making it if need be."""
    files = resources.graph_files()
    name = f"{resources.fingerprint(files)}-oxigraph-{ox.__version__}"
    try:
        folder = resources.cache_folder() / name
        if not folder.is_dir():
            _make(files, folder)
        return ox.Store.read_only(str(folder)), folder
    except OSError:
        # No home, a read-only one, or a full disk: slower, but no error.
        return _load(ox.Store(), files), None


def _load(store: ox.Store, files: list[Path]) -> ox.Store:
    """Load Turtle files, two pieces at a time: the engine works without Python's lock.

    The files are the project's own, in canonical form and held by tests, so their
    IRIs are not checked again; a fault in one is looked for file by file. Larger
    pieces would take more memory, smaller ones more time to be made one in the end.
    """
    from concurrent.futures import ThreadPoolExecutor

    def load(piece: bytes) -> None:
        store.bulk_load(input=piece, format=ox.RdfFormat.TURTLE, lenient=True)

    try:
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(load, _pieces(files)))
    except SyntaxError:
        for path in files:
            with translating(path):
                store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def _pieces(files: Iterable[Path]) -> Iterator[bytes]:
    """Yield the files' text in pieces of like size, each with the prefix lines it needs.

    Files that are small stand together; a large one is cut between two subjects, where
    canonical Turtle has its only empty lines.
    """
    piece: list[bytes] = []
    size = 0
    for path in files:
        head, _, rest = path.read_bytes().partition(b"\n\n")
        while size + len(rest) > _PIECE:
            cut = rest.rfind(b"\n\n", 0, _PIECE - size)
            if cut > 0:
                piece += (head, rest[:cut])
                rest = rest[cut:]
            elif not piece:  # a single subject longer than a piece
                break
            yield b"\n".join(piece)
            piece, size = [], 0
        piece += (head, rest)
        size += len(rest)
    yield b"\n".join(piece)


def _make(files: list[Path], folder: Path) -> None:
    """Make a store beside its place and move it there, so that two may try at once."""
    import shutil
    import tempfile

    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        store = _load(ox.Store(str(draft / "store")), files)
        # What was loaded in pieces lies in many files, each of which a look-up reads.
        store.optimize()
        store.flush()
        del store
        try:
            (draft / "store").rename(folder)
        except OSError:
            if not folder.is_dir():  # not even made by another process meanwhile
                raise
        resources.forget_old(folder, "*-oxigraph-*")
    finally:
        shutil.rmtree(draft, ignore_errors=True)
