"""Labels are for people: no answer hangs on what a class is called."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# Of a class, what it is called and what it shall be called.
RENAMED = {"Suspension": "Halt", "Provision": "Clause"}
COMMANDS = (
    ("analyze", "alike", "--format", "csv"),
    ("analyze", "reach", "--format", "csv"),
    ("status", "--country", "Mali", "--on", "2022-05-01"),
    ("visualize", "Mali", "--format", "mermaid"),
)


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project in whose ontology two classes have other labels."""
    copy = tmp_path_factory.mktemp("renamed")
    for name in ("imet_graph", "ontology", "data", "queries"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    terms = copy / "ontology" / "imet.ttl"
    text = terms.read_text(encoding="utf-8")
    for old, new in RENAMED.items():
        assert text.count(f'"{old}"@en') == 1
        text = text.replace(f'"{old}"@en', f'"{new}"@en')
    terms.write_text(text, encoding="utf-8")
    return copy


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_renamed_classes_change_names_only(command: tuple[str, ...], renamed: Path) -> None:
    """Measures, statuses and pictures are the same but for the two names."""
    told = [_run(folder, *command) for folder in (ROOT, renamed)]
    assert len(told[0]) > 200
    for old, new in RENAMED.items():
        told = [text.replace(new, old).replace(new.lower(), old.lower()) for text in told]
    assert told[0] == told[1]


def _run(folder: Path, *arguments: str) -> str:
    caches = {"IMET_GRAPH_CACHE": str(folder / "cache")} if folder != ROOT else {}
    done = subprocess.run(
        (sys.executable, "-m", "imet_graph", *arguments),
        cwd=folder, env={**os.environ, **caches, "PYTHONPATH": str(folder), "COLUMNS": "120"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
