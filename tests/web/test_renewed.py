"""A server whose store is imported into while it runs."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import quote

from imet_graph.engines.local import LocalBackend
from imet_graph.training_reports.names import Names
from imet_graph.training_reports.run import import_reports
from tests.training_reports import make

from .running import Running, serving

_REPORTS = quote("SELECT (COUNT(?r) AS ?n) WHERE { ?r a imet:TrainingReport }")


def _reports(running: Running) -> int:
    got = running.ask(f"/sparql?query={_REPORTS}", headers={"accept": "text/csv"})
    assert got.status == 200, got.text
    return int(got.text.split()[-1])


def test_an_import_is_seen_without_a_restart(tmp_path: Path) -> None:
    """The answer that was kept gives way to that of the new state, within seconds."""
    names = Names.of(LocalBackend.bundled())
    store = tmp_path / "store"
    import_reports([make.write(tmp_path / "a.tsv", make.small())], store, names)
    with serving("--store", str(store)) as running:
        assert _reports(running) == _reports(running) == 1
        other = make.write(tmp_path / "b.tsv", make.small("2001-2002"))
        import_reports([other], store, names)
        until = time.monotonic() + 30
        while (found := _reports(running)) == 1 and time.monotonic() < until:
            time.sleep(0.1)
        assert found == 2
        assert running.ask("/").status == 200
