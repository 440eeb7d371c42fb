"""The store on disk: generations, of which a pointer file names the one in force.

A change is made in a copy; the pointer is replaced when the copy is whole and on
the disk. Killed at any moment, the pointer names the old state or the new one. Nothing
is removed before the new one is in force.
A new store begins as a copy of the bundled graph's, which is there already, and
text is loaded by two threads while the next is written.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from imet_graph import resources
from imet_graph.engines.local import DRAFT, GENERATIONS, bundled_store, generation, open_read_only
from imet_graph.errors import StoreError, translating
from imet_graph.rdf import vocab
from imet_graph.training_reports.emit import PREFIX_LINES
from imet_graph.training_reports.reader import SUFFIXES

_CHUNK = 27 << 20
"""Bytes of Turtle in a part that is loaded, which bounds the memory.

The engine merges what it holds whenever four parts have come, and fewer, larger parts
are merged less often: of the work of an import a fifth was merging with 16 MiB.
"""

_FIRST = 3 << 20
"""Bytes of the first part: small, so that loading begins early; the next are twice as large."""
_ORDERED = 256 << 20
"""Bytes of Turtle, some forty reports, beyond which a store is put in order only if asked for."""
_LOADERS = 2
"""Parts that are loaded at once: one sorts what it holds while the other reads."""
_NUMBERED = re.compile(rf"\d+({re.escape(DRAFT)})?")
_DIGEST = ox.NamedNode(vocab.term("contentDigest"))
_IN_REPORT = ox.NamedNode(vocab.term("inReport"))
_TYPE = ox.NamedNode(vocab.RDF_TYPE)
_DEFAULT = ox.DefaultGraph()
_SHARED = (vocab.iri("course", ""), vocab.iri("milunit", ""), vocab.iri("place", ""))
_SHARED_CLASSES = ("Course", "MilitaryUnit", "Place", "ProgramToReview")
"""What the reports name and no single report owns."""


def current(folder: Path) -> Path | None:
    """Return the generation in force, or None; `StoreError` if damaged or another program's."""
    found = generation(folder)
    if found is None and folder.is_dir():
        with translating(folder):
            foreign = sorted(p.name for p in folder.iterdir() if not _may_lie_there(p))
        if foreign:
            raise StoreError(
                f"{folder}: the folder holds what no import made ({', '.join(foreign[:3])}).",
                hint="Name a new or an empty folder; what is in this one stays as it is.",
            )
    return found


def _may_lie_there(path: Path) -> bool:
    """Whether something may lie in a folder that has no generation in force."""
    if path.name == GENERATIONS:
        return path.is_dir() and all(_NUMBERED.fullmatch(p.name) for p in path.iterdir())
    if path.name == "LOCK":
        return path.is_file() and not path.stat().st_size
    return path.name == "CURRENT.new" or path.name.startswith(".") or path.name.endswith(SUFFIXES)


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of each report in the store."""
    named = current(folder)
    if named is None:
        return {}
    found = open_read_only(named).quads_for_pattern(None, _DIGEST, None, _DEFAULT)
    return {
        quad.subject.value.rsplit("/fmtr-", 1)[-1]: quad.object.value
        for quad in found
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
        and "/fmtr-" in quad.subject.value
    }


class Draft:
    """A new generation that is being filled."""

    def __init__(self, folder: Path, path: Path, *, fresh: bool) -> None:
        self.folder, self.path, self.fresh = folder, path, fresh
        self.in_force = False
        self.store = ox.Store(str(path))
        self._parts = [PREFIX_LINES]
        self._size = 0
        self._written = 0
        self._enough = _FIRST
        self._threads = ThreadPoolExecutor(_LOADERS)
        self._loading: deque[Future[None]] = deque()

    def write(self, text: str) -> None:
        """Take Turtle text, without prefix lines; it is loaded when enough has come."""
        self._parts.append(text)
        self._size += len(text)
        if self._size > self._enough:
            self._hand_over()

    def _hand_over(self) -> None:
        """Let another thread load what was written, once one of them is free."""
        data = "".join(self._parts).encode()
        self._written += len(data)
        self._parts, self._size = [PREFIX_LINES], 0
        self._enough = min(_CHUNK, self._enough * 2)
        if len(self._loading) == _LOADERS:
            self._loading.popleft().result()
        # Lenient: the addresses are made here, of letters and digits.
        self._loading.append(
            self._threads.submit(
                self.store.bulk_load, input=data, format=ox.RdfFormat.TURTLE, lenient=True
            )
        )

    def load(self) -> None:
        """Load all that was written so far."""
        if self._size:
            self._hand_over()
        while self._loading:
            self._loading.popleft().result()

    def close(self) -> None:
        """Wait for the other threads, and let go of the store, if that was not done before."""
        self._threads.shutdown(wait=True)
        vars(self).pop("store", None)

    def remove(self, report: str) -> None:
        """Remove a report, and the courses, units and places that only it named."""
        self.load()
        node = ox.NamedNode(vocab.iri("report", f"fmtr-{report}"))
        find = self.store.quads_for_pattern
        shared = set()
        for owned in list(find(None, _IN_REPORT, node, _DEFAULT)):
            for quad in list(find(owned.subject, None, None, _DEFAULT)):
                self.store.remove(quad)
                if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(_SHARED):
                    shared.add(quad.object)
        for thing in shared:
            if next(find(None, None, thing, _DEFAULT), None) is None:
                for quad in list(find(thing, None, None, _DEFAULT)):
                    self.store.remove(quad)

    def commit(self, *, optimize: bool | None = None) -> None:
        """Put this generation in force, in one step.

        What is loaded in parts lies in many files, each of which a look-up reads; with
        ``optimize`` they are made one before. By default they are where the store is made
        anew, unless it is so large that this would take longer than a few seconds.
        """
        self.load()
        if optimize is None:
            optimize = self.fresh and 0 < self._written <= _ORDERED
        if optimize:
            self.store.optimize()
        self.store.flush()
        self.close()
        _sync(*filter(Path.is_file, self.path.iterdir()), self.path, self.path.parent)
        before = generation(self.folder)
        pointer = self.folder / "CURRENT.new"
        with pointer.open("w", encoding="utf-8") as file:
            file.write(f"generations/{self.path.name}\n")
            file.flush()
            os.fsync(file.fileno())
        _draft_of(self.path).unlink()
        _sync(self.path.parent)
        self.in_force = True  # from here on it may be, and an interrupt must not remove it
        try:
            pointer.replace(self.folder / "CURRENT")
        except OSError:
            self.in_force = False
            raise
        _sync(self.folder)
        self._tidy(before)

    def _tidy(self, before: Path | None) -> None:
        """Remove what is neither in force nor was before, which somebody may be reading."""
        with contextlib.suppress(OSError):  # what is left is removed by the next import
            for other in self.path.parent.iterdir():
                if other in (self.path, before) or not _NUMBERED.fullmatch(other.name):
                    continue
                if other.is_dir():
                    shutil.rmtree(other, ignore_errors=True)
                else:
                    other.unlink()


@contextlib.contextmanager
def drafting(folder: Path, *, fresh: bool) -> Iterator[Draft]:
    """Yield a draft: the curated graph alone if ``fresh``, else the generation in force, copied.

    Raises:
        StoreError: if another import is at work on it, it is damaged or another program's.
    """
    with translating(folder):
        current(folder)
        generations = folder / GENERATIONS
        generations.mkdir(parents=True, exist_ok=True)
        with (folder / "LOCK").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StoreError(
                    f"{folder}: another import is at work on this store.", hint="Wait for its end."
                ) from error
            now = current(folder)
            # Above all there are, those too that an import left which was killed.
            taken = [int(p.stem) for p in generations.iterdir() if p.stem.isdecimal()]
            path = generations / f"{max(taken, default=0) + 1:06d}"
            _draft_of(path).touch()
            _sync(generations)
            draft = None
            try:
                _prepare(path, None if fresh else now)
                draft = Draft(folder, path, fresh=fresh)
                yield draft
            except BaseException:
                if draft:
                    draft.close()
                if not (draft and draft.in_force):
                    shutil.rmtree(path, ignore_errors=True)
                    _draft_of(path).unlink(missing_ok=True)
                raise


def _draft_of(path: Path) -> Path:
    """Return the file that says of a generation that it is a draft."""
    return path.with_name(path.name + DRAFT)


def _prepare(path: Path, now: Path | None) -> None:
    """Make the store that an import begins with: the curated graph, and the reports held so far."""
    files = [*resources.graph_files(), *resources.training_files()]
    digest = sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    # Says which curated graph the store holds; another installation may bring another.
    mark = ox.Quad(ox.NamedNode(vocab.GRAPH + "curated"), _DIGEST, ox.Literal(digest), _DEFAULT)
    if now is not None:
        held = ox.Store.read_only(str(now))
        if mark in held:
            del held
            ox.Store(str(now)).backup(str(path))
            return
    bundled, place = bundled_store()
    if place is None:
        bundled.backup(str(path))
    else:
        shutil.copytree(place, path, ignore=shutil.ignore_patterns("LOCK", "LOG*"))
    store = ox.Store(str(path))
    for file in resources.training_files():
        with translating(file):
            store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)
    if now is not None:
        store.bulk_extend(of_reports(held))
    store.add(mark)
    # One file now, so that the parts that come are merged as late as may be.
    store.optimize()
    store.flush()


def of_reports(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield all that a store holds of reports: what they own, and what several of them name."""
    subjects = {q.subject for q in store.quads_for_pattern(None, _IN_REPORT, None, _DEFAULT)}
    for name in _SHARED_CLASSES:
        of = ox.NamedNode(vocab.term(name))
        subjects |= {q.subject for q in store.quads_for_pattern(None, _TYPE, of, _DEFAULT)}
    for subject in subjects:
        yield from store.quads_for_pattern(subject, None, None, _DEFAULT)


def _sync(*paths: Path) -> None:
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
