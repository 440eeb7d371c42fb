"""Killed at any moment, an import leaves a store that holds the old state whole or the new."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from imet_graph.engines.local import LocalBackend
from imet_graph.rdf import vocab
from imet_graph.training_reports import store
from imet_graph.training_reports.names import Names
from imet_graph.training_reports.run import import_reports
from tests.training_reports import make

KILLS = {"replaces one of two": 10, "replaces all": 10}
"""Twenty moments."""
IN_REPORT = ox.NamedNode(vocab.term("inReport"))

CHILD = """
import pickle, sys
from pathlib import Path
from imet_graph.training_reports.run import import_reports
folder, names, path = sys.argv[1:]
names = pickle.loads(Path(names).read_bytes())
print("ready", flush=True)
import_reports([Path(path)], Path(folder), names)
"""


@dataclass(frozen=True)
class State:
    """What a store holds: the triples of the reports, and how many quads in all."""

    triples: frozenset[str]
    quads: int
    reports: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, folder: Path) -> State:
        """Return the state that a reader of the store sees, opened as readers open it."""
        found = store.current(folder)
        assert found is not None, "the store names no state"
        opened = ox.Store.read_only(str(found))
        triples = list(store.of_reports(opened))
        # Counted by report, as a half of one would show; the set then settles it.
        of = {q.subject: str(q.object) for q in triples if q.predicate == IN_REPORT}
        counts = Counter(of.get(q.subject, "shared") for q in triples)
        texts = frozenset(map(str, triples))
        return cls(texts, len(opened), tuple(sorted(counts.items())))


def kill_at(folder: Path, names: Path, path: Path, after: float | None) -> float:
    """Import in a process group of its own, kill that after some seconds; return the seconds."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(names), str(path)],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    began = time.monotonic()
    if after is None:
        assert child.wait() == 0
    else:
        time.sleep(after)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    child.stdout.close()
    return time.monotonic() - began


@pytest.fixture(scope="module")
def names() -> Names:
    """Return the tables of the bundled graph."""
    return Names.of(LocalBackend.bundled())


@pytest.mark.long
@pytest.mark.parametrize("way", KILLS)
def test_a_killed_import_leaves_the_old_state_or_the_new(
    tmp_path: Path, names: Names, way: str
) -> None:
    """At random moments; the seed is in the message, and the environment can give it again.

    One report of two is replaced in a copy of the store; all are replaced by building anew.
    """
    both = way == "replaces all"
    seed = os.environ.get("IMET_GRAPH_TEST_SEED") or str(random.SystemRandom().randrange(10**9))
    # Reproducible on purpose: a failure must be repeatable, nothing is kept secret by it.
    moments = random.Random(f"{seed} {way}")  # noqa: S311
    first = make.write(tmp_path / "a.tsv", make.small() + make.small("2016-2017"))
    rows = make.small(quantity=9) + (make.small("2016-2017", quantity=9) if both else [])
    second = make.write(tmp_path / "b.tsv", rows)
    tables = tmp_path / "names.pickle"
    tables.write_bytes(pickle.dumps(names))
    kept, folder = tmp_path / "kept", tmp_path / "s"
    import_reports([first], kept, names)
    old = State.of(kept)
    shutil.copytree(kept, folder)
    whole = kill_at(folder, tables, second, None)
    new = State.of(folder)
    assert old != new
    seen = Counter[str]()
    for number in range(KILLS[way]):
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        after = moments.uniform(0, whole * 1.05)
        told = f"seed {seed}, {way}, kill {number + 1} of {KILLS[way]}, after {after:.4f} s"
        kill_at(folder, tables, second, after)
        found = State.of(folder)
        assert found.reports in (old.reports, new.reports), told
        assert found in (old, new), told
        seen["old" if found == old else "new"] += 1
        import_reports([second], folder, names)
        assert State.of(folder) == new, told
    assert seen["old"], f"seed {seed}: no kill came before the end, which tests nothing ({seen})"
