"""A checkout of one's own: tables, ontology and queries that a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of what `imet-graph build` reads and writes."""
    for name in ("data", "ontology", "queries", "imet_graph"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "docs" / "reference", tmp_path / "docs" / "reference")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path
