"""The store on disk: generations, of which a pointer file names the one in force.

A change is made in a copy; the pointer is replaced when the copy is whole and on
the disk. Killed at any moment, the pointer names the old state or the new one.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from imet_graph import resources, vocab
from imet_graph.errors import StoreError, translating
from imet_graph.importers.fmtr.emit import PREFIX_LINES

CHUNK = 64 << 20
"""Bytes of Turtle that are loaded at a time, which bounds the memory."""

_CURATED = ox.NamedNode(vocab.GRAPH + "curated")
_DIGEST = ox.NamedNode(vocab.term("contentDigest"))
_IN_REPORT = ox.NamedNode(vocab.term("inReport"))
_DEFAULT = ox.DefaultGraph()
_SHARED = (vocab.iri("course", ""), vocab.iri("milunit", ""), vocab.iri("place", ""))


def current(folder: Path) -> Path | None:
    """Return the generation in force, or None where there is none."""
    pointer = folder / "CURRENT"
    if not pointer.is_file():
        return None
    named = folder / pointer.read_text(encoding="utf-8").strip()
    return named if named.is_dir() else None


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of each report in the store."""
    named = current(folder)
    if named is None:
        return {}
    try:
        store = ox.Store.read_only(str(named))
    except OSError as error:
        raise StoreError(f"{folder}: the store can't be opened ({error}).") from error
    found = store.quads_for_pattern(None, _DIGEST, None, _DEFAULT)
    return {
        quad.subject.value.rsplit("/fmtr-", 1)[-1]: quad.object.value
        for quad in found
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }


class Draft:
    """A new generation that is being filled."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.folder, self.path = folder, path
        self.store = ox.Store(str(path))
        self._buffer = io.StringIO(PREFIX_LINES)
        self._buffer.seek(0, io.SEEK_END)
        self._size = 0
        self.write = self._write

    def _write(self, text: str) -> None:
        self._buffer.write(text)
        self._size += len(text)
        if self._size > CHUNK:
            self.load()

    def load(self) -> None:
        """Load what was written so far."""
        if self._size:
            data = self._buffer.getvalue().encode()
            self._buffer = io.StringIO(PREFIX_LINES)
            self._buffer.seek(0, io.SEEK_END)
            self._size = 0
            self.store.bulk_load(input=data, format=ox.RdfFormat.TURTLE)

    def remove(self, report: str) -> None:
        """Remove a report, and the courses, units and places that only it named."""
        node = ox.NamedNode(vocab.iri("report", f"fmtr-{report}"))
        shared = set()
        owned = [q.subject for q in self.store.quads_for_pattern(None, _IN_REPORT, node, _DEFAULT)]
        for subject in owned:
            for quad in list(self.store.quads_for_pattern(subject, None, None, _DEFAULT)):
                self.store.remove(quad)
                if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(_SHARED):
                    shared.add(quad.object)
        for thing in shared:
            if next(self.store.quads_for_pattern(None, None, thing, _DEFAULT), None) is None:
                for quad in list(self.store.quads_for_pattern(thing, None, None, _DEFAULT)):
                    self.store.remove(quad)

    def curate(self) -> None:
        """Bring the curated graph up to that of this installation."""
        files = [*resources.graph_files(), *resources.training_files()]
        digest = sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
        mark = ox.Quad(_CURATED, _DIGEST, ox.Literal(digest), _CURATED)
        if mark in self.store:
            return
        self.store.clear_graph(_CURATED)
        for path in files:
            with translating(path):
                self.store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=_CURATED)
        self.store.add(mark)

    def commit(self) -> None:
        """Put this generation in force, in one step."""
        self.load()
        self.store.flush()
        del self.store
        _sync_all(self.path)
        before = current(self.folder)
        pointer = self.folder / "CURRENT.new"
        with pointer.open("w", encoding="utf-8") as file:
            file.write(f"generations/{self.path.name}\n")
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.folder / "CURRENT")
        _sync(self.folder)
        for other in (self.folder / "generations").iterdir():
            # The one before stays until the next import: somebody may be reading it.
            if other not in (self.path, before):
                shutil.rmtree(other, ignore_errors=True)


@contextlib.contextmanager
def drafting(folder: Path, *, fresh: bool) -> Iterator[Draft]:
    """Yield a draft: empty if ``fresh``, else a copy of the generation in force.

    Raises:
        StoreError: if another import is at work on the store, or it can't be written.
    """
    with translating(folder):
        generations = folder / "generations"
        generations.mkdir(parents=True, exist_ok=True)
        with (folder / "LOCK").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StoreError(
                    f"{folder}: another import is at work on this store.", hint="Wait for its end."
                ) from error
            now = current(folder)
            for other in generations.iterdir():
                if now is None or other.name > now.name:
                    shutil.rmtree(other, ignore_errors=True)  # left by an import that was killed
            number = int(now.name) + 1 if now else 1
            path = generations / f"{number:06d}"
            if now is not None and not fresh:
                ox.Store.read_only(str(now))
                ox.Store(str(now)).backup(str(path))
            draft = Draft(folder, path)
            try:
                yield draft
            except BaseException:
                del draft.store
                shutil.rmtree(path, ignore_errors=True)
                raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_all(path: Path) -> None:
    for file in path.iterdir():
        if file.is_file():
            _sync(file)
    _sync(path)
    _sync(path.parent)
