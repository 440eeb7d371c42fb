"""Finds the ontology, the data, the queries and the page assets.

In a checkout and in an editable install they lie beside the package; in an
installed wheel they are inside it, under ``_bundle``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from imet_graph.errors import FileProblem

_Made = TypeVar("_Made")
_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the folder ``ontology``, ``data`` or ``queries``.

    Raises:
        FileProblem: if the installation lacks it.

    >>> folder("queries").name
    'queries'
    """
    for parent in (_PACKAGE.parent, _PACKAGE / "_bundle"):
        found = parent / name
        # The package's own parent counts only where it is this project's checkout;
        # site-packages might hold a folder called "data" of somebody else's.
        if found.is_dir() and (parent.name == "_bundle" or (parent / "pyproject.toml").is_file()):
            return found
    raise FileProblem(
        f"The folder {name}/ of imet-graph is missing from this installation.",
        hint="Install it again: pip install --force-reinstall imet-graph.",
    )


def graph_files() -> list[Path]:
    """Return the Turtle files of the bundled graph: ontology terms and codes, then data."""
    return ontology_files() + sorted(folder("data").glob("**/*.ttl"))


def ontology_files() -> list[Path]:
    """Return the Turtle files of the ontology: terms, codes, and links to other vocabularies."""
    return sorted(folder("ontology").glob("*.ttl"))


def training_files() -> list[Path]:
    """Return the Turtle files of the terms of the training reports.

    They come into a store with its first report; the bundled graph has no use for them.
    """
    return sorted((folder("ontology") / "training").glob("*.ttl"))


def shape_files() -> list[Path]:
    """Return the files that hold the SHACL shapes."""
    return sorted((folder("ontology") / "shapes").glob("*.ttl"))


def fingerprint(files: list[Path]) -> str:
    """Return a name for the present state of files, from their paths, sizes and times.

    Contents are not read: opening the graph must cost less than reading it.
    """
    import zlib  # hashlib takes 4 ms to import, and nobody forges this name

    states = [(path, path.stat()) for path in files]
    listed = "\n".join(f"{path}\0{s.st_size}\0{s.st_mtime_ns}" for path, s in states)
    size = sum(s.st_size for _, s in states)
    newest = max((s.st_mtime_ns for _, s in states), default=0)
    return f"{zlib.crc32(listed.encode()):08x}-{size:x}-{newest:x}"


def cache_folder() -> Path:
    """Return the folder for what can be made again: ``IMET_GRAPH_CACHE``, or the user's cache."""
    if named := os.environ.get("IMET_GRAPH_CACHE"):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("imet-graph", appauthor=False)


def data_folder() -> Path:
    """Return the folder for what the user keeps, such as a store of reports."""
    from platformdirs import user_data_path

    return user_data_path("imet-graph", appauthor=False)


def kept(name: str, files: list[Path], make: Callable[[], _Made]) -> _Made:
    """Return what is made of files: from the cache, where it was made of their present state.

    It passes through JSON, so that a first run sees what later ones see. Where nothing can
    be kept, as in a read-only home, it is made again each time.
    """
    import json

    place = cache_folder() / f"{name}-{fingerprint(files)}.json"
    found: _Made
    with suppress(OSError, ValueError):
        found = json.loads(place.read_bytes())
        return found
    text = json.dumps(make(), default=str)
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{place.name}.{os.getpid()}")  # nobody ever sees half of it
        draft.write_text(text, encoding="utf-8")
        draft.replace(place)
        forget_old(place, f"{name}-*.json")
    found = json.loads(text)
    return found


def forget_old(kept: Path, pattern: str) -> None:
    """Remove former states of a cached file or store, a day after their last change.

    One in use by a process that started before an upgrade is left for that day.
    """
    import shutil
    import time

    for other in kept.parent.glob(pattern):
        if other == kept or time.time() - other.stat().st_mtime < 86_400:
            continue
        if other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
        else:
            other.unlink(missing_ok=True)
