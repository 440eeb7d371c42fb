"""A folder of facts in which all sections were read as they are, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from imet_graph import resources
from imet_graph.facts.tables import Facts
from imet_graph.law import read, uslm

CODE = Path(__file__).parents[3] / "shared" / "law" / "usc"
needs_code = pytest.mark.skipif(not CODE.is_dir(), reason="../shared/law is not there")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Return tables that say of each section of the Code that it was read."""
    folder = tmp_path_factory.mktemp("data") / "facts"
    shutil.copytree(resources.folder("data") / "facts", folder)
    sections = [one for path in uslm.files([CODE]) for one in uslm.read(path)]
    read.note(folder, Facts(folder), sections)
    return Facts(folder)
